"""Regions from codes, postcodes and names."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.services.places import only_region, region_of_code, region_of_postcode
from app.rules.places_and_sectors import REGIONS


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("UKG31", "TLG"),
        ("UKG", "TLG"),
        ("TLM82", "TLM"),
        ("ukn06", "TLN"),
        ("UK", ""),
        ("IE052", ""),
        ("UKZ1", ""),
        ("West Midlands", "TLG"),
        (" yorkshire  and the humber", "TLE"),
        ("Scotland", "TLM"),
        ("England", ""),
        (None, ""),
        (["UKG"], ""),
    ],
)
def test_codes_and_names(text, region):
    assert region_of_code(text) == region


@pytest.mark.parametrize(
    ("postcode", "region"),
    [
        ("B1 1BB", "TLG"),
        ("sm4 5dx", "TLI"),
        (" DL1 5QT", "TLC"),
        ("LS11UR", "TLE"),
        ("BT1 1AA", "TLN"),
        ("EC1A 1BB", "TLI"),
        ("E1", "TLI"),
        ("NE61 2EF", "TLC"),
        ("SA1 1AA", "TLL"),
        ("M41 5SL", "TLD"),
        ("90210", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_postcodes(postcode, region):
    assert region_of_postcode(postcode) == region


def test_several_regions_are_none():
    assert only_region(["UKG31", "UKG", "UK"]) == "TLG"
    assert only_region(["UKG31", "UKF"]) == ""
    assert only_region([]) == ""


@settings(deadline=None)
@given(st.text())
def test_anything_is_a_region_or_nothing(text):
    assert region_of_code(text) in {*REGIONS, ""}
    assert region_of_postcode(text) in {*REGIONS, ""}
