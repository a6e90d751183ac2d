"""Questions about challenges. Who asks is part of each: what a reader may not see is not found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import User
from app.challenges.models import (
    Challenge,
    ChallengeDocument,
    ChallengeVersion,
    Comment,
    Edit,
    Follow,
    Party,
)
from app.challenges.policy import EDITORS, INSIDERS
from app.challenges.states import ChallengeStage, ChallengeStatus, PartyRole, status_at
from app.core.errors import NotFound
from app.core.policy import Actor, Role
from app.core.tasks import Task
from app.organisations.models import Organisation

PER_PAGE = 50
UNPUBLISHED = tuple(stage for stage in ChallengeStage if stage is not ChallengeStage.PUBLISHED)


def is_status(status: ChallengeStatus, now: datetime) -> ColumnElement[bool]:
    """Return the SQL twin of :func:`app.challenges.states.status_at`."""
    published = Challenge.stage == ChallengeStage.PUBLISHED
    if status is ChallengeStatus.SCHEDULED:
        return and_(published, Challenge.opens_at > now)
    if status is ChallengeStatus.OPEN:
        return and_(published, Challenge.opens_at <= now, Challenge.closes_at > now)
    if status is ChallengeStatus.CLOSED:
        return and_(published, Challenge.closes_at <= now)
    return Challenge.stage == ChallengeStage(status.value)


def was_public(now: datetime) -> ColumnElement[bool]:
    """Return the SQL twin of :meth:`app.challenges.models.Challenge.was_public_by`."""
    return and_(
        # Said this way round, no index on stages fits: hits of a search are to be read by their ids.
        Challenge.stage.not_in([ChallengeStage.DRAFT, ChallengeStage.IN_REVIEW]),
        Challenge.opens_at <= now,
        or_(Challenge.withdrawn_at.is_(None), Challenge.opens_at <= Challenge.withdrawn_at),
    )


def _is_in_stage(actor: Actor, stage: ChallengeStage) -> ColumnElement[bool]:
    """Return the condition that the actor works on challenges in one of its councils, and that it is in ``stage``."""
    party = aliased(Party)  # lists join the lead's row under the table's own name
    councils = actor.organisations_with(*INSIDERS)
    return Challenge.id.in_(select(party.challenge_id).where(party.organisation_id.in_(councils), party.stage == stage))


def _whole() -> Select[Challenge]:
    return select(Challenge).options(
        selectinload(Challenge.parties).joinedload(Party.organisation),
        selectinload(Challenge.questions),
        selectinload(Challenge.criteria),
        selectinload(Challenge.scale),
        selectinload(Challenge.documents).joinedload(ChallengeDocument.file),
        selectinload(Challenge.contacts),
    )


def get_challenge(session: Session, reference: str, *, for_update: bool = False) -> Challenge:
    """Return a challenge with everything that belongs to it.

    Raises:
        NotFound: There is none with this reference.
    """
    statement = _whole().where(Challenge.reference == reference)
    if for_update:
        statement = statement.with_for_update(of=Challenge)
    challenge = session.scalar(statement.execution_options(populate_existing=True))
    if challenge is None:
        raise NotFound("There is no such challenge.")
    return challenge


def find_challenge(session: Session, challenge_id: UUID) -> Challenge | None:
    """Return a challenge with its councils, or ``None``."""
    return session.scalar(
        select(Challenge)
        .where(Challenge.id == challenge_id)
        .options(selectinload(Challenge.parties).joinedload(Party.organisation))
    )


@dataclass(frozen=True, slots=True)
class Published:
    """A challenge as it was published, and what became of it.

    Attributes:
        content: What was frozen at publication; see :mod:`app.challenges.services.content`.
        is_followed: Whether the reader follows it.
    """

    challenge: Challenge
    content: dict[str, Any]
    version: int
    sha256: str
    is_followed: bool


def find_published(session: Session, reference: str, *, actor: Actor, now: datetime) -> Published | None:
    """Return what the public sees of a challenge, or ``None`` where it never was public. One statement."""
    followed = exists().where(Follow.challenge_id == Challenge.id, Follow.user_id == actor.user_id)
    row = session.execute(
        select(Challenge, ChallengeVersion, followed if actor.user_id else false())
        .join(ChallengeVersion, ChallengeVersion.challenge_id == Challenge.id)
        .where(Challenge.reference == reference, was_public(now))
        .options(joinedload(Challenge.parties))
        .order_by(ChallengeVersion.number.desc())
    ).unique()
    found = row.first()
    if found is None:
        return None
    challenge, version, is_followed = found
    return Published(challenge, version.content, version.number, version.sha256, bool(is_followed))


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list: only what the list shows."""

    id: UUID
    reference: str
    title: str
    summary: str
    buyer: str
    budget: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    withdrawn_at: datetime | None
    stage: ChallengeStage
    status: ChallengeStatus
    updated_at: datetime


def _listed() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Challenge.id,
            Challenge.reference,
            Challenge.title,
            Challenge.summary,
            Organisation.name.label("buyer"),
            Challenge.budget,
            Challenge.opens_at,
            Challenge.closes_at,
            Challenge.withdrawn_at,
            Challenge.stage,
            Challenge.updated_at,
        )
        .join(Party, and_(Party.challenge_id == Challenge.id, Party.role == PartyRole.LEAD))
        .join(Organisation, Organisation.id == Party.organisation_id)
    )


def _rows(session: Session, statement: Select[*tuple[Any, ...]], now: datetime) -> list[Listed]:
    return [
        Listed(**row._mapping, status=status_at(row.stage, row.opens_at, row.closes_at, now))
        for row in session.execute(statement)
    ]


Cursor = tuple[datetime, UUID]


def list_open(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return open challenges, the one that closes soonest first. One statement; reads as many rows as it returns."""
    statement = _listed().where(is_status(ChallengeStatus.OPEN, now))
    if after:
        statement = statement.where(tuple_(Challenge.closes_at, Challenge.id) > after)
    return _rows(session, statement.order_by(Challenge.closes_at, Challenge.id).limit(limit), now)


def list_closed(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return closed challenges, the one that closed last first."""
    statement = _listed().where(is_status(ChallengeStatus.CLOSED, now))
    if after:
        statement = statement.where(tuple_(Challenge.closes_at, Challenge.id) < after)
    return _rows(session, statement.order_by(Challenge.closes_at.desc(), Challenge.id.desc()).limit(limit), now)


def list_withdrawn(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return challenges that were public and then withdrawn, the last one first."""
    statement = _listed().where(is_status(ChallengeStatus.WITHDRAWN, now), was_public(now))
    if after:
        statement = statement.where(tuple_(Challenge.withdrawn_at, Challenge.id) < after)
    return _rows(session, statement.order_by(Challenge.withdrawn_at.desc(), Challenge.id.desc()).limit(limit), now)


def list_of_councils(
    session: Session, *, actor: Actor, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return every challenge of the actor's councils, the one changed last first, drafts too.

    One statement; reads at most ``limit`` rows of each council, however many it has.
    """
    councils = sorted(actor.organisations_with(*INSIDERS))
    if not councils:
        return []
    newest = union_all(*(_newest_of(council, limit, after) for council in councils))
    statement = _listed().where(Challenge.id.in_(newest))
    return _rows(session, statement.order_by(Challenge.updated_at.desc(), Challenge.id.desc()).limit(limit), now)


def _newest_of(council: UUID, limit: int, after: Cursor | None) -> Select[UUID]:
    statement = select(Party.challenge_id).where(Party.organisation_id == council)
    if after:
        statement = statement.where(tuple_(Party.updated_at, Party.challenge_id) < after)
    newest = statement.order_by(Party.updated_at.desc(), Party.challenge_id.desc()).limit(limit).subquery()
    return select(newest.c.challenge_id)


def list_followed(session: Session, *, actor: Actor, now: datetime) -> Sequence[Listed]:
    """Return the open challenges that the actor follows, the one that closes soonest first; at most 100."""
    # Not by ``is_status``: its index would lead through everything that is open, not through what is followed.
    is_open = and_(Challenge.stage.not_in(UNPUBLISHED), Challenge.opens_at <= now, Challenge.closes_at > now)
    statement = (
        _listed().join(Follow, Follow.challenge_id == Challenge.id).where(Follow.user_id == actor.user_id, is_open)
    )
    return _rows(session, statement.order_by(Challenge.closes_at, Challenge.id).limit(100), now)


def list_author_ids(session: Session, challenge: Challenge) -> frozenset[UUID]:
    """Return everybody who wrote or changed the challenge."""
    editors = session.scalars(
        select(Edit.user_id).where(Edit.challenge_id == challenge.id, Edit.user_id.is_not(None)).distinct()
    )
    authors = {editor for editor in editors if editor is not None}
    return frozenset(authors | ({challenge.created_by_id} if challenge.created_by_id else set()))


@dataclass(frozen=True, slots=True)
class Said:
    """A comment with its author's name."""

    comment: Comment
    author: str


def list_comments(session: Session, challenge_id: UUID) -> Sequence[Said]:
    """Return what was said about a draft, oldest first."""
    rows = session.execute(
        select(Comment, User.name)
        .outerjoin(User, User.id == Comment.author_id)
        .where(Comment.challenge_id == challenge_id)
        .order_by(Comment.created_at, Comment.id)
    )
    return [Said(comment, name or "Somebody who has left") for comment, name in rows]


def find_editor_name(session: Session, user_id: UUID | None) -> str:
    """Return the name of the person who saved last."""
    return (session.scalar(select(User.name).where(User.id == user_id)) if user_id else None) or "Somebody else"


def list_follower_ids(session: Session, challenge_id: UUID, *, after: UUID | None, limit: int) -> Sequence[UUID]:
    """Return who follows a challenge, in order of id, a batch at a time."""
    statement = select(Follow.user_id).where(Follow.challenge_id == challenge_id)
    if after is not None:
        statement = statement.where(Follow.user_id > after)
    return session.scalars(statement.order_by(Follow.user_id).limit(limit)).all()


def list_published_by_ids(session: Session, ids: Sequence[UUID]) -> list[tuple[Challenge, ChallengeVersion]]:
    """Return approved challenges, scheduled ones too, with their last version: for the index. Two statements."""
    rows = session.execute(
        select(Challenge, ChallengeVersion)
        .join(ChallengeVersion, ChallengeVersion.challenge_id == Challenge.id)
        .where(
            Challenge.id.in_(ids),
            Challenge.opens_at.is_not(None),
            Challenge.stage.in_([ChallengeStage.PUBLISHED, ChallengeStage.WITHDRAWN]),
        )
        .options(selectinload(Challenge.parties).joinedload(Party.organisation))
        .order_by(ChallengeVersion.number)
    )
    newest = {challenge.id: (challenge, version) for challenge, version in rows}
    return list(newest.values())


def list_public_by_ids(session: Session, ids: Sequence[UUID], *, now: datetime) -> Sequence[Listed]:
    """Return those of ``ids`` that anybody may see now. One statement."""
    return _rows(session, _listed().where(Challenge.id.in_(ids), was_public(now)), now)


def iterate_published_ids(session: Session) -> Iterator[UUID]:
    """Yield the id of every challenge that was approved: for a rebuild of the index. Constant memory."""
    yield from session.scalars(
        select(Challenge.id)
        .where(
            Challenge.opens_at.is_not(None),
            Challenge.stage.in_([ChallengeStage.PUBLISHED, ChallengeStage.WITHDRAWN]),
        )
        .order_by(Challenge.id)
        .execution_options(yield_per=1000)
    )


def list_waiting(session: Session, *, actor: Actor, now: datetime) -> list[Task]:
    """Return what waits for the actor: drafts to review, drafts sent back, deadlines of what they follow."""
    tasks = [
        Task(
            "challenge.review",
            "Review a challenge",
            f"{row.title} ({row.buyer})",
            "challenges.edit",
            {"reference": row.reference},
        )
        for row in _list_to_review(session, actor=actor, now=now)
    ]
    tasks += [
        Task(
            "challenge.correct",
            "Correct a challenge that was sent back",
            f"{row.title} ({row.buyer})",
            "challenges.edit",
            {"reference": row.reference},
        )
        for row in _list_sent_back(session, actor=actor, now=now)
    ]
    tasks += [
        Task(
            "challenge.deadline",
            "A challenge that you follow closes",
            row.title,
            "challenges.show",
            {"reference": row.reference},
            row.closes_at,
        )
        for row in list_followed(session, actor=actor, now=now)
    ]
    return tasks


def _list_to_review(session: Session, *, actor: Actor, now: datetime) -> Sequence[Listed]:
    councils = actor.organisations_with(Role.APPROVER)
    if not councils:
        return []
    mine = exists().where(Edit.challenge_id == Challenge.id, Edit.user_id == actor.user_id)
    statement = _listed().where(
        Party.organisation_id.in_(councils),
        Party.stage == ChallengeStage.IN_REVIEW,
        Challenge.created_by_id.is_distinct_from(actor.user_id),
        ~mine,
    )
    return _rows(session, statement.order_by(Challenge.submitted_at, Challenge.id).limit(50), now)


def _list_sent_back(session: Session, *, actor: Actor, now: datetime) -> Sequence[Listed]:
    if not actor.organisations_with(*EDITORS):
        return []
    open_comment = exists().where(Comment.challenge_id == Challenge.id, Comment.resolved_at.is_(None))
    statement = _listed().where(
        _is_in_stage(actor, ChallengeStage.DRAFT),
        Challenge.submitted_at.is_not(None),
        open_comment,
    )
    return _rows(session, statement.order_by(Challenge.updated_at, Challenge.id).limit(50), now)
