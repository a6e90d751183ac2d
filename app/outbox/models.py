"""The table of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, SerialPk, partial_index

KIND_MAX = 60  # characters


class OutboxJob(Base):
    """Something to do once the transaction that wrote this row is committed."""

    __tablename__ = "outbox_job"
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        partial_index("ix_outbox_job_waiting", "run_at", "id", where="done_at IS NULL AND failed_at IS NULL"),
        # Partial, so that SQLite does not look for waiting jobs in it, which it would have to sort.
        partial_index("ix_outbox_job_done_at", "done_at", where="done_at IS NOT NULL"),
    )

    id: Mapped[SerialPk]
    kind: Mapped[str] = mapped_column(String(KIND_MAX))
    payload: Mapped[dict[str, Any]]
    run_at: Mapped[datetime] = mapped_column(comment="not before this instant")
    attempts: Mapped[int] = mapped_column(default=0, comment="also the fencing number of the present lease")
    lease_until: Mapped[datetime | None] = mapped_column(comment="another worker may take it after this instant")
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None] = mapped_column(comment="given up after too many attempts")
    last_error: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[CreatedAt]
