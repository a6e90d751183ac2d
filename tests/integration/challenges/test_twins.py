"""The status in Python and the status in SQL say the same of every challenge at every instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.challenges.models import Challenge
from app.challenges.queries import is_status, was_public
from app.challenges.states import ChallengeStage, ChallengeStatus
from tests.factories.challenges import NOW, ChallengeFactory, council

TICK = timedelta(microseconds=1)
STARTS = datetime(2026, 10, 24, 22, 0, tzinfo=UTC)  # the night on which London clocks go back


def random_challenges(session: Session, random: Random) -> list[Challenge]:
    lead = council()
    session.add(lead)
    made = []
    for _ in range(60):
        stage = random.choice(list(ChallengeStage))
        opens = STARTS + timedelta(seconds=random.randrange(0, 200_000), microseconds=random.randrange(10**6))
        closes = opens + random.choice([TICK, timedelta(seconds=1), timedelta(hours=random.randrange(1, 99))])
        facts: dict[str, object] = {"opens_at": opens, "closes_at": closes}
        if stage is not ChallengeStage.PUBLISHED:
            facts = random.choice([facts, {}, {"closes_at": closes}, {"opens_at": opens}])
        if stage is ChallengeStage.WITHDRAWN:
            shift = random.choice([-timedelta(hours=3), -TICK, timedelta(0), TICK, timedelta(hours=3)])
            facts |= {"withdrawn_at": opens + shift, "withdrawal_reason": "Changed plans"}
        made.append(ChallengeFactory.create(lead=lead, stage=stage, **facts))
    session.commit()
    return made


def instants(challenges: list[Challenge], random: Random) -> list[datetime]:
    exact = [
        moment
        for challenge in random.sample(challenges, 20)
        for moment in (challenge.opens_at, challenge.closes_at, challenge.withdrawn_at)
        if moment is not None
    ]
    return [at for moment in exact for at in (moment - TICK, moment, moment + TICK)] + [
        STARTS + timedelta(seconds=random.randrange(-9_000, 400_000)) for _ in range(20)
    ]


@pytest.mark.parametrize("seed", range(3))
def test_exactly_one_status_holds_and_it_is_the_same_in_both(session: Session, seed: int) -> None:
    random = Random(seed)
    challenges = random_challenges(session, random)
    for now in instants(challenges, random):
        columns = [is_status(status, now).label(status.value) for status in ChallengeStatus]
        rows = session.execute(sa.select(Challenge.id, was_public(now).label("public"), *columns)).mappings()
        found = {row["id"]: row for row in rows}
        for challenge in challenges:
            row = found[challenge.id]
            held = [status for status in ChallengeStatus if row[status.value]]
            assert held == [challenge.status_at(now)], (challenge.stage, challenge.opens_at, challenge.closes_at, now)
            assert bool(row["public"]) is challenge.was_public_by(now), (challenge.stage, challenge.opens_at, now)


@pytest.mark.parametrize(
    ("trait", "is_public"),
    [("complete", False), ("in_review", False), ("scheduled", False), ("open", True), ("closed", True)],
)
def test_what_is_public(session: Session, trait: str, is_public: bool) -> None:
    challenge = ChallengeFactory.create(**{trait: True})
    session.commit()
    assert challenge.was_public_by(NOW) is is_public
    assert bool(session.scalar(sa.select(Challenge.id).where(was_public(NOW)))) is is_public


def test_once_public_always_public(session: Session) -> None:
    withdrawn = ChallengeFactory.create(withdrawn=True)
    before = ChallengeFactory.create(withdrawn=True, opens_at=NOW + timedelta(days=1), withdrawn_at=NOW)
    session.commit()
    found = set(session.scalars(sa.select(Challenge.id).where(was_public(NOW + timedelta(days=9)))))
    assert found == {withdrawn.id}
    assert before.was_public_by(NOW + timedelta(days=9)) is False
