"""The lists of a draft: questions, criteria with their scale, contacts, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.challenges.models import (
    CONTACTS_MAX,
    CRITERIA_MAX,
    DOCUMENTS_MAX,
    QUESTIONS_MAX,
    Challenge,
    ChallengeDocument,
    Contact,
    Criterion,
    Question,
    ScaleLevel,
)
from app.challenges.services.documents import check_may_upload, check_room, enqueue_forgetting
from app.challenges.services.drafting import begin_edit, end_edit
from app.challenges.states import Section
from app.core.errors import DomainError, NotFound
from app.core.policy import Actor
from app.documents.models import StoredFile


def _find(rows: Sequence[Any], row_id: UUID) -> Any:
    for row in rows:
        if row.id == row_id:
            return row
    raise NotFound("There is nothing here with this id.")


_LISTS: Mapping[type[Any], tuple[Section, str, int, str]] = {
    Question: (Section.QUESTIONS, "questions", QUESTIONS_MAX, "questions"),
    Criterion: (Section.CRITERIA, "criteria", CRITERIA_MAX, "criteria"),
    Contact: (Section.CONTACTS, "contacts", CONTACTS_MAX, "contacts"),
}


def add_row(
    session: Session,
    challenge: Challenge,
    kind: type[Question] | type[Criterion] | type[Contact],
    values: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Add a question, a criterion or a contact at the end of its list.

    Raises:
        DomainError: The list is full, or the criterion's weight does not fit.
    """
    section, name, most, words = _LISTS[kind]
    begin_edit(session, challenge, section, version, now=now)
    rows: list[Any] = getattr(challenge, name)
    if len(rows) >= most:
        raise DomainError(f"A challenge can have at most {most} {words}. Remove one first.")
    _check_row(challenge, kind, values, row=None)
    rows.append(kind(**values, position=max((row.position for row in rows), default=-1) + 1))
    end_edit(session, challenge, section, actor=actor, now=now, changes=values)


def save_row(
    session: Session,
    challenge: Challenge,
    kind: type[Question] | type[Criterion] | type[Contact],
    row_id: UUID,
    values: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Change a question, a criterion or a contact."""
    section, name, _, _ = _LISTS[kind]
    begin_edit(session, challenge, section, version, now=now)
    row = _find(getattr(challenge, name), row_id)
    _check_row(challenge, kind, values, row=row)
    for field, value in values.items():
        setattr(row, field, value)
    end_edit(session, challenge, section, actor=actor, now=now, changes=values)


def remove_row(
    session: Session,
    challenge: Challenge,
    kind: type[Question] | type[Criterion] | type[Contact],
    row_id: UUID,
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Remove a question, a criterion or a contact."""
    section, name, _, _ = _LISTS[kind]
    begin_edit(session, challenge, section, version, now=now)
    rows: list[Any] = getattr(challenge, name)
    rows.remove(_find(rows, row_id))
    end_edit(session, challenge, section, actor=actor, now=now)


def move_row_up(
    session: Session,
    challenge: Challenge,
    kind: type[Question] | type[Criterion] | type[Contact],
    row_id: UUID,
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Change places with the row before."""
    section, name, _, _ = _LISTS[kind]
    begin_edit(session, challenge, section, version, now=now)
    rows: list[Any] = sorted(getattr(challenge, name), key=lambda row: row.position)
    index = rows.index(_find(rows, row_id))
    if index > 0:
        rows[index - 1], rows[index] = rows[index], rows[index - 1]
    for position, row in enumerate(rows):
        row.position = position
    end_edit(session, challenge, section, actor=actor, now=now)


def _check_row(challenge: Challenge, kind: type[Any], values: Mapping[str, Any], *, row: Criterion | None) -> None:
    if kind is not Criterion:
        return
    others = sum((c.weight for c in challenge.criteria if c is not row), Decimal(0)) + (
        challenge.price_weight or Decimal(0)
    )
    if values["weight"] + others > 100:
        left = max(Decimal(0), 100 - others)
        raise DomainError(
            f"The weights of quality and price would add up to more than 100%. {left.normalize():f}% is left.",
            field="weight",
        )


def save_scale(
    session: Session,
    challenge: Challenge,
    levels: Sequence[tuple[int, str, str]],
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Replace the scale.

    Args:
        session: The caller's transaction.
        challenge: Loaded for update.
        levels: Score, label and descriptor of each level.
        version: Of the challenge when the page was opened.
        actor: Who saves.
        now: Aware.

    Raises:
        DomainError: Fewer than two levels, or one without a descriptor.
    """
    begin_edit(session, challenge, Section.CRITERIA, version, now=now)
    if len(levels) < 2:
        raise DomainError("Enter at least two levels, each with what it means.")
    for score, label, descriptor in levels:
        if not label or not descriptor:
            raise DomainError(f"Enter both a label and what it means for the score {score}.", field=f"label_{score}")
    challenge.scale = []
    session.flush()  # the old rows must be gone before new ones with the same scores come
    challenge.scale = [ScaleLevel(score=score, label=label, descriptor=text) for score, label, text in levels]
    end_edit(session, challenge, Section.CRITERIA, actor=actor, now=now)


def attach(
    session: Session,
    challenge: Challenge,
    file: StoredFile,
    *,
    title: str,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Attach a stored file to the draft.

    Raises:
        DomainError: There are too many documents, the same file is attached already, there is no room, or the lead
            has not been verified.
    """
    check_may_upload(challenge)
    begin_edit(session, challenge, Section.DOCUMENTS, version, now=now)
    if len(challenge.documents) >= DOCUMENTS_MAX:
        raise DomainError(f"A challenge can have at most {DOCUMENTS_MAX} documents. Remove one first.", field="file")
    if any(document.file.sha256 == file.sha256 for document in challenge.documents):
        raise DomainError("This file is attached already.", field="file")
    check_room(session, challenge, file.size)
    position = max((document.position for document in challenge.documents), default=-1) + 1
    challenge.documents.append(ChallengeDocument(file=file, title=title, position=position))
    end_edit(session, challenge, Section.DOCUMENTS, actor=actor, now=now)


def detach(
    session: Session, challenge: Challenge, document_id: UUID, *, version: int, actor: Actor, now: datetime
) -> None:
    """Remove a document from the draft; a job deletes its file unless an earlier version names it."""
    begin_edit(session, challenge, Section.DOCUMENTS, version, now=now)
    document = _find(challenge.documents, document_id)
    challenge.documents.remove(document)
    enqueue_forgetting(session, document, now=now)
    end_edit(session, challenge, Section.DOCUMENTS, actor=actor, now=now)
