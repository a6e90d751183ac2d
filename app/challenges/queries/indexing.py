"""Everything that was approved: for the index, for checks, for what the clock would open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, selectinload

from app.challenges.models import (
    Challenge,
    ChallengeVersion,
    Party,
)
from app.challenges.queries.conditions import is_status
from app.challenges.states import ChallengeStage, ChallengeStatus, PartyRole


def list_scheduled_of(session: Session, organisation_id: UUID, *, now: datetime) -> Sequence[Challenge]:
    """Return what an organisation leads and is scheduled to open, locked for a change."""
    return session.scalars(
        select(Challenge)
        .join(Party, and_(Party.challenge_id == Challenge.id, Party.role == PartyRole.LEAD))
        .where(Party.organisation_id == organisation_id, is_status(ChallengeStatus.SCHEDULED, now))
        .with_for_update(of=Challenge)
    ).all()


def iterate_versions(session: Session) -> Iterator[ChallengeVersion]:
    """Yield every version, for checking. Constant memory."""
    statement = select(ChallengeVersion).order_by(ChallengeVersion.challenge_id, ChallengeVersion.number)
    for version in session.scalars(statement.execution_options(yield_per=200)):
        yield version
        session.expunge(version)


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
