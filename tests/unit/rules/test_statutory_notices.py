"""Which notice of the Act goes with an act here."""

from __future__ import annotations

import pytest

from app.rules.regimes import ROUTES, Route
from app.rules.statutory_notices import on_publishing, on_withdrawing

BELOW = Route.BELOW_THRESHOLD_OPEN


@pytest.mark.parametrize(
    ("route", "value", "section"),
    [
        (Route.OPEN_PROCEDURE, None, "s. 21"),
        (Route.COMPETITIVE_FLEXIBLE, 1, "s. 21"),
        (BELOW, 30_000_00, "s. 87(1)"),
        (BELOW, 29_999_99, ""),
        (BELOW, None, ""),
        (Route.ENGAGEMENT_ONLY, None, "s. 17"),
        (Route.RD_EXEMPT_PHASED, 500_000_00, ""),
        (Route.PRIZE, 500_000_00, ""),
        (None, 500_000_00, ""),
    ],
)
def test_the_notice_follows_from_route_and_value(route: Route | None, value: int | None, section: str) -> None:
    said = on_publishing(route, value)
    assert "Find a Tender" in said
    assert f"Procurement Act 2023, {section})" in said if section else "s. " not in said


@pytest.mark.parametrize("route", [None, *Route])
def test_only_a_covered_procurement_is_terminated_by_notice(route: Route | None) -> None:
    assert bool(on_withdrawing(route)) is (route is not None and ROUTES[route].is_covered)
