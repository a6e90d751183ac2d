"""London's clock: instants are UTC, days and deadlines are London's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import LONDON, add_days, london_day, london_instant, long_day, utc_now
from app.core.errors import DomainError

DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
SUNDAY = 6
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@given(DAYS, TIMES)
def test_an_instant_shows_the_day_and_time_it_was_made_from(day: date, at: time) -> None:
    changes = day.month in (3, 10) and day.weekday() == SUNDAY and at.hour == 1
    if changes and is_last_week(day):
        with pytest.raises(DomainError) as refused:
            london_instant(day, at, field="closes_on")
        assert refused.value.field == "closes_on"
    else:
        instant = london_instant(day, at)
        local = instant.astimezone(LONDON)
        assert (instant.tzinfo, local.date(), local.time()) == (UTC, day, at)
        assert london_day(instant) == day


def is_last_week(day: date) -> bool:
    """Say whether a week later it is another month."""
    return (day + timedelta(days=7)).month != day.month


@pytest.mark.parametrize(
    ("day", "at", "said"),
    [
        (date(2027, 3, 28), time(1, 0), "does not exist"),
        (date(2027, 3, 28), time(1, 59), "does not exist"),
        (date(2026, 10, 25), time(1, 0), "happens twice"),
        (date(2026, 10, 25), time(1, 59), "happens twice"),
    ],
)
def test_hours_that_clocks_skip_or_repeat_are_refused(day: date, at: time, said: str) -> None:
    with pytest.raises(DomainError, match=said) as refused:
        london_instant(day, at)
    assert refused.value.message.endswith("Choose another time.")


@pytest.mark.parametrize(
    ("day", "at", "instant"),
    [
        (date(2027, 3, 28), time(0, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(0, 59), datetime(2026, 10, 24, 23, 59, tzinfo=UTC)),
        (date(2026, 10, 25), time(2, 0), datetime(2026, 10, 25, 2, 0, tzinfo=UTC)),
        (date(2027, 7, 1), time(0, 30), datetime(2027, 6, 30, 23, 30, tzinfo=UTC)),
    ],
)
def test_the_hours_beside_them_are_not(day: date, at: time, instant: datetime) -> None:
    assert london_instant(day, at) == instant


def test_days_are_whole_ones_whatever_clocks_do() -> None:
    before = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)
    assert add_days(before, 25) - before == timedelta(days=25)


def test_now_is_aware() -> None:
    assert utc_now().utcoffset() == timedelta(0)


def test_a_day_in_words() -> None:
    assert long_day(date(2026, 11, 3)) == "3 November 2026"
