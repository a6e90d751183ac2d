"""All real notices beside the repository: what is imported is what the files hold."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO

import pytest
from sqlalchemy import func, select

from app.notices.models import Notice, NoticeRelease
from app.notices.services import BATCH_MAX, Counts, Prepared, prepare, read_document, store
from app.notices.states import NoticeKind, NoticePhase, NoticeStatus
from tests.conftest import NOW

FOLDERS = {
    "find-a-tender": 914,
    "contracts-finder": 100,
    "public-contracts-scotland": 90,
    "challenge-gov": 218,
}


def held_in(path):
    """Return what a file holds, read by other means: releases by process and id."""
    if path.suffix == ".jsonl":
        return [
            (f"challenge-gov-{row['id']}", row["id"]) for row in map(json.loads, path.read_text().strip().split("\n"))
        ]
    return [(release["ocid"], release["id"]) for release in json.loads(path.read_text())["releases"]]


def import_all(session, folder):
    counts = Counts()
    for path in sorted(folder.iterdir()):
        items = [
            prepare(found, path.name, challenges=folder.name == "challenge-gov")
            for found in read_document(BytesIO(path.read_bytes()), path.name)
        ]
        good = [item for item in items if isinstance(item, Prepared)]
        counts.refused += len(items) - len(good)
        for start in range(0, len(good), BATCH_MAX):
            counts.add(store(session, good[start : start + BATCH_MAX], now=NOW))
    return counts


@pytest.mark.parametrize("name", FOLDERS)
def test_counts_are_those_of_the_files(session, shared_data, name):
    folder = shared_data / name
    expected = [key for path in folder.iterdir() for key in held_in(path)]
    counts = import_all(session, folder)
    assert counts.read == len(expected) == FOLDERS[name]
    assert counts.refused == 0
    assert counts.new == session.scalar(select(func.count()).select_from(Notice)) == len({ocid for ocid, _ in expected})
    assert session.scalar(select(func.count()).select_from(NoticeRelease)) == len(set(expected))
    held = session.execute(select(Notice.ocid, NoticeRelease.release_id).join(NoticeRelease.notice)).all()
    assert {tuple(row) for row in held} == set(expected)
    assert import_all(session, folder) == Counts(known=len(expected))


def test_what_lists_need_is_there(session, shared_data):
    import_all(session, shared_data / "find-a-tender")
    notices = session.scalars(select(Notice)).all()
    assert all(notice.title and notice.buyer_name and notice.url for notice in notices)
    assert sum(bool(notice.region) for notice in notices) / len(notices) > 0.99
    assert sum(notice.value_pence is not None for notice in notices) / len(notices) > 0.8
    assert {notice.notice_type for notice in notices} >= {"UK1", "UK2", "UK3", "UK4", "UK5", "UK6", "UK12"}
    assert sum(notice.closes_at_end_of_day for notice in notices) == 3
    assert all(
        notice.suppliers for notice in notices if notice.notice_type == "UK6" and notice.phase is NoticePhase.AWARDED
    )
    assert max(notice.value_pence or 0 for notice in notices) < 10**13
    assert not [notice.buyer_name for notice in notices if notice.buyer_name.isupper() and " " in notice.buyer_name]


def test_ours_is_the_newest_release_of_each_process(session, shared_data):
    newest = {}
    for path in (shared_data / "find-a-tender").iterdir():
        for release in json.loads(path.read_text())["releases"]:
            mark = (release["date"], release["id"])
            newest[release["ocid"]] = max(newest.get(release["ocid"], mark), mark)
    import_all(session, shared_data / "find-a-tender")
    held = dict(session.execute(select(Notice.ocid, Notice.release_id)).all())
    assert held == {ocid: number for ocid, (_, number) in newest.items()}


def test_only_what_can_still_be_joined_counts_as_open(session, shared_data):
    import_all(session, shared_data / "find-a-tender")
    late = datetime(2026, 11, 21, tzinfo=UTC)
    still_open = [n for n in session.scalars(select(Notice)) if n.status(late) is NoticeStatus.OPEN]
    assert all(n.closes_at for n in still_open if n.kind is not NoticeKind.DYNAMIC_MARKET)
    assert len(still_open) == 4
    by_ocid = {notice.ocid: notice for notice in session.scalars(select(Notice))}
    assert by_ocid["ocds-h6vhtk-06c5e1"].status(late) is NoticeStatus.AWARDED
    assert by_ocid["ocds-h6vhtk-05fa12"].closes_at == datetime(2026, 9, 14, 11, tzinfo=UTC)
    assert by_ocid["ocds-h6vhtk-06de05"].status(late) is NoticeStatus.CLOSED
    assert not [notice.title for notice in by_ocid.values() if "&apos;" in notice.title or "&#" in notice.title]


@pytest.mark.parametrize("name", ["fictional-1.1", "contracts-finder-2016"])
def test_older_shapes_are_read(session, shared_data, name):
    counts = import_all(session, shared_data / "ocds-examples" / name)
    assert counts.refused == 0
    assert counts.new == {"fictional-1.1": 1, "contracts-finder-2016": 11}[name]
