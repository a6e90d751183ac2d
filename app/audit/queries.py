"""Read the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent


def list_events_of(session: Session, subject_id: UUID, *, limit: int = 200) -> Sequence[AuditEvent]:
    """Return what happened to one thing, newest first."""
    return session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == subject_id).order_by(AuditEvent.sequence.desc()).limit(limit)
    ).all()
