"""Write the audit trail and check it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.audit.models import GENESIS, AuditEvent, AuditHead
from app.core.events import Event, react

log = structlog.get_logger("audit")
_PENDING = "audit_pending"
_WRITTEN = "audit_written"
ROWS_AT_ONCE = 1000  # fetched together where the whole chain is checked


def record(session: Session, happened: Event) -> None:
    """Record what happened: its row is written in the caller's transaction, its log line once that is committed.

    The deed, its record and its consequences stand or fall together.
    """
    if not session.in_transaction():
        session.begin()  # so that a rollback forgets the event, even where nothing was asked of the database yet
    session.info.setdefault(_PENDING, []).append(happened)
    react(session, happened)


def canonical(row: AuditEvent) -> bytes:
    """Return the canonical JSON of a row without its own hash: sorted keys, no white space, UTF-8."""
    return json.dumps(
        {
            "sequence": row.sequence,
            "kind": row.kind,
            "subject_id": str(row.subject_id),
            "actor_id": str(row.actor_id) if row.actor_id else None,
            "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "details": row.details,
            "previous_hash": row.previous_hash,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def hash_of(row: AuditEvent) -> str:
    """Return the SHA-256 of a row's canonical JSON, in hexadecimal."""
    return sha256(canonical(row)).hexdigest()


@event.listens_for(Session, "before_commit")
def _append(session: Session) -> None:
    pending: list[Event] = session.info.pop(_PENDING, [])
    if not pending:
        return
    session.flush()  # every other lock is taken before the head's
    head = session.scalar(
        select(AuditHead).where(AuditHead.id == 1).with_for_update().execution_options(populate_existing=True)
    )
    if head is None:
        raise RuntimeError("The audit trail has no head; run the migrations.")
    for happened in pending:
        row = AuditEvent(
            sequence=head.sequence + 1,
            kind=happened.kind,
            subject_id=happened.subject_id,
            actor_id=happened.actor_id,
            at=happened.at,
            details=happened.details(),
            previous_hash=head.hash,
        )
        row.hash = hash_of(row)
        session.add(row)
        head.sequence, head.hash = row.sequence, row.hash
    session.info[_WRITTEN] = pending


@event.listens_for(Session, "after_commit")
def _log(session: Session) -> None:
    for happened in session.info.pop(_WRITTEN, []):
        log.info(
            happened.kind,
            subject_id=str(happened.subject_id),
            actor_id=str(happened.actor_id) if happened.actor_id else None,
        )


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, previous_transaction: Any) -> None:
    if not previous_transaction.nested:
        session.info.pop(_PENDING, None)
        session.info.pop(_WRITTEN, None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What checking the chain found.

    Attributes:
        checked: Rows read.
        bad_sequence: The first row that does not fit; ``None`` where all do.
        problem: What is wrong with it, as a sentence.
    """

    checked: int
    bad_sequence: int | None = None
    problem: str = ""

    def __bool__(self) -> bool:
        return self.bad_sequence is None


class _Unreadable(Exception):
    """The row with this number holds something else than its columns do."""

    def __init__(self, sequence: int) -> None:
        super().__init__(sequence)
        self.sequence = sequence


def _rows(session: Session) -> Iterator[AuditEvent]:
    statement, last = select(AuditEvent).order_by(AuditEvent.sequence), 0
    try:
        for row in session.scalars(statement.execution_options(yield_per=ROWS_AT_ONCE)):
            yield row
            session.expunge(row)
            last = row.sequence
    except Exception:
        # Whatever a forger wrote can end the reading of all rows that are fetched together.
        yield from _one_by_one(session, after=last)


def _one_by_one(session: Session, *, after: int) -> Iterator[AuditEvent]:
    following = select(AuditEvent.sequence).where(AuditEvent.sequence > after).order_by(AuditEvent.sequence)
    for sequence in session.scalars(following.limit(ROWS_AT_ONCE)).all():
        try:
            row = session.scalars(select(AuditEvent).where(AuditEvent.sequence == sequence)).one()
        except Exception as error:
            raise _Unreadable(sequence) from error
        yield row
        session.expunge(row)


def _problem(row: AuditEvent, expected: int, previous: str) -> str:
    if row.sequence != expected:
        return f"Row {expected} is missing."
    if row.previous_hash != previous:
        return f"Row {row.sequence} does not follow the row before it."
    try:
        is_whole = row.hash == hash_of(row)
    except (TypeError, ValueError, AttributeError, RecursionError):
        return f"Row {row.sequence} cannot be read."
    return "" if is_whole else f"Row {row.sequence} was changed after it was written."


def verify(session: Session) -> Verdict:
    """Check every row of the chain and its end; name the first row that does not fit. Constant memory."""
    expected, previous, checked = 1, GENESIS, 0
    try:
        for row in _rows(session):
            problem = _problem(row, expected, previous)
            if problem:
                return Verdict(checked, expected, problem)
            expected, previous, checked = expected + 1, row.hash, checked + 1
    except _Unreadable as error:
        problem = f"Row {expected} " + ("cannot be read." if error.sequence == expected else "is missing.")
        return Verdict(checked, expected, problem)
    head = session.get(AuditHead, 1)
    if head is None or (isinstance(head.sequence, int) and head.sequence > checked):
        return Verdict(checked, expected, f"Row {expected} is missing: the chain ends before its recorded head.")
    if (head.sequence, head.hash) != (checked, previous):
        return Verdict(checked, checked, f"Row {checked} is not the one that the recorded head names.")
    return Verdict(checked)
