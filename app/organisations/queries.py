"""Find organisations, members and invitations; and the signed-in person with all their roles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from itsdangerous import BadData
from sqlalchemy import Row, func, select, tuple_
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import SignIn, User
from app.accounts.queries import is_signed_in
from app.audit.models import AuditEvent
from app.core.errors import NotFound
from app.core.keys import signer
from app.core.people import Membership, Person
from app.core.policy import Actor, Role
from app.core.tasks import Task
from app.organisations.events import OrganisationCreated
from app.organisations.models import Invitation, Member, MemberRole, Organisation
from app.organisations.states import BUYERS, OrganisationKind, Verification, top_role_of

PAGE_SIZE = 50
MEMBERS_MAX = 500
TASKS_MAX = 20


@dataclass(frozen=True, slots=True)
class Stretch:
    """Organisations in an order that pages through without counting.

    Attributes:
        organisations: At most :data:`PAGE_SIZE`.
        next_after: Where the next page begins; ``None`` at the end.
    """

    organisations: Sequence[Organisation]
    next_after: UUID | None


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed something last, and when; ``name`` is empty for somebody who is not a member."""

    name: str
    at: datetime


def load_identity(session: Session, sign_in_id: UUID, now: datetime) -> Person | None:
    """Return the person of a sign-in with all roles, or ``None`` where it does not hold any more. Two statements."""
    user = session.execute(
        select(User.id, User.name, User.email, User.is_site_admin)
        .join(SignIn, SignIn.user_id == User.id)
        .where(is_signed_in(sign_in_id, now))
    ).one_or_none()
    if user is None:
        return None
    rows = session.execute(
        select(Organisation.id, Organisation.name, Organisation.slug, Organisation.kind, MemberRole.role)
        .select_from(Member)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .outerjoin(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.user_id == user.id)
        .order_by(Organisation.name, Organisation.id)
    ).all()
    roles = frozenset((row.id, row.role) for row in rows if row.role is not None)
    return Person(user.id, user.name, user.email, Actor(user.id, roles, user.is_site_admin), _memberships(rows))


def _memberships(rows: Iterable[Row[UUID, str, str, OrganisationKind, Role]]) -> tuple[Membership, ...]:
    found = {row.id: Membership(row.id, row.name, row.slug, row.kind in BUYERS) for row in rows}
    return tuple(found.values())


def get_organisation(session: Session, slug: str, *, for_update: bool = False) -> Organisation:
    """Return an organisation by the word that stands for it in addresses.

    Raises:
        NotFound: There is none.
    """
    statement = select(Organisation).where(Organisation.slug == slug)
    found = session.scalar(statement.with_for_update() if for_update else statement)
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def find_holder(session: Session, company_number: str | None) -> Organisation | None:
    """Return the verified organisation whose company number this is; unverified ones hold none."""
    if company_number is None:
        return None
    return session.scalar(
        select(Organisation).where(
            Organisation.company_number == company_number, Organisation.verification == Verification.VERIFIED
        )
    )


def count_unverified_by(session: Session, user_id: UUID) -> int:
    """Return how many organisations a person added that are not verified, whoever manages them now."""
    added = select(AuditEvent.subject_id).where(
        AuditEvent.actor_id == user_id, AuditEvent.kind == OrganisationCreated.kind
    )
    unverified = Organisation.verification != Verification.VERIFIED
    return (
        session.scalar(select(func.count()).select_from(Organisation).where(Organisation.id.in_(added), unverified))
        or 0
    )


def list_verified(
    session: Session, *, kind: OrganisationKind | None = None, region: str = "", after: UUID | None = None
) -> Stretch:
    """Return verified organisations by name, a page of them after the organisation ``after``."""
    statement = select(Organisation).where(Organisation.verification == Verification.VERIFIED)
    if kind is not None:
        statement = statement.where(Organisation.kind == kind)
    if region:
        statement = statement.where(Organisation.region == region)
    start = session.execute(select(Organisation.name, Organisation.id).where(Organisation.id == after)).first()
    if start is not None:
        statement = statement.where(tuple_(Organisation.name, Organisation.id) > (start.name, start.id))
    found = session.scalars(statement.order_by(Organisation.name, Organisation.id).limit(PAGE_SIZE + 1)).all()
    return _stretch(found)


def list_to_verify(session: Session, *, after: UUID | None = None, limit: int = PAGE_SIZE) -> Stretch:
    """Return organisations that wait to be verified, oldest first, a page of them after the organisation ``after``."""
    statement = select(Organisation).where(Organisation.verification == Verification.UNVERIFIED)
    start = session.execute(select(Organisation.created_at, Organisation.id).where(Organisation.id == after)).first()
    if start is not None:
        statement = statement.where(tuple_(Organisation.created_at, Organisation.id) > (start.created_at, start.id))
    found = session.scalars(statement.order_by(Organisation.created_at, Organisation.id).limit(limit + 1)).all()
    return _stretch(found, limit)


def _stretch(found: Sequence[Organisation], size: int = PAGE_SIZE) -> Stretch:
    shown = found[:size]
    return Stretch(shown, shown[-1].id if len(found) > size else None)


def list_members(session: Session, organisation_id: UUID) -> Sequence[Member]:
    """Return the members with their people and roles, by name; at most :data:`MEMBERS_MAX`. Two statements."""
    return session.scalars(
        select(Member)
        .join(User, User.id == Member.user_id)
        .where(Member.organisation_id == organisation_id)
        .options(joinedload(Member.user), selectinload(Member.roles))
        .order_by(User.name, Member.id)
        .limit(MEMBERS_MAX)
    ).all()


def get_member(session: Session, organisation_id: UUID, user_id: UUID) -> Member:
    """Return one member with person and roles, as stored now.

    Raises:
        NotFound: This person is not a member.
    """
    member = session.scalar(
        select(Member)
        .where(Member.organisation_id == organisation_id, Member.user_id == user_id)
        .options(joinedload(Member.user), selectinload(Member.roles))
        .execution_options(populate_existing=True)
    )
    if member is None:
        raise NotFound("This person is not a member of the organisation.")
    return member


def list_user_ids_with(session: Session, organisation_ids: Iterable[UUID], *roles: Role) -> Sequence[UUID]:
    """Return the people who have one of ``roles`` in one of those organisations and whose accounts are open."""
    return session.scalars(
        select(User.id)
        .distinct()
        .join(Member, Member.user_id == User.id)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.organisation_id.in_(list(organisation_ids)), MemberRole.role.in_(roles), User.closed_at.is_(None))
        .order_by(User.id)
    ).all()


def list_open_invitations(session: Session, organisation_id: UUID) -> Sequence[Invitation]:
    """Return the invitations of an organisation that were neither accepted nor withdrawn, newest first."""
    return session.scalars(
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
        )
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(MEMBERS_MAX)
    ).all()


def get_open_invitation(session: Session, organisation_id: UUID, invitation_id: UUID) -> Invitation:
    """Return an invitation of this organisation that was neither accepted nor withdrawn.

    Raises:
        NotFound: There is none.
    """
    found = session.get(Invitation, invitation_id)
    if found is None or found.organisation_id != organisation_id or found.accepted_at or found.withdrawn_at:
        raise NotFound("There is no such invitation.")
    return found


def find_invitation_by_token(session: Session, token: str, *, now: datetime) -> Invitation | None:
    """Return the invitation of a link, with its organisation; ``None`` where it cannot be accepted any more."""
    try:
        invitation_id = UUID(hex=signer("invitation").loads(token))
    except (BadData, ValueError, AttributeError, TypeError):
        return None
    return session.scalar(
        select(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .options(joinedload(Invitation.organisation))
    )


def token_of(invitation: Invitation) -> str:
    """Return the token of an invitation's link."""
    token: str | bytes = signer("invitation").dumps(invitation.id.hex)
    return token if isinstance(token, str) else token.decode()


def list_invitations_for(session: Session, user_id: UUID, *, now: datetime) -> Sequence[Invitation]:
    """Return the open invitations to a person's confirmed address, with organisations, soonest to run out first."""
    return session.scalars(
        select(Invitation)
        .join(User, User.email == Invitation.email)
        .where(
            User.id == user_id,
            User.email_confirmed_at.is_not(None),
            Invitation.accepted_at.is_(None),
            Invitation.withdrawn_at.is_(None),
            Invitation.expires_at > now,
        )
        .options(joinedload(Invitation.organisation))
        .order_by(Invitation.expires_at, Invitation.id)
        .limit(TASKS_MAX)
    ).all()


def find_last_change(session: Session, organisation_id: UUID) -> LastChange | None:
    """Return who saved an organisation last and when, read from the audit trail."""
    row = session.execute(
        select(AuditEvent.at, func.coalesce(User.name, "").label("name"))
        .outerjoin(Member, (Member.organisation_id == AuditEvent.subject_id) & (Member.user_id == AuditEvent.actor_id))
        .outerjoin(User, User.id == Member.user_id)
        .where(AuditEvent.subject_id == organisation_id, AuditEvent.kind.like("organisation.%"))
        .order_by(AuditEvent.sequence.desc())
        .limit(1)
    ).first()
    return LastChange(row.name, row.at) if row else None


def list_waiting(session: Session, actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for the actor here: invitations to answer, profiles to correct, organisations to verify."""
    if actor.user_id is None:
        return []
    tasks = [
        Task(
            kind="invitation.answer",
            title="Answer an invitation",
            detail=f"{invitation.organisation.name} invites you to join.",
            url_endpoint="organisations.invitation",
            url_values={"token": token_of(invitation)},
            due_at=invitation.expires_at,
        )
        for invitation in list_invitations_for(session, actor.user_id, now=now)
    ]
    tasks += [_correction(refused) for refused in _list_refused(session, actor)]
    tasks += [_approver_wanted(council) for council in _list_without_approver(session, actor)]
    if actor.is_site_admin:
        tasks += [_verification(waiting) for waiting in list_to_verify(session, limit=TASKS_MAX).organisations]
    return tasks


def _list_without_approver(session: Session, actor: Actor) -> Sequence[Organisation]:
    mine = actor.organisations_with(Role.ADMINISTRATOR)
    if not mine:
        return []
    approves = (
        select(Member.id)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .where(Member.organisation_id == Organisation.id, MemberRole.role == Role.APPROVER)
        .exists()
    )
    return session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(mine), Organisation.kind.in_(BUYERS), ~approves)
        .order_by(Organisation.name, Organisation.id)
    ).all()


def _approver_wanted(council: Organisation) -> Task:
    return Task(
        kind="organisation.invite_approver",
        title="Invite an approver",
        detail=f"{council.name} needs somebody else who publishes what you write.",
        url_endpoint="organisations.invite",
        url_values={"slug": council.slug},
    )


def _list_refused(session: Session, actor: Actor) -> list[Organisation]:
    mine = actor.organisations_with(Role.ADMINISTRATOR, Role.OWNER)
    if not mine:
        return []
    found = session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(mine), Organisation.verification == Verification.REFUSED)
        .order_by(Organisation.name, Organisation.id)
    )
    return [one for one in found if actor.has(top_role_of(one.kind), organisation_id=one.id)]


def _correction(organisation: Organisation) -> Task:
    return Task(
        kind="organisation.correct",
        title=f"Correct the profile of {organisation.name}",
        detail="It could not be verified. The page says why.",
        url_endpoint="organisations.edit",
        url_values={"slug": organisation.slug},
    )


def _verification(organisation: Organisation) -> Task:
    return Task(
        kind="organisation.verify",
        title=f"Verify {organisation.name}",
        detail="It cannot publish or propose until you decide.",
        url_endpoint="organisations.decide",
        url_values={"slug": organisation.slug},
    )
