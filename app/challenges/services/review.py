"""Send for review, comment, send back, publish, withdraw, follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.audit.services import record
from app.challenges import events
from app.challenges.models import Challenge, ChallengeVersion, Comment, Follow
from app.challenges.services.content import content_of, fingerprint, internal_of
from app.challenges.services.readiness import list_blockers
from app.challenges.states import ChallengeAction, ChallengeStatus, Section, next_stage
from app.core.db import upsert
from app.core.errors import DomainError, EditedMeanwhile, NotFound
from app.core.policy import Actor

SCHEDULE_MAX = timedelta(days=366)


def _check_version(challenge: Challenge, version: int) -> None:
    if challenge.version != version:
        raise EditedMeanwhile("This challenge was changed after you opened this page. Read it again, then decide.")


def submit(session: Session, challenge: Challenge, *, version: int, actor: Actor, now: datetime) -> None:
    """Send a draft to the approvers of the lead council. It may still have blockers: the approver sees them too.

    Raises:
        TransitionNotAllowed: It is no draft.
        EditedMeanwhile: It was changed since the page was opened.
    """
    stage = next_stage(challenge.status_at(now), ChallengeAction.SUBMIT)
    _check_version(challenge, version)
    challenge.stage = stage
    challenge.submitted_at = now
    challenge.updated_at = now
    digest = fingerprint({**content_of(challenge), **internal_of(challenge)})
    record(
        session,
        events.ChallengeSubmitted(subject_id=challenge.id, actor_id=actor.user_id, at=now, sha256=digest),
    )


def comment(
    session: Session,
    challenge: Challenge,
    *,
    text: str,
    section: Section | None,
    actor: Actor,
    now: datetime,
    sends_back: bool = False,
) -> Comment:
    """Say something about a draft to the colleagues who work on it.

    Raises:
        DomainError: Nothing was said.
    """
    if not text.strip():
        raise DomainError("Enter a comment.", field="text")
    said = Comment(
        challenge_id=challenge.id,
        author_id=actor.user_id,
        section=section,
        text=text.strip(),
        sends_back=sends_back,
        created_at=now,
    )
    session.add(said)
    session.flush()
    record(
        session,
        events.ChallengeCommented(subject_id=challenge.id, actor_id=actor.user_id, at=now, comment_id=said.id),
    )
    return said


def resolve_comment(session: Session, challenge: Challenge, comment_id: UUID, *, actor: Actor, now: datetime) -> None:
    """Mark a comment as dealt with.

    Raises:
        NotFound: The challenge has no such comment.
    """
    said = session.get(Comment, comment_id)
    if said is None or said.challenge_id != challenge.id:
        raise NotFound("There is no such comment.")
    if said.resolved_at is not None:
        return
    said.resolved_at = now
    record(
        session,
        events.CommentResolved(subject_id=challenge.id, actor_id=actor.user_id, at=now, comment_id=said.id),
    )


def send_back(session: Session, challenge: Challenge, *, text: str, actor: Actor, now: datetime) -> None:
    """Return a draft to its authors with what is to be changed.

    Raises:
        TransitionNotAllowed: It is not in review.
        DomainError: No reason was given.
    """
    stage = next_stage(challenge.status_at(now), ChallengeAction.SEND_BACK)
    if not text.strip():
        raise DomainError("Enter what has to be changed.", field="text")
    said = comment(session, challenge, text=text, section=None, actor=actor, now=now, sends_back=True)
    challenge.stage = stage
    challenge.updated_at = now
    record(
        session,
        events.ChallengeSentBack(subject_id=challenge.id, actor_id=actor.user_id, at=now, comment_id=said.id),
    )


def publish(
    session: Session,
    challenge: Challenge,
    *,
    opens_at: datetime | None,
    author_ids: frozenset[UUID],
    version: int,
    actor: Actor,
    now: datetime,
) -> ChallengeVersion:
    """Open a reviewed challenge to suppliers, now or at a set time, and freeze what is published.

    Everything is checked before anything is changed, so that a refused challenge is left as it was.

    Args:
        session: The caller's transaction.
        challenge: Loaded whole, for update.
        opens_at: When it opens; ``None`` for now.
        author_ids: Who wrote it; the actor may not be among them.
        version: Of the challenge that the approver read.
        actor: Who approves.
        now: Aware.

    Raises:
        TransitionNotAllowed: It is not in review.
        EditedMeanwhile: It is not what the approver read.
        DomainError: A blocker remains, the author approves, or the time lies in the past.
    """
    stage = next_stage(challenge.status_at(now), ChallengeAction.PUBLISH)
    _check_version(challenge, version)
    if actor.user_id is not None and actor.user_id in author_ids:
        raise DomainError("Someone other than its authors must publish a challenge.")
    opening = now if opens_at is None else opens_at
    if opening < now:
        raise DomainError("The time of publication must lie in the future.", field="opens_on")
    if opening > now + SCHEDULE_MAX:
        raise DomainError("The time of publication must lie within a year.", field="opens_on")
    blockers = list_blockers(challenge, opens_at=opening, now=now)
    if blockers:
        raise DomainError(f"This challenge cannot be published yet. {blockers[0].message}")

    content = content_of(challenge, opens_at=opening)
    number = (
        session.scalar(select(func.max(ChallengeVersion.number)).where(ChallengeVersion.challenge_id == challenge.id))
        or 0
    ) + 1
    frozen = ChallengeVersion(
        challenge_id=challenge.id,
        number=number,
        content=content,
        sha256=fingerprint(content),
        approved_by_id=actor.user_id,
        created_at=now,
    )
    session.add(frozen)
    challenge.stage = stage
    challenge.opens_at = opening
    challenge.updated_at = now
    record(
        session,
        events.ChallengePublished(
            subject_id=challenge.id,
            actor_id=actor.user_id,
            at=now,
            opens_at=opening,
            closes_at=challenge.closes_at or opening,
            version=number,
            sha256=frozen.sha256,
        ),
    )
    return frozen


def unschedule(session: Session, challenge: Challenge, *, actor: Actor, now: datetime) -> None:
    """Take a challenge that has not opened yet back to draft.

    Raises:
        TransitionNotAllowed: It is not scheduled, or it has opened meanwhile.
    """
    challenge.stage = next_stage(challenge.status_at(now), ChallengeAction.UNSCHEDULE)
    challenge.opens_at = None
    challenge.updated_at = now
    record(session, events.ChallengeUnscheduled(subject_id=challenge.id, actor_id=actor.user_id, at=now))


def withdraw(session: Session, challenge: Challenge, *, reason: str, actor: Actor, now: datetime) -> None:
    """End a challenge with a reason. What was public stays public, marked as withdrawn.

    Raises:
        TransitionNotAllowed: It is withdrawn already.
        DomainError: No reason was given.
    """
    status = challenge.status_at(now)
    stage = next_stage(status, ChallengeAction.WITHDRAW)
    if not reason.strip():
        raise DomainError("Enter why the challenge is withdrawn.", field="reason")
    challenge.stage = stage
    challenge.withdrawn_at = now
    challenge.withdrawal_reason = reason.strip()
    challenge.updated_at = now
    record(
        session,
        events.ChallengeWithdrawn(
            subject_id=challenge.id,
            actor_id=actor.user_id,
            at=now,
            was_public=status in (ChallengeStatus.OPEN, ChallengeStatus.CLOSED),
            reason_sha256=fingerprint({"reason": challenge.withdrawal_reason}),
        ),
    )


def follow(session: Session, challenge: Challenge, *, actor: Actor, now: datetime) -> None:
    """Let the actor hear about the challenge. Following twice is following once."""
    statement = (
        upsert(session, Follow)
        .values(user_id=actor.user_id, challenge_id=challenge.id, created_at=now)
        .on_conflict_do_nothing(index_elements=["user_id", "challenge_id"])
    )
    if session.execute(statement.returning(Follow.user_id)).first() is not None:
        record(session, events.ChallengeFollowed(subject_id=challenge.id, actor_id=actor.user_id, at=now))


def unfollow(session: Session, challenge: Challenge, *, actor: Actor, now: datetime) -> None:
    """Stop telling the actor about the challenge."""
    gone = session.execute(
        delete(Follow)
        .where(Follow.user_id == actor.user_id, Follow.challenge_id == challenge.id)
        .returning(Follow.user_id)
    ).first()
    if gone is not None:
        record(session, events.ChallengeUnfollowed(subject_id=challenge.id, actor_id=actor.user_id, at=now))


def take_back_scheduled(
    session: Session, challenges: Sequence[Challenge], *, actor_id: UUID | None, now: datetime
) -> None:
    """Take challenges that have not opened yet back to draft, because their lead may not publish any more."""
    for challenge in challenges:
        unschedule(session, challenge, actor=Actor(actor_id), now=now)
