"""When daily messages go out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.clock import LONDON
from app.notifications.services.digests import last_digest_instant

INSTANTS = st.integers(0, 10 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2027, 1, 5, 7, 29, tzinfo=UTC), datetime(2027, 1, 4, 7, 30, tzinfo=UTC)),
        (datetime(2027, 1, 5, 7, 30, tzinfo=UTC), datetime(2027, 1, 5, 7, 30, tzinfo=UTC)),
        (datetime(2027, 7, 5, 6, 30, tzinfo=UTC), datetime(2027, 7, 5, 6, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), datetime(2027, 3, 27, 7, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 6, 30, tzinfo=UTC), datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),
        (datetime(2027, 3, 28, 23, 0, tzinfo=UTC), datetime(2027, 3, 28, 6, 30, tzinfo=UTC)),
        (datetime(2027, 10, 31, 7, 0, tzinfo=UTC), datetime(2027, 10, 30, 6, 30, tzinfo=UTC)),
    ],
)
def test_half_past_seven_in_london(now, expected):
    assert last_digest_instant(now) == expected


@given(INSTANTS)
def test_it_is_the_latest_one_that_is_over(now):
    found = last_digest_instant(now)
    assert found <= now < found + timedelta(hours=25)
    assert (found.astimezone(LONDON).hour, found.astimezone(LONDON).minute) == (7, 30)
