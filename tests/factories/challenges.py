"""Challenges at every stage; ``complete`` ones lack nothing at :data:`~tests.factories.challenges.NOW`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import factory

from app.challenges.models import (
    Challenge,
    ChallengeDocument,
    ChallengeVersion,
    Contact,
    Criterion,
    Party,
    Question,
    ScaleLevel,
)
from app.challenges.services.content import content_of, fingerprint
from app.challenges.states import ChallengeStage, IntellectualProperty, PartyRole, TieRule
from app.documents.models import StoredFile
from app.organisations.models import Organisation
from app.organisations.states import OrganisationKind, Verification
from app.rules.price import PriceMethod
from app.rules.regimes import Route
from tests.factories import MarketFactory, _current_session

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)
_numbers = count(1)

TEXTS = {
    "summary": "Warn residents before the river reaches their door.",
    "problem": "The Wyre rises faster than the sirens sound.\n\n- In January it took eleven minutes.",
    "outcomes": "Every household hears of it an hour before.",
    "affected": "3,200 households in the lower town.",
    "constraints": "No mains power on the banks.",
    "eligibility": "Anybody may propose, alone or together.",
    "sme_measures": "Asked nine firms; cut the questions from fourteen to two.",
    "conflicts_note": "One officer's brother works for a sensor maker; she has stepped aside.",
    "lots_reason": "One river, one system.",
}


def council(**facts: Any) -> Organisation:
    """Return a council that has been checked, in no database."""
    number = next(_numbers)
    return Organisation(
        **{
            "id": uuid4(),
            "name": f"Council {number}",
            "slug": f"council-{number}",
            "kind": OrganisationKind.COUNCIL,
            "region": "TLG",
            "verification": Verification.VERIFIED,
            "verified_at": NOW - timedelta(days=100),
            "created_at": NOW - timedelta(days=100),
            **facts,
        }
    )


def _parties(lead: Organisation, partner: Organisation | None) -> list[Party]:
    parties = [Party(organisation=lead, organisation_id=lead.id, role=PartyRole.LEAD, position=0)]
    if partner is not None:
        parties.append(Party(organisation=partner, organisation_id=partner.id, role=PartyRole.CONTRIBUTING, position=1))
    return parties


def _questions() -> list[Question]:
    texts = ("What will you do?", "Who will do it?")
    return [Question(position=n, text=text, word_limit=300, is_required=True) for n, text in enumerate(texts)]


def _criteria() -> list[Criterion]:
    rows = (("Fit", Decimal(50), 2), ("Delivery", Decimal(30), None))
    return [
        Criterion(position=n, name=name, description=f"What shows {name}.", weight=weight, minimum_score=least)
        for n, (name, weight, least) in enumerate(rows)
    ]


def _scale() -> list[ScaleLevel]:
    return [ScaleLevel(score=score, label=f"Level {score}", descriptor=f"It means {score}.") for score in range(4)]


def _contacts() -> list[Contact]:
    return [Contact(position=0, name="Planted Contact", email="planted.contact@example.org", phone="01632 960123")]


class ChallengeFactory(MarketFactory):
    """A draft of a checked council.

    Traits: ``complete`` (a draft that lacks nothing), and with all of that ``in_review``, ``scheduled``, ``open``,
    ``closed``, ``withdrawn``. ``lead`` and ``partner`` are organisations.
    """

    class Meta:
        model = Challenge

    class Params:
        lead = factory.LazyFunction(council)
        partner = None
        complete = factory.Trait(
            **TEXTS,
            budget=50_000_00,
            months=6,
            route=Route.BELOW_THRESHOLD_OPEN,
            has_lots=False,
            restricts_who_may_tender=False,
            questions_close_at=NOW + timedelta(days=20),
            answers_due_at=NOW + timedelta(days=25),
            closes_at=NOW + timedelta(days=40),
            decision_expected_on=date(2027, 5, 20),
            contract_starts_on=date(2027, 6, 20),
            price_method=PriceMethod.PUBLISHED_RANGE,
            price_weight=Decimal(20),
            price_minimum=30_000_00,
            price_maximum=50_000_00,
            tie_rule=TieRule.HEAVIEST_CRITERION,
            conflicts_assessed_on=date(2027, 2, 20),
            intellectual_property=IntellectualProperty.SUPPLIER_OWNS,
            readiness_from=4,
            readiness_to=7,
            questions=factory.LazyFunction(_questions),
            criteria=factory.LazyFunction(_criteria),
            scale=factory.LazyFunction(_scale),
            contacts=factory.LazyFunction(_contacts),
        )
        in_review = factory.Trait(complete=True, stage=ChallengeStage.IN_REVIEW, submitted_at=NOW - timedelta(days=1))
        scheduled = factory.Trait(complete=True, stage=ChallengeStage.PUBLISHED, opens_at=NOW + timedelta(days=2))
        open = factory.Trait(complete=True, stage=ChallengeStage.PUBLISHED, opens_at=NOW - timedelta(days=2))
        closed = factory.Trait(
            complete=True,
            stage=ChallengeStage.PUBLISHED,
            opens_at=NOW - timedelta(days=60),
            questions_close_at=NOW - timedelta(days=30),
            answers_due_at=NOW - timedelta(days=25),
            closes_at=NOW - timedelta(days=10),
        )
        withdrawn = factory.Trait(
            complete=True,
            stage=ChallengeStage.WITHDRAWN,
            opens_at=NOW - timedelta(days=9),
            withdrawn_at=NOW - timedelta(days=3),
            withdrawal_reason="The river was moved.",
        )

    id = factory.LazyFunction(uuid4)
    reference = factory.LazyFunction(lambda: f"PG-2027-{next(_numbers):04}")
    title = "Know the flood before it comes"
    stage = ChallengeStage.DRAFT
    version = None
    summary = problem = outcomes = affected = constraints = eligibility = sme_measures = conflicts_note = ""
    lots_reason = budget_note = route_reason = intellectual_property_note = withdrawal_reason = ""
    created_at = NOW - timedelta(days=90)
    updated_at = NOW - timedelta(days=5)
    parties = factory.LazyAttribute(lambda o: _parties(o.lead, o.partner))
    questions = factory.LazyFunction(list)
    criteria = factory.LazyFunction(list)
    scale = factory.LazyFunction(list)
    documents = factory.LazyFunction(list)
    contacts = factory.LazyFunction(list)

    @classmethod
    def _build(cls, model_class: type[Challenge], *args: Any, **kwargs: Any) -> Challenge:
        kwargs["version"] = kwargs["version"] or 1
        return super()._build(model_class, *args, **kwargs)  # type: ignore[no-any-return]

    @classmethod
    def _create(cls, model_class: type[Challenge], *args: Any, **kwargs: Any) -> Challenge:
        kwargs.pop("version")
        challenge: Challenge = super()._create(model_class, *args, **kwargs)
        if challenge.opens_at is not None:
            freeze(challenge)
        return challenge


def freeze(challenge: Challenge) -> ChallengeVersion:
    """Put the first version of a published challenge into the test's session."""
    content = content_of(challenge)
    version = ChallengeVersion(
        challenge_id=challenge.id, number=1, content=content, sha256=fingerprint(content), created_at=NOW
    )
    session = _current_session()
    session.add(version)
    session.flush()
    return version


def attach(challenge: Challenge, content: bytes = b"Annex", *, title: str = "Annex") -> ChallengeDocument:
    """Attach a text file to a challenge whose documents are loaded; the bytes lie nowhere."""
    from hashlib import sha256

    stored = StoredFile(
        id=uuid4(),
        name=f"{title.lower()}.txt",
        media_type="text/plain",
        size=len(content),
        sha256=sha256(content).hexdigest(),
        created_at=NOW,
    )
    document = ChallengeDocument(
        id=uuid4(), file=stored, file_id=stored.id, title=title, position=len(challenge.documents)
    )
    challenge.documents.append(document)
    return document
