"""Who may do what with accounts."""

from __future__ import annotations

from app.core.policy import ALLOWED, SIGN_IN_FIRST, Actor, Decision


def can_manage_own_account(actor: Actor) -> Decision:
    """Say whether the actor has an account to look at and to change: their own, never another's."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST
