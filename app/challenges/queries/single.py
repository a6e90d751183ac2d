"""One challenge: as it is, as it was published, and who worked on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, exists, false, select
from sqlalchemy.orm import Session, joinedload, selectinload

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
from app.challenges.queries.conditions import was_public
from app.core.errors import NotFound
from app.core.policy import Actor


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


def list_author_ids(session: Session, challenge: Challenge) -> frozenset[UUID]:
    """Return everybody who wrote or changed the challenge, or the one that it was copied from."""
    ids = [challenge.id, *([challenge.copied_from_id] if challenge.copied_from_id else [])]
    editors = session.scalars(
        select(Edit.user_id).where(Edit.challenge_id.in_(ids), Edit.user_id.is_not(None)).distinct()
    )
    authors = {editor for editor in editors if editor is not None}
    return frozenset(authors | ({challenge.created_by_id} if challenge.created_by_id else set()))


@dataclass(frozen=True, slots=True)
class Approval:
    """A version and who approved it."""

    number: int
    approver: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """Who wrote a challenge and who approved which version of it."""

    writers: Sequence[str]
    versions: Sequence[Approval]


def get_record(session: Session, challenge: Challenge) -> Record:
    """Return who wrote and who approved a challenge: for its councils, never for the public. Two statements."""
    writers = session.scalars(
        select(User.name)
        .join(Edit, Edit.user_id == User.id)
        .where(Edit.challenge_id == challenge.id)
        .distinct()
        .order_by(User.name)
    ).all()
    versions = session.execute(
        select(ChallengeVersion.number, User.name, ChallengeVersion.created_at)
        .outerjoin(User, User.id == ChallengeVersion.approved_by_id)
        .where(ChallengeVersion.challenge_id == challenge.id)
        .order_by(ChallengeVersion.number)
    )
    return Record(writers, [Approval(number, name or "somebody who has left", at) for number, name, at in versions])


def find_version(
    session: Session, reference: str, number: int, *, now: datetime
) -> tuple[Challenge, ChallengeVersion] | None:
    """Return a version of a challenge that has been public, or ``None``: what was never public is not shown."""
    row = (
        session.execute(
            select(Challenge, ChallengeVersion)
            .join(ChallengeVersion, ChallengeVersion.challenge_id == Challenge.id)
            .where(Challenge.reference == reference, ChallengeVersion.number == number, was_public(now))
            .options(joinedload(Challenge.parties))
        )
        .unique()
        .one_or_none()
    )
    if row is None or datetime.fromisoformat(row[1].content["opens_at"]) != row[0].opens_at:
        return None
    return row[0], row[1]


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
