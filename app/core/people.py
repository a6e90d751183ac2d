"""The person who asks, as plain data: between the packages that know people and the web, which shows them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from app.core.policy import Actor


@dataclass(frozen=True, slots=True)
class Membership:
    """One organisation of the signed-in person, for menus."""

    organisation_id: UUID
    name: str
    slug: str
    is_buyer: bool


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in, with all their roles."""

    user_id: UUID
    name: str
    email: str
    actor: Actor
    memberships: tuple[Membership, ...] = ()
