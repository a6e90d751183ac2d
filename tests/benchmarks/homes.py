"""Databases and indices of every size, built once and kept until what they are made of changes."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID, uuid4

import click
import sqlalchemy as sa
from alembic import command

from app.accounts.models import SignIn
from app.config import ROOT, from_environment
from app.core.clock import utc_now
from app.core.db import Database
from app.integrations.search import open_engine, set_engine
from app.search import services as search
from app.web.migrations import configuration
from tests.benchmarks.region import READER, Region, this_week

HERE = Path(__file__).resolve().parent
DATA_SOURCES = (HERE / "words.py", HERE / "region.py", *sorted((ROOT / "migrations" / "versions").glob("*.py")))
INDEX_SOURCES = (
    *sorted((ROOT / "app" / "integrations" / "search").glob("*.py")),
    ROOT / "app" / "search" / "queries.py",
)
SECRET = "a-secret-key-for-benchmarks-and-nothing-else"
DEFAULT_FOLDER = Path(tempfile.gettempdir()) / "proving-ground-benchmarks"


@dataclass(frozen=True, slots=True)
class Home:
    """A database of one size with its index.

    Attributes:
        size: Published challenges.
        folder: Holds the index, and the database where it is SQLite.
        sign_in: A sign-in of the reader that holds.
    """

    size: int
    url: str
    folder: Path
    index: Path
    sign_in: UUID

    def environment(self) -> dict[str, str]:
        """Return settings as in production: no debugging, secure cookies, logs as JSON."""
        return {
            "APP_ENV": "production",
            "BASE_URL": "https://localhost",
            "SECRET_KEY": SECRET,
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "SEARCH_URL": f"whoosh://{self.index}",
        }

    def settings(self) -> dict[str, object]:
        """Return the same as an application takes them."""
        return from_environment(self.environment())


def fingerprint(sources: tuple[Path, ...], *more: str) -> str:
    """Return a short name for what the files say."""
    total = sha256("".join(more).encode())
    for path in sources:
        total.update(path.read_bytes())
    return total.hexdigest()[:10]


def prepare(size: int, folder: Path, server: str | None) -> Home:
    """Return a home, building what is missing.

    Args:
        size: Published challenges.
        folder: Where homes are kept.
        server: Address of a PostgreSQL server; ``None`` for SQLite.
    """
    week = this_week()
    key = fingerprint(DATA_SOURCES, week.isoformat())
    kind = "postgresql" if server else "sqlite"
    place = folder / f"{kind}-{size}-{key}"
    url = with_database(server, f"benchmark_{size}_{key}") if server else f"sqlite:///{place / 'market.sqlite'}"
    index = place / f"index-{fingerprint(INDEX_SOURCES)}"
    if not (place / "complete").exists():
        remove_older(folder, f"{kind}-{size}-")
        place.mkdir(parents=True)
        build_database(size, url, server, week)
        (place / "complete").touch()
    if not index.exists():
        remove_older(place, "index-")
        build_index(url, index, size)
    return Home(size, url, place, index, sign_in(url))


def remove_older(folder: Path, prefix: str) -> None:
    """Remove what an older generator built."""
    for old in folder.glob(f"{prefix}*"):
        shutil.rmtree(old)


def build_database(size: int, url: str, server: str | None, week: datetime) -> None:
    """Migrate and fill a database, straight into its tables."""
    if server:
        make_database(server, url)
    command.upgrade(configuration(url), "head")
    database = Database(url)
    region = Region(size, week)
    with click.progressbar(region.batches(), label=f"rows for {size:,}", show_pos=True, file=stderr()) as batches:
        for batch in batches:
            with database.transaction() as session:
                for model, rows in batch.rows.items():
                    session.execute(sa.insert(model.__table__), rows)
    with database.engine.connect() as connection:
        if server:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    database.engine.dispose()
    if not server:
        with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def make_database(server: str, url: str) -> None:
    """Make a database anew; the server is the one of these benchmarks, so nothing else can be lost."""
    name = sa.make_url(url).database
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
    engine.dispose()


def with_database(server: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


def build_index(url: str, index: Path, size: int) -> None:
    """Index everything; a build that was stopped leaves no folder of this name."""
    beside = index.with_name(f"building-{index.name}")
    shutil.rmtree(beside, ignore_errors=True)
    set_engine(open_engine(f"whoosh://{beside}"))
    database = Database(url)
    with click.progressbar(length=size, label=f"index for {size:,}", show_pos=True, file=stderr()) as bar:
        search.rebuild(database, after_batch=bar.update)
    database.engine.dispose()
    beside.rename(index)


def sign_in(url: str) -> UUID:
    """Sign the reader in, in the database."""
    database, row = Database(url), uuid4()
    now = utc_now()
    with database.transaction() as session:
        session.execute(sa.delete(SignIn).where(SignIn.user_id == READER))
        session.add(SignIn(id=row, user_id=READER, expires_at=now + timedelta(hours=12), created_at=now))
    database.engine.dispose()
    return row


def stderr() -> object:
    """Return where progress is shown."""
    return click.get_text_stream("stderr")
