"""flask search: build the index, and say how it stands."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.integrations.search import IndexBusy, current_engine
from app.search import queries, services
from app.web.database import db

group = AppGroup("search", help="The search index.")


@group.command("rebuild")
def rebuild() -> None:
    """Build the index anew from the database.

    The one in use answers until the new one is complete. Stop it whenever you like: nothing changes until the end,
    and the next run clears up.
    """
    with db.database.reading() as session:
        total = queries.count_keys(session)
    try:
        with click.progressbar(length=total, label="Building the search index", show_pos=True) as bar:
            services.rebuild(db.database, after_batch=bar.update)
    except IndexBusy as error:
        raise click.ClickException(error.message) from error
    click.echo(f"The index holds {current_engine().state().documents:,} documents.")


@group.command("status")
def status() -> None:
    """Say how many documents the index holds and whether it can be read. Ends with status 1 where it cannot."""
    state = current_engine().state()
    if state.is_rebuilding:
        click.echo("The index is being built.")
    if not state.is_readable:
        click.echo(f"{state.problem} Run: flask search rebuild")
        raise SystemExit(1)
    megabytes = state.size / 1_000_000
    click.echo(f"{state.documents:,} documents in {state.segments} segments, {megabytes:,.1f} MB.")
