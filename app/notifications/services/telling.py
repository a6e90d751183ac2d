"""Store messages in the transaction of what they tell, each with the job that sends it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.events import MailWanted
from app.notifications.models import Message
from app.notifications.queries import Recipient
from app.notifications.services import wording
from app.notifications.services.sealing import seal
from app.notifications.services.wording import Wording
from app.notifications.states import FIRST_STATE, MessageState
from app.outbox.services import enqueue

SEND = "mail.send"


def tell_required(session: Session, wanted: MailWanted) -> None:
    """Store a mail that must be sent: the reaction to :class:`~app.core.events.MailWanted`.

    A ``path`` in its context may be secret: the stored text lacks it, and it is kept encrypted until it is sent.
    """
    context = dict(wanted.context)
    path = context.pop("path", "")
    words = wording.word(wanted.kind, context, link=wording.LINK)
    message = Message(
        user_id=wanted.user_id,
        email=wanted.email,
        kind=wanted.kind,
        is_required=True,
        subject=words.subject,
        text=words.text,
        sealed_path=seal(path) if path else None,
        state=MessageState.WAITING,
        due_at=wanted.at,
        created_at=wanted.at,
    )
    store(session, [message], now=wanted.at)


def tell_optional(
    session: Session,
    recipients: Iterable[Recipient],
    words: Wording,
    *,
    kind: str,
    occasion: str,
    path: str,
    now: datetime,
) -> None:
    """Store the same message for several people, each as they want to hear it."""
    messages = [
        Message(
            user_id=recipient.user_id,
            kind=kind,
            occasion=occasion,
            is_required=False,
            subject=words.subject,
            text=words.text,
            path=path,
            state=FIRST_STATE[recipient.frequency],
            due_at=now,
            created_at=now,
        )
        for recipient in recipients
    ]
    store(session, messages, now=now)


def store(session: Session, messages: Sequence[Message], *, now: datetime) -> None:
    """Write messages, and a job for each that is to be sent at once."""
    session.add_all(messages)
    session.flush()
    for message in messages:
        if message.state is MessageState.WAITING:
            enqueue(session, SEND, {"message_id": message.id}, now=now)
