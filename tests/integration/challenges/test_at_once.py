"""Two people at once, in real threads with sessions of their own, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.models import AuditEvent
from app.challenges import queries
from app.challenges.models import Challenge, ChallengeVersion, Edit, Follow, Question
from app.challenges.services import drafting, review, rows
from app.challenges.states import Section
from app.core.db import Database
from app.core.errors import DomainError, EditedMeanwhile, TransitionNotAllowed
from app.core.policy import Actor
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast

Deed = Callable[[Session, int], Any]


def at_once(database: Database, deed: Deed, *, people: int = 2) -> list[Exception | None]:
    """Let ``people`` do it in transactions of their own that begin together; return what became of each."""
    gate = Barrier(people, timeout=30)

    def one(number: int) -> Exception | None:
        gate.wait()
        try:
            with database.transaction() as session:
                deed(session, number)
        except (DomainError, StaleDataError, DBAPIError) as error:
            return error
        return None

    with ThreadPoolExecutor(people) as pool:
        return list(pool.map(one, range(people)))


def count(database: Database, table: type[Any], *conditions: Any) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table).where(*conditions)) or 0


@pytest.fixture
def two_approvers(session: Session, actors: Cast) -> list[Actor]:
    first = actors.actor("approver")
    second = Actor(user_id=actors.user("stranger").id, roles=first.roles)
    session.commit()
    return [first, second]


@pytest.mark.parametrize("round_", range(3))
def test_two_approvers_publish_once(
    database: Database, session: Session, make: Maker, two_approvers: list[Actor], round_: int
) -> None:
    challenge = make("in_review")
    reference, version = challenge.reference, challenge.version

    def publish(own: Session, number: int) -> None:
        loaded = queries.get_challenge(own, reference, for_update=True)
        authors = queries.list_author_ids(own, loaded)
        actor = two_approvers[number]
        review.publish(own, loaded, opens_at=None, author_ids=authors, version=version, actor=actor, now=NOW)

    outcomes = at_once(database, publish)
    (refused,) = [error for error in outcomes if error is not None]
    assert isinstance(refused, TransitionNotAllowed)
    assert "that is open" in refused.message
    winner = two_approvers[outcomes.index(None)]
    assert count(database, ChallengeVersion) == 1
    assert count(database, ChallengeVersion, ChallengeVersion.approved_by_id == winner.user_id) == 1
    assert count(database, AuditEvent, AuditEvent.kind == "challenge.published") == 1
    session.expire_all()
    assert session.get_one(Challenge, challenge.id).version == version + 1


def test_even_without_the_lock_only_one_wins(
    database: Database, make: Maker, session: Session, two_approvers: list[Actor]
) -> None:
    challenge = make("in_review")
    reference, version = challenge.reference, challenge.version
    gate = Barrier(2, timeout=30)

    def publish(number: int) -> bool:
        with database.readers() as own:
            loaded = queries.get_challenge(own, reference)
            gate.wait()
            try:
                review.publish(
                    own,
                    loaded,
                    opens_at=None,
                    author_ids=frozenset(),
                    version=version,
                    actor=two_approvers[number],
                    now=NOW,
                )
                own.commit()
            except (StaleDataError, DBAPIError):
                own.rollback()
                return False
            return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(publish, range(2))) == [False, True]
    assert count(database, ChallengeVersion) == 1
    assert count(database, AuditEvent, AuditEvent.kind == "challenge.published") == 1


@pytest.mark.parametrize("act", ["section", "row"])
def test_two_editors_save_once_each_knowing_of_the_other(
    database: Database, session: Session, make: Maker, actors: Cast, act: str
) -> None:
    challenge = make("complete")
    reference, version = challenge.reference, challenge.version
    editors = [actors.actor("officer"), actors.actor("approver")]
    session.commit()

    def save(own: Session, number: int) -> None:
        loaded = queries.get_challenge(own, reference, for_update=True)
        common: dict[str, Any] = {"version": version, "actor": editors[number], "now": NOW}
        if act == "section":
            drafting.save_section(own, loaded, Section.PROBLEM, {"title": f"By {number}"}, **common)
        else:
            values = {"text": f"By {number}", "guidance": "", "word_limit": 10, "is_required": True}
            rows.add_row(own, loaded, Question, values, **common)

    outcomes = at_once(database, save)
    (refused,) = [error for error in outcomes if error is not None]
    assert isinstance(refused, EditedMeanwhile)
    winner = outcomes.index(None)
    with database.reading() as reader:
        saved = queries.get_challenge(reader, reference)
        texts = [question.text for question in saved.questions]
        assert (saved.title == f"By {winner}") if act == "section" else (texts[-1] == f"By {winner}")
        assert saved.version == version + 1
        assert saved.updated_by_id == editors[winner].user_id
    assert count(database, Edit) == 1
    assert count(database, AuditEvent) == 1


def test_many_who_begin_at_once_get_references_of_their_own(database: Database, session: Session, actors: Cast) -> None:
    council, actor = actors.council, actors.actor("officer")
    session.commit()

    def begin(own: Session, number: int) -> None:
        drafting.create(
            own,
            title=f"Challenge {number}",
            organisation=drafting.get_buyer(own, council.id),
            actor=actor,
            now=NOW,
        )

    for _ in range(3):
        assert at_once(database, begin, people=8) == [None] * 8
    with database.reading() as reader:
        references = sorted(reader.scalars(sa.select(Challenge.reference)))
    assert references == [f"PG-2027-{number:04}" for number in range(1, 25)]
    assert count(database, AuditEvent) == 24


def test_publishing_and_withdrawing_at_once_end_in_one_true_story(
    database: Database, session: Session, make: Maker, two_approvers: list[Actor]
) -> None:
    challenge = make("in_review")
    reference, version = challenge.reference, challenge.version

    def act(own: Session, number: int) -> None:
        loaded = queries.get_challenge(own, reference, for_update=True)
        if number:
            review.withdraw(own, loaded, reason="No money", actor=two_approvers[1], now=NOW)
        else:
            review.publish(
                own,
                loaded,
                opens_at=None,
                author_ids=frozenset[UUID](),
                version=version,
                actor=two_approvers[0],
                now=NOW,
            )

    outcomes = at_once(database, act)
    with database.reading() as reader:
        kinds = reader.scalars(sa.select(AuditEvent.kind).order_by(AuditEvent.sequence)).all()
        stage = queries.get_challenge(reader, reference).stage
    assert stage == "withdrawn"
    if outcomes[0] is None:
        assert kinds == ["challenge.published", "challenge.withdrawn"]
    else:
        assert kinds == ["challenge.withdrawn"]
    assert outcomes[1] is None


def test_following_at_once_is_following_once(database: Database, session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("open")
    reference, actor = challenge.reference, actors.actor("stranger")
    session.commit()

    def follow(own: Session, _number: int) -> None:
        review.follow(own, queries.get_challenge(own, reference), actor=actor, now=NOW)

    assert at_once(database, follow, people=4) == [None] * 4
    assert count(database, Follow) == 1
    assert count(database, AuditEvent, AuditEvent.kind == "challenge.followed") == 1
