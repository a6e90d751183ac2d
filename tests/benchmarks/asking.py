"""Ask the application for pages through its WSGI door: count what a request costs, then time it."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, session
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from app import create_app
from app.core.clock import utc_now
from app.integrations.search import SearchEngine, current_engine, set_engine
from app.web import identity
from tests.benchmarks.homes import Home
from tests.benchmarks.region import READER
from tests.support.statements import NOT_COUNTED

ORIGIN = "https://localhost"


@dataclass(slots=True)
class Timing:
    """Seconds of each request: by the clock on the wall, and of processor time."""

    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Cost:
    """What one request costs on any machine.

    Attributes:
        statements: Sent to the database, without those that begin and end transactions.
        steps: Instructions of SQLite's machine; on PostgreSQL, rows that were read.
        slow_plans: Lines of query plans that walk through whole tables or sort.
        size: Bytes of the answer.
    """

    statements: int
    steps: int
    slow_plans: tuple[str, ...]
    size: int


Sent = list[tuple[str, Any]]


class Service:
    """The application at one size. Several may stand side by side: :meth:`ask` puts its own index in place."""

    def __init__(self, home: Home) -> None:
        self.home = home
        with (home.folder / "log").open("w", encoding="utf-8") as log, redirect_stderr(log):
            self.app: Flask = create_app(home.settings())
        self._log = Path("/dev/null").open("w", encoding="utf-8")  # noqa: SIM115 -- as long as the application
        self._send_logs_away()
        self._search: SearchEngine = current_engine()
        self._engine: Engine = self.app.extensions["database"].engine
        self._visitor = self.app.test_client()
        self._reader = self.app.test_client()
        self.cookie = self._sign_in(self._reader)

    def _send_logs_away(self) -> None:
        import structlog

        structlog.configure(logger_factory=structlog.PrintLoggerFactory(self._log))

    def _sign_in(self, client: FlaskClient) -> str:
        with self.app.test_request_context(base_url=ORIGIN):
            identity.start_session(self.home.sign_in, READER, now=utc_now())
            values = dict(session)
        with client.session_transaction(base_url=ORIGIN) as cookie:
            cookie.permanent = True
            cookie.update(values)
        name = self.app.config["SESSION_COOKIE_NAME"]
        found = client.get_cookie(name)
        assert found is not None
        return f"{name}={found.value}"

    def ask(self, address: str, *, is_signed_in: bool) -> int:
        """Ask for a page and return its size in bytes.

        Raises:
            RuntimeError: The answer is not a page.
        """
        client = self._reader if is_signed_in else self._visitor
        response = client.get(address, base_url=ORIGIN)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status}")
        return len(response.data)

    def time(self, addresses: Sequence[str], times: int, timing: Timing, *, is_signed_in: bool) -> None:
        """Ask ``times`` times, for one address after another, and note how long each answer took."""
        set_engine(self._search)
        for number in range(times):
            address = addresses[number % len(addresses)]
            wall, processor = time.perf_counter(), time.process_time()
            self.ask(address, is_signed_in=is_signed_in)
            timing.processor.append(time.process_time() - processor)
            timing.wall.append(time.perf_counter() - wall)

    def warm(self, addresses: Sequence[str], *, is_signed_in: bool) -> None:
        """Ask once for each address, so that templates are compiled and caches are full."""
        set_engine(self._search)
        for address in addresses:
            self.ask(address, is_signed_in=is_signed_in)

    def count(self, addresses: Sequence[str], *, is_signed_in: bool) -> Cost:
        """Return the most that any of the addresses costs."""
        set_engine(self._search)
        costs = [self._count(address, is_signed_in=is_signed_in) for address in addresses]
        return Cost(
            statements=max(cost.statements for cost in costs),
            steps=max(cost.steps for cost in costs),
            slow_plans=tuple(dict.fromkeys(line for cost in costs for line in cost.slow_plans)),
            size=max(cost.size for cost in costs),
        )

    def _count(self, address: str, *, is_signed_in: bool) -> Cost:
        is_sqlite = self._engine.dialect.name == "sqlite"
        with counting_steps(self._engine) as steps, noting(self._engine) as sent:
            self.ask(address, is_signed_in=is_signed_in)
            sent.clear()
            steps[0] = 0
            size = self.ask(address, is_signed_in=is_signed_in)
            counted = steps[0]
        with self._engine.connect() as connection:
            if is_sqlite:
                slow = [line for statement in sent for line in sqlite_plan(connection, *statement)]
            else:
                slow = []
                counted = sum(rows_read(connection, *statement) for statement in sent)
            connection.rollback()
        return Cost(len(sent), counted, tuple(dict.fromkeys(slow)), size)


@contextmanager
def noting(engine: Engine) -> Iterator[Sent]:
    """Collect statements with their values."""
    sent: Sent = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.lstrip().upper().startswith(NOT_COUNTED):
            sent.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def counting_steps(engine: Engine) -> Iterator[list[int]]:
    """Count the instructions that SQLite's machine carries out; zero on other databases."""
    steps = [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def prepare(connection: Any, _record: Any) -> None:
        connection.set_progress_handler(step, 1)

    if engine.dialect.name != "sqlite":
        yield steps
        return
    engine.dispose()
    event.listen(engine, "connect", prepare)
    try:
        yield steps
    finally:
        event.remove(engine, "connect", prepare)
        engine.dispose()


def sqlite_plan(connection: sa.Connection, statement: str, parameters: Any) -> list[str]:
    """Return the lines of a query plan that walk through a whole table or index, or sort what they found."""
    rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    lines = [str(row[3]) for row in rows]
    return [line for line in lines if (line.startswith("SCAN") and "CONSTANT" not in line) or "TEMP B-TREE" in line]


def rows_read(connection: sa.Connection, statement: str, parameters: Any) -> int:
    """Return how many rows PostgreSQL read for a statement, those that a filter threw away too."""
    plan = connection.exec_driver_sql(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", parameters).scalar_one()
    return sum(_rows_of(node) for node in _nodes(plan[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _rows_of(node: dict[str, Any]) -> int:
    if "Scan" not in node["Node Type"]:
        return 0
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int(sum(node.get(name, 0) for name in names) * node.get("Actual Loops", 1))
