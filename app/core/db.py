"""The base of all tables, column types, engines and sessions. Works without the web, for the worker too.

Two databases, one code: SQLite is embedded, PostgreSQL is the one to grow into. What only one can do is kept here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy import Engine, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.types import TypeDecorator, TypeEngine

from app.core.clock import utc_now

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "busy_timeout=20000",
)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant. SQLite drops zones, so it is stored there as naive UTC and comes back aware."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("store aware instants only")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Json(TypeDecorator[Any]):
    """JSON; ``JSONB`` on PostgreSQL, whose dialect takes 5 MiB and is loaded only where it is in use."""

    impl = sa.JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(sa.JSON())
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB())


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """Return an index over some rows. PostgreSQL learns which by :func:`complete_indexes`, before its tables change."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), info={"where": where})


def complete_indexes(metadata: sa.MetaData) -> None:
    """Say the condition of every partial index to PostgreSQL too: for migrations, which are all that needs it."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if "where" in index.info:
                index.dialect_kwargs["postgresql_where"] = sa.text(index.info["where"])


UuidPk = Annotated[UUID, mapped_column(primary_key=True, default=uuid4, sort_order=-10)]
SerialPk = Annotated[
    int,
    mapped_column(
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True, autoincrement=True, sort_order=-10
    ),
]
CreatedAt = Annotated[datetime, mapped_column(default=utc_now, sort_order=90)]
Pence = Annotated[int, mapped_column(sa.BigInteger, comment="whole pence, pounds sterling")]


class Base(DeclarativeBase):
    """Base of every table. Names of constraints follow one convention, so that migrations can find them."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime(),
        dict[str, Any]: Json(),
        list[str]: Json(),
        # Stored by value in a VARCHAR with a CHECK, so a new status is an ordinary migration, not an ALTER TYPE.
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [member.value for member in kind],
        ),
    }


def make_engine(url: str) -> Engine:
    """Return an engine for ``url``.

    On SQLite the driver never begins a transaction by itself: the ``begin`` hook does, ``IMMEDIATE`` for writers,
    because the defaults lose updates silently when two processes read, change and write the same row.
    """
    if not url.startswith("sqlite"):
        return sa.create_engine(
            url,
            hide_parameters=True,  # errors are logged and kept; what people typed is not
            pool_pre_ping=True,
            connect_args={"options": "-c timezone=UTC -c lock_timeout=15000 -c statement_timeout=60000"},
        )
    engine = sa.create_engine(url, hide_parameters=True, connect_args={"timeout": 20})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine as writers use it: a SQLite transaction takes the write lock when it begins."""
    return engine.execution_options(sqlite_begin="IMMEDIATE")


class Database:
    """Hand out sessions to read with and sessions to write with."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.readers: sessionmaker[Session] = sessionmaker(self.engine, expire_on_commit=False)
        self.writers: sessionmaker[Session] = sessionmaker(writing(self.engine), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that is rolled back at the end."""
        with self.readers() as session:
            yield session
            session.rollback()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session whose work is committed at the end, or not at all: for commands and the worker."""
        with self.writers() as session, session.begin():
            yield session


def is_sqlite(session: Session) -> bool:
    """Say whether this session speaks to SQLite."""
    return session.get_bind().dialect.name == "sqlite"


def upsert(session: Session, table: type[Base]) -> Any:
    """Return an INSERT into ``table`` that knows ``on_conflict_do_...``, in the words of this session's database."""
    if is_sqlite(session):
        from sqlalchemy.dialects.sqlite import insert as insert_into_sqlite

        return insert_into_sqlite(table)
    from sqlalchemy.dialects.postgresql import insert as insert_into_postgresql

    return insert_into_postgresql(table)
