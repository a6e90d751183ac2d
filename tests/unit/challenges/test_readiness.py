"""What stands between a draft and its publication: each blocker comes and goes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from app.challenges.forms.rows import ContactForm, CriterionForm, QuestionForm
from app.challenges.forms.sections import SECTION_FORMS
from app.challenges.models import Challenge, Criterion
from app.challenges.services.readiness import Blocker, list_blockers
from app.challenges.states import Section, TieRule
from app.core.clock import LONDON
from app.organisations.states import Verification
from app.rules.price import PriceMethod
from app.rules.regimes import ROUTES, Route
from tests.factories.challenges import NOW, ChallengeFactory

LAW = "Procurement Act 2023, "
S = Section


def blockers_of(challenge: Challenge, opens_at: datetime = NOW) -> list[Blocker]:
    return list_blockers(challenge, opens_at=opens_at, now=NOW)


def complete(**facts: Any) -> Challenge:
    challenge: Challenge = ChallengeFactory.build(complete=True, **facts)
    return challenge


@dataclass(frozen=True)
class Gap:
    """Something missing or wrong: what makes it so, and the blocker that must come of it."""

    facts: dict[str, Any]
    section: Section
    field: str
    by_law: bool = False


GAPS = {
    "no summary": Gap({"summary": " "}, S.PROBLEM, "summary"),
    "no problem": Gap({"problem": ""}, S.PROBLEM, "problem"),
    "no outcomes": Gap({"outcomes": "\n"}, S.PROBLEM, "outcomes"),
    "nobody affected": Gap({"affected": ""}, S.PROBLEM, "affected"),
    "no constraints": Gap({"constraints": ""}, S.PROBLEM, "constraints"),
    "no budget": Gap({"budget": None}, S.BUDGET, "budget", by_law=True),
    "no length": Gap({"months": None}, S.BUDGET, "months"),
    "no route": Gap({"route": None}, S.ROUTE, "route", by_law=True),
    "above the threshold": Gap({"budget": 207_720_00}, S.ROUTE, "route", by_law=True),
    "no word on lots": Gap({"has_lots": None}, S.ROUTE, "lots_reason", by_law=True),
    "no lots and no reason": Gap({"lots_reason": " "}, S.ROUTE, "lots_reason", by_law=True),
    "no deadline": Gap({"closes_at": None}, S.DATES, "closes_on", by_law=True),
    "deadline now": Gap({"closes_at": NOW}, S.DATES, "closes_on"),
    "deadline past": Gap({"closes_at": NOW - timedelta(days=1)}, S.DATES, "closes_on"),
    "no end of questions": Gap({"questions_close_at": None}, S.DATES, "questions_close_on"),
    "questions close now": Gap({"questions_close_at": NOW}, S.DATES, "questions_close_on"),
    "questions close late": Gap(
        {"questions_close_at": NOW + timedelta(days=37, microseconds=1)}, S.DATES, "questions_close_on"
    ),
    "no day of decision": Gap({"decision_expected_on": None}, S.DATES, "decision_expected_on"),
    "decision on the day of the deadline": Gap(
        {"decision_expected_on": date(2027, 4, 11)}, S.DATES, "decision_expected_on"
    ),
    "contract before the decision": Gap({"contract_starts_on": date(2027, 5, 20)}, S.DATES, "contract_starts_on"),
    "nobody may propose": Gap({"eligibility": ""}, S.ELIGIBILITY, "eligibility"),
    "no word on conditions": Gap(
        {"restricts_who_may_tender": None}, S.ELIGIBILITY, "restricts_who_may_tender", by_law=True
    ),
    "conditions below the threshold": Gap(
        {"restricts_who_may_tender": True}, S.ELIGIBILITY, "restricts_who_may_tender", by_law=True
    ),
    "no questions": Gap({"questions": []}, S.QUESTIONS, "text"),
    "no criteria": Gap({"criteria": []}, S.CRITERIA, "name", by_law=True),
    "no scale": Gap({"scale": []}, S.CRITERIA, "scale", by_law=True),
    "weights of 99.99%": Gap({"price_weight": Decimal("19.99")}, S.CRITERIA, "weights", by_law=True),
    "weights of 100.01%": Gap({"price_weight": Decimal("20.01")}, S.CRITERIA, "weights", by_law=True),
    "no price method": Gap({"price_method": None}, S.PRICE, "price_method", by_law=True),
    "no range": Gap({"price_minimum": None}, S.PRICE, "price_minimum", by_law=True),
    "half a range": Gap({"price_maximum": None}, S.PRICE, "price_minimum", by_law=True),
    "a fixed price with weight": Gap({"price_method": PriceMethod.FIXED_PRICE}, S.PRICE, "price_weight", by_law=True),
    "no tie rule": Gap({"tie_rule": None}, S.PRICE, "tie_rule", by_law=True),
    "small firms forgotten": Gap({"sme_measures": ""}, S.FAIRNESS, "sme_measures", by_law=True),
    "no conflicts assessment": Gap({"conflicts_assessed_on": None}, S.FAIRNESS, "conflicts_assessed_on", by_law=True),
    "an empty conflicts assessment": Gap({"conflicts_note": " "}, S.FAIRNESS, "conflicts_assessed_on", by_law=True),
    "conflicts assessed tomorrow": Gap(
        {"conflicts_assessed_on": date(2027, 3, 3)}, S.FAIRNESS, "conflicts_assessed_on"
    ),
    "conflicts assessed long ago": Gap(
        {"conflicts_assessed_on": date(2026, 2, 28)}, S.FAIRNESS, "conflicts_assessed_on", by_law=True
    ),
    "lots, but which": Gap({"has_lots": True, "lots_reason": ""}, S.ROUTE, "lots_reason", by_law=True),
    "a range above the budget": Gap({"budget": 1_00}, S.PRICE, "price_maximum", by_law=True),
    "phased research without a reason": Gap(
        {"route": Route.RD_EXEMPT_PHASED, "route_reason": " "}, S.ROUTE, "route_reason", by_law=True
    ),
    "a prize without a reason": Gap({"route": Route.PRIZE, "route_reason": ""}, S.ROUTE, "route_reason", by_law=True),
    "nobody owns it": Gap({"intellectual_property": None}, S.INNOVATION, "intellectual_property"),
    "no contact": Gap({"contacts": []}, S.CONTACTS, "name"),
}


def test_a_complete_draft_has_no_blockers() -> None:
    assert blockers_of(complete()) == []


@pytest.mark.parametrize("name", GAPS)
def test_a_gap_is_one_blocker_at_its_place_with_its_source(name: str) -> None:
    gap = GAPS[name]
    (blocker,) = blockers_of(complete(**gap.facts))
    assert (blocker.section, blocker.field) == (gap.section, gap.field)
    assert (LAW in blocker.source) is gap.by_law
    assert blocker.message[0].isupper()
    assert blocker.message.endswith(".")


SOURCES = {
    "lots_reason": ({"has_lots": None}, "s. 18", "s. 18"),
    "sme_measures": ({"sme_measures": ""}, "s. 12(4)", "s. 86"),
    "conflicts_assessed_on": ({"conflicts_assessed_on": None}, "ss. 81 to 83", "ss. 81 to 83"),
    "closes_on": ({"closes_at": None}, "s. 54", "s. 87(6)"),
    "restricts_who_may_tender": ({"restricts_who_may_tender": None}, "s. 22", "s. 85"),
}
BINDS_BELOW = {"sme_measures", "closes_on", "restricts_who_may_tender"}


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("field", SOURCES)
def test_the_act_is_cited_where_it_binds_and_followed_elsewhere(route: Route, field: str) -> None:
    facts, covered, below = SOURCES[field]
    found = blockers_of(complete(route=route, route_reason="Because.", **facts))
    (source,) = [blocker.source for blocker in found if blocker.field == field]
    if ROUTES[route].is_covered:
        assert source == f"{LAW}{covered}"
    elif ROUTES[route].below_threshold_only and field in BINDS_BELOW:
        assert source == f"{LAW}{below}"
    else:
        assert source == f"Rule of this service, following {LAW}{covered}"


def test_a_lower_price_decides_no_tie_at_a_fixed_price() -> None:
    criteria = [Criterion(name="n", description="d", weight=Decimal(100), position=0)]
    facts = {"price_method": PriceMethod.FIXED_PRICE, "price_weight": None, "criteria": criteria}
    (blocker,) = blockers_of(complete(tie_rule=TieRule.LOWER_PRICE, **facts))
    assert (blocker.section, blocker.field) == (S.PRICE, "tie_rule")
    assert blockers_of(complete(tie_rule=TieRule.DRAWING_LOTS, **facts)) == []


def test_an_empty_draft_names_every_section_that_has_to_be_written() -> None:
    challenge: Challenge = ChallengeFactory.build()
    blockers = blockers_of(challenge)
    assert {blocker.section for blocker in blockers} == set(Section) - {Section.DOCUMENTS}
    fields = [blocker.field for blocker in blockers if blocker.section is Section.DATES]
    assert fields == ["closes_on", "questions_close_on", "decision_expected_on"]


@pytest.mark.parametrize("name", GAPS)
def test_the_field_of_a_blocker_can_be_gone_to(name: str) -> None:
    gap = GAPS[name]
    lists = {S.QUESTIONS: QuestionForm, S.CRITERIA: CriterionForm, S.CONTACTS: ContactForm}
    names = set(dir(SECTION_FORMS.get(gap.section) or lists[gap.section])) | {"scale", "weights"}
    assert gap.field in names


def test_a_minimum_score_must_be_on_the_scale() -> None:
    challenge = complete()
    challenge.criteria[0].minimum_score = 4
    (blocker,) = blockers_of(challenge)
    assert blocker.field == "minimum_score"
    assert "“Fit” is 4" in blocker.message
    challenge.criteria[0].minimum_score = 3
    assert blockers_of(challenge) == []


def test_a_criterion_says_what_evaluators_look_for() -> None:
    challenge = complete()
    challenge.criteria[1].description = " \n"
    (blocker,) = blockers_of(challenge)
    assert (blocker.section, blocker.field) == (S.CRITERIA, "description")


def test_one_level_is_no_scale() -> None:
    challenge = complete()
    challenge.scale = challenge.scale[2:3]
    assert [blocker.field for blocker in blockers_of(challenge)] == ["scale"]


@pytest.mark.parametrize(
    ("weights", "price", "words"),
    [
        (("50", "30"), "15", "95%"),
        (("33.33", "33.33"), "33.34", None),
        (("33.33", "33.33"), "33.33", "99.99%"),
        (("100",), None, None),
        (("60",), "0", "60%"),
        (("99.5",), "10.25", "109.75%"),
    ],
)
def test_weights_add_up_to_the_hundredth(weights: tuple[str, ...], price: str | None, words: str | None) -> None:
    criteria = [Criterion(name="n", description="d", weight=Decimal(w), position=n) for n, w in enumerate(weights)]
    method = PriceMethod.RELATIVE_TO_LOWEST if price and Decimal(price) else PriceMethod.FIXED_PRICE
    challenge = complete(criteria=criteria, price_method=method, price_weight=Decimal(price) if price else None)
    found = [blocker.message for blocker in blockers_of(challenge)]
    assert found == (
        [] if words is None else [f"The weights of quality and price must add up to 100%. They add up to {words}."]
    )


def test_a_weighted_price_needs_a_weight() -> None:
    challenge = complete(price_weight=None, criteria=[Criterion(name="n", description="d", weight=Decimal(100))])
    assert [blocker.field for blocker in blockers_of(challenge)] == ["price_weight"]


@pytest.mark.parametrize("budget", [1, 207_719_99])
def test_just_below_the_threshold_is_below(budget: int) -> None:
    assert [blocker for blocker in blockers_of(complete(budget=budget)) if blocker.section is S.ROUTE] == []


@pytest.mark.parametrize(
    ("route", "is_refused"),
    [(route, ROUTES[route].below_threshold_only) for route in Route],
)
def test_which_routes_stop_at_the_threshold(route: Route, is_refused: bool) -> None:
    found = blockers_of(complete(route=route, budget=500_000_00))
    assert any(blocker.field == "route" for blocker in found) is is_refused


def test_the_threshold_is_that_of_the_day_of_publication() -> None:
    opens = datetime(2025, 6, 2, 9, tzinfo=UTC)
    shift = opens - NOW
    facts = {name: getattr(complete(), name) + shift for name in ("questions_close_at", "answers_due_at", "closes_at")}
    before = complete(
        budget=210_000_00,
        conflicts_assessed_on=date(2025, 5, 1),
        decision_expected_on=date(2025, 9, 1),
        contract_starts_on=date(2025, 10, 1),
        **facts,
    )
    assert list_blockers(before, opens_at=opens, now=opens) == []
    (blocker,) = blockers_of(complete(budget=210_000_00))
    assert "SI 2025/1200" in blocker.source


@pytest.mark.parametrize("route", Route)
@pytest.mark.parametrize("days", [13, 14, 24, 25])
def test_each_route_gives_firms_its_days(route: Route, days: int) -> None:
    closes = datetime(2027, 3, 2, 23, 0, tzinfo=LONDON) + timedelta(days=days)
    challenge = complete(route=route, closes_at=closes, questions_close_at=NOW + timedelta(days=3), answers_due_at=None)
    late = [blocker for blocker in blockers_of(challenge) if blocker.field == "closes_on"]
    needed = max(14, ROUTES[route].minimum_days)
    assert len(late) == (days < needed)
    if late and days < ROUTES[route].minimum_days:
        assert late[0].source == f"{LAW}s. 54"
        assert "27 March 2027: 25 days after publication" in late[0].message
    elif late:
        assert "16 March 2027" in late[0].message


def test_days_are_counted_on_london_calendars_across_summer_time() -> None:
    # 25 days after 20 March is 14 April, though one of those days has 23 hours.
    opens = datetime(2027, 3, 20, 23, 30, tzinfo=LONDON)
    facts: dict[str, Any] = {
        "route": Route.OPEN_PROCEDURE,
        "questions_close_at": opens + timedelta(days=5),
        "answers_due_at": None,
    }
    in_time = complete(closes_at=datetime(2027, 4, 14, 0, 30, tzinfo=LONDON), **facts)
    a_day_early = complete(closes_at=datetime(2027, 4, 13, 23, 59, tzinfo=LONDON), **facts)
    assert blockers_of(in_time, opens) == []
    assert [blocker.field for blocker in blockers_of(a_day_early, opens)] == ["closes_on"]


def test_a_later_opening_can_make_a_deadline_too_short() -> None:
    challenge = complete()
    assert blockers_of(challenge, NOW + timedelta(days=15)) == []
    fields = {blocker.field for blocker in blockers_of(challenge, NOW + timedelta(days=30))}
    assert fields == {"closes_on", "questions_close_on"}


def test_questions_may_close_exactly_three_days_before() -> None:
    challenge = complete(questions_close_at=NOW + timedelta(days=37), answers_due_at=NOW + timedelta(days=39))
    assert blockers_of(challenge) == []


@pytest.mark.parametrize("route", Route)
def test_conditions_are_for_routes_that_allow_them(route: Route) -> None:
    found = blockers_of(complete(route=route, restricts_who_may_tender=True))
    assert any(b.field == "restricts_who_may_tender" for b in found) is not ROUTES[route].may_restrict


def test_a_question_to_the_market_needs_no_money_and_no_criteria() -> None:
    challenge = complete(
        route=Route.ENGAGEMENT_ONLY,
        budget=None,
        months=None,
        criteria=[],
        scale=[],
        price_method=None,
        price_weight=None,
        tie_rule=None,
        intellectual_property=None,
    )
    assert blockers_of(challenge) == []


@pytest.mark.parametrize(
    ("shares", "is_ready"), [((30_000_00, 20_000_00), True), ((30_000_00, 19_999_99), False), ((None, None), True)]
)
def test_shares_add_up_to_the_penny(shares: tuple[int | None, int | None], is_ready: bool) -> None:
    challenge = complete(partner=ChallengeFactory.build().lead.organisation)
    challenge.parties[0].share, challenge.parties[1].share = shares
    assert (blockers_of(challenge) == []) is is_ready


@pytest.mark.parametrize("verification", Verification)
def test_only_a_checked_council_publishes(verification: Verification) -> None:
    challenge = complete()
    challenge.lead.organisation.verification = verification
    assert (blockers_of(challenge) == []) is (verification is Verification.VERIFIED)


@pytest.mark.parametrize(
    "act", [lambda c: setattr(c, "summary", ""), lambda c: c.contacts.clear(), lambda c: setattr(c, "tie_rule", None)]
)
def test_looking_changes_nothing(act: Callable[[Challenge], None]) -> None:
    challenge = complete()
    act(challenge)
    assert blockers_of(challenge) == blockers_of(challenge)
