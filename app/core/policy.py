"""Who acts, and what a policy answers. Pure: no request, no session."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody may do for one organisation."""

    OFFICER = "officer"
    APPROVER = "approver"
    EVALUATOR = "evaluator"
    OPENER = "opener"
    ADMINISTRATOR = "administrator"
    OWNER = "owner"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks or acts: a person with roles in organisations, or nobody in particular.

    Attributes:
        user_id: ``None`` for a visitor who has not signed in, and for the clock and the command line.
        roles: Pairs of organisation and role.
        is_site_admin: Runs the service: verifies organisations; may not read drafts or sealed bids.
    """

    user_id: UUID | None = None
    roles: frozenset[tuple[UUID, Role]] = field(default_factory=frozenset)
    is_site_admin: bool = False

    @property
    def is_signed_in(self) -> bool:
        return self.user_id is not None

    @property
    def organisation_ids(self) -> frozenset[UUID]:
        """Every organisation in which the actor has a role."""
        return frozenset(organisation_id for organisation_id, _ in self.roles)

    def has(self, *roles: Role, organisation_id: UUID) -> bool:
        """Say whether the actor has one of ``roles`` in that organisation."""
        return any((organisation_id, role) in self.roles for role in roles)

    def has_in_any(self, organisation_ids: frozenset[UUID] | set[UUID], *roles: Role) -> bool:
        """Say whether the actor has one of ``roles`` in one of those organisations."""
        return any((organisation_id, role) in self.roles for organisation_id in organisation_ids for role in roles)

    def organisations_with(self, *roles: Role) -> frozenset[UUID]:
        """Return the organisations in which the actor has one of ``roles``."""
        return frozenset(organisation_id for organisation_id, role in self.roles if role in roles)


ANYBODY = Actor()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether the actor may, and if not why not.

    Attributes:
        reason: A full sentence, safe to show to the actor.
        hidden: The actor may not even learn that the thing exists: answer 404, not 403.
        sign_in: The actor could be allowed after signing in: send there first.
    """

    allowed: bool
    reason: str = ""
    hidden: bool = False
    sign_in: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Decision(allowed=True)
HIDDEN = Decision(allowed=False, reason="There is nothing here that you can see.", hidden=True)
SIGN_IN_FIRST = Decision(allowed=False, reason="Sign in to continue.", sign_in=True)


def deny(reason: str) -> Decision:
    """Return a refusal whose ``reason`` is shown."""
    return Decision(allowed=False, reason=reason)
