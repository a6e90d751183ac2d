"""How the web server and the worker are started and watched; the real processes are in the integration tests."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from app.web.serving import Supervisor, web_command, worker_command


class FakeProcess:
    """A process that ends with ``status`` after it was looked at some times."""

    def __init__(self, command: list[str], looks: int, status: int) -> None:
        self.command, self.looks, self.status = command, looks, status
        self.terminated = False

    def poll(self) -> int | None:
        self.looks -= 1
        return self.status if self.looks < 0 or self.terminated else None

    def terminate(self) -> None:
        self.terminated = True

    def kill(self) -> None:
        raise AssertionError("it ended when it was asked to")

    def wait(self, timeout: float | None = None) -> int:
        return self.status


@pytest.fixture(autouse=True)
def keep_signals(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leave the handlers of this process alone, and wait for nothing."""
    monkeypatch.setattr("app.web.serving.time.sleep", lambda _: None)
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def run(web_looks: int, work_looks: int, status: int) -> tuple[int, list[FakeProcess]]:
    started: list[FakeProcess] = []

    def start(command: list[str]) -> Any:
        looks = web_looks if "gunicorn" in command else work_looks
        started.append(FakeProcess(command, looks, status))
        return started[-1]

    return Supervisor(start).run({"PORT": "8000"}), started


def test_a_web_server_that_dies_ends_the_worker_and_is_told_to_whoever_started_us() -> None:
    status, (web, work) = run(web_looks=3, work_looks=1000, status=3)
    assert status == 3
    assert work.terminated
    assert not web.terminated


def test_a_worker_that_dies_at_once_is_not_started_in_a_tight_loop() -> None:
    _, started = run(web_looks=50, work_looks=0, status=1)
    assert len(started) == 2


def test_a_worker_that_dies_later_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.web.serving.RESTART_SECONDS", -1.0)
    _, started = run(web_looks=10, work_looks=2, status=1)
    assert len([process for process in started if process.command == worker_command()]) > 2


def test_where_it_listens_comes_from_the_environment() -> None:
    command = web_command({"HOST": "0.0.0.0", "PORT": "8080", "WEB_PROCESSES": "3", "WEB_THREADS": "9"})  # noqa: S104
    for words in (["--bind", "0.0.0.0:8080"], ["--workers", "3"], ["--threads", "9"]):
        at = command.index(words[0])
        assert command[at : at + 2] == words
    assert web_command({})[web_command({}).index("--bind") + 1] == "127.0.0.1:5000"


def test_processes_are_started_without_a_shell() -> None:
    assert isinstance(web_command({"HOST": "; rm -rf /"}), list)
    assert Supervisor()._start is subprocess.Popen
