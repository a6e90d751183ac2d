"""The Act's definition of an SME, at every edge."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.sme import BALANCE_SHEET_LIMIT, STAFF_LIMIT, TURNOVER_LIMIT, assess, is_sme

FIGURES = st.none() | st.integers(min_value=0, max_value=10**12)


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance_sheet", "verdict"),
    [
        (None, 0, 0, None),
        (STAFF_LIMIT, 0, 0, False),
        (STAFF_LIMIT - 1, None, None, None),
        (STAFF_LIMIT - 1, TURNOVER_LIMIT, None, True),
        (STAFF_LIMIT - 1, TURNOVER_LIMIT + 1, None, None),
        (STAFF_LIMIT - 1, None, BALANCE_SHEET_LIMIT, True),
        (STAFF_LIMIT - 1, None, BALANCE_SHEET_LIMIT + 1, None),
        (STAFF_LIMIT - 1, TURNOVER_LIMIT + 1, BALANCE_SHEET_LIMIT, True),
        (STAFF_LIMIT - 1, TURNOVER_LIMIT, BALANCE_SHEET_LIMIT + 1, True),
        (STAFF_LIMIT - 1, TURNOVER_LIMIT + 1, BALANCE_SHEET_LIMIT + 1, False),
        (0, 0, 0, True),
    ],
)
def test_the_limits(headcount, turnover, balance_sheet, verdict):
    assert is_sme(headcount, turnover, balance_sheet) is verdict


@given(FIGURES, FIGURES, FIGURES)
def test_learning_more_never_turns_a_verdict(headcount, turnover, balance_sheet):
    verdict = is_sme(headcount, turnover, balance_sheet)
    if verdict is None:
        return
    for more_turnover, more_balance in product((0, 10**13), repeat=2):
        known = is_sme(
            headcount,
            turnover if turnover is not None else more_turnover,
            balance_sheet if balance_sheet is not None else more_balance,
        )
        assert known is verdict


@given(FIGURES, FIGURES, FIGURES)
def test_the_reason_goes_with_the_verdict_and_names_no_figure(headcount, turnover, balance_sheet):
    found = assess(headcount, turnover, balance_sheet)
    assert found.is_sme is is_sme(headcount, turnover, balance_sheet)
    assert found.reason.endswith(".")
    assert ("at most" in found.reason) == (found.is_sme is True)
    assert ("known" in found.reason) == (found.is_sme is None)
