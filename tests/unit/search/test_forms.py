"""Addresses become questions; what is odd in them is left out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.integrations.search import Kind, Sort, Status
from app.search.forms import BANDS, DEADLINES, PER_PAGE, SearchForm

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)


def question(*pairs: tuple[str, str]) -> Any:
    return SearchForm.of(MultiDict(pairs)).request(page=1, now=NOW)


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ((), {"words": "", "sort": Sort.RELEVANCE, "kinds": frozenset(), "value_min": None, "closes_after": None}),
        ((("words", "damp homes"),), {"words": "damp homes"}),
        ((("status", "open"), ("status", "closed")), {"statuses": frozenset({Status.OPEN, Status.CLOSED})}),
        ((("kind", "award"),), {"kinds": frozenset({Kind.AWARD})}),
        ((("region", "TLG"), ("source", "find-a-tender")), {"regions": frozenset({"TLG"})}),
        ((("source", "proving-ground"),), {"sources": frozenset({"proving-ground"})}),
        ((("buyer", "leeds"),), {"buyer": "leeds"}),
        ((("value", "to-30k"),), {"value_min": None, "value_max": 29_999_99}),
        ((("value", "from-5m"),), {"value_min": 5_000_000_00, "value_max": None}),
        ((("deadline", "7-days"),), {"closes_after": NOW, "closes_before": NOW + timedelta(days=7)}),
        ((("sort", "deadline"),), {"sort": Sort.DEADLINE}),
    ],
)
def test_what_an_address_asks_for(pairs: tuple[tuple[str, str], ...], expected: dict[str, Any]) -> None:
    form = SearchForm.of(MultiDict(pairs))
    asked = form.request(page=3, now=NOW)
    assert {name: getattr(asked, name) for name in expected} == expected
    assert (asked.page, asked.per_page, form.was_odd) == (3, PER_PAGE, False)


@pytest.mark.parametrize(
    "pair",
    [("status", "secret"), ("value", "1"), ("sort", "price"), ("region", ""), ("words", "x" * 201), ("kind", "None")],
)
def test_what_is_odd_is_left_out_and_said_so(pair: tuple[str, str]) -> None:
    form = SearchForm.of(MultiDict([pair, ("status", "open")]))
    assert form.was_odd
    assert form.request(page=1, now=NOW) == question(("status", "open"))


def test_other_arguments_are_not_ours() -> None:
    assert not SearchForm.of(MultiDict([("utm_source", "mail"), ("page", "2")])).was_odd


def test_bands_leave_no_gap_and_do_not_overlap() -> None:
    bounds = [(low, high) for _, low, high in BANDS.values()]
    assert [high for _, high in bounds[:-1]] == [low for low, _ in bounds[1:]]
    assert (bounds[0][0], bounds[-1][1]) == (None, None)


def test_filters_are_counted() -> None:
    pairs = [("status", "open"), ("status", "closed"), ("buyer", "leeds"), ("deadline", "7-days"), ("words", "x")]
    assert SearchForm.of(MultiDict(pairs)).filters_used == 4


names = st.sampled_from(["words", "status", "kind", "region", "source", "value", "deadline", "sort", "buyer", "page"])
values = st.text(max_size=20) | st.sampled_from(["open", "award", "TLG", *BANDS, *DEADLINES, "newest"])


@given(pairs=st.lists(st.tuples(names, values), max_size=8))
def test_every_address_is_a_question(pairs: list[tuple[str, str]]) -> None:
    assert question(*pairs).per_page == PER_PAGE
