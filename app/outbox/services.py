"""Put jobs into the outbox and work them off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.db import Database
from app.outbox.models import OutboxJob

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
KEEP_DONE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds until ``lease_until``; ``attempt`` fences off workers that held it before."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Handler:
    """How one kind of job is done.

    Attributes:
        prepare: Called outside any transaction with the payloads of a batch; does what lies outside the database
            (sends, indexes) and must therefore be safe to repeat. What it returns is given to ``finish``.
        finish: Called inside the transaction that marks the batch done, so its effects happen exactly once.
        batch: How many jobs are taken at once.
    """

    prepare: Callable[[Database, Sequence[dict[str, Any]]], Any] | None = None
    finish: Callable[[Session, Sequence[dict[str, Any]], Any], None] | None = None
    batch: int = 1


Periodic = Callable[[Database, datetime], None]  # called every minute with the present instant; safe to repeat


def in_transaction(function: Callable[..., object]) -> Periodic:
    """Return ``function(session, now=...)`` as something to call every minute, in a transaction of its own."""

    def call(database: Database, now: datetime) -> None:
        with database.transaction() as session:
            function(session, now=now)

    return call


def enqueue(
    session: Session, kind: str, payload: Mapping[str, Any], *, now: datetime, delay: timedelta = timedelta(0)
) -> None:
    """Write a job in the caller's transaction: it exists if and only if what caused it does."""
    session.add(OutboxJob(kind=kind, payload=dict(payload), run_at=now + delay, created_at=now))


def claim(session: Session, kinds: Mapping[str, Handler], *, now: datetime) -> list[Claim]:
    """Take a lease on the oldest waiting job and more of its kind, up to its handler's batch. Commit it at once."""
    waiting = (
        OutboxJob.done_at.is_(None),
        OutboxJob.failed_at.is_(None),
        OutboxJob.run_at <= now,
        OutboxJob.attempts < MAX_ATTEMPTS,
        (OutboxJob.lease_until.is_(None)) | (OutboxJob.lease_until < now),
    )
    order = (OutboxJob.run_at, OutboxJob.id)
    first = session.scalar(
        select(OutboxJob)
        .where(*waiting, OutboxJob.kind.in_(list(kinds)))
        .order_by(*order)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if first is None:
        return []
    jobs = [first]
    # A job that failed before is tried alone, so that one bad job does not take its batch down again and again.
    more = kinds[first.kind].batch - 1 if first.attempts == 0 else 0
    if more > 0:
        jobs += session.scalars(
            select(OutboxJob)
            .where(*waiting, OutboxJob.kind == first.kind, OutboxJob.id != first.id, OutboxJob.attempts == 0)
            .order_by(*order)
            .limit(more)
            .with_for_update(skip_locked=True)
        )
    for job in jobs:
        job.attempts += 1
        job.lease_until = now + LEASE
    session.flush()
    return [Claim(job.id, job.kind, dict(job.payload), job.attempts) for job in jobs]


def finish(session: Session, claims: Sequence[Claim], *, now: datetime) -> list[Claim]:
    """Mark done what is still held under the claimed attempt; return it. The rest belongs to other workers now."""
    held = {
        (row.id, row.attempts)
        for row in session.execute(
            select(OutboxJob.id, OutboxJob.attempts)
            .where(OutboxJob.id.in_([claim.id for claim in claims]), OutboxJob.done_at.is_(None))
            .with_for_update()
        )
    }
    mine = [claim for claim in claims if (claim.id, claim.attempt) in held]
    session.execute(
        update(OutboxJob)
        .where(OutboxJob.id.in_([claim.id for claim in mine]))
        .values(done_at=now, lease_until=None, last_error=None)
    )
    return mine


def give_back(session: Session, claims: Sequence[Claim], *, error: str, now: datetime) -> None:
    """Let failed jobs be tried again, later each time; give up after ``MAX_ATTEMPTS``."""
    for claimed in claims:
        job = session.get(OutboxJob, claimed.id, with_for_update=True)
        if job is None or job.attempts != claimed.attempt or job.done_at is not None:
            continue
        job.lease_until = None
        job.last_error = error[:2000]
        if job.attempts >= MAX_ATTEMPTS:
            job.failed_at = now
        else:
            job.run_at = now + timedelta(seconds=2**job.attempts)


def work_once(database: Database, handlers: Mapping[str, Handler]) -> int:
    """Do one batch of one kind; return how many jobs were taken. Called over and over by ``flask work``."""
    with database.transaction() as session:
        claims = claim(session, handlers, now=utc_now())
    if not claims:
        return 0
    handler = handlers[claims[0].kind]
    try:
        made = handler.prepare(database, [held.payload for held in claims]) if handler.prepare else None
        with database.transaction() as session:
            mine = finish(session, claims, now=utc_now())
            if mine and handler.finish:
                handler.finish(session, [held.payload for held in mine], made)
    except Exception as error:
        # Whatever a handler raises, the worker goes on with other jobs and this one is tried again later.
        log.warning("outbox.job_failed", kind=claims[0].kind, jobs=len(claims), error=type(error).__name__)
        with database.transaction() as session:
            give_back(session, claims, error=f"{type(error).__name__}: {error}", now=utc_now())
    return len(claims)


def give_up(session: Session, *, now: datetime) -> None:
    """Give up jobs that took their worker down with them every time: nobody was left to count them as failed."""
    session.execute(
        update(OutboxJob)
        .where(
            OutboxJob.done_at.is_(None),
            OutboxJob.failed_at.is_(None),
            OutboxJob.attempts >= MAX_ATTEMPTS,
            OutboxJob.lease_until < now,
        )
        .values(failed_at=now, lease_until=None, last_error="Each worker that took it died.")
    )


def forget_done(session: Session, *, now: datetime) -> None:
    """Delete jobs that were done some days ago."""
    session.execute(delete(OutboxJob).where(OutboxJob.done_at < now - KEEP_DONE))
