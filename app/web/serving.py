"""flask serve: the web server and the worker, side by side, started and stopped together.

The process that starts them stays small: it imports neither the application nor the database.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import click

PROCESSES, THREADS = 2, 4
GRACE_SECONDS = 30  # a request or a job in hand has this long to finish
RESTART_SECONDS = 2.0  # the least time between two starts of the worker


def web_command(environment: dict[str, str]) -> list[str]:
    """Return how the web server is started."""
    address = f"{environment.get('HOST', '127.0.0.1')}:{environment.get('PORT', '5000')}"
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", address),
        *("--worker-class", "gthread"),
        *("--workers", environment.get("WEB_PROCESSES", str(PROCESSES))),
        *("--threads", environment.get("WEB_THREADS", str(THREADS))),
        *("--graceful-timeout", str(GRACE_SECONDS), "--timeout", "60", "--log-level", "warning"),
        "--no-control-socket",
    ]


def worker_command() -> list[str]:
    """Return how the worker is started."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", "work"]


class Supervisor:
    """Keep a web server and a worker running until told to stop.

    A worker that dies is started again; a web server that dies ends everything, so that whoever started us notices.
    """

    def __init__(self, start: Callable[[list[str]], subprocess.Popen[bytes]] = subprocess.Popen) -> None:
        self._start = start
        self._stopping = False
        self._worker_started = 0.0

    def run(self, environment: dict[str, str]) -> int:
        """Start both; return the status with which the web server ended."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._told_to_stop)
        self._web = self._start(web_command(environment))
        self._work = self._start_worker()
        try:
            return self._watch()
        finally:
            self._end(self._web, self._work)

    def _watch(self) -> int:
        while not self._stopping:
            status = self._web.poll()
            if status is not None:
                return status
            if self._work.poll() is not None and time.monotonic() - self._worker_started > RESTART_SECONDS:
                self._work = self._start_worker()
            time.sleep(0.2)
        self._end(self._web, self._work)
        return 0

    def _start_worker(self) -> subprocess.Popen[bytes]:
        self._worker_started = time.monotonic()
        return self._start(worker_command())

    def _told_to_stop(self, *_: Any) -> None:
        self._stopping = True

    @staticmethod
    def _end(*processes: subprocess.Popen[bytes]) -> None:
        for process in processes:
            if process.poll() is None:
                process.terminate()
        for process in processes:
            try:
                process.wait(GRACE_SECONDS + 5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@click.command("serve")
def serve() -> None:
    """Start the web server and the worker; stop both with Ctrl-C or SIGTERM.

    Reads HOST, PORT, WEB_PROCESSES and WEB_THREADS from the environment.
    """
    os.environ.setdefault("BASE_URL", f"http://{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '5000')}")
    os.execv(sys.executable, [sys.executable, "-m", "app.web.serving"])  # noqa: S606 -- ourselves, as a small process


if __name__ == "__main__":
    raise SystemExit(Supervisor().run(dict(os.environ)))
