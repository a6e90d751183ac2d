"""What waits for a person, from every package."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from app.challenges import queries as challenges
from app.core.policy import Actor
from app.core.tasks import Task
from app.organisations import queries as organisations

_NEVER = datetime.max.replace(tzinfo=UTC)


def list_waiting(session: Session, *, actor: Actor, now: datetime) -> list[Task]:
    """Return every task of the actor: what has a date first, the nearest date first."""
    tasks = [
        *challenges.list_waiting(session, actor=actor, now=now),
        *organisations.list_waiting(session, actor, now),
    ]
    return sorted(tasks, key=lambda task: task.due_at or _NEVER)
