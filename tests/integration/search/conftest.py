"""An index of its own for each test, and things to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, ChallengeVersion, Party
from app.challenges.services.content import content_of
from app.challenges.states import ChallengeStage, PartyRole
from app.core.db import Database
from app.integrations.search import MemoryEngine, WhooshEngine, current_engine, set_engine
from app.notices.models import Notice
from app.notices.states import NoticeKind, NoticePhase, NoticeSource
from app.outbox.services import Handler, work_once
from app.search import services
from tests.conftest import NOW
from tests.support.cast import Cast

numbers = count(1)
HANDLERS = {"search.index": Handler(prepare=services.index, batch=4)}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[WhooshEngine]:
    """The engine of this process for the length of a test, without an index."""
    try:
        before = current_engine()
    except RuntimeError:
        before = MemoryEngine()
    engine = WhooshEngine(tmp_path / "index")
    set_engine(engine)
    yield engine
    set_engine(before)


@pytest.fixture
def work(database: Database, session: Session, clock: object) -> Callable[[], int]:
    """Commit the test's session, and do the jobs of the index that wait."""

    def run() -> int:
        session.commit()
        done = 0
        while taken := work_once(database, HANDLERS):
            done += taken
        return done

    return run


@pytest.fixture
def make_challenge(session: Session, actors: Cast) -> Callable[..., Challenge]:
    """Return a function that makes an approved challenge of the cast's council, open at :data:`NOW`."""

    def make(**facts: Any) -> Challenge:
        facts = {
            "reference": f"PG-2027-{next(numbers):04}",
            "title": "Damp homes",
            "summary": "Find damp before it harms",
            "problem": "Tenants live with mould and condensation.",
            "stage": ChallengeStage.PUBLISHED,
            "opens_at": NOW - timedelta(days=1),
            "closes_at": NOW + timedelta(days=30),
            "budget": 5_000_000,
            "updated_at": NOW,
            "created_at": NOW,
        } | facts
        challenge = Challenge(**facts, questions=[], criteria=[], scale=[], documents=[], contacts=[])
        challenge.parties = [Party(organisation=actors.council, role=PartyRole.LEAD, position=0)]
        session.add(challenge)
        session.flush()
        content = content_of(challenge)
        session.add(
            ChallengeVersion(challenge_id=challenge.id, number=1, content=content, sha256="0" * 64, created_at=NOW)
        )
        session.flush()
        return challenge

    return make


@pytest.fixture
def make_notice(session: Session) -> Callable[..., Notice]:
    """Return a function that makes an imported notice."""

    def make(**facts: Any) -> Notice:
        number = next(numbers)
        facts = {
            "source": NoticeSource.FIND_A_TENDER,
            "ocid": f"ocds-{number}",
            "release_id": str(number),
            "release_count": 1,
            "kind": NoticeKind.TENDER,
            "notice_type": "UK4",
            "phase": NoticePhase.TENDER,
            "title": "Road repairs",
            "description": "Repairs of roads and footpaths.",
            "buyer_id": "b",
            "buyer_name": "Westbridge Council",
            "region": "TLE",
            "cpv": [],
            "suppliers": [],
            "value_currency": "",
            "first_published_at": NOW,
            "published_at": NOW,
            "closes_at_end_of_day": False,
            "url": "",
            "licence": "OGL",
            "imported_at": NOW,
        } | facts
        notice = Notice(**facts)
        session.add(notice)
        session.flush()
        return notice

    return make


def days(number: float) -> datetime:
    """Return the moment so many days after :data:`NOW`."""
    return NOW + timedelta(days=number)
