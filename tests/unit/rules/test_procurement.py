"""Thresholds, periods, routes and price methods, each against its source."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.periods import earliest_closing_day
from app.rules.places_and_sectors import REGIONS, SECTORS, region_name
from app.rules.price import EXPLANATIONS, PriceMethod
from app.rules.regimes import ROUTES, Route
from app.rules.thresholds import NEXT_CHANGE, THRESHOLDS, is_above_threshold, threshold_on

ACT = "Procurement Act 2023"


@pytest.mark.parametrize(
    ("day", "pounds"),
    [
        (date(2024, 1, 1), 214_904),
        (date(2025, 12, 31), 214_904),
        (date(2026, 1, 1), 207_720),
        (date(2027, 3, 2), 207_720),
    ],
)
def test_the_threshold_is_that_in_force_on_the_day(day: date, pounds: int) -> None:
    assert threshold_on(day).goods_and_services == pounds * 100
    assert is_above_threshold(pounds * 100, on=day)
    assert not is_above_threshold(pounds * 100 - 1, on=day)


def test_before_the_first_figure_nothing_is_guessed() -> None:
    with pytest.raises(ValueError, match="2023-12-31"):
        threshold_on(date(2023, 12, 31))


def test_figures_are_in_order_and_say_where_they_stand() -> None:
    days = [threshold.since for threshold in THRESHOLDS]
    assert days == sorted(set(days))
    assert days[-1] < NEXT_CHANGE
    for threshold in THRESHOLDS:
        assert ACT in threshold.source
        assert 0 < threshold.goods_and_services < threshold.works


@given(day=st.dates(date(2024, 1, 1), date(2030, 1, 1)), value=st.integers(0, 10**9))
def test_more_money_is_never_less_covered(day: date, value: int) -> None:
    assert is_above_threshold(value, on=day) <= is_above_threshold(value + 1, on=day)


@pytest.mark.parametrize(
    ("route", "days", "is_below_only", "may_restrict"),
    [
        (Route.BELOW_THRESHOLD_OPEN, 0, True, False),
        (Route.OPEN_PROCEDURE, 25, False, True),
        (Route.COMPETITIVE_FLEXIBLE, 25, False, True),
        (Route.RD_EXEMPT_PHASED, 0, False, True),
        (Route.PRIZE, 0, False, True),
        (Route.ENGAGEMENT_ONLY, 0, False, False),
    ],
)
def test_what_each_route_asks(route: Route, days: int, is_below_only: bool, may_restrict: bool) -> None:
    rule = ROUTES[route]
    assert (rule.minimum_days, rule.below_threshold_only, rule.may_restrict) == (days, is_below_only, may_restrict)
    assert earliest_closing_day(date(2027, 3, 2), route) == date(2027, 3, 2) + timedelta(days=days)


def test_the_period_begins_the_day_after_publication() -> None:
    # Published on 2 March: 3 March is the first day, 27 March the twenty-fifth.
    assert earliest_closing_day(date(2027, 3, 2), Route.OPEN_PROCEDURE) == date(2027, 3, 27)


def test_every_route_and_method_is_explained_with_its_source() -> None:
    assert set(ROUTES) == set(Route)
    assert set(EXPLANATIONS) == set(PriceMethod)
    for rule in ROUTES.values():
        assert ACT in rule.source
        assert rule.text.endswith(".")
    for explained in EXPLANATIONS.values():
        assert explained.text.endswith(".")
        assert explained.example.startswith("Example: ")


def test_only_methods_that_compare_bids_depend_on_others() -> None:
    compare = {PriceMethod.RELATIVE_TO_LOWEST, PriceMethod.LINEAR_FROM_LOWEST}
    assert {method for method, explained in EXPLANATIONS.items() if explained.depends_on_others} == compare
    assert not EXPLANATIONS[PriceMethod.FIXED_PRICE].is_weighted
    assert [m for m, explained in EXPLANATIONS.items() if explained.needs_range] == [PriceMethod.PUBLISHED_RANGE]


def test_regions_and_sectors() -> None:
    assert len(REGIONS) == 12
    assert all(code.startswith("TL") and len(code) == 3 for code in REGIONS)
    assert region_name("TLG") == "West Midlands"
    assert region_name("XX") == "XX"
    assert all(code.isidentifier() and len(code) <= 40 for code in SECTORS)
