"""The form of company numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.exceptions import InvalidFormat

from app.rules.company_numbers import compact, is_valid, validate


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("01234567", "01234567"),
        ("1234567", "01234567"),
        ("12 34 56 7", "01234567"),
        ("sc123456", "SC123456"),
        ("SC-123456", "SC123456"),
        ("NI012345", "NI012345"),
        ("OC301234", "OC301234"),
        ("R0000123", "R0000123"),
        ("IP12345R", "IP12345R"),
        ("99000001", "99000001"),
        ("１２３４５６７８", "12345678"),
    ],
)
def test_real_forms_are_stored_alike(typed, stored):
    assert validate(typed) == stored


@pytest.mark.parametrize(
    "typed", ["", "0", "00000000", "123456789", "XX123456", "SC12345", "SC1234567", "1234567A", "GB123456", "²1234567"]
)
def test_other_forms_are_refused(typed):
    assert not is_valid(typed)
    with pytest.raises(InvalidFormat):
        validate(typed)


@given(st.text(max_size=20))
def test_a_stored_number_is_stored_as_it_is(typed):
    if is_valid(typed):
        assert validate(validate(typed)) == validate(typed)
        assert len(validate(typed)) == 8
    assert compact(compact(typed)) == compact(typed)


@given(st.integers(min_value=1, max_value=99_999_999))
def test_leading_zeros_do_not_matter(number):
    assert validate(str(number)) == f"{number:08}"
