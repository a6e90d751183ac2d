"""Migrations: each goes up, down and up again, and together they say exactly what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from app.core.db import Base, make_engine
from app.web.migrations import FOLDER, configuration, expected_revision
from tests.support.databases import PostgresServer

SCRIPTS = ScriptDirectory.from_config(configuration("sqlite://"))
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]


@pytest.fixture
def empty_url(database_kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without any table."""
    if database_kind == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.make_empty(f"empty_{uuid4().hex[:12]}")


@pytest.fixture
def settings(empty_url: str) -> Config:
    """Return Alembic's settings for that database."""
    return configuration(empty_url)


@pytest.fixture
def engine(empty_url: str) -> Iterator[Engine]:
    """Return an engine for that database."""
    engine = make_engine(empty_url)
    yield engine
    engine.dispose()


def shape_of(engine: Engine) -> dict[str, Any]:
    """Return everything that the database knows about its tables, in an order of its own."""
    inspector = sa.inspect(engine)
    return {
        table: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column.get("comment"))
                for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table)["constrained_columns"],
            "foreign keys": _sorted(inspector.get_foreign_keys(table)),
            "unique": _sorted(inspector.get_unique_constraints(table)),
            "checks": {check["name"]: check["sqltext"] for check in inspector.get_check_constraints(table)},
            "indexes": _sorted(inspector.get_indexes(table)),
        }
        for table in sorted(inspector.get_table_names())
        if table != "alembic_version"
    }


def _sorted(found: Any) -> list[str]:
    return sorted(str(_plain(one)) for one in found)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in sorted(value.items())}
    return [str(inner) for inner in value] if isinstance(value, list) else str(value)


def test_each_step_goes_up_down_and_up_again(settings: Config, engine: Engine) -> None:
    before = "base"
    for revision in REVISIONS:
        earlier = shape_of(engine)
        command.upgrade(settings, revision)
        later = shape_of(engine)
        command.downgrade(settings, before)
        assert shape_of(engine) == earlier, f"{revision} does not go back to where it came from"
        command.upgrade(settings, revision)
        assert shape_of(engine) == later
        before = revision


def test_down_to_nothing_leaves_nothing_behind(settings: Config, engine: Engine) -> None:
    command.upgrade(settings, "head")
    command.downgrade(settings, "base")
    assert sa.inspect(engine).get_table_names() in ([], ["alembic_version"])
    with engine.connect() as connection:
        left = (
            "SELECT count(*) FROM sqlite_master WHERE type = 'trigger'"
            if engine.dialect.name == "sqlite"
            else "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        assert connection.execute(sa.text(left)).scalar() == 0


def test_the_models_say_nothing_that_the_migrations_do_not(settings: Config) -> None:
    command.upgrade(settings, "head")
    command.check(settings)


def test_migrated_tables_are_those_of_the_models_to_the_last_check(
    settings: Config, engine: Engine, database_kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    command.upgrade(settings, "head")
    migrated = shape_of(engine)
    if database_kind == "sqlite":
        url = f"sqlite:///{tmp_path / 'models.sqlite'}"
    else:
        url = request.getfixturevalue("postgres").make_empty(f"models_{uuid4().hex[:12]}")
    from_models = make_engine(url)
    Base.metadata.create_all(from_models)
    try:
        assert migrated == shape_of(from_models)
    finally:
        from_models.dispose()


def test_upgrading_twice_changes_nothing(settings: Config, engine: Engine) -> None:
    command.upgrade(settings, "head")
    before = shape_of(engine)
    command.upgrade(settings, "head")
    assert shape_of(engine) == before


def test_there_is_one_end_and_the_file_names_it() -> None:
    assert SCRIPTS.get_heads() == [expected_revision()]
    assert REVISIONS[-1] == expected_revision()


def test_revisions_are_numbered_in_order() -> None:
    assert [revision[:4] for revision in REVISIONS] == [f"{number:04}" for number in range(1, len(REVISIONS) + 1)]
    assert {path.stem for path in (FOLDER / "versions").glob("*.py")} == set(REVISIONS)


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_says_what_it_locks(revision: str) -> None:
    script = SCRIPTS.get_revision(revision)
    assert "lock" in (script.longdoc or script.doc or "").lower()
