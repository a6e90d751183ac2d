"""How long suppliers must be given."""

from __future__ import annotations

from datetime import date, timedelta

from app.rules.regimes import ROUTES, Route


def earliest_closing_day(published_on: date, route: Route) -> date:
    """Return the first day on which a challenge published on ``published_on`` may close.

    The period begins the day after publication, in calendar days, and the closing day is its last day. Tenders come in
    electronically and every document is published with the notice, so 25 days is the shortest minimum that applies.

    Source: Procurement Act 2023, s. 54(3) to (5); below the threshold s. 87(6) asks only what is reasonable.
    """
    return published_on + timedelta(days=ROUTES[route].minimum_days)


def minimum_days(route: Route) -> int:
    """Return how many days a challenge stays open at least: the law's minimum, or ours where that is longer."""
    return max(ROUTES[route].minimum_days, REASONABLE_DAYS)


REASONABLE_DAYS = 14  # ours, not the law's: less than two weeks shuts out firms without a bid team
QUESTIONS_CLOSE_BEFORE = timedelta(days=3)  # ours: an answer must be of use to those who write
