"""flask seed: the demo region."""

from __future__ import annotations

import logging

import click
import structlog
from flask import current_app
from flask.cli import AppGroup

from app.accounts.services.passwords import hasher
from app.core.clock import utc_now
from app.seed import services
from app.web.database import db

group = AppGroup("seed", help="A made-up region for demonstrations.")
PASSWORD = "orchard-lantern-42"


@group.command("demo")
def demo() -> None:
    """Load the demo region into an empty service. Refused in production; does nothing where there is data."""
    if current_app.config["APP_ENV"] == "production":
        raise click.ClickException("Demo accounts have a public password and are refused in production.")
    # A row of the trail for each made-up deed is enough; hundreds of log lines help nobody.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    password_hash = hasher(current_app.config["PASSWORD_HASH_COST"]).hash(PASSWORD)
    with db.database.transaction() as session:
        if not services.is_empty(session):
            click.echo("There is data already; nothing was changed.")
            return
        region = services.load_region(session, password_hash=password_hash, now=utc_now())
    click.echo(f"Loaded {len(region.organisations)} organisations and {len(region.users)} people, all made up.")


@group.command("accounts")
def accounts() -> None:
    """Print one demo account for each role, with the password."""
    name, email = services.ADMINISTRATOR
    click.echo(f"{'Role':<26}{'Sign in with':<46}Name and organisation")
    for role, person, organisation in services.demo_accounts():
        if person is None:
            click.echo(f"{role:<26}{email:<46}{name}")
        else:
            click.echo(f"{role:<26}{person.email:<46}{person.name}, {organisation}")
    click.echo(f"Password of all of them: {PASSWORD}")
