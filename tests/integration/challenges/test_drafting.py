"""Begin, write and copy a draft; a refused act leaves everything as it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.audit.models import AuditEvent
from app.challenges import queries
from app.challenges.models import Challenge, Comment, Contact, Edit
from app.challenges.services import drafting, readiness, skeletons
from app.challenges.states import IntellectualProperty, PartyRole, Section, TieRule
from app.core.errors import DomainError, EditedMeanwhile, NotFound, TransitionNotAllowed
from app.organisations.models import Organisation
from app.organisations.states import BUYERS, OrganisationKind, Verification
from app.rules.price import PriceMethod
from app.rules.regimes import Route
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast

Load = Callable[[Challenge | str], Challenge]
Trail = Callable[[Challenge], list[str]]

COLUMNS = [column.name for column in Challenge.__table__.columns]
VALUES: dict[Section, dict[str, Any]] = {
    Section.PROBLEM: {
        "title": "A new name",
        "summary": "s",
        "problem": "p",
        "outcomes": "o",
        "affected": "a",
        "constraints": "c",
    },
    Section.BUDGET: {"budget": 12_345_67, "budget_note": "In two parts", "months": 7},
    Section.ROUTE: {"route": Route.PRIZE, "route_reason": "r", "has_lots": True, "lots_reason": "Two rivers"},
    Section.DATES: {
        "questions_close_at": NOW + timedelta(days=5),
        "answers_due_at": NOW + timedelta(days=8),
        "closes_at": NOW + timedelta(days=30),
        "decision_expected_on": date(2027, 5, 1),
        "contract_starts_on": date(2027, 6, 1),
    },
    Section.ELIGIBILITY: {"eligibility": "Everybody", "restricts_who_may_tender": False},
    Section.PRICE: {
        "price_method": PriceMethod.PUBLISHED_RANGE,
        "price_weight": Decimal("33.33"),
        "price_minimum": 1,
        "price_maximum": 2,
        "tie_rule": TieRule.DRAWING_LOTS,
    },
    Section.FAIRNESS: {"sme_measures": "m", "conflicts_assessed_on": date(2027, 1, 1), "conflicts_note": "n"},
    Section.INNOVATION: {
        "readiness_from": 3,
        "readiness_to": 3,
        "intellectual_property": IntellectualProperty.SHARED,
        "intellectual_property_note": "i",
    },
}


@pytest.mark.parametrize("section", drafting.FIELDS)
def test_each_section_is_saved_and_nothing_beside_it(
    session: Session, make: Maker, actors: Cast, stored: Load, trail: Trail, section: Section
) -> None:
    challenge = make()
    before = {column: getattr(challenge, column) for column in COLUMNS}
    every = {name: value for values in VALUES.values() for name, value in values.items()}
    drafting.save_section(
        session,
        challenge,
        section,
        every | {"reference": "PG-1", "stage": "published", "opens_at": NOW, "is_demo": True},
        version=challenge.version,
        actor=actors.actor("partner_officer"),
        now=NOW,
    )
    session.commit()
    after = stored(challenge)
    assert {name: getattr(after, name) for name in VALUES[section]} == VALUES[section]
    touched = set(VALUES[section]) | {"version", "updated_at", "updated_by_id"}
    assert {n: getattr(after, n) for n in set(before) - touched} == {n: before[n] for n in set(before) - touched}
    assert (after.version, after.updated_at) == (before["version"] + 1, NOW)
    assert after.updated_by_id == actors.user("partner_officer").id
    assert trail(challenge) == ["challenge.edited"]
    assert session.scalars(sa.select(Edit.section)).all() == [section]


def test_every_section_has_values_here() -> None:
    assert {section: set(names) for section, names in drafting.FIELDS.items()} == {
        section: set(values) for section, values in VALUES.items()
    }


REFUSED: list[tuple[Section, dict[str, Any], str]] = [
    (Section.DATES, {"questions_close_at": NOW, "closes_at": NOW}, "questions_close_on"),
    (Section.DATES, {"questions_close_at": NOW, "answers_due_at": NOW - timedelta(seconds=1)}, "answers_due_on"),
    (Section.DATES, {"answers_due_at": NOW, "closes_at": NOW}, "answers_due_on"),
    (Section.PRICE, {"price_minimum": 5, "price_maximum": 5}, "price_maximum"),
    (Section.PRICE, {"price_method": PriceMethod.PUBLISHED_RANGE, "price_maximum": 5}, "price_minimum"),
    (Section.PRICE, {"price_method": PriceMethod.PUBLISHED_RANGE, "price_minimum": 5}, "price_maximum"),
    (Section.INNOVATION, {"readiness_from": 5, "readiness_to": 4}, "readiness_to"),
]


@pytest.mark.parametrize(("section", "values", "field"), REFUSED)
def test_values_that_do_not_fit_together_are_refused_and_nothing_changes(
    session: Session, make: Maker, actors: Cast, section: Section, values: dict[str, Any], field: str
) -> None:
    challenge = make("complete")
    with pytest.raises(DomainError) as refused:
        drafting.save_section(
            session, challenge, section, values, version=challenge.version, actor=actors.actor("officer"), now=NOW
        )
    assert refused.value.field == field
    assert not session.dirty
    assert not session.new
    assert not session.scalar(sa.select(sa.func.count()).select_from(Edit))


@pytest.mark.parametrize("version", [0, -1, 2, 99])
def test_another_version_than_the_present_is_refused(session: Session, make: Maker, actors: Cast, version: int) -> None:
    challenge = make()
    with pytest.raises(EditedMeanwhile):
        drafting.save_section(
            session,
            challenge,
            Section.PROBLEM,
            {"title": "Other"},
            version=version,
            actor=actors.actor("officer"),
            now=NOW,
        )
    assert not session.dirty


@pytest.mark.parametrize("trait", ["in_review", "scheduled", "open", "closed", "withdrawn"])
def test_only_a_draft_is_written(session: Session, make: Maker, actors: Cast, trait: str) -> None:
    challenge = make(trait)
    with pytest.raises(TransitionNotAllowed):
        drafting.save_section(
            session,
            challenge,
            Section.PROBLEM,
            {"title": "Other"},
            version=challenge.version,
            actor=actors.actor("officer"),
            now=NOW,
        )
    assert not session.dirty


def test_two_saves_in_one_tick_are_two_versions(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make()
    for expected in (2, 3, 4):
        drafting.save_section(
            session,
            challenge,
            Section.PROBLEM,
            {},
            version=challenge.version,
            actor=actors.actor("officer"),
            now=NOW,
        )
        session.commit()
        assert challenge.version == expected


def test_a_draft_begins_with_its_lead_and_its_author(
    session: Session, actors: Cast, stored: Load, trail: Trail
) -> None:
    challenge = drafting.create(
        session, title="Quiet bins", organisation=actors.council, actor=actors.actor("officer"), now=NOW
    )
    session.commit()
    assert challenge.reference == "PG-2027-0001"
    after = stored(challenge)
    assert [(party.organisation_id, party.role) for party in after.parties] == [(actors.council.id, PartyRole.LEAD)]
    assert queries.list_author_ids(session, after) == {actors.user("officer").id}
    assert trail(challenge) == ["challenge.created"]


def test_references_count_within_the_london_year(session: Session, actors: Cast) -> None:
    moments = [
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
        datetime(2027, 7, 31, 23, 30, tzinfo=UTC),
    ]
    assert [drafting.next_reference(session, now=now) for now in moments] == [
        "PG-2026-0001",
        "PG-2027-0001",
        "PG-2027-0002",
    ]


@pytest.mark.parametrize("kind", [kind for kind in OrganisationKind if kind not in BUYERS])
def test_only_buyers_lead(session: Session, actors: Cast, make: Maker, kind: OrganisationKind) -> None:
    firm = Organisation(
        name="F", slug="f", kind=kind, region="TLG", verification=Verification.UNVERIFIED, created_at=NOW
    )
    source = make("open")
    session.add(firm)
    session.commit()
    actor = actors.actor("officer")
    for act in (
        lambda: drafting.create(session, title="T", organisation=firm, actor=actor, now=NOW),
        lambda: skeletons.begin(session, "pilot", title="T", organisation=firm, actor=actor, now=NOW),
        lambda: drafting.copy(session, source, title="T", organisation=firm, actor=actor, now=NOW),
    ):
        with pytest.raises(DomainError, match="Only a council"):
            act()
    assert session.scalar(sa.select(sa.func.count()).select_from(Challenge)) == 1
    assert not session.new


def test_an_unknown_organisation_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound):
        drafting.get_buyer(session, uuid4())


NOT_COPIED = {
    "opens_at",
    "questions_close_at",
    "answers_due_at",
    "closes_at",
    "decision_expected_on",
    "contract_starts_on",
    "conflicts_assessed_on",
    "conflicts_note",
    "route_reason",
    "submitted_at",
    "withdrawn_at",
    "withdrawal_reason",
}
OF_ITS_OWN = {
    "id",
    "reference",
    "title",
    "stage",
    "created_by_id",
    "copied_from_id",
    "created_at",
    "updated_at",
    "updated_by_id",
    "version",
    "is_demo",
}


def test_a_copy_takes_the_text_and_leaves_what_belongs_to_one_occasion(
    session: Session, make: Maker, actors: Cast, stored: Load
) -> None:
    source = stored(make("open", partner=actors.partner_council, conflicts_note="PLANTED", route_reason="PLANTED"))
    copied = drafting.copy(
        session,
        source,
        title="The same elsewhere",
        organisation=actors.other_council,
        actor=actors.actor("other_officer"),
        now=NOW,
    )
    session.commit()
    copy = stored(copied)
    assert (copy.title, copy.copied_from_id, copy.stage) == ("The same elsewhere", source.id, "draft")
    assert set(drafting.COPIED) | NOT_COPIED | OF_ITS_OWN == set(COLUMNS)
    for name in drafting.COPIED:
        assert getattr(copy, name) == getattr(source, name), name
    for name in NOT_COPIED:
        assert getattr(copy, name) in (None, ""), name
    assert [party.organisation_id for party in copy.parties] == [actors.other_council.id]
    assert [q.text for q in copy.questions] == [q.text for q in source.questions]
    assert [(c.name, c.weight, c.minimum_score) for c in copy.criteria] == [("Fit", 50, 2), ("Delivery", 30, None)]
    assert [level.label for level in copy.scale] == [level.label for level in source.scale]
    assert not copy.contacts
    assert not copy.documents
    assert {row.id for row in (*copy.questions, *copy.criteria, *copy.scale)}.isdisjoint(
        row.id for row in (*source.questions, *source.criteria, *source.scale)
    )
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.subject_id == copy.id)).one()
    assert event.details["copied_from_id"] == str(source.id)
    assert stored(source).version == source.version


@pytest.mark.parametrize("key", [*skeletons.SKELETONS, "blank", "unknown", ""])
def test_a_skeleton_lacks_only_what_is_particular(session: Session, actors: Cast, stored: Load, key: str) -> None:
    begun = skeletons.begin(
        session, key, title="T", organisation=actors.council, actor=actors.actor("officer"), now=NOW
    )
    session.commit()
    challenge = stored(begun)
    assert [level.score for level in challenge.scale] == list(range(6))
    missing = {b.section for b in readiness.list_blockers(challenge, opens_at=NOW, now=NOW)}
    ready = {Section.QUESTIONS, Section.CRITERIA, Section.PRICE, Section.INNOVATION}
    if key in skeletons.SKELETONS:
        assert missing.isdisjoint(ready) or missing & ready == {Section.PRICE}  # a range is the council's to name
        assert challenge.quality_weight + (challenge.price_weight or 0) == 100
    else:
        assert ready <= missing


def test_nobody_else_can_read_a_draft_by_query(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("complete", partner=actors.partner_council)
    session.add(Comment(challenge_id=challenge.id, text="c", created_at=NOW))
    session.add(Contact(challenge_id=challenge.id, name="n", email="e@example.org", position=9))
    session.commit()

    def known(role: str) -> list[str]:
        return [row.reference for row in queries.list_of_councils(session, actor=actors.actor(role), now=NOW)]

    for role in ("officer", "approver", "council_administrator", "partner_officer"):
        assert known(role) == [challenge.reference]
    for role in ("anonymous", "stranger", "evaluator", "opener", "other_officer", "supplier_owner"):
        assert known(role) == []
    assert known("site_administrator") == []
