"""flask db: bring the tables to the state that this version of the code expects."""

from __future__ import annotations

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.util import CommandError
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import Connection

FOLDER = Path(__file__).resolve().parents[2] / "migrations"

group = AppGroup("db", help="The tables of the database.")


def configuration(url: str) -> Config:
    """Return Alembic's settings for the database at ``url``."""
    settings = Config()
    settings.set_main_option("script_location", str(FOLDER))
    settings.attributes["url"] = url
    return settings


def expected_revision() -> str:
    """Return the last revision, read from ``migrations/HEAD``: two branches that add one conflict there."""
    return (FOLDER / "HEAD").read_text(encoding="ascii").strip()


def find_revision(connection: Connection) -> str | None:
    """Return the revision that the database is at, or ``None`` where it has no tables of ours."""
    return MigrationContext.configure(connection).get_current_revision()


@group.command("upgrade")
@click.argument("revision", default="head")
def upgrade(revision: str) -> None:
    """Bring the database up to REVISION (the newest). Safe to run again, and from several machines at once."""
    _run(command.upgrade, revision)


@group.command("downgrade")
@click.argument("revision")
def downgrade(revision: str) -> None:
    """Take the database back to REVISION ("base" removes every table)."""
    _run(command.downgrade, revision)


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
    try:
        command.check(configuration(current_app.config["DATABASE_URL"]))
    except CommandError as error:
        raise click.ClickException(str(error)) from error


@group.command("revision")
@click.argument("name")
def revision(name: str) -> None:
    """Write a new migration NAME, such as 0042_challenge_summary, from what the models say; edit it afterwards."""
    settings = configuration(current_app.config["DATABASE_URL"])
    words = name.partition("_")[2].replace("_", " ") or name
    command.revision(settings, message=words, rev_id=name, autogenerate=True)
    (FOLDER / "HEAD").write_text(f"{name}\n", encoding="ascii")


def _run(step: object, revision: str) -> None:
    settings = configuration(current_app.config["DATABASE_URL"])
    _make_folder(current_app.config["DATABASE_URL"])
    step(settings, revision)  # type: ignore[operator]


def _make_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
