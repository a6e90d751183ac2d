"""The search page, as a visitor gets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import Database
from app.integrations.search import WhooshEngine
from app.search import services
from tests.conftest import NOW
from tests.integration.search.conftest import days

Make = Callable[..., Any]
pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def search(
    app: Flask, engine: WhooshEngine, client: Any, session: Session, database: Database
) -> Callable[..., tuple[int, str]]:
    """Build the index from what the test made, get the page, and return its status and text."""

    def get(*pairs: tuple[str, str], **arguments: str) -> tuple[int, str]:
        session.commit()
        services.rebuild(database)
        answer = client.get(f"/search?{urlencode([*pairs, *arguments.items()])}")
        return answer.status_code, answer.get_data(as_text=True)

    return get


def test_hits_of_both_kinds_lead_to_their_pages(search: Any, make_challenge: Make, make_notice: Make) -> None:
    challenge, notice = make_challenge(title="Potholes"), make_notice(title="Filling potholes")
    status, page = search(words="pothole")
    assert status == 200
    assert f"/challenges/{challenge.reference}" in page
    assert f"/notices/{notice.id}" in page
    assert "Filling <mark>potholes</mark>" in page
    assert "Showing 1 to 2 of 2 results" in page


def test_text_from_notices_is_never_markup(search: Any, make_notice: Make) -> None:
    make_notice(title="<script>alert(1)</script> potholes", description="<img src=x onerror=alert(1)> potholes")
    _, page = search(words='"><script>potholes')
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<img" not in page


def test_filters_narrow_and_are_kept_in_the_form(search: Any, make_challenge: Make) -> None:
    make_challenge(title="Open one")
    make_challenge(title="Closed one", closes_at=NOW)
    _, page = search(("status", "closed"), ("region", "TLG"), words="one", value="30k-100k")
    assert "Closed <mark>one</mark>" in page
    assert "Open <mark>one</mark>" not in page
    assert 'value="closed" checked' in page
    assert "Clear 3 filters" in page


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"words": "zzzz"}, "Nothing was found"),
        ({"words": "the"}, "too common to look for: the"),
        ({"words": "potholse"}, "Did you mean"),
        ({"words": "potholes submarines"}, "at least one of them"),
        ({"words": "potholes", "page": "7"}, "Go to the first page"),
        ({"status": "bogus"}, "has been left out"),
        ({"words": "x" * 300}, "has been left out"),
        ({"words": "\x00\ud7ff%00", "page": "-1"}, "Search"),
        ({"page": "99999999999999999999"}, "Showing 1 to 1"),
    ],
)
def test_empty_and_odd_searches_get_help(search: Any, make_notice: Make, arguments: dict[str, str], words: str) -> None:
    make_notice(title="Potholes")
    status, page = search(**arguments)
    assert status == 200
    assert words in page


def test_pages_are_shared_by_their_address(search: Any, make_notice: Make) -> None:
    for number in range(45):
        make_notice(title=f"Pothole {number}")
    _, page = search(words="pothole", page="3", sort="newest")
    assert "Showing 41 to 45 of 45 results" in page
    assert "/search?words=pothole&amp;sort=newest&amp;page=2" in page


def test_a_scheduled_challenge_is_not_shown_before_its_moment(search: Any, make_challenge: Make) -> None:
    make_challenge(title="Secret lighthouse", opens_at=days(1))
    assert "lighthouse" not in search()[1].lower()


def test_without_an_index_the_page_says_so(client: Any, engine: WhooshEngine) -> None:
    answer = client.get("/search?words=damp")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "is being built again" in answer.get_data(as_text=True)


def test_commands(app: Flask, engine: WhooshEngine, make_notice: Make, session: Session) -> None:
    make_notice()
    session.commit()
    run = app.test_cli_runner()
    before = run.invoke(args=["search", "status"])
    assert (before.exit_code, "flask search rebuild" in before.output) == (1, True)
    assert "The index holds 1 documents." in run.invoke(args=["search", "rebuild"]).output
    after = run.invoke(args=["search", "status"])
    assert (after.exit_code, "1 documents" in after.output) == (0, True)
