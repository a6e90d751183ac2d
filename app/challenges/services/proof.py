"""Check what was published against the trail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.challenges import queries
from app.challenges.events import ChallengePublished
from app.challenges.models import Challenge, ChallengeVersion
from app.challenges.services.content import fingerprint
from app.challenges.states import ChallengeStage


def list_problems(session: Session) -> Iterator[str]:
    """Yield a sentence for each version that is not what its approval recorded, and for each date that was moved.

    Reads every version: its content must have the SHA-256 beside it, that must be the one in the audit trail, and the
    newest version's opening and deadline must be those by which the challenge opens and closes.
    """
    for version in queries.iterate_versions(session):
        recorded = _recorded(session, version)
        if recorded is None:
            yield f"Version {version.number} of challenge {version.challenge_id} was never recorded as published."
        elif not fingerprint(version.content) == version.sha256 == recorded["sha256"]:
            yield f"Version {version.number} of challenge {version.challenge_id} is not what was published."
        elif _moved(session, version, recorded):
            yield f"The dates of challenge {version.challenge_id} are not those that were published."


def _recorded(session: Session, version: ChallengeVersion) -> dict[str, Any] | None:
    rows = session.scalars(
        select(AuditEvent.details).where(
            AuditEvent.subject_id == version.challenge_id, AuditEvent.kind == ChallengePublished.kind
        )
    )
    return next((details for details in rows if details["version"] == version.number), None)


def _moved(session: Session, version: ChallengeVersion, recorded: dict[str, Any]) -> bool:
    row = session.execute(
        select(Challenge.stage, Challenge.opens_at, Challenge.closes_at).where(Challenge.id == version.challenge_id)
    ).one()
    newer = session.scalar(
        select(ChallengeVersion.id).where(
            ChallengeVersion.challenge_id == version.challenge_id, ChallengeVersion.number > version.number
        )
    )
    if row.stage is not ChallengeStage.PUBLISHED or newer is not None:
        return False
    published = (datetime.fromisoformat(recorded["opens_at"]), datetime.fromisoformat(recorded["closes_at"]))
    return (row.opens_at, row.closes_at) != published
