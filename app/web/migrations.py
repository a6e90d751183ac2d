"""flask db: bring the tables to the state that this version of the code expects.

Alembic is loaded by the commands that need it: a web process, which only asks for the revision, stays small.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Connection, inspect, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parents[2] / "migrations"

group = AppGroup("db", help="The tables of the database.")


def configuration(url: str) -> Config:
    """Return Alembic's settings for the database at ``url``."""
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["url"] = url
    return settings


def expected_revision() -> str:
    """Return the last revision, read from ``migrations/HEAD``: two branches that add one conflict there."""
    return (FOLDER / "HEAD").read_text(encoding="ascii").strip()


def find_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or ``None`` where it has no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest). Safe to run again, and from several machines at once."""
    _run("upgrade", revision)


@group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION ("base" removes every table)."""
    _run("downgrade", revision)


@group.command("current")
def current() -> None:
    """Say which revision the database is at, and which the code expects."""
    with current_app.extensions["database"].engine.connect() as connection:
        found = find_revision(connection)
    click.echo(f"The database is at {found or 'no revision'}; the code expects {expected_revision()}.")
    raise SystemExit(found != expected_revision())


@group.command("check")
def check() -> None:
    """Fail where the models say something that no migration does."""
    from alembic import command
    from alembic.util import CommandError

    try:
        command.check(configuration(current_app.config["DATABASE_URL"]))
    except CommandError as error:
        raise click.ClickException(str(error)) from error


@group.command("revision")
@click.argument("name")
def revision(name: str) -> None:
    """Write a new migration NAME, such as 0042_challenge_summary, from what the models say; edit it afterwards."""
    from alembic import command

    settings = configuration(current_app.config["DATABASE_URL"])
    words = name.partition("_")[2].replace("_", " ") or name
    command.revision(settings, message=words, rev_id=name, autogenerate=True)
    (FOLDER / "HEAD").write_text(f"{name}\n", encoding="ascii")


def _run(step: str, revision: str) -> None:
    from alembic import command

    settings = configuration(current_app.config["DATABASE_URL"])
    _make_folder(current_app.config["DATABASE_URL"])
    getattr(command, step)(settings, revision)


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
