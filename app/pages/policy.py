"""Who may see the pages that belong to a person."""

from __future__ import annotations

from app.core.policy import ALLOWED, SIGN_IN_FIRST, Actor, Decision


def can_see_waiting(actor: Actor) -> Decision:
    """Everybody who is signed in has such a page."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST
