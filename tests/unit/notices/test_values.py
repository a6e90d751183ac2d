"""Texts, instants, amounts and addresses out of anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.models import URL_MAX
from app.notices.services.values import (
    AMOUNT_MAX_HUNDREDTHS,
    Amount,
    amount,
    hundredths,
    instant,
    line,
    mapping,
    objects,
    paragraphs,
    web_address,
)

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None)
@given(ANYTHING)
def test_nothing_raises(value):
    instant(value)
    amount(value)
    amount({"amount": value, "amountGross": value, "currency": "GBP"})
    hundredths(value)
    web_address(value)
    line(value, 10)
    paragraphs(value, 10)
    mapping(value, "a", "b")
    list(objects(value, "a", "b"))
    list(objects(value))


@pytest.mark.parametrize(
    ("text", "at", "day_only"),
    [
        ("2027-03-15T12:00:00Z", datetime(2027, 3, 15, 12, tzinfo=UTC), False),
        ("2027-07-15T12:00:00+01:00", datetime(2027, 7, 15, 11, tzinfo=UTC), False),
        ("2027-07-15T12:00:00", datetime(2027, 7, 15, 11, tzinfo=UTC), False),
        ("2027-07-15", datetime(2027, 7, 14, 23, tzinfo=UTC), True),
        (" 2027-01-15 ", datetime(2027, 1, 15, tzinfo=UTC), True),
        ("2027-01-15T10:00:00.123456Z", datetime(2027, 1, 15, 10, 0, 0, 123456, tzinfo=UTC), False),
    ],
)
def test_moments(text, at, day_only):
    found = instant(text)
    assert found is not None
    assert (found.at, found.day_only) == (at, day_only)


def test_a_deadline_without_a_time_is_the_end_of_the_day_in_london():
    found = instant("2027-07-15", end_of_day=True)
    assert found is not None
    assert found.at == datetime(2027, 7, 15, 22, 59, 59, tzinfo=UTC)
    assert found.day_only


@pytest.mark.parametrize(
    "text",
    ["", "soon", "2027-02-30", "15/03/2027", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "20270315T", 5],
)
def test_no_moment(text):
    assert instant(text) is None


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2149, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_every_moment_that_is_written_is_read(moment):
    found = instant(moment.isoformat())
    assert found is not None
    assert abs(found.at - moment) < timedelta(seconds=1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (50000, 5_000_000),
        (93007.5, 9_300_750),
        ("1,250.50", 125_050),
        (Decimal("372032.00"), 37_203_200),
        (0, None),
        (0.01, None),
        (1, None),
        (-5, None),
        (True, None),
        ("1e9999", None),
        (Decimal("1e9999"), None),
        (float("inf"), None),
        (float("nan"), None),
        (10**400, None),
        ("x" * 40, None),
        ([], None),
    ],
)
def test_hundredths(value, expected):
    assert hundredths(value) == expected


@settings(deadline=None)
@given(st.integers(2, 10**12))
def test_pounds_are_exact(pounds):
    assert hundredths(pounds) == pounds * 100
    assert hundredths(str(pounds)) == pounds * 100


@settings(deadline=None)
@given(ANYTHING)
def test_hundredths_stay_within_bounds(value):
    found = hundredths(value)
    assert found is None or 0 < found <= AMOUNT_MAX_HUNDREDTHS


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"amount": 100, "amountGross": 120, "currency": "GBP"}, Amount(12000, "GBP", includes_vat=True)),
        ({"amount": 100, "currency": "gbp"}, Amount(10000, "GBP", includes_vat=None)),
        ({"amountGross": 120, "currency": "AED"}, Amount(12000, "AED", includes_vat=True)),
        ({"amountGross": 0.01, "amount": 100, "currency": "GBP"}, Amount(10000, "GBP", includes_vat=None)),
        ({"amount": 100}, None),
        ({"amount": 100, "currency": "POUNDS"}, None),
        ({"currency": "GBP"}, None),
        ([], None),
    ],
)
def test_amount_prefers_the_one_with_vat(value, expected):
    assert amount(value) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://www.example.org/a?b=c", "https://www.example.org/a?b=c"),
        ("www.the-chest.org.uk", "https://www.the-chest.org.uk"),
        ("http://Contract Finder", ""),
        ("http://ContractFinder", ""),
        ("javascript:alert(1)", ""),
        ("javascript://example.org/%0aalert(1)", ""),
        ("https://user:secret@example.org", ""),
        ("ftp://example.org", ""),
        ("https://[::1", ""),
        ("https://example.org/" + "a" * URL_MAX, ""),
        (None, ""),
    ],
)
def test_only_web_addresses_become_links(text, expected):
    assert web_address(text) == expected


@settings(deadline=None)
@given(st.text(), st.integers(3, 50))
def test_lines_are_short_and_single(text, limit):
    found = line(text, limit)
    assert len(found) <= limit
    assert "\n" not in found
    assert found == found.strip()


@settings(deadline=None)
@given(st.text(), st.integers(3, 50))
def test_paragraphs_are_short(text, limit):
    assert len(paragraphs(text, limit)) <= limit


def test_paragraphs_lose_markup_and_keep_breaks():
    text = "<p>Two\xa0things:</p><ul><li>one</li><li>1 < 2 & 3</li></ul>  <br/>end"
    assert paragraphs(text, 200) == "Two things:\none\n1 < 2 & 3\n\nend"
