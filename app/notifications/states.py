"""Words of messages, and their life as one table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.core.errors import TransitionNotAllowed


class Frequency(StrEnum):
    """How somebody wants to hear of what need not be sent."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    REQUIRED_ONLY = "required_only"


class MessageState(StrEnum):
    """Where a message is."""

    HELD = "held"  # for the next digest
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    BUNDLED = "bundled"  # went out within a digest
    PAGE_ONLY = "page_only"  # shown on the page of messages, never mailed


class MessageAction(StrEnum):
    """What can happen to it."""

    BEGIN = "begin"
    SUCCEED = "succeed"
    POSTPONE = "postpone"
    GIVE_UP = "give_up"
    BUNDLE = "bundle"
    SILENCE = "silence"


S, A = MessageState, MessageAction

TRANSITIONS: Mapping[tuple[MessageState, MessageAction], MessageState] = MappingProxyType(
    {
        (S.WAITING, A.BEGIN): S.SENDING,
        # A worker died while it was sending: another begins again, and asks the carrier first where it can.
        (S.SENDING, A.BEGIN): S.SENDING,
        (S.SENDING, A.SUCCEED): S.SENT,
        (S.SENDING, A.POSTPONE): S.WAITING,
        (S.SENDING, A.GIVE_UP): S.FAILED,
        (S.HELD, A.BUNDLE): S.BUNDLED,
        (S.HELD, A.SILENCE): S.PAGE_ONLY,
        (S.WAITING, A.SILENCE): S.PAGE_ONLY,
    }
)
UNSENT = (S.WAITING, S.SENDING)
FINAL = (S.SENT, S.FAILED, S.BUNDLED, S.PAGE_ONLY)

FIRST_STATE: Mapping[Frequency, MessageState] = MappingProxyType(
    {Frequency.AT_ONCE: S.WAITING, Frequency.DAILY: S.HELD, Frequency.REQUIRED_ONLY: S.PAGE_ONLY}
)


def next_state(current: MessageState, action: MessageAction) -> MessageState:
    """Return the state that follows.

    Raises:
        TransitionNotAllowed: No arrow leaves ``current`` by ``action``.
    """
    try:
        return TRANSITIONS[current, action]
    except KeyError:
        raise TransitionNotAllowed(f"A message that is {current.value} cannot {action.value}.") from None
