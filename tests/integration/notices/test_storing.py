"""Batches of releases in both databases."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from app.core import events
from app.core.events import FindableChanged
from app.notices import queries
from app.notices.models import Notice, NoticeRelease
from app.notices.services import BATCH_MAX, Counts, Found, Prepared, Refusal, prepare, store
from app.notices.states import NoticePhase, NoticeStatus
from tests.conftest import NOW
from tests.factories import notices as factories
from tests.unit.notices.test_faults import FAULTS, places, with_fault

OCID = "ocds-h6vhtk-0000aa"


def prepared(*releases, challenges=False):
    return [prepare(Found(1, release=release), "test", challenges=challenges) for release in releases]


def state(session):
    """Return everything that is held, without row numbers."""
    session.expire_all()
    columns = [column for column in Notice.__table__.columns if column.key not in ("id", "imported_at")]
    notices = session.execute(select(*columns).order_by(Notice.source, Notice.ocid)).all()
    releases = session.execute(
        select(Notice.ocid, NoticeRelease.release_id, NoticeRelease.digest, NoticeRelease.content, NoticeRelease.title)
        .join(NoticeRelease.notice)
        .order_by(Notice.source, Notice.ocid, NoticeRelease.release_id)
    ).all()
    return notices, releases


def history():
    """Return releases of three processes, one id given twice with different content, one release without an id."""
    twice = {"id": "000900-2027", "ocid": OCID, "date": "2027-03-01T09:00:00Z"}
    without_id = factories.release(ocid="ocds-r6ebe6-1")
    del without_id["id"]
    return [
        factories.release(ocid=OCID),
        factories.release(**twice, tender={"title": "First copy", "status": "active"}),
        factories.release(**twice, tender={"title": "Second copy", "status": "active"}),
        factories.award(OCID),
        factories.release(ocid=OCID, date="2027-05-01", tag=["tenderUpdate"], tender={"title": "Corrected"}),
        without_id,
        factories.release(),
    ]


def test_new_further_and_known(session):
    tender, other, award = factories.release(ocid=OCID), factories.release(), factories.award(OCID)
    assert store(session, prepared(tender, other, tender), now=NOW) == Counts(new=2, known=1)
    assert store(session, prepared(award, tender), now=NOW) == Counts(updated=1, known=1)
    assert store(session, prepared(tender, other, award), now=NOW) == Counts(known=3)
    notice = session.scalar(select(Notice).where(Notice.ocid == OCID))
    assert notice is not None
    assert (notice.phase, notice.release_count, notice.suppliers) == (NoticePhase.AWARDED, 2, ["Hush Machines Ltd"])
    assert notice.published_at == datetime(2027, 4, 20, 9, tzinfo=UTC)


def test_any_order_and_any_batches_give_the_same_state(database):
    releases = history()
    expected = None
    for seed in range(12):
        chance = random.Random(seed)
        shuffled = chance.sample(releases, len(releases))
        size = chance.randint(1, len(releases))
        with database.writers() as session:
            for start in range(0, len(shuffled), size):
                store(session, prepared(*shuffled[start : start + size]), now=NOW)
            found = state(session)
            session.rollback()
        expected = expected or found
        assert found == expected
    assert expected is not None
    assert len(expected[0]) == 3
    assert len(expected[1]) == 6


def test_the_same_state_after_everything_came_twice(session):
    batch = prepared(*history())
    store(session, batch, now=NOW)
    before = state(session)
    assert store(session, list(reversed(batch)), now=NOW) == Counts(known=len(batch))
    assert state(session) == before


def test_a_copy_replaced_within_one_batch_reaches_its_row(session):
    first = factories.release(ocid=OCID)
    store(session, prepared(factories.award(OCID)), now=NOW)
    copies = prepared(first, {**first, "language": "cy"}, {**first, "language": "en-GB"})
    store(session, copies, now=NOW)
    held = session.scalars(select(NoticeRelease.digest).where(NoticeRelease.release_id == first["id"])).all()
    assert held == [max(copy.digest for copy in copies)]


def test_the_last_copy_of_a_challenge_wins(session):
    first = factories.challenge(title="First")
    for title in ("Second", "Third", "Second"):
        store(session, prepared(first, {**first, "title": title}, challenges=True), now=NOW)
        session.expire_all()
        assert session.scalars(select(Notice.title)).all() == [title]


def test_search_is_told_of_what_changed_and_of_nothing_else(session, monkeypatch):
    told = []
    monkeypatch.setitem(events._reactions, FindableChanged, (lambda _, event: told.append(event),))
    batch = prepared(factories.release(ocid=OCID), factories.award(OCID), factories.release())
    store(session, batch, now=NOW)
    assert sorted(told[0].ids) == [
        f"notice:{number}" for number in session.scalars(select(Notice.id).order_by(Notice.id))
    ]
    store(session, batch, now=NOW)
    assert len(told) == 1


def test_a_batch_has_a_bound(session):
    with pytest.raises(ValueError, match="at most"):
        store(session, prepared(factories.release()) * (BATCH_MAX + 1), now=NOW)


def test_what_databases_refuse_is_stored_all_the_same(session):
    odd = factories.release(
        title="nul \x00 and \ud800",
        tender={
            "title": "a\x00b\udfff",
            "description": "\x00" * 10,
            "items": [{"classification": {"scheme": "CPV", "id": "12345678"}}],
        },
        awards=[{"suppliers": [{"name": "\x00"}, {"name": "x\x00y"}]}],
    )
    store(session, prepared(odd), now=NOW)
    session.expire_all()
    notice = session.scalars(select(Notice)).one()
    assert notice.title == "a�b�"
    assert notice.suppliers == ["�", "x�y"]


def test_statements_do_not_grow_with_the_batch(session, count_queries):
    counted = []
    for size in (5, 200):
        known = [factories.release() for _ in range(size)]
        store(session, prepared(*known), now=NOW)
        batch = prepared(*(factories.award(release["ocid"]) for release in known), *known[:3], factories.release())
        with count_queries() as seen:
            store(session, batch, now=NOW)
        counted.append(len([text for text in seen if not text.startswith("INSERT")]))
    assert counted[0] == counted[1]


def test_walks_and_lists(session, count_queries, monkeypatch):
    monkeypatch.setattr(queries, "IDS_AT_ONCE", 7)
    releases = [factories.release(date=f"2027-01-{1 + number % 28:02}") for number in range(30)]
    store(session, prepared(*releases), now=NOW)
    ids = list(queries.iterate_ids(session))
    assert len(ids) == queries.count_notices(session) == 30
    assert ids == sorted(ids)
    wanted = [ids[5], ids[2], 999_999_999, ids[9]]
    with count_queries() as seen:
        found = queries.list_by_ids(session, wanted)
    assert [notice.id for notice in found] == [ids[5], ids[2], ids[9]]
    assert len(seen) == 1
    pages, before = [], None
    while page := queries.list_newest(session, limit=8, before=before):
        pages += [notice.id for notice in page]
        before = (page[-1].published_at, page[-1].id)
    assert sorted(pages) == ids
    assert len(pages) == 30


def test_status_follows_the_clock(session):
    store(session, prepared(factories.release()), now=NOW)
    notice = session.scalars(select(Notice)).one()
    assert notice.closes_at is not None
    assert notice.status(notice.closes_at.replace(second=59, minute=59, hour=11)) is NoticeStatus.OPEN
    assert notice.status(notice.closes_at) is NoticeStatus.CLOSED


def test_releases_go_with_their_notice(session):
    store(session, prepared(factories.release(), factories.release()), now=NOW)
    session.delete(session.scalars(select(Notice).limit(1)).one())
    session.flush()
    assert session.scalar(select(func.count()).select_from(NoticeRelease)) == 1


def test_whatever_is_not_refused_can_be_stored(session):
    spoiled = [
        with_fault(release, path, fault)
        for release in (factories.release(), factories.award(OCID))
        for path in places(release)
        for fault in FAULTS
    ]
    items = prepared(*spoiled)
    counts = Counts(refused=sum(isinstance(item, Refusal) for item in items))
    good = [item for item in items if isinstance(item, Prepared)]
    for start in range(0, len(good), BATCH_MAX):
        counts.add(store(session, good[start : start + BATCH_MAX], now=NOW))
    assert counts.read == len(spoiled)
    assert counts.refused < len(spoiled) / 10
    held = session.scalar(select(func.count()).select_from(NoticeRelease))
    assert held == session.scalar(select(func.sum(Notice.release_count)))
    assert held == len({(item.facts.ocid, item.facts.release_id) for item in good})


def test_two_imports_at_once_add_each_process_once(database):
    batch = prepared(*(factories.release() for _ in range(100)))

    def run(_):
        with database.transaction() as session:
            return store(session, batch, now=NOW)

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(run, range(2)))
    assert sorted((counts.new, counts.known) for counts in results) == [(0, 100), (100, 0)]
