"""From a change to what is found, by way of the outbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.challenges.events import ChallengeWithdrawn
from app.challenges.models import Challenge
from app.challenges.states import ChallengeStage
from app.core.db import Database
from app.core.events import FindableChanged
from app.core.policy import ANYBODY
from app.integrations.search import IndexUnreadable, SearchRequest, WhooshEngine
from app.notices.models import Notice
from app.notices.states import NoticeKind
from app.outbox.models import OutboxJob
from app.search import queries, services
from tests.conftest import NOW
from tests.integration.search.conftest import days

Make = Callable[..., Any]


def ask(session: Session, words: str = "", **rest: Any) -> list[str]:
    request = SearchRequest(**({"now": NOW, "words": words} | rest))
    return [str(hit.values) for hit in services.find(session, request, actor=ANYBODY).hits]


def changed(session: Session, *things: Challenge | Notice) -> None:
    keys = tuple(
        queries.challenge_key(thing.id) if isinstance(thing, Challenge) else queries.notice_key(thing.id)
        for thing in things
    )
    services.enqueue(session, FindableChanged(ids=keys, at=NOW))


def test_the_first_job_builds_the_index_from_everything(
    session: Session, engine: WhooshEngine, work: Callable[[], int], make_challenge: Make, make_notice: Make
) -> None:
    make_challenge()
    notice = make_notice()
    with pytest.raises(IndexUnreadable):
        ask(session)
    changed(session, notice)
    assert work() == 1
    assert engine.state().documents == 2
    assert len(ask(session)) == 2


def test_a_change_is_found_after_its_job(
    session: Session, database: Database, engine: WhooshEngine, work: Callable[[], int], make_notice: Make
) -> None:
    services.rebuild(database)
    notice = make_notice(title="Street lighting", suppliers=["Lantern Sensors Ltd"])
    changed(session, notice)
    work()
    assert ask(session, "street lights") == ask(session, "lantern sensors") == [str({"notice_id": notice.id})]
    notice.title = "Bus shelters"
    changed(session, notice)
    changed(session, notice)
    assert work() == 2
    assert (ask(session, "street lights"), len(ask(session, "bus shelter"))) == ([], 1)
    session.delete(notice)
    changed(session, notice)
    work()
    assert engine.state().documents == 0


def test_a_challenge_event_names_its_subject(session: Session, make_challenge: Make) -> None:
    challenge = make_challenge()
    event = ChallengeWithdrawn(subject_id=challenge.id, actor_id=None, at=NOW, was_public=True, reason_sha256="0" * 64)
    services.enqueue(session, event)
    session.flush()
    job = session.scalars(select(OutboxJob)).one()
    assert (job.kind, job.payload) == ("search.index", {"ids": [f"challenge:{challenge.id}"]})


def test_many_ids_become_several_jobs(session: Session) -> None:
    services.enqueue(session, FindableChanged(ids=tuple(f"notice:{n}" for n in range(1, 1202)), at=NOW))
    session.flush()
    jobs = session.scalars(select(OutboxJob).order_by(OutboxJob.id))
    assert [len(job.payload["ids"]) for job in jobs] == [500, 500, 201]


def test_a_scheduled_challenge_appears_by_the_clock(
    session: Session, database: Database, engine: WhooshEngine, make_challenge: Make
) -> None:
    make_challenge(opens_at=days(2))
    session.commit()
    services.rebuild(database)
    assert ask(session, "damp") == []
    assert len(ask(session, "damp", now=days(2))) == 1


@pytest.mark.parametrize(
    ("facts", "is_loaded"),
    [
        pytest.param({}, True, id="published"),
        pytest.param({"opens_at": days(1)}, True, id="scheduled"),
        pytest.param({"stage": ChallengeStage.DRAFT}, False, id="taken back to draft"),
        pytest.param({"stage": ChallengeStage.IN_REVIEW}, False, id="in review"),
        pytest.param(
            {"stage": ChallengeStage.WITHDRAWN, "withdrawn_at": NOW, "withdrawal_reason": "x"}, True, id="withdrawn"
        ),
        pytest.param(
            {
                "stage": ChallengeStage.WITHDRAWN,
                "opens_at": days(1),
                "withdrawn_at": NOW,
                "withdrawal_reason": "x",
            },
            False,
            id="withdrawn before it was public",
        ),
    ],
)
def test_only_what_is_or_will_be_public_is_indexed(
    session: Session, make_challenge: Make, facts: dict[str, Any], is_loaded: bool
) -> None:
    challenge = make_challenge(**facts)
    assert bool(queries.load_documents(session, [queries.challenge_key(challenge.id)])) is is_loaded


def test_the_document_of_a_challenge_holds_what_was_published(
    session: Session, make_challenge: Make, actors: Any
) -> None:
    challenge = make_challenge(conflicts_note="Never public")
    document = queries.load_documents(session, [queries.challenge_key(challenge.id)])[0]
    assert "mould" in document.body
    assert "Never public" not in document.body
    assert (document.buyer, document.region, document.value_pence) == (actors.council.name, "TLG", 5_000_000)


def test_an_index_that_is_behind_shows_less_never_more(
    session: Session, database: Database, engine: WhooshEngine, make_challenge: Make, make_notice: Make
) -> None:
    challenge, notice = make_challenge(), make_notice(kind=NoticeKind.AWARD)
    session.commit()
    services.rebuild(database)
    assert len(ask(session)) == 2
    challenge.stage = ChallengeStage.DRAFT
    session.delete(notice)
    session.commit()
    assert ask(session) == []


def test_a_damaged_index_is_built_again_by_the_worker(
    session: Session, database: Database, engine: WhooshEngine, make_notice: Make
) -> None:
    make_notice()
    session.commit()
    services.keep_readable(database, NOW)
    assert len(ask(session, "road")) == 1
    for file in engine.folder.glob("index-*/*.pst"):
        content = file.read_bytes()
        file.write_bytes(b"\xff" * (len(content) - 5) + content[-5:])
    with pytest.raises(IndexUnreadable):
        ask(session, "repairs")  # not a word that is still remembered
    services.keep_readable(database, NOW)
    assert len(ask(session)) == 1
    (engine.folder / "CURRENT").write_text("nonsense")
    assert not engine.state().is_readable
    services.keep_readable(database, NOW)
    assert len(ask(session)) == 1


@pytest.mark.usefixtures("engine")
def test_loading_and_finding_cost_the_same_for_few_and_many(
    session: Session, database: Database, make_challenge: Make, make_notice: Make, count_queries: Any
) -> None:
    costs = []
    for _ in range(2):
        for _ in range(4):
            make_challenge()
            make_notice()
        session.commit()
        services.rebuild(database)
        session.expunge_all()
        with count_queries() as found:
            assert len(ask(session)) % 8 == 0
        keys = list(queries.iterate_keys(session))
        with count_queries() as loaded:
            queries.load_documents(session, keys)
        costs.append((len(found), len(loaded)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 3
