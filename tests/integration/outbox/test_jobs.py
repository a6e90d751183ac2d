"""Jobs: written with what caused them, taken by one worker at a time, tried again, given up."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.core.db import Database
from app.outbox import queries, services
from app.outbox.commands import Worker
from app.outbox.models import OutboxJob
from app.outbox.services import Handler

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
LATER = NOW + services.LEASE + timedelta(seconds=1)
KINDS = {"mail": Handler(), "index": Handler(batch=3)}


def put(database: Database, *kinds: str, delay: timedelta = timedelta(0)) -> None:
    with database.transaction() as session:
        for number, kind in enumerate(kinds):
            services.enqueue(session, kind, {"number": number}, now=NOW, delay=delay)


def claim(database: Database, *, now: datetime = NOW) -> list[services.Claim]:
    with database.transaction() as session:
        return services.claim(session, KINDS, now=now)


def only_job(database: Database) -> OutboxJob:
    with database.reading() as session:
        job = session.scalars(sa.select(OutboxJob)).one()
        session.expunge(job)
        return job


def test_a_job_exists_only_if_its_cause_does(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        services.enqueue(session, "mail", {}, now=NOW)
        raise ZeroDivisionError
    assert claim(database) == []


def test_jobs_are_taken_in_order_a_batch_of_one_kind_at_a_time(database: Database) -> None:
    put(database, "index", "mail", "index", "index", "index")
    assert [held.payload["number"] for held in claim(database)] == [0, 2, 3]
    assert [held.payload["number"] for held in claim(database)] == [1]
    assert [held.payload["number"] for held in claim(database)] == [4]
    assert claim(database) == []


def test_a_job_waits_for_its_instant_and_unknown_kinds_are_left_alone(database: Database) -> None:
    put(database, "mail", delay=timedelta(minutes=5))
    put(database, "telegram")
    assert claim(database) == []
    assert len(claim(database, now=NOW + timedelta(minutes=5))) == 1


def test_a_lease_keeps_others_away_until_it_runs_out(database: Database) -> None:
    put(database, "mail")
    first = claim(database)
    assert claim(database) == []
    second = claim(database, now=LATER)
    assert [held.attempt for held in (*first, *second)] == [1, 2]


def test_a_worker_that_was_overtaken_cannot_finish(database: Database) -> None:
    put(database, "mail")
    slow = claim(database)
    quick = claim(database, now=LATER)
    with database.transaction() as session:
        assert services.finish(session, slow, now=LATER) == []
        services.give_back(session, slow, error="too slow", now=LATER)
        assert services.finish(session, quick, now=LATER) == quick
        assert services.finish(session, quick, now=LATER) == []
    assert only_job(database).last_error is None


def test_a_failed_job_waits_longer_each_time_and_is_given_up_in_the_end(database: Database) -> None:
    put(database, "mail")
    now, waits = NOW, []
    for _ in range(services.MAX_ATTEMPTS):
        held = claim(database, now=now)
        with database.transaction() as session:
            services.give_back(session, held, error="refused " * 1000, now=now)
        job = only_job(database)
        waits.append(job.run_at - now)
        now = max(now, job.run_at)
    assert waits[:-1] == [timedelta(seconds=2**n) for n in range(1, services.MAX_ATTEMPTS)]
    assert job.failed_at == now
    assert len(job.last_error or "") == 2000
    assert claim(database, now=now + timedelta(days=1)) == []
    with database.reading() as session:
        assert queries.count_failed(session) == 1
        assert queries.find_oldest_waiting(session, now=now + timedelta(days=1)) is None


def test_a_job_that_failed_before_is_tried_alone(database: Database) -> None:
    put(database, "index", "index", "index")
    held = claim(database)
    with database.transaction() as session:
        services.give_back(session, held, error="one of you is bad", now=NOW)
    sizes = [len(claim(database, now=NOW + timedelta(seconds=2))) for _ in range(3)]
    assert sizes == [1, 1, 1]


def test_a_job_that_kills_every_worker_is_given_up(database: Database) -> None:
    put(database, "mail")
    now = NOW
    for _ in range(services.MAX_ATTEMPTS):
        assert len(claim(database, now=now)) == 1
        now += services.LEASE + timedelta(seconds=1)
    assert claim(database, now=now) == []
    services.in_transaction(services.give_up)(database, now)
    assert only_job(database).failed_at == now


def test_done_jobs_are_forgotten_after_some_days(database: Database) -> None:
    put(database, "mail")
    with database.transaction() as session:
        services.finish(session, services.claim(session, KINDS, now=NOW), now=NOW)
    for after, left in ((services.KEEP_DONE, 1), (services.KEEP_DONE + timedelta(seconds=1), 0)):
        services.in_transaction(services.forget_done)(database, NOW + after)
        with database.reading() as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(OutboxJob)) == left


@pytest.mark.usefixtures("clock")
def test_what_a_handler_writes_stands_or_falls_with_the_job(database: Database) -> None:
    put(database, "mail")

    def finish(session: Session, _payloads: Sequence[dict[str, Any]], made: Any) -> None:
        services.enqueue(session, "telegram", {"made": made}, now=NOW)
        raise ValueError("the second half failed")

    taken = services.work_once(database, {"mail": Handler(lambda *_: "made", finish)})
    job = only_job(database)
    assert (taken, job.done_at, job.last_error) == (1, None, "ValueError: the second half failed")


class Counting:
    """A handler that says when it runs, and waits to be let go."""

    def __init__(self, hold: bool = False) -> None:
        self.seen: list[int] = []
        self.began, self.go_on = threading.Event(), threading.Event()
        if not hold:
            self.go_on.set()

    def __call__(self, _database: Database, payloads: Sequence[dict[str, Any]]) -> None:
        self.began.set()
        assert self.go_on.wait(30)
        self.seen += [payload["number"] for payload in payloads]


@pytest.mark.usefixtures("clock")
def test_a_worker_told_to_stop_finishes_the_job_in_hand_and_takes_no_other(database: Database) -> None:
    put(database, "mail", "mail", "mail")
    handler = Counting(hold=True)
    worker = Worker(database, {"mail": Handler(handler)}, {})
    thread = threading.Thread(target=worker.run)
    thread.start()
    assert handler.began.wait(30)
    worker.stop()
    handler.go_on.set()
    thread.join(30)
    assert not thread.is_alive()
    assert handler.seen == [0]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).where(OutboxJob.done_at.is_not(None))) == 1


@pytest.mark.usefixtures("clock")
def test_once_does_all_that_waits_and_what_is_due_every_minute(database: Database) -> None:
    put(database, "mail", "mail")
    handler, called = Counting(), []

    def broken(_database: Database, _now: datetime) -> None:
        raise RuntimeError("out of order")

    worker = Worker(
        database,
        {"mail": Handler(handler)},
        {"broken": broken, "healthy": lambda _database, now: called.append(now)},
    )
    assert worker.run_once() == 2
    assert handler.seen == [0, 1]
    assert len(called) == 1


@pytest.mark.usefixtures("clock")
def test_a_worker_outlives_a_database_that_does_not_answer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    put(database, "mail")
    handler = Counting()
    worker = Worker(database, {"mail": Handler(handler)}, {})
    calls = []

    def unavailable_once(*arguments: Any) -> int:
        calls.append(arguments)
        if len(calls) == 1:
            raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))
        worker.stop()
        return work_once(*arguments)

    work_once = services.work_once
    monkeypatch.setattr(services, "work_once", unavailable_once)
    worker.run()
    assert handler.seen == [0]


def test_an_idle_worker_reads_only_waiting_jobs(database: Database) -> None:
    with database.transaction() as session:
        session.execute(
            sa.insert(OutboxJob),
            [
                {"kind": "mail", "payload": {}, "run_at": NOW, "attempts": 1, "done_at": NOW, "created_at": NOW}
                for _ in range(200)
            ],
        )
    with database.reading() as session:
        if session.get_bind().dialect.name == "sqlite":
            plan = session.execute(
                sa.text(
                    "EXPLAIN QUERY PLAN SELECT min(run_at) FROM outbox_job"
                    " WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= '2027-03-02'"
                )
            ).all()
        else:
            session.execute(sa.text("SET LOCAL enable_seqscan = off"))
            plan = session.execute(
                sa.text(
                    "EXPLAIN SELECT min(run_at) FROM outbox_job"
                    " WHERE done_at IS NULL AND failed_at IS NULL AND run_at <= '2027-03-02'"
                )
            ).all()
    assert "ix_outbox_job_waiting" in str(plan)
