"""Who belongs to an organisation: invite, accept, change roles, leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.services import throttle
from app.accounts.services.people import tidy_email
from app.accounts.states import ThrottleKind
from app.audit.services import record
from app.core.errors import AlreadyUsed, DomainError
from app.core.events import MailWanted, react
from app.core.policy import Actor, Role
from app.organisations import queries
from app.organisations.events import (
    InvitationAccepted,
    InvitationSent,
    InvitationSentAgain,
    InvitationWithdrawn,
    MemberJoined,
    MemberRemoved,
    MemberRolesChanged,
)
from app.organisations.models import Invitation, Member, MemberRole, Organisation
from app.organisations.states import OrganisationKind, roles_of, top_role_of

INVITATION_LIFETIME = timedelta(days=14)


def invite(
    session: Session, organisation: Organisation, *, email: str, roles: Iterable[Role], actor: Actor, now: datetime
) -> Invitation:
    """Offer an address a place with these roles. The same happens whether or not the address has an account.

    Raises:
        DomainError: The address or a role is not one, or the person belongs already or is invited already.
        TooManyAttempts: The organisation or the actor sends too many invitations, or the address gets too many.
    """
    address = tidy_email(email)
    given = _checked_roles(organisation.kind, roles)
    _lock(session, organisation)
    _refuse_known(session, organisation, address)
    _count_message(session, organisation, address, actor, now=now)
    invitation = Invitation(
        organisation_id=organisation.id,
        email=address,
        roles=[role.value for role in given],
        invited_by_id=actor.user_id,
        expires_at=now + INVITATION_LIFETIME,
        created_at=now,
    )
    session.add(invitation)
    session.flush()
    record(
        session,
        InvitationSent(
            subject_id=organisation.id, actor_id=actor.user_id, at=now, invitation_id=invitation.id, roles=given
        ),
    )
    _send(session, organisation, invitation, now=now)
    return invitation


def invite_again(
    session: Session, organisation: Organisation, invitation: Invitation, *, actor: Actor, now: datetime
) -> None:
    """Send an open invitation once more; it lasts as long as a new one.

    Raises:
        TooManyAttempts: The organisation or the actor sends too many invitations, or the address gets too many.
    """
    _count_message(session, organisation, invitation.email, actor, now=now)
    invitation.expires_at = now + INVITATION_LIFETIME
    record(
        session,
        InvitationSentAgain(subject_id=organisation.id, actor_id=actor.user_id, at=now, invitation_id=invitation.id),
    )
    _send(session, organisation, invitation, now=now)


def withdraw_invitation(
    session: Session, organisation: Organisation, invitation: Invitation, *, actor: Actor, now: datetime
) -> None:
    """Take an invitation back: its link does not work any more.

    Raises:
        AlreadyUsed: It was accepted or withdrawn meanwhile.
    """
    _settle(session, invitation, accepted=False, now=now)
    record(
        session,
        InvitationWithdrawn(
            subject_id=organisation.id,
            actor_id=actor.user_id,
            at=now,
            invitation_id=invitation.id,
            by_invited=False,
        ),
    )


def decline(session: Session, invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Decline an invitation.

    Raises:
        AlreadyUsed: It was accepted or withdrawn meanwhile.
    """
    _settle(session, invitation, accepted=False, now=now)
    record(
        session,
        InvitationWithdrawn(
            subject_id=invitation.organisation_id,
            actor_id=actor.user_id,
            at=now,
            invitation_id=invitation.id,
            by_invited=True,
        ),
    )


def accept(session: Session, invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    """Join with the roles offered; who belongs already gains them. Of two who accept at once, one is refused.

    Args:
        invitation: With its organisation.
        actor: Whoever has the invited address; the policy was asked.

    Raises:
        AlreadyUsed: It was accepted or withdrawn meanwhile, or has run out.
    """
    if actor.user_id is None:
        raise ValueError("only a person can join")
    organisation = invitation.organisation
    _lock(session, organisation)
    _settle(session, invitation, accepted=True, now=now)
    offered = _checked_roles(organisation.kind, [Role(role) for role in invitation.roles])
    roles = _join(session, organisation.id, actor.user_id, offered, now=now)
    record(
        session,
        InvitationAccepted(subject_id=organisation.id, actor_id=actor.user_id, at=now, invitation_id=invitation.id),
    )
    record(
        session,
        MemberJoined(subject_id=organisation.id, actor_id=actor.user_id, at=now, user_id=actor.user_id, roles=roles),
    )
    _tell_managers(session, organisation, actor.user_id, now=now)


def add_member(
    session: Session, organisation: Organisation, user_id: UUID, roles: Iterable[Role], *, actor: Actor, now: datetime
) -> None:
    """Add a person without an invitation: for made-up data and the command line.

    Raises:
        DomainError: A role is not one of this kind of organisation.
    """
    given = _join(session, organisation.id, user_id, _checked_roles(organisation.kind, roles), now=now)
    record(
        session,
        MemberJoined(subject_id=organisation.id, actor_id=actor.user_id, at=now, user_id=user_id, roles=given),
    )


def set_roles(
    session: Session, organisation: Organisation, user_id: UUID, roles: Iterable[Role], *, actor: Actor, now: datetime
) -> None:
    """Replace the roles of a member.

    Raises:
        DomainError: No role is left, or nobody would manage the organisation any more.
        NotFound: This person is not a member.
    """
    given = _checked_roles(organisation.kind, roles)
    _lock(session, organisation)
    member = queries.get_member(session, organisation.id, user_id)
    if {role.role for role in member.roles} == set(given):
        return
    if top_role_of(organisation.kind) not in given:
        _refuse_last_manager(session, organisation, user_id)
    _write_roles(member, given)
    session.flush()
    record(
        session,
        MemberRolesChanged(subject_id=organisation.id, actor_id=actor.user_id, at=now, user_id=user_id, roles=given),
    )
    if user_id != actor.user_id:
        _mail(session, user_id, "roles_changed", organisation, f"/organisations/{organisation.slug}", now=now)


def remove(session: Session, organisation: Organisation, user_id: UUID, *, actor: Actor, now: datetime) -> None:
    """End a membership: the member's own wish, or a manager's.

    Raises:
        DomainError: Nobody would manage the organisation any more.
        NotFound: This person is not a member.
    """
    _lock(session, organisation)
    member = queries.get_member(session, organisation.id, user_id)
    _refuse_last_manager(session, organisation, user_id)
    session.delete(member)
    session.flush()
    record(session, MemberRemoved(subject_id=organisation.id, actor_id=actor.user_id, at=now, user_id=user_id))
    if user_id != actor.user_id:
        _mail(session, user_id, "member_removed", organisation, "/organisations", now=now)


def _checked_roles(kind: OrganisationKind, roles: Iterable[Role]) -> tuple[Role, ...]:
    wanted = set(roles)
    if not wanted:
        raise DomainError("Select at least one role", field="roles")
    if not wanted <= set(roles_of(kind)):
        raise DomainError("Select roles from the list", field="roles")
    return tuple(role for role in roles_of(kind) if role in wanted)


def _lock(session: Session, organisation: Organisation) -> None:
    # Members and roles change one at a time, so that two who leave at once cannot both find the other still there.
    session.execute(select(Organisation.id).where(Organisation.id == organisation.id).with_for_update())


def _refuse_known(session: Session, organisation: Organisation, address: str) -> None:
    belongs = session.scalar(
        select(Member.id)
        .join(User, User.id == Member.user_id)
        .where(Member.organisation_id == organisation.id, User.email == address)
    )
    if belongs is not None:
        raise DomainError("This person is a member already. Change their roles instead.", field="email")
    invited = session.scalar(
        select(Invitation.id).where(
            Invitation.organisation_id == organisation.id,
            Invitation.email == address,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
    )
    if invited is not None:
        raise DomainError("This address is invited already. Send that invitation again, or withdraw it.", field="email")


def _refuse_last_manager(session: Session, organisation: Organisation, user_id: UUID) -> None:
    role = top_role_of(organisation.kind)
    managers = session.scalars(
        select(Member.user_id)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .join(User, User.id == Member.user_id)
        .where(Member.organisation_id == organisation.id, MemberRole.role == role, User.closed_at.is_(None))
    ).all()
    if user_id in managers and len(managers) == 1:
        raise DomainError(
            f"This is the last {role.value} of the organisation. Make another member {role.value} first.",
            field="roles",
        )


def _join(
    session: Session, organisation_id: UUID, user_id: UUID, roles: tuple[Role, ...], *, now: datetime
) -> tuple[Role, ...]:
    held = session.scalars(
        select(MemberRole.role)
        .join(Member, Member.id == MemberRole.member_id)
        .where(Member.organisation_id == organisation_id, Member.user_id == user_id)
    ).all()
    if held:
        _write_roles(queries.get_member(session, organisation_id, user_id), tuple({*held, *roles}))
    else:
        member = Member(organisation_id=organisation_id, user_id=user_id, created_at=now)
        member.roles = [MemberRole(role=role) for role in roles]
        session.add(member)
    session.flush()
    return tuple(sorted({*held, *roles}))


def _write_roles(member: Member, roles: tuple[Role, ...]) -> None:
    kept = [held for held in member.roles if held.role in roles]
    new = set(roles) - {held.role for held in kept}
    member.roles = kept + [MemberRole(role=role) for role in sorted(new)]


def _settle(session: Session, invitation: Invitation, *, accepted: bool, now: datetime) -> None:
    open_now = (Invitation.id == invitation.id, Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
    statement = update(Invitation).where(*open_now)
    if accepted:
        statement = statement.where(Invitation.expires_at > now).values(accepted_at=now)
    else:
        statement = statement.values(withdrawn_at=now)
    if session.execute(statement.returning(Invitation.id)).scalar_one_or_none() is None:
        raise AlreadyUsed("This invitation cannot be used any more. It was accepted, withdrawn, or has run out.")


def _count_message(session: Session, organisation: Organisation, email: str, actor: Actor, *, now: datetime) -> None:
    subjects = {ThrottleKind.INVITATION_ORGANISATION: str(organisation.id), ThrottleKind.INVITATION_EMAIL: email}
    if actor.user_id is not None:
        subjects[ThrottleKind.INVITATION_ACTOR] = str(actor.user_id)
    throttle.claim(session, subjects, now=now)


def _send(session: Session, organisation: Organisation, invitation: Invitation, *, now: datetime) -> None:
    context = {"path": f"/invitations/{queries.token_of(invitation)}"}
    to = invitation.email
    if organisation.is_verified:
        context["organisation"] = organisation.name
        react(session, MailWanted(kind="invitation", user_id=None, email=to, context=context, at=now))
    else:
        # Anybody can add an organisation with any name and invite strangers: its name does not reach them by mail.
        react(session, MailWanted(kind="invitation_unchecked", user_id=None, email=to, context=context, at=now))


def _tell_managers(session: Session, organisation: Organisation, joined_id: UUID, *, now: datetime) -> None:
    path = f"/organisations/{organisation.slug}/members"
    for user_id in queries.list_user_ids_with(session, [organisation.id], top_role_of(organisation.kind)):
        if user_id != joined_id:
            _mail(session, user_id, "member_joined", organisation, path, now=now)


def _mail(session: Session, user_id: UUID, kind: str, organisation: Organisation, path: str, *, now: datetime) -> None:
    context = {"path": path, "organisation": organisation.name}
    react(session, MailWanted(kind=kind, user_id=user_id, email=None, context=context, at=now))
