"""Tables of the audit trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base

HASH_LENGTH = 64  # hexadecimal characters of SHA-256
GENESIS = "0" * HASH_LENGTH


class AuditEvent(Base):
    """One thing that happened. Never changed, never deleted: triggers in the database say the same."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("sequence > 0", name="sequence_is_positive"),
        Index("ix_audit_event_subject_id", "subject_id", "sequence"),
        Index("ix_audit_event_actor_id", "actor_id"),
    )

    sequence: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="1, 2, 3 ... without gaps"
    )
    kind: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[UUID]
    actor_id: Mapped[UUID | None] = mapped_column(comment="no foreign key: the trail outlives people")
    at: Mapped[datetime]
    details: Mapped[dict[str, Any]]
    previous_hash: Mapped[str] = mapped_column(String(HASH_LENGTH))
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH), unique=True)


class AuditHead(Base):
    """The end of the chain: one row, locked by whoever appends."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(HASH_LENGTH))


@event.listens_for(AuditEvent, "before_update")
@event.listens_for(AuditEvent, "before_delete")
def _refuse(*_: object) -> None:
    raise RuntimeError("The audit trail is append-only.")
