"""What is true in SQL: the twins of :mod:`app.challenges.states`, and who may know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from app.challenges.models import (
    Challenge,
)
from app.challenges.states import ChallengeStage, ChallengeStatus


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
