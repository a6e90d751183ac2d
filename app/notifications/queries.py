"""Questions about messages: who is to be told, what was told, what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import CompoundSelect, Select, exists, func, or_, select, union
from sqlalchemy.orm import Session, aliased

from app.accounts.models import User
from app.challenges.models import Challenge, Comment, Edit, Follow, Party
from app.challenges.states import PartyRole
from app.core.policy import Role
from app.notifications.models import Message, Preference
from app.notifications.states import UNSENT, Frequency, MessageState
from app.organisations.models import Member, MemberRole, Organisation
from app.organisations.states import BUYERS, OrganisationKind, Verification

PER_PAGE = 25
FIRMS = tuple(kind for kind in OrganisationKind if kind not in BUYERS and kind is not OrganisationKind.NETWORK)

Audience = Select[UUID] | CompoundSelect[UUID]


def approvers(challenge: Challenge) -> Audience:
    """Return the question who may publish the challenge: the approvers of its lead council."""
    return (
        select(Member.user_id)
        .join(MemberRole, MemberRole.member_id == Member.id)
        .join(Party, Party.organisation_id == Member.organisation_id)
        .where(Party.challenge_id == challenge.id, Party.role == PartyRole.LEAD, MemberRole.role == Role.APPROVER)
    )


def authors(challenge: Challenge) -> Audience:
    """Return the question who wrote or changed the challenge and still belongs to one of its councils."""
    wrote = union(
        select(Challenge.created_by_id).where(Challenge.id == challenge.id),
        select(Edit.user_id).where(Edit.challenge_id == challenge.id),
    )
    return _in_its_councils(challenge).where(Member.user_id.in_(wrote))


def discussing(challenge: Challenge) -> Audience:
    """Return the question who wrote, changed or commented on the challenge and still belongs to its councils."""
    spoke = union(
        select(Challenge.created_by_id).where(Challenge.id == challenge.id),
        select(Edit.user_id).where(Edit.challenge_id == challenge.id),
        select(Comment.author_id).where(Comment.challenge_id == challenge.id),
    )
    return _in_its_councils(challenge).where(Member.user_id.in_(spoke))


def _in_its_councils(challenge: Challenge) -> Select[UUID]:
    return (
        select(Member.user_id)
        .join(Party, Party.organisation_id == Member.organisation_id)
        .where(Party.challenge_id == challenge.id)
    )


def followers(challenge: Challenge) -> Audience:
    """Return the question who follows the challenge."""
    return select(Follow.user_id).where(Follow.challenge_id == challenge.id)


def followers_and_authors(challenge: Challenge) -> Audience:
    """Return the question who follows the challenge or wrote it."""
    return union(followers(challenge), authors(challenge))


def firms_of_its_region(challenge: Challenge) -> Audience:
    """Return the question who belongs to a verified firm in the region of the lead council."""
    lead = aliased(Organisation)
    return (
        select(Member.user_id)
        .join(Organisation, Organisation.id == Member.organisation_id)
        .join(lead, lead.region == Organisation.region)
        .join(Party, Party.organisation_id == lead.id)
        .where(
            Party.challenge_id == challenge.id,
            Party.role == PartyRole.LEAD,
            Organisation.region != "",
            Organisation.kind.in_(FIRMS),
            Organisation.verification == Verification.VERIFIED,
        )
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to tell, and how they want to hear."""

    user_id: UUID
    frequency: Frequency


def list_recipients(
    session: Session, audience: Audience, *, occasion: str, but: UUID | None, after: UUID | None, limit: int
) -> Sequence[Recipient]:
    """Return whom of the audience to tell of the occasion, in order of id, a batch at a time. One statement.

    Args:
        session: To ask.
        audience: Ids of people.
        occasion: Whoever was told of it before is left out.
        but: Who did it and need not be told.
        after: The last id of the batch before.
        limit: At most so many.
    """
    told = exists().where(Message.user_id == User.id, Message.occasion == occasion)
    statement = (
        select(User.id, Preference.frequency)
        .outerjoin(Preference, Preference.user_id == User.id)
        .where(User.id.in_(audience), User.closed_at.is_(None), User.email_confirmed_at.is_not(None), ~told)
    )
    if but is not None:
        statement = statement.where(User.id != but)
    if after is not None:
        statement = statement.where(User.id > after)
    rows = session.execute(statement.order_by(User.id).limit(limit))
    return [Recipient(user_id, frequency or Frequency.AT_ONCE) for user_id, frequency in rows]


def find_lead_name(session: Session, challenge_id: UUID) -> str:
    """Return the name of the council that leads a challenge."""
    name = session.scalar(
        select(Organisation.name)
        .join(Party, Party.organisation_id == Organisation.id)
        .where(Party.challenge_id == challenge_id, Party.role == PartyRole.LEAD)
    )
    return name or "A council"


def find_frequency(session: Session, user_id: UUID) -> Frequency:
    """Return how somebody wants to hear; at once where they never chose."""
    chosen = session.scalar(select(Preference.frequency).where(Preference.user_id == user_id))
    return chosen or Frequency.AT_ONCE


def list_messages(
    session: Session, user_id: UUID, *, before: int | None = None, limit: int = PER_PAGE
) -> Sequence[Message]:
    """Return what was told to somebody, newest first. Digests are left out: what they gathered is there itself."""
    statement = select(Message).where(Message.user_id == user_id, Message.kind != "digest")
    if before is not None:
        statement = statement.where(Message.id < before)
    return session.scalars(statement.order_by(Message.id.desc()).limit(limit)).all()


def list_held(session: Session, user_ids: Collection[UUID], *, until: datetime) -> Sequence[Message]:
    """Return what is held for a digest of these people, oldest first, locked; what others lock is left out."""
    return session.scalars(
        select(Message)
        .where(Message.state == MessageState.HELD, Message.user_id.in_(user_ids), Message.created_at < until)
        .order_by(Message.user_id, Message.id)
        .with_for_update(skip_locked=True)
    ).all()


def list_with_held(session: Session, *, until: datetime, occasion: str, limit: int) -> Mapping[UUID, bool]:
    """Return for whom something is held and no digest of the occasion was made yet, and whether they can have one."""
    digest = aliased(Message)
    made = exists().where(digest.user_id == Message.user_id, digest.occasion == occasion)
    rows = session.execute(
        select(User.id, User.closed_at.is_(None))
        .join(Message, Message.user_id == User.id)
        .where(Message.state == MessageState.HELD, Message.created_at < until, ~made)
        .distinct()
        .order_by(User.id)
        .limit(limit)
    )
    return {user_id: bool(can_have) for user_id, can_have in rows}


def list_forgotten(session: Session, *, due_before: datetime, now: datetime, limit: int) -> Sequence[Message]:
    """Return messages that should have been sent long ago and that nobody is sending."""
    return session.scalars(
        select(Message)
        .where(
            Message.state.in_(UNSENT),
            Message.due_at < due_before,
            or_(Message.lease_until.is_(None), Message.lease_until < now),
        )
        .order_by(Message.due_at, Message.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()


def count_by_state(session: Session) -> Mapping[MessageState, int]:
    """Return how many messages are in each state."""
    rows = session.execute(select(Message.state, func.count().label("count_of")).group_by(Message.state))
    return dict.fromkeys(MessageState, 0) | {row.state: row.count_of for row in rows}


def count_due(session: Session, *, now: datetime) -> int:
    """Return how many messages could be sent now."""
    return (
        session.scalar(
            select(func.count()).select_from(Message).where(Message.state.in_(UNSENT), Message.due_at <= now)
        )
        or 0
    )


def find_oldest_unsent(session: Session) -> datetime | None:
    """Return since when the oldest message has been waiting, or ``None`` where none waits."""
    return session.scalar(select(func.min(Message.created_at)).where(Message.state.in_(UNSENT)))
