"""Several processes side by side: nothing is lost, nothing is done twice."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.services import verify
from app.challenges.models import ChallengeCounter
from app.core.clock import utc_now
from app.core.db import Database
from app.organisations.models import Organisation
from app.outbox.models import OutboxJob
from app.outbox.services import enqueue
from tests.support.cast import Cast
from tests.support.processes import YEAR, end, start, wait_until

JOBS, KILLS = 300, 6
WRITERS, WRITES = 4, 40

pytestmark = pytest.mark.slow


@pytest.fixture
def tally(database: Database) -> Iterator[None]:
    """Make a table into which jobs write, without any constraint that would hide doubles."""
    with database.transaction() as session:
        session.execute(sa.text("CREATE TABLE tally (number INTEGER NOT NULL)"))
    yield
    with database.transaction() as session:
        session.execute(sa.text("DROP TABLE tally"))


def count_done(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(sa.select(sa.func.count()).where(OutboxJob.done_at.is_not(None))) or 0


@pytest.mark.usefixtures("tally")
def test_workers_killed_at_any_moment_lose_nothing_and_do_nothing_twice(database: Database, database_url: str) -> None:
    with database.transaction() as session:
        for number in range(JOBS):
            enqueue(session, "tally", {"number": number}, now=utc_now())
    workers = [start("work", database_url, 0) for _ in range(2)]
    try:
        for kill in range(KILLS):
            wait_until(lambda least=(kill + 1) * 20: count_done(database) >= least)
            end(workers.pop(0), signal.SIGKILL)
            workers.append(start("work", database_url, 0))
        wait_until(lambda: count_done(database) == JOBS)
    finally:
        statuses = [end(worker) for worker in workers]

    with database.reading() as session:
        numbers = session.scalars(sa.text("SELECT number FROM tally ORDER BY number")).all()
        failed = session.scalars(sa.select(OutboxJob.last_error).where(OutboxJob.failed_at.is_not(None))).all()
    assert numbers == list(range(JOBS))
    assert not failed
    assert statuses == [0, 0], "a worker told to stop finishes its batch and ends well"


def test_four_writers_lose_no_update_and_keep_the_chain_whole(
    database: Database, database_url: str, session: Session, actors: Cast
) -> None:
    session.add(ChallengeCounter(year=YEAR, last=0))
    actors.council.headcount = 0
    session.commit()

    writers = [start("write", database_url, WRITES) for _ in range(WRITERS)]
    assert [writer.wait(120) for writer in writers] == [0] * WRITERS

    with database.reading() as reader:
        assert reader.get_one(ChallengeCounter, YEAR).last == WRITERS * WRITES
        assert reader.scalars(sa.select(Organisation.headcount)).one() == WRITERS * WRITES
        verdict = verify(reader)
    assert (bool(verdict), verdict.checked) == (True, WRITERS * WRITES)
