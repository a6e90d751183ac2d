"""Begin, write and copy a draft."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.audit.services import record
from app.challenges import events
from app.challenges.models import (
    Challenge,
    ChallengeCounter,
    Criterion,
    Edit,
    Party,
    Question,
    ScaleLevel,
)
from app.challenges.services.content import fingerprint, plain
from app.challenges.states import ChallengeAction, PartyRole, Section, next_stage
from app.core.clock import london_day
from app.core.db import upsert
from app.core.errors import DomainError, EditedMeanwhile, NotFound
from app.core.policy import Actor
from app.organisations.models import Organisation
from app.rules.price import EXPLANATIONS, PriceMethod

# What each section may set; a form cannot reach anything else.
FIELDS: Mapping[Section, tuple[str, ...]] = {
    Section.PROBLEM: ("title", "summary", "problem", "outcomes", "affected", "constraints"),
    Section.BUDGET: ("budget", "budget_note", "months"),
    Section.ROUTE: ("route", "route_reason", "has_lots", "lots_reason"),
    Section.DATES: ("questions_close_at", "answers_due_at", "closes_at", "decision_expected_on", "contract_starts_on"),
    Section.ELIGIBILITY: ("eligibility", "restricts_who_may_tender"),
    Section.PRICE: ("price_method", "price_weight", "price_minimum", "price_maximum", "tie_rule"),
    Section.FAIRNESS: ("sme_measures", "conflicts_assessed_on", "conflicts_note"),
    Section.INNOVATION: ("readiness_from", "readiness_to", "intellectual_property", "intellectual_property_note"),
}

COPIED = (
    "summary",
    "problem",
    "outcomes",
    "affected",
    "constraints",
    "budget",
    "budget_note",
    "months",
    "route",
    "has_lots",
    "lots_reason",
    "eligibility",
    "restricts_who_may_tender",
    "price_method",
    "price_weight",
    "price_minimum",
    "price_maximum",
    "tie_rule",
    "sme_measures",
    "readiness_from",
    "readiness_to",
    "intellectual_property",
    "intellectual_property_note",
)


def next_reference(session: Session, *, now: datetime) -> str:
    """Return the next reference of the year, such as ``PG-2026-0042``. Two at once never get the same."""
    year = london_day(now).year
    statement = (
        upsert(session, ChallengeCounter)
        .values(year=year, last=1)
        .on_conflict_do_update(index_elements=["year"], set_={"last": ChallengeCounter.last + 1})
        .returning(ChallengeCounter.last)
    )
    return f"PG-{year}-{session.execute(statement).scalar_one():04}"


def create(session: Session, *, title: str, organisation: Organisation, actor: Actor, now: datetime) -> Challenge:
    """Begin a draft led by ``organisation``.

    Raises:
        DomainError: The organisation is not a buyer.
    """
    return _begin(session, title=title, organisation=organisation, source=None, actor=actor, now=now)


def _begin(
    session: Session,
    *,
    title: str,
    organisation: Organisation,
    source: Challenge | None,
    actor: Actor,
    now: datetime,
) -> Challenge:
    if not organisation.is_buyer:
        raise DomainError("Only a council or another public body can lead a challenge.", field="organisation_id")
    challenge = Challenge(
        reference=next_reference(session, now=now),
        title=title,
        copied_from_id=source.id if source else None,
        created_by_id=actor.user_id,
        created_at=now,
        updated_at=now,
        updated_by_id=actor.user_id,
        parties=[Party(organisation=organisation, role=PartyRole.LEAD)],
        questions=[],
        criteria=[],
        scale=[],
        documents=[],
        contacts=[],
    )
    session.add(challenge)
    session.flush()
    record(
        session,
        events.ChallengeCreated(
            subject_id=challenge.id,
            actor_id=actor.user_id,
            at=now,
            reference=challenge.reference,
            organisation_id=organisation.id,
            copied_from_id=challenge.copied_from_id,
        ),
    )
    return challenge


def copy(
    session: Session, source: Challenge, *, title: str, organisation: Organisation, actor: Actor, now: datetime
) -> Challenge:
    """Begin a draft with the text, questions, criteria and scale of another challenge.

    Dates, documents, contacts, partners and the conflicts assessment are not copied: they belong to one occasion.

    Raises:
        DomainError: The organisation is not a buyer.
    """
    challenge = _begin(session, title=title, organisation=organisation, source=source, actor=actor, now=now)
    for name in COPIED:
        setattr(challenge, name, getattr(source, name))
    challenge.questions = [
        Question(
            position=q.position,
            text=q.text,
            guidance=q.guidance,
            word_limit=q.word_limit,
            is_required=q.is_required,
        )
        for q in source.questions
    ]
    challenge.criteria = [
        Criterion(
            position=c.position,
            name=c.name,
            description=c.description,
            weight=c.weight,
            minimum_score=c.minimum_score,
        )
        for c in source.criteria
    ]
    challenge.scale = [
        ScaleLevel(score=level.score, label=level.label, descriptor=level.descriptor) for level in source.scale
    ]
    session.flush()
    return challenge


def begin_edit(session: Session, challenge: Challenge, section: Section, version: int, *, now: datetime) -> None:
    """Check that it is a draft, and that this section is still the one that the editor saw.

    Raises:
        TransitionNotAllowed: It is no draft any more.
        EditedMeanwhile: Somebody saved this section since, in whatever tab or office.
    """
    next_stage(challenge.status_at(now), ChallengeAction.EDIT)
    if challenge.version == version:
        return
    newer = select(Edit.id).where(Edit.challenge_id == challenge.id, Edit.section == section, Edit.version > version)
    is_known = 0 < version < challenge.version
    if not is_known or session.scalar(newer.limit(1)) is not None:
        raise EditedMeanwhile(
            "Somebody else saved this page after you opened it. Look at what is saved now, then save again."
        )


def end_edit(
    session: Session,
    challenge: Challenge,
    section: Section,
    *,
    actor: Actor,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Note who saved what: the version goes up, nobody approves what they wrote, the trail has its row.

    Args:
        changes: What was saved; the trail keeps its SHA-256, so that a later dispute about the text can be settled.
    """
    challenge.updated_at = now
    challenge.updated_by_id = actor.user_id
    flag_modified(challenge, "updated_at")  # where only a list changed, within one tick of the clock, it counts too
    session.flush()
    session.add(
        Edit(challenge_id=challenge.id, user_id=actor.user_id, section=section, version=challenge.version, at=now)
    )
    record(
        session,
        events.ChallengeEdited(
            subject_id=challenge.id,
            actor_id=actor.user_id,
            at=now,
            section=section,
            sha256=fingerprint({name: plain(value) for name, value in (changes or {}).items()}),
        ),
    )


def save_section(
    session: Session,
    challenge: Challenge,
    section: Section,
    values: Mapping[str, Any],
    *,
    version: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Save one page of the draft.

    Args:
        session: The caller's transaction.
        challenge: Loaded for update.
        section: Which page; decides which fields may be set.
        values: By field name.
        version: Of the challenge when the page was opened.
        actor: Who saves.
        now: Aware.

    Raises:
        EditedMeanwhile: Somebody saved since.
        TransitionNotAllowed: It is no draft any more.
        DomainError: The values do not fit together.
    """
    begin_edit(session, challenge, section, version, now=now)
    changes = {name: values[name] for name in FIELDS[section] if name in values}
    _check(challenge, section, changes)
    for name, value in changes.items():
        setattr(challenge, name, value)
    end_edit(session, challenge, section, actor=actor, now=now, changes=changes)


def _check(challenge: Challenge, section: Section, changes: Mapping[str, Any]) -> None:
    if section is Section.DATES:
        _check_dates(changes)
    if section is Section.PRICE:
        _check_price(changes)
    if section is Section.INNOVATION:
        first, last = changes.get("readiness_from"), changes.get("readiness_to")
        if first is not None and last is not None and last < first:
            raise DomainError("The level at the end cannot be below the level at the start.", field="readiness_to")


def _check_dates(changes: Mapping[str, Any]) -> None:
    questions, answers, closes = (changes.get(n) for n in ("questions_close_at", "answers_due_at", "closes_at"))
    if questions and closes and questions >= closes:
        raise DomainError("Questions must close before the deadline for proposals.", field="questions_close_on")
    if answers and questions and answers < questions:
        raise DomainError("Answers cannot be due before questions close.", field="answers_due_on")
    if answers and closes and answers >= closes:
        raise DomainError("Answers must be due before the deadline for proposals.", field="answers_due_on")


def _check_price(changes: Mapping[str, Any]) -> None:
    method: PriceMethod | None = changes.get("price_method")
    lowest, highest = changes.get("price_minimum"), changes.get("price_maximum")
    if lowest is not None and highest is not None and lowest >= highest:
        raise DomainError("The highest price must be more than the lowest.", field="price_maximum")
    if method and EXPLANATIONS[method].needs_range and (lowest is None or highest is None):
        raise DomainError(
            "Enter the lowest and the highest price of the range.",
            field="price_minimum" if lowest is None else "price_maximum",
        )


def get_buyer(session: Session, organisation_id: UUID) -> Organisation:
    """Return the organisation that is to lead.

    Raises:
        NotFound: There is none with this id.
    """
    organisation = session.scalar(select(Organisation).where(Organisation.id == organisation_id))
    if organisation is None:
        raise NotFound("There is no such organisation.")
    return organisation
