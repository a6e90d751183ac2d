"""Ready-made beginnings of a draft: questions, criteria and a scale that a council adapts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy.orm import Session

from app.challenges.models import Challenge, Criterion, Question, ScaleLevel
from app.challenges.services.drafting import create
from app.challenges.states import IntellectualProperty, TieRule
from app.core.policy import Actor
from app.organisations.models import Organisation
from app.rules.price import PriceMethod
from app.rules.regimes import Route

USUAL_SCALE = (
    ("Not answered", "No answer, or nothing in it meets what was asked."),
    ("Poor", "Meets little of what was asked; serious doubts remain."),
    ("Limited", "Meets some of what was asked; several doubts remain."),
    ("Good enough", "Meets what was asked; small doubts remain."),
    ("Good", "Meets what was asked with evidence; no doubts remain."),
    ("Excellent", "Goes beyond what was asked in ways that matter, with strong evidence."),
)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A beginning.

    Attributes:
        questions: Text, guidance and word limit of each.
        criteria: Name, description, weight in per cent and minimum score of each.
    """

    name: str
    hint: str
    route: Route
    price_method: PriceMethod
    price_weight: Decimal
    questions: tuple[tuple[str, str, int], ...]
    criteria: tuple[tuple[str, str, Decimal, int | None], ...]


_APPROACH = (
    "What will you do, and why will it work?",
    "Your idea, what is new about it, what evidence you have that it works, and what you have not solved yet.",
    600,
)
_USE = ("How will people use it?", "Who uses it, what changes for them, and how you will find out.", 400)
_TEAM = ("Who will do the work?", "The people, their time on this, and one thing each has done that is like it.", 300)
_PLAN = ("What happens when?", "Steps with dates, what you need from the council, and what could go wrong.", 400)

SKELETONS: Mapping[str, Skeleton] = MappingProxyType(
    {
        "pilot": Skeleton(
            "A small pilot at a fixed price",
            "Below the threshold, open to everybody, four questions, quality only",
            Route.BELOW_THRESHOLD_OPEN,
            PriceMethod.FIXED_PRICE,
            Decimal(0),
            (_APPROACH, _USE, _TEAM, _PLAN),
            (
                ("How well it solves the problem", "Fit with the outcomes; evidence that it works.", Decimal(45), 3),
                ("How well people can use it", "Ease for those affected; accessibility.", Decimal(30), None),
                ("Likelihood of delivery", "Team, plan, honest view of risks.", Decimal(25), 2),
            ),
        ),
        "phased": Skeleton(
            "Phased research and development",
            "Concept, prototype, test; a published price range; five questions",
            Route.RD_EXEMPT_PHASED,
            PriceMethod.PUBLISHED_RANGE,
            Decimal(20),
            (
                _APPROACH,
                _USE,
                ("What will you learn in each phase?", "The question each phase answers and how you measure it.", 500),
                _TEAM,
                _PLAN,
            ),
            (
                ("Innovation", "What goes beyond what can be bought today.", Decimal(30), 3),
                ("Benefit to residents", "Size and likelihood of the outcomes asked for.", Decimal(30), None),
                ("Quality of the plan", "Phases, measures, risks, team.", Decimal(20), 2),
            ),
        ),
    }
)


def begin(
    session: Session, key: str, *, title: str, organisation: Organisation, actor: Actor, now: datetime
) -> Challenge:
    """Begin a draft from a skeleton; an unknown key gives an empty draft with the usual scale.

    Raises:
        DomainError: The organisation is not a buyer.
    """
    challenge = create(session, title=title, organisation=organisation, actor=actor, now=now)
    challenge.scale = [
        ScaleLevel(score=score, label=label, descriptor=text) for score, (label, text) in enumerate(USUAL_SCALE)
    ]
    skeleton = SKELETONS.get(key)
    if skeleton is not None:
        challenge.route = skeleton.route
        challenge.price_method = skeleton.price_method
        challenge.price_weight = skeleton.price_weight
        challenge.tie_rule = TieRule.HEAVIEST_CRITERION
        challenge.intellectual_property = IntellectualProperty.SUPPLIER_OWNS
        challenge.questions = [
            Question(position=i, text=text, guidance=guidance, word_limit=words)
            for i, (text, guidance, words) in enumerate(skeleton.questions)
        ]
        challenge.criteria = [
            Criterion(position=i, name=name, description=text, weight=weight, minimum_score=least)
            for i, (name, text, weight, least) in enumerate(skeleton.criteria)
        ]
    session.flush()
    return challenge
