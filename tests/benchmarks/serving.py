"""The same pages from a real server: one gunicorn worker on the loopback address, as ``flask serve`` starts it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from app.config import ROOT
from app.web.serving import web_command
from tests.benchmarks.asking import Timing
from tests.benchmarks.homes import Home

START_SECONDS = 60
# Libraries that only a developer's tools bring, and that structlog and SQLAlchemy load where they are found.
TOOLS = ("rich", "greenlet")
START = f"import sys; sys.modules.update(dict.fromkeys({TOOLS})); import gunicorn.app.wsgiapp as server; server.run()"
NANO = 1e-9
KIBI = 1024


class Server:
    """A server at one size; a context that starts it and stops it."""

    def __init__(self, home: Home, cookie: str) -> None:
        self._home = home
        self._cookie = cookie
        self._port = free_port()

    def __enter__(self) -> Server:
        environment = {**self._home.environment(), "PORT": str(self._port), "WEB_PROCESSES": "1"}
        with (self._home.folder / "server.log").open("wb") as log:
            self._process = subprocess.Popen(
                without_developers_tools(web_command(environment)),
                cwd=ROOT,
                env={**os.environ, **environment},
                stdout=log,
                stderr=log,
            )
        self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(30)

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self._connection.connect()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"The server did not start; see {self._home.folder / 'server.log'}")

    def ask(self, address: str, *, is_signed_in: bool) -> int:
        """Ask for a page and return its size in bytes."""
        self._connection.request("GET", address, headers={"Cookie": self._cookie} if is_signed_in else {})
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{address} answered {response.status}; see {self._home.folder / 'server.log'}")
        return len(body)

    def time(self, addresses: Sequence[str], times: int, timing: Timing, *, is_signed_in: bool) -> None:
        """Ask ``times`` times and note how long each answer took, and the worker's processor time."""
        self._connection.close()  # the server ends a connection that was idle while others had their turn
        self._connection.connect()
        for number in range(times):
            processor, wall = self._processor(), time.perf_counter()
            self.ask(addresses[number % len(addresses)], is_signed_in=is_signed_in)
            timing.wall.append(time.perf_counter() - wall)
            timing.processor.append(self._processor() - processor)

    def resident(self) -> float:
        """Return the worker's resident memory in MiB."""
        status = Path(f"/proc/{self._worker()}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / KIBI

    def _worker(self) -> int:
        process = self._process.pid
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
        return int(children[0])

    def _processor(self) -> float:
        """Return the processor time of all threads of the worker, in seconds."""
        threads = Path(f"/proc/{self._worker()}/task").glob("*/schedstat")
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) * NANO


def without_developers_tools(command: list[str]) -> list[str]:
    """Return the command for an interpreter that finds only what an installation has."""
    at = command.index("-m")
    return [*command[:at], "-c", START, *command[at + 2 :]]


def free_port() -> int:
    """Return a port of the loopback address that nobody uses."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
    return port
