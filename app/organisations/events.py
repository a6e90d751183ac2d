"""What can happen to organisations and the people in them. No event carries a name or an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.core.events import Event
from app.core.policy import Role
from app.organisations.states import OrganisationKind, Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCreated(Event):
    """Somebody added an organisation."""

    kind: ClassVar[str] = "organisation.created"
    organisation_kind: OrganisationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationChanged(Event):
    """The profile of an organisation was saved."""

    kind: ClassVar[str] = "organisation.changed"
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerificationDecided(Event):
    """An administrator of the service verified an organisation, refused to, or took it back."""

    kind: ClassVar[str] = "organisation.verification_decided"
    verification: Verification


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """A person joined an organisation."""

    kind: ClassVar[str] = "member.joined"
    user_id: UUID
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRolesChanged(Event):
    """A member's roles were changed."""

    kind: ClassVar[str] = "member.roles_changed"
    user_id: UUID
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Event):
    """A person left an organisation, or was removed from it."""

    kind: ClassVar[str] = "member.removed"
    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    """A place in an organisation was offered to an address."""

    kind: ClassVar[str] = "invitation.sent"
    invitation_id: UUID
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSentAgain(Event):
    """The same offer was sent once more."""

    kind: ClassVar[str] = "invitation.sent_again"
    invitation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """The person invited accepted."""

    kind: ClassVar[str] = "invitation.accepted"
    invitation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """The offer was taken back, or the person invited declined it."""

    kind: ClassVar[str] = "invitation.withdrawn"
    invitation_id: UUID
    by_invited: bool
