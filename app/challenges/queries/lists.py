"""Lists of challenges: each in one statement that reads as many rows as it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, select, tuple_, union_all
from sqlalchemy.orm import Session, aliased

from app.challenges.models import (
    Challenge,
    Follow,
    Party,
)
from app.challenges.policy import INSIDERS
from app.challenges.queries.conditions import is_status, was_public
from app.challenges.states import ChallengeStage, ChallengeStatus, PartyRole, status_at
from app.core.policy import Actor
from app.organisations.models import Organisation

PER_PAGE = 50


UNPUBLISHED = tuple(stage for stage in ChallengeStage if stage is not ChallengeStage.PUBLISHED)


def is_in_stage(actor: Actor, stage: ChallengeStage) -> ColumnElement[bool]:
    """Return the condition that the actor works on challenges in one of its councils, and that it is in ``stage``."""
    party = aliased(Party)  # lists join the lead's row under the table's own name
    councils = actor.organisations_with(*INSIDERS)
    return Challenge.id.in_(select(party.challenge_id).where(party.organisation_id.in_(councils), party.stage == stage))


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


def listed() -> Select[*tuple[Any, ...]]:
    """Return the statement that every list begins with: what a row shows, and nothing else."""
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


def rows_of(session: Session, statement: Select[*tuple[Any, ...]], now: datetime) -> list[Listed]:
    """Run a list's statement and return its rows, each with the status at ``now``."""
    return [
        Listed(**row._mapping, status=status_at(row.stage, row.opens_at, row.closes_at, now))
        for row in session.execute(statement)
    ]


Cursor = tuple[datetime, UUID]


def list_open(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return open challenges, the one that closes soonest first. One statement; reads as many rows as it returns."""
    statement = listed().where(is_status(ChallengeStatus.OPEN, now))
    if after:
        statement = statement.where(tuple_(Challenge.closes_at, Challenge.id) > after)
    return rows_of(session, statement.order_by(Challenge.closes_at, Challenge.id).limit(limit), now)


def list_closed(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return closed challenges, the one that closed last first."""
    statement = listed().where(is_status(ChallengeStatus.CLOSED, now))
    if after:
        statement = statement.where(tuple_(Challenge.closes_at, Challenge.id) < after)
    return rows_of(session, statement.order_by(Challenge.closes_at.desc(), Challenge.id.desc()).limit(limit), now)


def list_withdrawn(
    session: Session, *, now: datetime, limit: int = PER_PAGE, after: Cursor | None = None
) -> Sequence[Listed]:
    """Return challenges that were public and then withdrawn, the last one first."""
    statement = listed().where(is_status(ChallengeStatus.WITHDRAWN, now), was_public(now))
    if after:
        statement = statement.where(tuple_(Challenge.withdrawn_at, Challenge.id) < after)
    return rows_of(session, statement.order_by(Challenge.withdrawn_at.desc(), Challenge.id.desc()).limit(limit), now)


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
    statement = listed().where(Challenge.id.in_(newest))
    return rows_of(session, statement.order_by(Challenge.updated_at.desc(), Challenge.id.desc()).limit(limit), now)


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
        listed().join(Follow, Follow.challenge_id == Challenge.id).where(Follow.user_id == actor.user_id, is_open)
    )
    return rows_of(session, statement.order_by(Challenge.closes_at, Challenge.id).limit(100), now)


def list_public_by_ids(session: Session, ids: Sequence[UUID], *, now: datetime) -> Sequence[Listed]:
    """Return those of ``ids`` that anybody may see now. One statement."""
    return rows_of(session, listed().where(Challenge.id.in_(ids), was_public(now)), now)
