from __future__ import annotations

from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web.paging import PAGE_MAX, Page, changed_url, page_url, requested_page

SIZES = st.integers(1, 100)
TOTALS = st.integers(0, 200_000)


@given(SIZES, TOTALS)
def test_pages_cover_every_item_once(size: int, total: int) -> None:
    pages = [Page(number, size, total) for number in range(1, Page(1, size, total).count + 1)]
    shown = sum(page.last - page.first + 1 for page in pages if not page.is_empty)
    assert shown == min(total, PAGE_MAX * size)


@given(SIZES, TOTALS, st.integers(1, PAGE_MAX))
def test_the_links_are_few_in_order_and_hold_both_ends(size: int, total: int, number: int) -> None:
    page = Page(number, size, total)
    numbers = page.numbers()
    real = [found for found in numbers if found is not None]
    assert real == sorted(set(real))
    assert {1, page.count} <= set(real) <= set(range(1, page.count + 1)) | {number}
    assert len(numbers) <= 9
    assert (number in real) or number > page.count
    for before, after in pairwise(numbers):
        assert before is not None or after is not None


@given(SIZES, TOTALS, st.integers(1, PAGE_MAX))
def test_a_page_behind_the_last_is_empty(size: int, total: int, number: int) -> None:
    page = Page(number, size, total)
    assert page.is_empty == (number > -(-total // size))
    if page.is_empty:
        assert (page.first, page.last) == (0, 0)
    else:
        assert 1 <= page.first <= page.last <= total


@given(st.text(max_size=12))
def test_any_page_that_is_asked_for_is_a_number(pages_app: Flask, asked: str) -> None:
    with pages_app.test_request_context("/notices", query_string={"page": asked}):
        assert 1 <= requested_page() <= PAGE_MAX


@pytest.mark.parametrize(
    ("asked", "number"), [("7", 7), ("0", 1), ("-1", 1), ("1e3", 1), ("٣", 1), ("99999", PAGE_MAX), ("100000", 1)]
)
def test_odd_pages_are_the_first(pages_app: Flask, asked: str, number: int) -> None:
    with pages_app.test_request_context("/notices", query_string={"page": asked}):
        assert requested_page() == number


@given(st.lists(st.tuples(st.sampled_from(["words", "region", "kind"]), st.text(max_size=8)), max_size=6))
def test_another_page_keeps_the_whole_search(pages_app: Flask, pairs: list[tuple[str, str]]) -> None:
    with pages_app.test_request_context("/search", query_string=[*pairs, ("page", "3")]):
        parts = urlsplit(page_url(4))
    assert parts.path == "/search"
    kept = [(name, value) for name, value in pairs if value]
    assert sorted(parse_qsl(parts.query, keep_blank_values=True)) == sorted([*kept, ("page", "4")])


def test_other_arguments_take_the_place_of_all_of_their_name(pages_app: Flask) -> None:
    with pages_app.test_request_context("/search?words=damp&buyer=&status=open&status=closed"):
        assert changed_url(status="planned") == "/search?words=damp&status=planned"
        assert changed_url(status="", words="") == "/search"


def test_the_first_page_has_the_plain_address(pages_app: Flask) -> None:
    with pages_app.test_request_context("/search?page=3"):
        assert page_url(1) == "/search"
