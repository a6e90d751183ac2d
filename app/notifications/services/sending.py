"""Hand stored messages to the carrier: the worker's side.

Begin, send, note: the first and the last are transactions, the middle one lies outside the database. A process may die
anywhere. Before the beginning is committed nothing was sent; after it the message is ``sending``, and whoever takes it
up again tells the carrier that an earlier try may have got through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.accounts.models import User
from app.core.clock import utc_now
from app.core.db import Database
from app.integrations.mail import Mail, MailRefused, MailUnavailable
from app.notifications.models import ERROR_MAX, Message
from app.notifications.services import wording
from app.notifications.services.sealing import unseal, unsubscribe_url
from app.notifications.services.settings import current
from app.notifications.services.telling import SEND
from app.notifications.states import UNSENT, MessageAction, MessageState, next_state
from app.outbox.services import Handler, enqueue

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=50)  # shorter than that of a job, so that a job's next holder finds the message free
# Forty-six hours in all: a mail server may be down for a day and a night without a mail being lost.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (0.5, 1, 2, 5, 10, 20, 40, 60, 120, 240, 360, 480, 720, 720))
UNREADABLE = "The secret of the service has changed since the link was made."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try.

    Attributes:
        message_id: Of which message.
        attempt: The number of the try, from 1; a result of an older one is not noted any more.
        provider_id: The carrier's id; empty where it was not sent.
        error: Why not, without personal data.
        is_final: There is no point in trying again.
        retry_after: Seconds after which the carrier wants to be asked again, where it said so.
    """

    message_id: int
    attempt: int
    provider_id: str = ""
    error: str = ""
    is_final: bool = False
    retry_after: int | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """Somebody else is sending the message at this moment."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message taken up for sending; ``mail`` is ``None`` where its link cannot be read any more."""

    message_id: int
    attempt: int
    mail: Mail | None


def begin(session: Session, message_id: int, *, now: datetime) -> Parcel | Busy | None:
    """Take a message up; ``None`` where there is nothing to send. Commit before sending."""
    message = session.scalar(
        select(Message)
        .where(Message.id == message_id, Message.state.in_(UNSENT))
        .options(joinedload(Message.user))
        .with_for_update(of=Message)
    )
    if message is None:
        return None
    if message.lease_until is not None and message.lease_until > now:
        return Busy(message.id)
    user = message.user
    if user is not None and user.closed_at is not None and not message.is_required:
        _silence(message)
        return None
    message.state = next_state(message.state, MessageAction.BEGIN)
    message.attempts += 1
    message.lease_until = now + LEASE
    return Parcel(message.id, message.attempts, _to_mail(message))


def _silence(message: Message) -> None:
    if message.state is MessageState.SENDING:
        message.state = next_state(message.state, MessageAction.POSTPONE)
    message.state = next_state(message.state, MessageAction.SILENCE)
    message.lease_until = None


def _to_mail(message: Message) -> Mail | None:
    link = ""
    if message.sealed_path is not None:
        path = unseal(message.sealed_path)
        if path is None:
            return None
        link = f"{current().base_url}{path}"
    way_out = unsubscribe_url(message.user_id) if message.user_id and not message.is_required else ""
    user = message.user
    return Mail(
        reference=str(message.reference),
        to=message.email or (user.email if user else ""),
        subject=message.subject,
        text=wording.frame(message.text, name=_name_of(user), link=link, unsubscribe=way_out),
        unsubscribe_url=way_out,
    )


def _name_of(user: User | None) -> str:
    # Whoever registers a stranger's address chooses the name: before the address is confirmed, no mail carries it.
    return user.name if user and user.email_confirmed_at else ""


def send(parcel: Parcel) -> Outcome:
    """Hand a mail to the carrier. Never raises: whatever goes wrong is an outcome."""
    if parcel.mail is None:
        return Outcome(parcel.message_id, parcel.attempt, error=UNREADABLE, is_final=True)
    try:
        provider_id = current().transport.send(parcel.mail, again=parcel.attempt > 1)
    except MailRefused as error:
        return Outcome(parcel.message_id, parcel.attempt, error=error.message, is_final=True)
    except MailUnavailable as error:
        return Outcome(parcel.message_id, parcel.attempt, error=error.message, retry_after=error.retry_after)
    except Exception as error:
        # A carrier's surprise must not lose the mail; its text may name people, so only its kind is kept.
        return Outcome(parcel.message_id, parcel.attempt, error=f"Unexpected: {type(error).__name__}.")
    return Outcome(parcel.message_id, parcel.attempt, provider_id=provider_id or "-")


def note(session: Session, outcome: Outcome, *, now: datetime) -> None:
    """Write down what became of a try, and when the next one is due."""
    message = session.get(Message, outcome.message_id, with_for_update=True)
    if message is None or message.state is not MessageState.SENDING or message.attempts != outcome.attempt:
        return
    message.lease_until = None
    message.last_error = outcome.error[:ERROR_MAX] or None
    if outcome.provider_id:
        message.state = next_state(message.state, MessageAction.SUCCEED)
        message.sent_at, message.provider_id, message.sealed_path = now, outcome.provider_id, None
        log.info("mail.sent", message=message.id, kind=message.kind, attempt=outcome.attempt)
    elif outcome.is_final or outcome.attempt > len(DELAYS):
        message.state = next_state(message.state, MessageAction.GIVE_UP)
        message.sealed_path = None
        log.warning("mail.failed", message=message.id, kind=message.kind, error=outcome.error)
    else:
        message.state = next_state(message.state, MessageAction.POSTPONE)
        delay = max(DELAYS[outcome.attempt - 1], timedelta(seconds=outcome.retry_after or 0))
        message.due_at = now + delay
        enqueue(session, SEND, {"message_id": message.id}, now=now, delay=delay)
        log.warning("mail.postponed", message=message.id, kind=message.kind, error=outcome.error)


def _prepare(database: Database, payloads: Sequence[dict[str, Any]]) -> list[Outcome | Busy]:
    made: list[Outcome | Busy] = []
    for payload in payloads:
        with database.transaction() as session:
            parcel = begin(session, int(payload["message_id"]), now=utc_now())
        if isinstance(parcel, Busy):
            made.append(parcel)
        elif parcel is not None:
            made.append(send(parcel))
    return made


def _finish(session: Session, _payloads: Sequence[dict[str, Any]], made: list[Outcome | Busy]) -> None:
    now = utc_now()
    for outcome in made:
        if isinstance(outcome, Busy):
            # Whoever holds it may yet die: look again when they must be done.
            enqueue(session, SEND, {"message_id": outcome.message_id}, now=now, delay=LEASE)
        else:
            note(session, outcome, now=now)


# One at a time: a slow carrier must not keep a job longer than its lease.
HANDLER = Handler(prepare=_prepare, finish=_finish, batch=1)
