"""flask audit: check the trail."""

from __future__ import annotations

from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from app.audit import queries, services
from app.web.database import db

group = AppGroup("audit", help="The audit trail.")


@group.command("verify")
def verify() -> None:
    """Check every row of the hash chain, and what was published against it. Ends with status 1 at the first fault."""
    with db.database.reading() as session:
        verdict = services.verify(session)
        if not verdict:
            click.echo(
                f"Bad row: {verdict.bad_sequence}. {verdict.problem} {verdict.checked:,} rows before it are good."
            )
            raise SystemExit(1)
        click.echo(f"All {verdict.checked:,} rows of the audit trail are as they were written.")
        problems = [problem for check in current_app.extensions["audit_checks"] for problem in check(session)]
    for problem in problems:
        click.echo(problem)
    if problems:
        raise SystemExit(1)


@group.command("show")
@click.argument("subject_id", type=click.UUID)
def show(subject_id: UUID) -> None:
    """Print what happened to one thing, newest first."""
    with db.database.reading() as session:
        for row in queries.list_events_of(session, subject_id, limit=1000):
            facts = " ".join(f"{name}={value}" for name, value in sorted(row.details.items()))
            click.echo(f"{row.sequence} {row.at:%Y-%m-%d %H:%M:%S}Z {row.kind} by {row.actor_id or 'nobody'} {facts}")
