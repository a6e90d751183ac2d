"""flask notifications: send what waits, and see how mail stands."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.core.clock import utc_now
from app.notifications import queries, services
from app.notifications.states import MessageState
from app.outbox.services import work_once
from app.web.database import db

group = AppGroup("notifications", help="Messages to people.")

STATE_WORDS = {
    MessageState.WAITING: "waiting to be sent",
    MessageState.SENDING: "being sent",
    MessageState.HELD: "held for a daily message",
    MessageState.SENT: "sent",
    MessageState.BUNDLED: "sent within a daily message",
    MessageState.PAGE_ONLY: "shown on the page only",
    MessageState.FAILED: "given up",
}


@group.command("send")
def send() -> None:
    """Send every mail that is due, then stop. Safe to stop, to run again, and to run beside the worker."""
    services.run_periodic(db.database, utc_now())
    with db.database.reading() as session:
        due = queries.count_due(session, now=utc_now())
    done = 0
    with click.progressbar(length=due, label="Sending mail", show_pos=True) as bar:
        while taken := work_once(db.database, services.HANDLERS):
            done += taken
            bar.update(taken)
    click.echo(f"Did {done:,} jobs.")
    _show()


@group.command("status")
def status() -> None:
    """Show how many messages are in which state, and since when the oldest waits. Ends with status 1 on failures."""
    if _show():
        raise SystemExit(1)


def _show() -> int:
    with db.database.reading() as session:
        counted = queries.count_by_state(session)
        oldest = queries.find_oldest_unsent(session)
    for state, words in STATE_WORDS.items():
        click.echo(f"{counted[state]:>9,} {words}")
    if oldest is not None:
        click.echo(f"The oldest unsent message was written at {oldest:%Y-%m-%d %H:%M:%S} UTC.")
    return counted[MessageState.FAILED]
