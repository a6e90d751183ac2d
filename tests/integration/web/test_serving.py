"""flask serve: web server and worker, started together, stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core.clock import utc_now
from app.core.db import Database
from app.outbox.models import OutboxJob
from app.outbox.services import enqueue
from tests.support.databases import migrate
from tests.support.processes import ROOT, end, wait_until

pytestmark = pytest.mark.slow


class Service:
    """A service on a port of this machine, with a database of its own."""

    def __init__(self, folder: Path) -> None:
        self.database_url = f"sqlite:///{folder / 'market.sqlite'}"
        migrate(self.database_url)
        self.database = Database(self.database_url)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        environment = {**os.environ, "DATA_DIR": str(folder), "PORT": str(self.port), "APP_ENV": "test"}
        environment["PYTHONPATH"] = str(ROOT)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "flask", "--app", "wsgi", "serve"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def answers(self) -> bool:
        """Say whether the web server is there."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def do_a_job(self) -> None:
        """Put a job into the outbox and wait until the worker has done it."""
        with self.database.transaction() as session:
            enqueue(session, "search.index", {"ids": ["notice:1"]}, now=utc_now())
        wait_until(lambda: self.count_waiting() == 0)

    def count_waiting(self) -> int:
        """Return how many jobs are not done."""
        with self.database.reading() as session:
            return session.scalar(sa.select(sa.func.count()).where(OutboxJob.done_at.is_(None))) or 0

    def children(self) -> dict[int, str]:
        """Return process number and command of the web server and the worker."""
        try:
            numbers = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
            return {int(number): _command(number) for number in numbers}
        except FileNotFoundError:
            return {}

    def worker(self) -> int:
        """Return the process number of the worker, once there is one."""
        found: list[int] = []

        def look() -> bool:
            found[:] = [number for number, command in self.children().items() if "work" in command.split()]
            return bool(found)

        wait_until(look)
        return found[0]


def _command(number: str) -> str:
    return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """Start a service, and stop it whatever happens."""
    if not Path("/proc/self/task").exists():
        pytest.skip("looks for child processes in /proc, which this system does not have")
    service = Service(tmp_path)
    yield service
    if service.process.poll() is None:
        end(service.process)
    service.database.engine.dispose()


def test_web_server_and_worker_live_and_end_together(service: Service) -> None:
    wait_until(service.answers)
    service.do_a_job()
    dead = service.worker()
    os.kill(dead, signal.SIGKILL)
    wait_until(lambda: service.worker() != dead)
    service.do_a_job()
    children = service.children()
    assert len(children) == 2

    assert end(service.process) == 0
    assert not [number for number in children if Path(f"/proc/{number}").exists()]
    assert not service.answers()
