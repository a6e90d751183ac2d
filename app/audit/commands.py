"""flask audit: check the trail."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.audit import services
from app.web.database import db

group = AppGroup("audit", help="The audit trail.")


@group.command("verify")
def verify() -> None:
    """Check every row of the hash chain; name the first bad row. Ends with status 1 where there is one."""
    with db.database.reading() as session:
        verdict = services.verify(session)
    if verdict:
        click.echo(f"All {verdict.checked:,} rows of the audit trail are as they were written.")
        return
    click.echo(f"Bad row: {verdict.bad_sequence}. {verdict.problem} {verdict.checked:,} rows before it are good.")
    raise SystemExit(1)
