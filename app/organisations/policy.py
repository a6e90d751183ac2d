"""Who may see, change and verify organisations. Pure."""

from __future__ import annotations

from uuid import UUID

from app.core.policy import ALLOWED, HIDDEN, SIGN_IN_FIRST, Actor, Decision, deny
from app.organisations.models import Organisation
from app.organisations.states import top_role_of


def can_list_own(actor: Actor) -> Decision:
    """Say whether the actor has organisations and invitations of their own to look at."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST


def can_create(actor: Actor) -> Decision:
    """Say whether the actor may add an organisation: anybody signed in; it counts for nothing before it is verified."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST


def can_view(actor: Actor, organisation: Organisation) -> Decision:
    """Say whether the actor may see the profile: everybody once it is verified, before that those who belong to it."""
    return ALLOWED if organisation.is_verified or _is_inside(actor, organisation) else HIDDEN


def can_view_members(actor: Actor, organisation: Organisation) -> Decision:
    """Say whether the actor may see who belongs to the organisation."""
    if not (seen := can_view(actor, organisation)):
        return seen
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    return ALLOWED if _is_inside(actor, organisation) else deny("Only members can see who belongs to an organisation.")


def can_manage(actor: Actor, organisation: Organisation) -> Decision:
    """Say whether the actor may change the profile, the members and their roles."""
    if not (seen := can_view(actor, organisation)):
        return seen
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    role = top_role_of(organisation.kind)
    if actor.has(role, organisation_id=organisation.id):
        return ALLOWED
    return deny(f"Only an {role.value} of this organisation can do this.")


def can_leave(actor: Actor, organisation: Organisation) -> Decision:
    """Say whether the actor may leave: members may, and the service keeps the last manager from it."""
    if not (seen := can_view(actor, organisation)):
        return seen
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    is_member = organisation.id in actor.organisation_ids
    return ALLOWED if is_member else deny("You are not a member of this organisation.")


def can_remove(actor: Actor, organisation: Organisation, user_id: UUID) -> Decision:
    """Say whether the actor may end somebody's membership: managers may end any, members their own."""
    return can_leave(actor, organisation) if user_id == actor.user_id else can_manage(actor, organisation)


def can_verify(actor: Actor) -> Decision:
    """Say whether the actor may verify organisations."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    return ALLOWED if actor.is_site_admin else HIDDEN


def can_answer_invitation(actor: Actor, invited: str, own: str | None) -> Decision:
    """Say whether the actor may accept or decline: only whoever has the address that was invited.

    Args:
        invited: The address of the invitation.
        own: The confirmed address of the actor; ``None`` for a visitor.
    """
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    if own == invited:
        return ALLOWED
    return deny(
        "This invitation was sent to another email address. Sign out, then sign in or register with the address "
        "that received it."
    )


def _is_inside(actor: Actor, organisation: Organisation) -> bool:
    return actor.is_site_admin or organisation.id in actor.organisation_ids
