"""How the outbox stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.outbox.models import OutboxJob


def find_oldest_waiting(session: Session, *, now: datetime) -> datetime | None:
    """Return since when the oldest job that may run has been waiting, or ``None`` where nothing waits."""
    return session.scalar(
        select(func.min(OutboxJob.run_at)).where(
            OutboxJob.done_at.is_(None), OutboxJob.failed_at.is_(None), OutboxJob.run_at <= now
        )
    )


def count_failed(session: Session) -> int:
    """Return how many jobs were given up."""
    return session.scalar(select(func.count()).select_from(OutboxJob).where(OutboxJob.failed_at.is_not(None))) or 0
