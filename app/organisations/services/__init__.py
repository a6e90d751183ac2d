"""What can be done with organisations."""

from __future__ import annotations

from app.organisations.services.members import (
    accept,
    add_member,
    decline,
    invite,
    invite_again,
    remove,
    set_roles,
    withdraw_invitation,
)
from app.organisations.services.profiles import Profile, change, create
from app.organisations.services.verification import decide

__all__ = [
    "Profile",
    "accept",
    "add_member",
    "change",
    "create",
    "decide",
    "decline",
    "invite",
    "invite_again",
    "remove",
    "set_roles",
    "withdraw_invitation",
]
