"""Fixtures for every test. Tests that ask for a database run on SQLite and on PostgreSQL.

``session``: write with it, call services with it. ``client``: a browser that is not signed in. ``sign_in(user)``: the
same browser, signed in. ``actors``: one person for each role. ``worker``: does what waits in the outbox.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import Database
from tests import factories
from tests.support import databases
from tests.support.cast import Cast
from tests.support.statements import Statements, counting

if TYPE_CHECKING:
    from app.accounts.models import User
    from tests.support.client import MarketClient

# Machines differ in speed: no example fails for being slow. Where nobody watches, examples are the same each time.
hypothesis.settings.register_profile("market", deadline=None)
hypothesis.settings.register_profile("unattended", deadline=None, derandomize=True)
hypothesis.settings.load_profile("unattended" if os.environ.get("CI") else "market")

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

homes = pytest.StashKey[dict[str, databases.Home]]()
applications = pytest.StashKey[dict[str, Flask]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql", "both"), default="both", help="run on which")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[homes] = {}
    config.stash[applications] = {}
    if not hasattr(config, "workerinput"):
        databases.make_run_folder()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # told to stop, a run still clears up


def pytest_unconfigure(config: pytest.Config) -> None:
    for home in config.stash[homes].values():
        home.database.engine.dispose()
    if not hasattr(config, "workerinput"):
        databases.end_run()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database_kind" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--database")
        kinds = databases.KINDS if asked == "both" else (asked,)
        only = metafunc.definition.get_closest_marker("only_on")
        kinds = tuple(kind for kind in kinds if only is None or kind in only.args)
        metafunc.parametrize("database_kind", kinds, scope="session")


@pytest.fixture(scope="session")
def process_name(request: pytest.FixtureRequest) -> str:
    """Return the name of this process among those that run tests side by side."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def run_folder() -> Path:
    """Return the folder of this run; it is removed at the end."""
    return databases.run_folder()


@pytest.fixture(scope="session")
def postgres() -> databases.PostgresServer:
    """Return the run's PostgreSQL server."""
    return databases.PostgresServer()


@pytest.fixture
def home(request: pytest.FixtureRequest, database_kind: str, process_name: str, run_folder: Path) -> databases.Home:
    """Return where this test's tables live: migrated, and empty."""
    known = request.config.stash[homes]
    if database_kind not in known:
        if database_kind == "sqlite":
            known["sqlite"] = databases.SqliteHome(run_folder / process_name)
        else:
            known["postgresql"] = databases.PostgresHome(request.getfixturevalue("postgres"), f"market_{process_name}")
    known[database_kind].empty()
    return known[database_kind]


@pytest.fixture
def database(home: databases.Home) -> Database:
    """Return an empty, migrated database; ``transaction()`` commits for real."""
    return home.database


@pytest.fixture
def database_url(home: databases.Home) -> str:
    """Return the address of the same database, for processes that the test starts."""
    return home.url


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Return a session that may write. Commit it where others must see what it holds; the client does so by itself."""
    with database.writers() as session:
        factories.use_session(session)
        yield session
        factories.forget_session()
        session.rollback()


@pytest.fixture
def settings(home: databases.Home, run_folder: Path, process_name: str) -> dict[str, Any]:
    """Return the settings of an application on this test's database, with folders of its own, emptied."""
    folder = run_folder / process_name / f"data-{home.kind}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {
        "APP_ENV": "test",
        "TESTING": True,
        "SECRET_KEY": "a-secret-key-for-tests-and-nothing-else-at-all",
        "DATABASE_URL": home.url,
        "DATA_DIR": folder,
        "FILES_DIR": folder / "files",
        "MAIL_URL": f"folder://{folder / 'mail'}",
        "SEARCH_URL": "memory:",
        "BASE_URL": "http://localhost",
        "PASSWORD_HASH_COST": "low",
        "LEFT_DIRTY": [],
    }


@pytest.fixture
def app(request: pytest.FixtureRequest, home: databases.Home, settings: dict[str, Any]) -> Flask:
    """Return the application on this test's database: made once for each process, its stores emptied for each test."""
    from tests.support.application import empty_stores, make_app

    known = request.config.stash[applications]
    if home.kind not in known:
        known[home.kind] = make_app(settings, home.database)
    empty_stores(known[home.kind])
    return known[home.kind]


@pytest.fixture
def make_client(app: Flask, session: Session) -> Callable[[], MarketClient]:
    """Return a function that opens another browser."""
    from tests.support.client import new_client

    return lambda: new_client(app, session)


@pytest.fixture
def client(make_client: Callable[[], MarketClient]) -> MarketClient:
    """Return a browser that is not signed in; every page it gets goes through the page rules."""
    return make_client()


@pytest.fixture
def sign_in(client: MarketClient) -> Callable[[User], MarketClient]:
    """Return a function that signs a person in and returns the browser."""
    return client.sign_in


@pytest.fixture
def actors(session: Session) -> Cast:
    """Return the cast: one person for each role."""
    return Cast(session)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    """Stop the clock at :data:`NOW`; ``clock.shift(...)`` and ``clock.move_to(...)`` set it."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def count_queries(database: Database) -> Callable[[], AbstractContextManager[Statements]]:
    """Return a context manager that collects the statements sent to the database; ``len()`` counts them."""
    return lambda: counting(database.engine)


@pytest.fixture
def worker(app: Flask, session: Session) -> Callable[[], int]:
    """Return a function that commits the test's session, does every job that may run, and says how many."""
    from tests.support.application import drain_outbox

    def work() -> int:
        session.commit()
        done = drain_outbox(app)
        session.expire_all()
        return done

    return work


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real notices beside the repository, or skip where it is absent."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the real notices are not beside this repository (../shared/data)")
    return SHARED_DATA
