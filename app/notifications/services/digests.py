"""One mail a day for those who want it so; and what else is done from time to time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from itertools import groupby
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.clock import LONDON, london_day, london_instant
from app.core.db import Database
from app.notifications import queries
from app.notifications.models import Message
from app.notifications.services import wording
from app.notifications.services.telling import SEND, store
from app.notifications.states import FINAL, MessageAction, MessageState, next_state
from app.outbox.services import enqueue

DIGEST_AT = time(7, 30)  # in London, where no clock ever skips or repeats it
PEOPLE = 200  # in one transaction
LISTED = 50  # items in one digest; the page has the rest
FORGET_AFTER = timedelta(days=180)
OVERDUE = timedelta(hours=1)


def last_digest_instant(now: datetime) -> datetime:
    """Return the latest half past seven in London that is not after ``now``."""
    today = london_instant(london_day(now), DIGEST_AT)
    return today if today <= now else london_instant(london_day(now) - timedelta(days=1), DIGEST_AT)


def make_digests(session: Session, *, now: datetime) -> int:
    """Gather what was held until half past seven into one mail for each person; return for how many it was done.

    At most ``PEOPLE`` at once: call it again where so many were done.

    The mail, its job and the new state of what it gathers are one transaction, and a person has one digest a day: it
    may be killed anywhere and run twice, or by two workers.
    """
    until = last_digest_instant(now)
    occasion = f"digest:{until.astimezone(LONDON).date().isoformat()}"
    people = queries.list_with_held(session, until=until, occasion=occasion, limit=PEOPLE)
    if not people:
        return 0
    done = 0
    for user_id, group in groupby(queries.list_held(session, list(people), until=until), key=lambda item: item.user_id):
        items = list(group)
        if user_id is not None and people[user_id]:
            _bundle(session, user_id, items, occasion=occasion, now=now)
        else:
            _silence(items)
        done += 1
    return done


def _bundle(session: Session, user_id: UUID, items: Sequence[Message], *, occasion: str, now: datetime) -> None:
    listed = [(item.subject, item.path) for item in items[:LISTED]]
    words = wording.digest(listed, more=len(items) - len(listed))
    digest = Message(
        user_id=user_id,
        kind="digest",
        occasion=occasion,
        is_required=False,
        subject=words.subject,
        text=words.text,
        path="/notifications",
        state=MessageState.WAITING,
        due_at=now,
        created_at=now,
    )
    store(session, [digest], now=now)
    for item in items:
        item.state = next_state(item.state, MessageAction.BUNDLE)
        item.digest_id = digest.id


def _silence(items: Sequence[Message]) -> None:
    for item in items:
        item.state = next_state(item.state, MessageAction.SILENCE)


def requeue_forgotten(session: Session, *, now: datetime) -> int:
    """Give a new job to messages whose own was given up; return how many."""
    forgotten = queries.list_forgotten(session, due_before=now - OVERDUE, now=now, limit=PEOPLE)
    for message in forgotten:
        message.due_at = now
        enqueue(session, SEND, {"message_id": message.id}, now=now)
    return len(forgotten)


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete messages about half a year after they were told."""
    session.execute(
        delete(Message)
        .where(Message.created_at < now - FORGET_AFTER, Message.state.in_(FINAL))
        .execution_options(synchronize_session=False)
    )


def run_periodic(database: Database, now: datetime) -> None:
    """Do what is done every minute; the worker calls it. Each batch is a transaction of its own."""
    done = PEOPLE
    while done == PEOPLE:
        with database.transaction() as session:
            done = make_digests(session, now=now)
    with database.transaction() as session:
        requeue_forgotten(session, now=now)
        forget_old(session, now=now)
