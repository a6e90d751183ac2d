"""``flask accounts ...``: for those who run the service."""

from __future__ import annotations

import click
from flask import current_app
from flask.cli import AppGroup

from app.accounts import queries, services
from app.core.clock import utc_now
from app.core.errors import DomainError
from app.core.policy import ANYBODY
from app.web.database import db

group = AppGroup("accounts", help="People who can sign in.")


@group.command("create-administrator")
@click.option("--email", required=True, help="Their email address.")
@click.option("--name", required=True, help="Their name, as others see it.")
def create_administrator(email: str, name: str) -> None:
    """Let somebody run the service; print a link, good for one hour, with which they choose their password."""
    try:
        with db.database.transaction() as session:
            path = services.appoint_administrator(session, email=email, name=name, actor=ANYBODY, now=utc_now())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo("Open this address within one hour and choose a password. It works once:")
    click.echo(f"{current_app.config['BASE_URL']}{path}")


@group.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL: its sign-ins end, and nobody can sign in to it again."""
    try:
        with db.database.transaction() as session:
            user = queries.find_user_by_email(session, services.tidy_email(email), for_update=True)
            if user is None:
                raise DomainError("No account has this address.")
            services.close(session, user, actor=ANYBODY, now=utc_now())
    except DomainError as error:
        raise click.ClickException(error.message) from error
    click.echo("The account is closed.")
