"""The cast's council with challenges, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.services.passwords import hasher
from app.audit.models import AuditEvent
from app.challenges import queries
from app.challenges.models import Challenge
from app.core.db import Database
from tests.factories.challenges import ChallengeFactory
from tests.support.cast import Cast

Maker = Callable[..., Challenge]


@pytest.fixture
def make(session: Session, actors: Cast, clock: time_machine.Coordinates) -> Maker:
    """Return a function that puts a challenge of the cast's council into the database, written by its officer."""

    def make_one(*traits: str, **facts: Any) -> Challenge:
        facts = {"lead": actors.council, "created_by_id": actors.user("officer").id} | facts
        challenge: Challenge = ChallengeFactory.create(**dict.fromkeys(traits, True), **facts)
        session.commit()
        return challenge

    return make_one


@pytest.fixture
def stored(database: Database) -> Callable[[Challenge | str], Challenge]:
    """Return a function that loads a challenge afresh, as another request would see it."""

    def load(challenge: Challenge | str) -> Challenge:
        reference = challenge if isinstance(challenge, str) else challenge.reference
        with database.reading() as reader:
            challenge = queries.get_challenge(reader, reference)
            reader.expunge_all()
            return challenge

    return load


@pytest.fixture
def trail(database: Database) -> Callable[[Challenge], list[str]]:
    """Return a function that names what the audit trail says of a challenge, in order."""

    def kinds(challenge: Challenge) -> list[str]:
        with database.reading() as reader:
            statement = select(AuditEvent.kind).where(AuditEvent.subject_id == challenge.id)
            return list(reader.scalars(statement.order_by(AuditEvent.sequence)))

    return kinds


@pytest.fixture
def with_password(actors: Cast) -> str:
    user = actors.user("officer")
    user.password_hash = hasher("low").hash("a-long-enough-password")
    return user.email
