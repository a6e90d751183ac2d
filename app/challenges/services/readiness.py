"""What stands between a draft and its publication: one list, each entry with its section, field and source. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.challenges.models import Challenge
from app.challenges.states import Section, TieRule
from app.core.clock import london_day, long_day
from app.core.money import format_pounds
from app.rules import periods, thresholds
from app.rules.price import EXPLANATIONS
from app.rules.regimes import ROUTES, Route, RouteRule

ACT = "Procurement Act 2023, "
HOUSE = "Rule of this service"
CONFLICTS_GOOD_FOR = timedelta(days=366)  # the Act asks to keep it under review


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing to put right before publication.

    Attributes:
        field: The form field to go to within the section.
        message: What is wrong and what to do, as a sentence.
        source: The rule behind it.
    """

    section: Section
    field: str
    message: str
    source: str = HOUSE


def list_blockers(challenge: Challenge, *, opens_at: datetime, now: datetime) -> list[Blocker]:
    """Return everything that keeps the challenge from being published at ``opens_at``, in the order of its sections.

    Args:
        challenge: Loaded whole.
        opens_at: When it would open; ``now`` for at once. Aware.
        now: The present moment. Aware.
    """
    checks = (_problem, _budget, _route, _dates, _eligibility, _questions, _criteria, _price, _fairness, _innovation)
    found = [blocker for check in checks for blocker in check(challenge, opens_at, now)]
    if not challenge.contacts:
        found.append(
            Blocker(Section.CONTACTS, "name", "Add a person inside the council who answers for this challenge.")
        )
    if not challenge.lead.organisation.is_verified:
        found.append(
            Blocker(
                Section.CONTACTS,
                "name",
                f"{challenge.lead.organisation.name} has not been verified yet. An administrator of this service has "
                "to check it before it can publish.",
            )
        )
    return found


def _source(challenge: Challenge, covered: str, below: str = "") -> str:
    """Return the rule behind a demand on the route chosen: the Act where it binds, else ours that follows it."""
    rule = ROUTES[challenge.route] if challenge.route else None
    if rule is None:
        return HOUSE
    if rule.is_covered:
        return ACT + covered
    if rule.below_threshold_only and below:
        return ACT + below
    return f"{HOUSE}, following {ACT}{covered}"


def _text(challenge: Challenge, section: Section, **messages: str) -> Iterator[Blocker]:
    for field, message in messages.items():
        if not str(getattr(challenge, field) or "").strip():
            yield Blocker(section, field, message)


def _problem(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    yield from _text(
        challenge,
        Section.PROBLEM,
        summary="Enter a summary: one or two sentences that a firm reads first.",
        problem="Describe the problem.",
        outcomes="Enter the outcomes you want, so that a firm knows what success is.",
        affected="Enter who is affected by the problem.",
        constraints="Enter the constraints that a solution has to respect, or say that there are none.",
    )


def _budget(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if challenge.budget is None and challenge.route is not Route.ENGAGEMENT_ONLY:
        yield Blocker(
            Section.BUDGET,
            "budget",
            "Enter the most you could pay, with VAT, options and prizes.",
            ACT + "ss. 4 and 123(2) and Schedule 3",
        )
    if challenge.months is None and challenge.route is not Route.ENGAGEMENT_ONLY:
        yield Blocker(Section.BUDGET, "months", "Enter for how many months the contract or pilot would run.")
    shares = [party.share for party in challenge.parties if party.share is not None]
    if shares and challenge.budget is not None and sum(shares) != challenge.budget:
        yield Blocker(
            Section.BUDGET,
            "budget",
            f"The shares of the councils add up to {format_pounds(sum(shares))}, but the budget is "
            f"{format_pounds(challenge.budget)}. They must be equal.",
        )


def _route(challenge: Challenge, opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if challenge.route is None:
        yield Blocker(Section.ROUTE, "route", "Choose the route by which you will buy.", ACT + "ss. 19 to 21")
    else:
        yield from _threshold(challenge, ROUTES[challenge.route], opens_at)
    if challenge.has_lots is None:
        message = "Say whether the challenge is divided into lots."
    elif not challenge.lots_reason.strip():
        message = "Say what the lots are." if challenge.has_lots else "Say why the challenge is not divided into lots."
    else:
        return
    yield Blocker(Section.ROUTE, "lots_reason", message, _source(challenge, "s. 18"))


def _threshold(challenge: Challenge, rule: RouteRule, opens_at: datetime) -> Iterator[Blocker]:
    day = london_day(opens_at)
    limit = thresholds.threshold_on(day)
    is_above = challenge.budget is not None and thresholds.is_above_threshold(challenge.budget, on=day)
    if rule.below_threshold_only and is_above:
        yield Blocker(
            Section.ROUTE,
            "route",
            f"A budget of {format_pounds(challenge.budget or 0)} is not below the threshold of "
            f"{format_pounds(limit.goods_and_services)}. Choose a route for contracts above the threshold.",
            limit.source,
        )
    if rule.must_be_explained and not challenge.route_reason.strip():
        yield Blocker(Section.ROUTE, "route_reason", rule.must_be_explained, rule.source)


def _dates(challenge: Challenge, opens_at: datetime, now: datetime) -> Iterator[Blocker]:
    begins = max(opens_at, now)
    yield from _deadline(challenge, opens_at, begins)
    yield from _end_of_questions(challenge, begins)
    yield from _after_the_deadline(challenge)


def _deadline(challenge: Challenge, opens_at: datetime, begins: datetime) -> Iterator[Blocker]:
    if challenge.closes_at is None:
        yield Blocker(
            Section.DATES, "closes_on", "Enter the deadline for proposals.", _source(challenge, "s. 54", "s. 87(6)")
        )
    elif challenge.closes_at <= begins:
        yield Blocker(Section.DATES, "closes_on", "The deadline for proposals must be after the day of publication.")
    else:
        yield from _too_short(challenge, opens_at, challenge.closes_at)


def _end_of_questions(challenge: Challenge, begins: datetime) -> Iterator[Blocker]:
    questions, closes_at = challenge.questions_close_at, challenge.closes_at
    if questions is None:
        yield Blocker(Section.DATES, "questions_close_on", "Enter until when firms may ask questions.")
    elif questions <= begins:
        yield Blocker(Section.DATES, "questions_close_on", "Firms must be able to ask questions after publication.")
    elif closes_at is not None and begins < closes_at < questions + periods.QUESTIONS_CLOSE_BEFORE:
        yield Blocker(
            Section.DATES,
            "questions_close_on",
            "Questions must close at least three days before the deadline, so that answers are of use.",
        )


def _after_the_deadline(challenge: Challenge) -> Iterator[Blocker]:
    decision, closes_at = challenge.decision_expected_on, challenge.closes_at
    if decision is None:
        yield Blocker(Section.DATES, "decision_expected_on", "Enter when you expect to decide.")
    elif closes_at is not None and decision <= london_day(closes_at):
        yield Blocker(Section.DATES, "decision_expected_on", "The decision must come after the deadline.")
    starts = challenge.contract_starts_on
    if starts is not None and decision is not None and starts <= decision:
        yield Blocker(Section.DATES, "contract_starts_on", "The contract must start after the decision.")


def _too_short(challenge: Challenge, opens_at: datetime, closes_at: datetime) -> Iterator[Blocker]:
    if challenge.route is None:
        return
    published_on, closes_on = london_day(opens_at), london_day(closes_at)
    earliest = periods.earliest_closing_day(published_on, challenge.route)
    rule = ROUTES[challenge.route]
    if closes_on < earliest:
        yield Blocker(
            Section.DATES,
            "closes_on",
            f"The deadline must be on or after {long_day(earliest)}: {rule.minimum_days} days after publication.",
            ACT + "s. 54",
        )
        return
    reasonable = published_on + timedelta(days=periods.REASONABLE_DAYS)
    if closes_on < reasonable:
        yield Blocker(
            Section.DATES,
            "closes_on",
            f"The deadline must be on or after {long_day(reasonable)}: two weeks is the least that a small firm needs.",
            f"{HOUSE}, following {ACT}s. 87(6)" if rule.below_threshold_only else HOUSE,
        )


def _eligibility(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    yield from _text(challenge, Section.ELIGIBILITY, eligibility="Say who may propose, even where everybody may.")
    if challenge.restricts_who_may_tender is None:
        yield Blocker(
            Section.ELIGIBILITY,
            "restricts_who_may_tender",
            "Say whether you set conditions that a firm has to meet to take part.",
            _source(challenge, "s. 22", "s. 85"),
        )
    elif challenge.restricts_who_may_tender and challenge.route and not ROUTES[challenge.route].may_restrict:
        yield Blocker(
            Section.ELIGIBILITY,
            "restricts_who_may_tender",
            "On this route you cannot restrict who may propose by their suitability. Remove the conditions, or judge "
            "what matters by an award criterion.",
            ACT + "s. 85" if ROUTES[challenge.route].below_threshold_only else HOUSE,
        )


def _questions(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if not challenge.questions:
        yield Blocker(Section.QUESTIONS, "text", "Add at least one question for proposals to answer.")


def _criteria(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if challenge.route is Route.ENGAGEMENT_ONLY:
        return
    source = _source(challenge, "s. 23")
    if not challenge.criteria:
        yield Blocker(Section.CRITERIA, "name", "Add at least one award criterion for quality.", source)
    if len(challenge.scale) < 2:
        yield Blocker(Section.CRITERIA, "scale", "Set a scale with at least two scores and what each means.", source)
    total = challenge.quality_weight + (challenge.price_weight or Decimal(0))
    if challenge.criteria and total != 100:
        yield Blocker(
            Section.CRITERIA,
            "weights",
            f"The weights of quality and price must add up to 100%. They add up to {total.normalize():f}%.",
            source,
        )
    scores = {level.score for level in challenge.scale}
    for criterion in challenge.criteria:
        if criterion.minimum_score is not None and scores and criterion.minimum_score not in scores:
            yield Blocker(
                Section.CRITERIA,
                "minimum_score",
                f"The minimum score of “{criterion.name}” is {criterion.minimum_score}, which is not on the scale.",
                source,
            )
        if not criterion.description.strip():
            yield Blocker(
                Section.CRITERIA,
                "description",
                f"Say what evaluators look for under “{criterion.name}”, so that it is clear and measurable.",
                source,
            )


def _price(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if challenge.route is Route.ENGAGEMENT_ONLY:
        return
    source = _source(challenge, "s. 23(3)")
    if challenge.price_method is None:
        yield Blocker(Section.PRICE, "price_method", "Choose how price is scored.", source)
        return
    explained = EXPLANATIONS[challenge.price_method]
    if explained.is_weighted and not challenge.price_weight:
        yield Blocker(Section.PRICE, "price_weight", "Enter how many per cent of the total price counts.", source)
    if not explained.is_weighted and challenge.price_weight:
        yield Blocker(Section.PRICE, "price_weight", "With a fixed price, price has no weight. Set it to 0.", source)
    if explained.needs_range and (challenge.price_minimum is None or challenge.price_maximum is None):
        yield Blocker(Section.PRICE, "price_minimum", "Enter the lowest and the highest price of the range.", source)
    yield from _range(challenge)
    if challenge.tie_rule is None:
        yield Blocker(Section.PRICE, "tie_rule", "Choose what decides when totals are equal.", source)
    elif challenge.tie_rule is TieRule.LOWER_PRICE and not explained.is_weighted:
        yield Blocker(
            Section.PRICE, "tie_rule", "With a fixed price no price is lower. Choose another rule for ties.", source
        )


def _range(challenge: Challenge) -> Iterator[Blocker]:
    highest, budget = challenge.price_maximum, challenge.budget
    if highest is not None and budget is not None and highest > budget:
        yield Blocker(
            Section.PRICE,
            "price_maximum",
            f"The highest price of the range, {format_pounds(highest)}, is more than the most you could pay, "
            f"{format_pounds(budget)}. Lower it, or raise the budget.",
            ACT + "s. 4 and Schedule 3",
        )


def _fairness(challenge: Challenge, _opens_at: datetime, now: datetime) -> Iterator[Blocker]:
    if not challenge.sme_measures.strip():
        yield Blocker(
            Section.FAIRNESS,
            "sme_measures",
            "Say what keeps small firms from taking part and what you did about it.",
            _source(challenge, "s. 12(4)", "s. 86"),
        )
    if challenge.conflicts_assessed_on is None or not challenge.conflicts_note.strip():
        yield Blocker(
            Section.FAIRNESS,
            "conflicts_assessed_on",
            "Prepare a conflicts assessment and enter its date and what it found.",
            _source(challenge, "ss. 81 to 83"),
        )
    elif challenge.conflicts_assessed_on > london_day(now):
        yield Blocker(
            Section.FAIRNESS, "conflicts_assessed_on", "The conflicts assessment cannot be dated in the future."
        )
    elif challenge.conflicts_assessed_on < london_day(now) - CONFLICTS_GOOD_FOR:
        yield Blocker(
            Section.FAIRNESS,
            "conflicts_assessed_on",
            "The conflicts assessment is more than a year old. Review it and enter the date of the review.",
            _source(challenge, "s. 82"),
        )


def _innovation(challenge: Challenge, _opens_at: datetime, _now: datetime) -> Iterator[Blocker]:
    if challenge.intellectual_property is None and challenge.route is not Route.ENGAGEMENT_ONLY:
        yield Blocker(
            Section.INNOVATION, "intellectual_property", "Say who will own what is made, so that firms can price it."
        )
