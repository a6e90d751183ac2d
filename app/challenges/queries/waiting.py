"""What waits for a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists
from sqlalchemy.orm import Session

from app.challenges.models import (
    Challenge,
    Comment,
    Edit,
    Party,
)
from app.challenges.policy import EDITORS
from app.challenges.queries.lists import Listed, is_in_stage, list_followed, listed, rows_of
from app.challenges.states import ChallengeStage
from app.core.policy import Actor, Role
from app.core.tasks import Task


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
    statement = listed().where(
        Party.organisation_id.in_(councils),
        Party.stage == ChallengeStage.IN_REVIEW,
        Challenge.created_by_id.is_distinct_from(actor.user_id),
        ~mine,
    )
    return rows_of(session, statement.order_by(Challenge.submitted_at, Challenge.id).limit(50), now)


def _list_sent_back(session: Session, *, actor: Actor, now: datetime) -> Sequence[Listed]:
    if not actor.organisations_with(*EDITORS):
        return []
    open_comment = exists().where(Comment.challenge_id == Challenge.id, Comment.resolved_at.is_(None))
    statement = listed().where(
        is_in_stage(actor, ChallengeStage.DRAFT),
        Challenge.submitted_at.is_not(None),
        open_comment,
    )
    return rows_of(session, statement.order_by(Challenge.updated_at, Challenge.id).limit(50), now)
