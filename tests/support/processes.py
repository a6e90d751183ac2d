"""Processes that tests start, and kill: ``python -m tests.support.processes work|write URL NUMBER``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, ClassVar
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app.audit.services import record
from app.challenges.models import ChallengeCounter
from app.core.clock import utc_now
from app.core.db import Database
from app.core.events import Event
from app.organisations.models import Organisation
from app.outbox import services
from app.outbox.commands import Worker

ROOT = Path(__file__).resolve().parents[2]
YEAR = 2027
SHORT_LEASE = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted(Event):
    """Something to record."""

    kind: ClassVar[str] = "number.counted"


def start(what: str, url: str, number: int) -> subprocess.Popen[bytes]:
    """Start one of the processes below."""
    command = [sys.executable, "-m", "tests.support.processes", what, url, str(number)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})


def wait_until(condition: Callable[[], bool], *, seconds: float = 60.0) -> None:
    """Return as soon as ``condition()`` holds; fail where it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"nothing of the kind within {seconds} seconds")
        time.sleep(0.01)


def end(process: subprocess.Popen[bytes], number: int = signal.SIGTERM) -> int:
    """Send a signal and return the status with which the process ended."""
    process.send_signal(number)
    return process.wait(30)


def handlers() -> Mapping[str, services.Handler]:
    """Return a job that takes a few milliseconds outside the transaction and writes one row inside."""
    chance = Random()

    def prepare(_database: Database, payloads: Sequence[dict[str, Any]]) -> None:
        time.sleep(chance.uniform(0, 0.01) * len(payloads))

    def finish(session: Session, payloads: Sequence[dict[str, Any]], _made: Any) -> None:
        for payload in payloads:
            session.execute(sa.text("INSERT INTO tally (number) VALUES (:number)"), {"number": payload["number"]})

    return {"tally": services.Handler(prepare, finish, batch=4)}


def work(url: str, _number: int) -> None:
    """Be a worker whose leases run out quickly."""
    services.LEASE = SHORT_LEASE
    worker = Worker(Database(url), handlers(), {})
    signal.signal(signal.SIGTERM, worker.stop)
    worker.run()


def write(url: str, number: int) -> None:
    """Add one to three things ``number`` times: under a row lock, under a version, and to the audit trail."""
    database = Database(url)
    for _ in range(number):
        with database.transaction() as session:
            counter = session.get_one(ChallengeCounter, YEAR, with_for_update=True)
            counter.last += 1
        while not _add_under_version(database):
            pass
        with database.transaction() as session:
            record(session, Counted(subject_id=UUID(int=os.getpid()), actor_id=None, at=utc_now()))


def _add_under_version(database: Database) -> bool:
    try:
        with database.transaction() as session:
            organisation = session.scalars(sa.select(Organisation)).one()
            organisation.headcount = (organisation.headcount or 0) + 1
    except StaleDataError:
        return False
    return True


def end_with_parent() -> None:
    """Watch over whoever started this process, and end when they do: a killed test leaves nothing behind."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    end_with_parent()
    {"work": work, "write": write}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
