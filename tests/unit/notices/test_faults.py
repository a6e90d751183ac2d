"""Releases with faults at random places: never an error, always a release or a reason."""

from __future__ import annotations

import copy
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.models import NAME_MAX, TITLE_MAX, unpack
from app.notices.services import Found, Prepared, Refusal, prepare, present, read_document
from app.notices.services.merging import state_of
from tests.conftest import NOW
from tests.factories import notices as factories
from tests.unit.notices.test_values import ANYTHING

FAULTS: list[Any] = [
    None,
    [],
    {},
    [[]],
    [None, 5, "x", {}],
    "",
    " ",
    "\x00",
    "\ud800",
    "1e9999",
    "2027-13-45",
    "http://Contract Finder",
    "x" * 100_000,
    0,
    -1,
    0.01,
    10**400,
    float("inf"),
    float("nan"),
    True,
    {"id": ["x"], "name": {"a": 1}, "amount": [], "currency": 5, "endDate": 7},
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the path of every value inside ``value``."""
    found = [path] if path else []
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        found += places(inner, (*path, key))
    return found


def with_fault(release: dict[str, Any], path: tuple[Any, ...], fault: Any) -> dict[str, Any]:
    spoiled = copy.deepcopy(release)
    here: Any = spoiled
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = fault
    return spoiled


def check(release: Any, *, challenges: bool = False) -> None:
    """Prepare a release, and where it is not refused do with it what storing and showing do."""
    result = prepare(Found(1, release=release), "fuzz", challenges=challenges)
    if isinstance(result, Refusal):
        assert result.reason.endswith(".")
        assert result.reason.isprintable()
        assert "cannot be understood" not in result.reason, "a fault that nobody foresaw"
        return
    assert isinstance(result, Prepared)
    row = state_of([result.facts], now=NOW)
    assert 0 < len(row["title"]) <= TITLE_MAX
    assert len(row["buyer_name"]) <= NAME_MAX
    assert "\x00" not in json.dumps(row, default=str)
    json.dumps(row, default=str).encode()
    present([unpack(result.content)], now=NOW)


CHANGE = {
    "where": {"section": "IV.2.2"},
    "oldValue": {"text": "x"},
    "newValue": {"date": "2027-03-15"},
    "relatedLot": "1",
}
CORRECTION = factories.release(
    tag=["tenderUpdate"],
    tender={"title": "T", "amendments": [{"description": "Later", "unstructuredChanges": [CHANGE]}]},
)
RELEASES = [factories.release(), factories.award("ocds-h6vhtk-00000a"), CORRECTION]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: repr(fault)[:20])
@pytest.mark.parametrize("release", RELEASES, ids=["tender", "award", "correction"])
def test_every_fault_at_every_place(release, fault):
    for path in places(release):
        check(with_fault(release, path, fault))


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: repr(fault)[:20])
def test_every_fault_at_every_place_of_a_challenge(fault):
    line = factories.challenge()
    for path in places(line):
        check(with_fault(line, path, fault), challenges=True)


@settings(deadline=None)
@given(st.sampled_from(RELEASES), st.data())
def test_anything_anywhere(release, data):
    for _ in range(data.draw(st.integers(1, 4))):
        release = with_fault(release, data.draw(st.sampled_from(places(release))), data.draw(ANYTHING))
        if not places(release):
            break
    check(release)


@settings(deadline=None)
@given(ANYTHING)
def test_anything_instead_of_a_release(value):
    if isinstance(value, dict):
        check(value)


REAL = ("find-a-tender", "contracts-finder", "public-contracts-scotland")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_faults_in_real_releases(real_releases, data):
    release = data.draw(st.sampled_from(real_releases))
    for _ in range(data.draw(st.integers(1, 3))):
        release = with_fault(release, data.draw(st.sampled_from(places(release))), data.draw(st.sampled_from(FAULTS)))
    check(release)


@pytest.fixture(scope="module")
def real_releases(shared_data: Path) -> list[dict[str, Any]]:
    """Return every fifteenth real release."""
    paths = sorted(path for folder in REAL for path in (shared_data / folder).glob("*.json"))
    found = [item.release for path in paths for item in read_document(BytesIO(path.read_bytes()), path.name)]
    return found[::15]
