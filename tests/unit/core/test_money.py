"""Pounds and pence."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.money import format_pounds, parse_pounds, to_pounds

PENCE = st.integers(0, 10**15)


@given(PENCE)
def test_what_is_shown_can_be_typed(pence: int) -> None:
    assert parse_pounds(format_pounds(pence)) == pence


@given(PENCE)
def test_pounds_have_two_places(pence: int) -> None:
    assert to_pounds(pence) * 100 == pence
    assert to_pounds(pence).as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("text", "pence"),
    [
        ("£50,000", 50_000_00),
        ("50000", 50_000_00),
        (" £ 1,250.5 ", 1_250_50),
        ("0", 0),
        ("0.01", 1),
        ("1,234,567.89", 1_234_567_89),
    ],
)
def test_amounts_as_people_type_them(text: str, pence: int) -> None:
    assert parse_pounds(text) == pence


@pytest.mark.parametrize(
    "text", ["", "£", "-1", "1,00", "12,34", "1.234", "1e9", "NaN", "Infinity", "1_000", "１２", "50k", "£1 2", "1."]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_pounds(text)


@given(st.text())
def test_no_text_does_worse_than_be_refused(text: str) -> None:
    try:
        assert parse_pounds(text) >= 0
    except ValueError as error:
        assert str(error) == "not an amount in pounds"  # noqa: PT017 -- most texts are refused, some are amounts


@pytest.mark.parametrize(
    ("pence", "shown"), [(5_000_000, "£50,000"), (125_050, "£1,250.50"), (1, "£0.01"), (-100, "−£1")]
)
def test_amounts_as_people_read_them(pence: int, shown: str) -> None:
    assert format_pounds(pence) == shown


def test_no_float_is_involved() -> None:
    assert to_pounds(10**17 + 1) == Decimal("1000000000000000.01")
