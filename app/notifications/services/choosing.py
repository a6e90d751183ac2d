"""How somebody wants to hear of what need not be sent."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit import services as audit
from app.core.errors import NotFound
from app.core.policy import Actor
from app.notifications.events import FrequencyChosen
from app.notifications.models import Message, Preference
from app.notifications.states import Frequency, MessageAction, MessageState, next_state


def choose_frequency(
    session: Session, user_id: UUID, frequency: Frequency, *, actor: Actor, now: datetime, by_link: bool = False
) -> None:
    """Keep what somebody chose. Optional mail that waits is not sent any more to those who want none.

    What was held for a digest goes out with the next one, whichever of the other two is chosen.

    Raises:
        NotFound: The person's account is gone.
    """
    # The person's row is the lock: two answers at once are one after the other.
    if session.get(User, user_id, with_for_update=True) is None:
        raise NotFound("There is no such account.")
    preference = session.get(Preference, user_id)
    if preference is None:
        session.add(Preference(user_id=user_id, frequency=frequency, updated_at=now))
    else:
        preference.frequency, preference.updated_at = frequency, now
    if frequency is Frequency.REQUIRED_ONLY:
        for state in (MessageState.HELD, MessageState.WAITING):
            session.execute(
                update(Message)
                .where(Message.user_id == user_id, Message.state == state, Message.is_required.is_(False))
                .values(state=next_state(state, MessageAction.SILENCE))
                .execution_options(synchronize_session=False)
            )
    audit.record(
        session,
        FrequencyChosen(subject_id=user_id, actor_id=actor.user_id, at=now, frequency=frequency, by_link=by_link),
    )
