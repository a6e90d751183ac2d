"""Who may see which messages. Pure: everybody sees their own, and queries ask for no others."""

from __future__ import annotations

from app.core.policy import ALLOWED, SIGN_IN_FIRST, Actor, Decision


def can_read_messages(actor: Actor) -> Decision:
    """Somebody signed in reads what was told to them."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST


def can_choose_frequency(actor: Actor) -> Decision:
    """Somebody signed in chooses for themselves."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST
