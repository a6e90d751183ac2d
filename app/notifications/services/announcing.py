"""Tell people of challenges: a reaction writes one job, the job finds and tells people a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.challenges.events import (
    ChallengeCommented,
    ChallengePublished,
    ChallengeSentBack,
    ChallengeSubmitted,
    ChallengeUnscheduled,
    ChallengeWithdrawn,
)
from app.challenges.models import Challenge
from app.challenges.states import ChallengeStatus
from app.core.clock import utc_now
from app.core.events import Event, Reaction
from app.notifications import queries
from app.notifications.services import wording
from app.notifications.services.settings import current
from app.notifications.services.telling import tell_optional
from app.notifications.services.wording import moment
from app.outbox.services import Handler, enqueue

FAN_OUT = "notifications.fan_out"
BATCH = 200  # people
# Sending back records a comment too, and a person hears of it once: the weightier news goes first.
COMMENT_DELAY = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Announcement:
    """Whom to tell of something, and what.

    Attributes:
        kind: The name of its template.
        audience: Whom to tell.
        is_public: It speaks of what anybody may see, so that its title may stand in a mail. A draft is confidential:
            only its reference is told, and the link leads to a page that asks who wants to read it.
        while_in: Told only while this is true of the challenge; empty tells always.
    """

    kind: str
    audience: Callable[[Challenge], queries.Audience]
    is_public: bool = False
    while_in: tuple[ChallengeStatus, ...] = ()


S = ChallengeStatus
ANNOUNCEMENTS: Mapping[str, Announcement] = MappingProxyType(
    {
        announcement.kind: announcement
        for announcement in (
            Announcement("challenge_submitted", queries.approvers, while_in=(S.IN_REVIEW,)),
            Announcement("challenge_sent_back", queries.authors),
            Announcement("challenge_commented", queries.discussing),
            Announcement("challenge_approved", queries.authors),
            Announcement("challenge_unscheduled", queries.authors),
            Announcement("challenge_opened", queries.firms_of_its_region, is_public=True, while_in=(S.OPEN,)),
            Announcement("challenge_withdrawn", queries.followers_and_authors, is_public=True),
            Announcement("draft_withdrawn", queries.authors),
        )
    }
)


def _announce(
    session: Session, kind: str, event: Event, *, delay: timedelta = timedelta(0), occasion: str = ""
) -> None:
    payload = {
        "kind": kind,
        "challenge_id": str(event.subject_id),
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "occasion": occasion or f"{kind}:{event.subject_id}:{event.at.isoformat()}",
    }
    enqueue(session, FAN_OUT, payload, now=event.at, delay=delay)


def _on_submitted(session: Session, event: ChallengeSubmitted) -> None:
    _announce(session, "challenge_submitted", event)


def _on_sent_back(session: Session, event: ChallengeSentBack) -> None:
    _announce(session, "challenge_sent_back", event, occasion=f"comment:{event.comment_id}")


def _on_commented(session: Session, event: ChallengeCommented) -> None:
    occasion = f"comment:{event.comment_id}"
    _announce(session, "challenge_commented", event, delay=COMMENT_DELAY, occasion=occasion)


def _on_published(session: Session, event: ChallengePublished) -> None:
    _announce(session, "challenge_approved", event)
    # Taken back and scheduled anew, a challenge leaves two jobs behind; its opening is one occasion all the same.
    occasion = f"challenge_opened:{event.subject_id}"
    delay = max(timedelta(0), event.opens_at - event.at)
    _announce(session, "challenge_opened", event, delay=delay, occasion=occasion)


def _on_unscheduled(session: Session, event: ChallengeUnscheduled) -> None:
    _announce(session, "challenge_unscheduled", event)


def _on_withdrawn(session: Session, event: ChallengeWithdrawn) -> None:
    _announce(session, "challenge_withdrawn" if event.was_public else "draft_withdrawn", event)


CHALLENGE_REACTIONS: Mapping[type[Any], Sequence[Reaction]] = MappingProxyType(
    {
        ChallengeSubmitted: (_on_submitted,),
        ChallengeSentBack: (_on_sent_back,),
        ChallengeCommented: (_on_commented,),
        ChallengePublished: (_on_published,),
        ChallengeUnscheduled: (_on_unscheduled,),
        ChallengeWithdrawn: (_on_withdrawn,),
    }
)


def fan_out(session: Session, payload: Mapping[str, Any], *, now: datetime) -> int:
    """Tell one batch of people, and leave a job for the next; return how many were told.

    Safe to run twice: whoever was told of the same occasion is left out.
    """
    announcement = ANNOUNCEMENTS[payload["kind"]]
    challenge = session.get(Challenge, UUID(payload["challenge_id"]))
    if challenge is None or (announcement.while_in and challenge.status_at(now) not in announcement.while_in):
        return 0
    occasion = str(payload["occasion"])
    recipients = queries.list_recipients(
        session,
        announcement.audience(challenge),
        occasion=occasion,
        but=UUID(payload["actor_id"]) if payload["actor_id"] else None,
        after=UUID(payload["after"]) if payload.get("after") else None,
        limit=BATCH,
    )
    if recipients:
        path, words = _words(session, announcement, challenge)
        kind = announcement.kind
        tell_optional(session, recipients, words, kind=kind, occasion=occasion, path=path, now=now)
    if len(recipients) == BATCH:
        enqueue(session, FAN_OUT, {**payload, "after": str(recipients[-1].user_id)}, now=now)
    return len(recipients)


def _words(session: Session, announcement: Announcement, challenge: Challenge) -> tuple[str, wording.Wording]:
    path = f"/challenges/{challenge.reference}" + ("" if announcement.is_public else "/edit")
    context = {
        "reference": challenge.reference,
        "council": queries.find_lead_name(session, challenge.id),
        "opens": moment(challenge.opens_at),
        "closes": moment(challenge.closes_at),
    }
    if announcement.is_public:
        context["title"] = challenge.title
    return path, wording.word(announcement.kind, context, link=f"{current().base_url}{path}")


def _finish(session: Session, payloads: Sequence[dict[str, Any]], _made: None) -> None:
    for payload in payloads:
        fan_out(session, payload, now=utc_now())


HANDLER = Handler(finish=_finish)
