"""What can happen to a challenge."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from app.challenges.states import Section
from app.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeCreated(Event):
    kind: ClassVar[str] = "challenge.created"
    reference: str
    organisation_id: UUID
    copied_from_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeEdited(Event):
    kind: ClassVar[str] = "challenge.edited"
    section: Section
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeCommented(Event):
    kind: ClassVar[str] = "challenge.commented"
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentResolved(Event):
    kind: ClassVar[str] = "challenge.comment_resolved"
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSubmitted(Event):
    """Sent for review; ``sha256`` is that of everything the approver is asked to approve."""

    kind: ClassVar[str] = "challenge.submitted"
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSentBack(Event):
    kind: ClassVar[str] = "challenge.sent_back"
    comment_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengePublished(Event):
    """Approved: open from ``opens_at`` on, which may lie ahead."""

    kind: ClassVar[str] = "challenge.published"
    opens_at: datetime
    closes_at: datetime
    version: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeUnscheduled(Event):
    kind: ClassVar[str] = "challenge.unscheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeWithdrawn(Event):
    kind: ClassVar[str] = "challenge.withdrawn"
    was_public: bool
    reason_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeFollowed(Event):
    kind: ClassVar[str] = "challenge.followed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeUnfollowed(Event):
    kind: ClassVar[str] = "challenge.unfollowed"
