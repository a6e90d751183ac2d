"""Import runs: begun, counted batch by batch in the batch's own transaction, ended with one line in the audit trail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.audit import services as audit
from app.notices.events import NoticesImported
from app.notices.models import URL_MAX, NoticeImportRun
from app.notices.services.preparing import Prepared
from app.notices.services.storing import Counts, store


def begin_run(session: Session, *, origin: str, since: str = "", now: datetime) -> NoticeImportRun:
    """Note that an import has begun; ``since`` is the ``updatedFrom`` it asks for, or empty."""
    run = NoticeImportRun(origin=origin[:URL_MAX], since=since, cursor="", started_at=now)
    session.add(run)
    session.flush()
    return run


def import_batch(
    session: Session, run_id: UUID, batch: Sequence[Prepared], *, refused: int, cursor: str | None = None, now: datetime
) -> Counts:
    """Store a batch and count it, so that an interruption leaves whole batches only.

    Args:
        refused: How many more things were read and refused.
        cursor: Where the run goes on after an interruption; ``None`` leaves it as it is.
    """
    counts = store(session, batch, now=now)
    counts.refused += refused
    columns = NoticeImportRun
    session.execute(
        update(NoticeImportRun)
        .where(NoticeImportRun.id == run_id)
        .values(
            read_count=columns.read_count + counts.read,
            new_count=columns.new_count + counts.new,
            updated_count=columns.updated_count + counts.updated,
            known_count=columns.known_count + counts.known,
            refused_count=columns.refused_count + counts.refused,
            **({} if cursor is None else {"cursor": cursor}),
        )
        .execution_options(synchronize_session=False)
    )
    return counts


def end_run(session: Session, run_id: UUID, *, now: datetime) -> NoticeImportRun:
    """Note that an import has come to its end, and record it."""
    run = session.get_one(NoticeImportRun, run_id, populate_existing=True)
    run.finished_at = now
    run.cursor = ""
    audit.record(
        session,
        NoticesImported(
            subject_id=run.id,
            actor_id=None,
            at=now,
            origin=run.origin,
            read=run.read_count,
            new=run.new_count,
            updated=run.updated_count,
            known=run.known_count,
            refused=run.refused_count,
        ),
    )
    return run
