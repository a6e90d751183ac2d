"""How migrations run: one at a time, each in a transaction of its own, and none waits long for a lock.

A migration that cannot get its lock fails and can be run again; one that waits would make every reader queue behind it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from app.core.db import Base, Json, UtcDateTime, complete_indexes, make_engine

ADVISORY_LOCK = 7_305_101_926  # any number that nothing else in this database uses
LOCK_TIMEOUT = "4s"
STATEMENT_TIMEOUT = "5min"
APP = Path(__file__).resolve().parents[1] / "app"


def load_models() -> None:
    """Import every table, so that the metadata is whole."""
    for path in sorted(APP.glob("*/models.py")):
        import_module(f"app.{path.parent.name}.models")
    complete_indexes(Base.metadata)


def render_item(kind: str, item: Any, autogenerate: AutogenContext) -> str | bool:
    """Write our column types as plain ones: a migration must not change when the code does."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, sa.Enum):
        values = ", ".join(repr(value) for value in item.enums)
        return f"sa.Enum({values}, name={item.name!r}, native_enum=False, create_constraint=True, length={item.length})"
    if isinstance(item, Json):
        autogenerate.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    if isinstance(item, sa.BigInteger) and "sqlite" in item._variant_mapping:
        return 'sa.BigInteger().with_variant(sa.Integer(), "sqlite")'
    return False


@contextmanager
def alone(connection: sa.Connection) -> Iterator[None]:
    """Keep other migrations out, and on SQLite keep the cascade out of tables that are copied and dropped."""
    if connection.dialect.name == "sqlite":
        connection.execution_options(sqlite_begin="IMMEDIATE")
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
        yield
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        connection.rollback()
        if broken:
            raise RuntimeError(f"Foreign keys are broken after the migration: {broken[:5]}")
        return
    connection.exec_driver_sql(f"SET lock_timeout = '{STATEMENT_TIMEOUT}'")
    connection.exec_driver_sql(f"SELECT pg_advisory_lock({ADVISORY_LOCK})")
    connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{STATEMENT_TIMEOUT}'")
    connection.commit()
    try:
        yield
    finally:
        connection.rollback()
        connection.exec_driver_sql(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})")
        connection.commit()


def run() -> None:
    """Run what Alembic was asked for."""
    load_models()
    engine = make_engine(context.config.attributes["url"])
    with engine.connect() as connection, alone(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=True,
            transactional_ddl=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
