"""Names of organisations, without shouting."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.services.names import name_key, tidy_name


@pytest.mark.parametrize(
    ("name", "tidy"),
    [
        ("SOMERSET COUNCIL", "Somerset Council"),
        ("  Leeds   City Council ", "Leeds City Council"),
        ("NHS CHESHIRE AND MERSEYSIDE INTEGRATED CARE BOARD", "NHS Cheshire and Merseyside Integrated Care Board"),
        ("THE UNIVERSITY OF BIRMINGHAM", "The University of Birmingham"),
        ("BIRMINGHAM CHILDREN'S TRUST", "Birmingham Children's Trust"),
        ("O'NEILL BUILDERS LTD", "O’Neill Builders Ltd"),
        ("DERBY HOMES LIMITED", "Derby Homes Limited"),
        ("CERN", "CERN"),
        ("UKAEA", "UKAEA"),
        ("BD MANAGEMENT SERVICES LTD", "BD Management Services Ltd"),
        ("St Mary’s School", "St Mary’s School"),
        ("", ""),
    ],
)
def test_names(name, tidy):
    assert tidy_name(name) == tidy


@settings(deadline=None)
@given(st.text(max_size=80))
def test_tidying_is_done_once(name):
    tidy = tidy_name(name)
    assert tidy_name(tidy) == tidy
    assert "  " not in tidy
    assert tidy == tidy.strip()


def test_spellings_of_one_organisation_have_one_key():
    assert name_key("DERBY HOMES LTD") == name_key("Derby Homes Limited")
    assert name_key("Leeds City Council") != name_key("Derby City Council")
