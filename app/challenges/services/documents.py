"""Documents of drafts: how much an organisation may keep, and what becomes of a file that was taken away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, ChallengeDocument, ChallengeVersion, Party
from app.challenges.states import ChallengeStage, PartyRole
from app.core.db import Database
from app.core.errors import DomainError
from app.documents.models import StoredFile
from app.integrations.file_store import current_file_store
from app.organisations.models import Organisation
from app.outbox import services as outbox
from app.outbox.services import Handler

JOB = "documents.forget"
MEGABYTE = 1024 * 1024
QUOTA = 200 * MEGABYTE  # of files in all drafts that one organisation leads
DRAFTS = (ChallengeStage.DRAFT, ChallengeStage.IN_REVIEW)


def check_may_upload(challenge: Challenge) -> None:
    """Refuse files for an organisation that nobody has checked: anybody can make one.

    Raises:
        DomainError: The lead has not been verified.
    """
    lead = challenge.lead.organisation
    if not lead.is_verified:
        raise DomainError(
            f"{lead.name} has not been verified yet. An administrator of this service has to verify it before you can"
            " upload documents.",
            field="file",
        )


def check_room(session: Session, challenge: Challenge, size: int) -> None:
    """Refuse a file for which there is no room beside the documents of all drafts of the lead.

    Args:
        session: The caller's transaction.
        challenge: With its parties.
        size: Of the file, in bytes.

    Raises:
        DomainError: Together they are larger than :data:`QUOTA`.
    """
    lead_id = challenge.lead.organisation_id
    # Of two uploads at once, the second one counts the first.
    session.execute(select(Organisation.id).where(Organisation.id == lead_id).with_for_update(key_share=True))
    used = session.scalar(
        select(func.coalesce(func.sum(StoredFile.size), 0))
        .join(ChallengeDocument, ChallengeDocument.file_id == StoredFile.id)
        .join(Challenge, Challenge.id == ChallengeDocument.challenge_id)
        .join(Party, Party.challenge_id == Challenge.id)
        .where(Party.organisation_id == lead_id, Party.role == PartyRole.LEAD, Challenge.stage.in_(DRAFTS))
    )
    if int(used or 0) + size > QUOTA:
        raise DomainError(
            f"The documents in the drafts of {challenge.lead.organisation.name} may have {QUOTA // MEGABYTE} MB"
            " together. Remove one that is not needed, or make the file smaller.",
            field="file",
        )


def enqueue_forgetting(session: Session, document: ChallengeDocument, *, now: datetime) -> None:
    """Write the job that deletes the file of a document that is being taken away."""
    named = {
        "file_id": str(document.file_id),
        "document_id": str(document.id),
        "challenge_id": str(document.challenge_id),
    }
    outbox.enqueue(session, JOB, named, now=now)


def remove_bytes(database: Database, payloads: Sequence[Mapping[str, Any]]) -> list[UUID]:
    """Delete the bytes of files that nothing names any more; return their ids. Safe to repeat."""
    with database.reading() as session:
        unnamed = [UUID(payload["file_id"]) for payload in payloads if not _is_named(session, payload)]
    for file_id in unnamed:
        current_file_store().remove(file_id)
    return unnamed


def _is_named(session: Session, payload: Mapping[str, Any]) -> bool:
    """Say whether a draft holds the file, or a version holds the document: what was published is kept."""
    held = select(ChallengeDocument.id).where(ChallengeDocument.file_id == UUID(payload["file_id"]))
    if session.scalar(held.limit(1)) is not None:
        return True
    versions = select(ChallengeVersion.content).where(ChallengeVersion.challenge_id == UUID(payload["challenge_id"]))
    return any(
        document["id"] == payload["document_id"]
        for content in session.scalars(versions)
        for document in content["documents"]
    )


def remove_rows(session: Session, _payloads: Sequence[Mapping[str, Any]], file_ids: Sequence[UUID]) -> None:
    """Delete the rows of files whose bytes are gone."""
    session.execute(delete(StoredFile).where(StoredFile.id.in_(file_ids)))


HANDLERS: Mapping[str, Handler] = MappingProxyType({JOB: Handler(prepare=remove_bytes, finish=remove_rows)})
