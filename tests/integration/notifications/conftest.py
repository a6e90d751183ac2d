"""Messages on a real database, with a carrier that can be looked into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.challenges.models import Challenge, Party
from app.challenges.states import ChallengeStage, PartyRole
from app.core import events, keys
from app.core.db import Database
from app.integrations.mail import Mail
from app.notifications import services
from app.notifications.models import Message
from app.notifications.services import settings as in_use
from app.notifications.states import MessageState
from app.organisations.models import Organisation
from app.outbox.models import OutboxJob
from app.outbox.services import work_once
from tests.conftest import NOW

BASE_URL = "https://market.example"


@dataclass
class Carrier:
    """Keeps what it is given. ``troubles`` are raised first, one for each mail, before anything is taken."""

    taken: list[Mail] = field(default_factory=list)
    again: list[bool] = field(default_factory=list)
    troubles: list[Exception] = field(default_factory=list)

    def send(self, mail: Mail, *, again: bool) -> str:
        self.again.append(again)
        if self.troubles:
            raise self.troubles.pop(0)
        self.taken.append(mail)
        return f"carrier-{len(self.taken)}"


@pytest.fixture
def carrier(clock: Any) -> Iterator[Carrier]:
    """Configure messages with a carrier, and let nothing but messages react; the clock stands still."""
    before, secrets, reactions = list(in_use._current), list(keys._secrets), dict(events._reactions)
    made = Carrier()
    keys.set_secret("a-secret-for-tests-of-messages")
    services.configure(services.Settings(BASE_URL, "Proving Ground", made))
    events.set_reactions(services.REACTIONS)
    yield made
    in_use._current[:], keys._secrets[:] = before, secrets
    events.set_reactions(reactions)


@pytest.fixture
def drain(database: Database, session: Session) -> Callable[[], int]:
    """Return a function that commits the test's session and does every job of messages that may run now."""

    def drain() -> int:
        session.commit()
        done = 0
        while taken := work_once(database, services.HANDLERS):
            done += taken
        session.expire_all()
        return done

    return drain


@pytest.fixture
def messages(session: Session) -> Callable[[], list[Message]]:
    """Return a function that reads every message, in order."""
    return lambda: list(session.scalars(select(Message).order_by(Message.id).execution_options(populate_existing=True)))


@pytest.fixture
def jobs(session: Session) -> Callable[[], list[OutboxJob]]:
    """Return a function that reads every job that is not done."""
    return lambda: list(
        session.scalars(
            select(OutboxJob)
            .where(OutboxJob.done_at.is_(None))
            .order_by(OutboxJob.id)
            .execution_options(populate_existing=True)
        )
    )


@pytest.fixture
def make_user(session: Session) -> Callable[..., User]:
    """Return a function that makes a person who can be told things."""

    def make(name: str = "sam", **facts: Any) -> User:
        user = User(
            email=f"{name}@example.org", name=name.title(), created_at=NOW, **{"email_confirmed_at": NOW, **facts}
        )
        session.add(user)
        session.flush()
        return user

    return make


@pytest.fixture
def make_message(session: Session, make_user: Callable[..., User]) -> Callable[..., Message]:
    """Return a function that stores an optional message, by default one that waits."""

    def make(user: User | None = None, *, at: datetime = NOW, **facts: Any) -> Message:
        message = Message(
            user_id=(user or make_user()).id,
            kind="challenge_opened",
            is_required=False,
            due_at=at,
            created_at=at,
            **{"subject": "New", "text": "Text.", "path": "/challenges/PG-1", "state": MessageState.WAITING, **facts},
        )
        session.add(message)
        session.flush()
        return message

    return make


@pytest.fixture
def make_challenge(session: Session) -> Callable[..., Challenge]:
    """Return a function that makes a challenge led by a council."""

    def make(lead: Organisation, *, stage: ChallengeStage = ChallengeStage.DRAFT, **facts: Any) -> Challenge:
        if stage is ChallengeStage.PUBLISHED:
            facts = {"opens_at": NOW - timedelta(days=1), "closes_at": NOW + timedelta(days=30), **facts}
        challenge = Challenge(
            reference=f"PG-2027-{len(session.scalars(select(Challenge.id)).all()) + 1:04}",
            title="Confidential title of the draft",
            stage=stage,
            updated_at=NOW,
            created_at=NOW,
            parties=[Party(organisation_id=lead.id, role=PartyRole.LEAD)],
            **facts,
        )
        session.add(challenge)
        session.flush()
        return challenge

    return make
