"""The search page, as a visitor gets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.core.db import Database
from app.integrations.search import WhooshEngine
from app.notices.models import NoticeRelease
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
        ({"words": "potholes submarines"}, "No result holds all of your words"),
        ({"words": "potholes", "page": "7"}, "Go to the first page"),
        ({"words": "potholes", "page": "7"}, "Page 7 is empty: there is 1 result"),
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


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        ({}, "Search – "),
        ({"page": "2"}, "Search, page 2 – "),
        ({"words": "damp <homes>"}, "Search: damp &lt;homes&gt; – "),
        ({"words": "damp homes", "page": "2"}, "Search: damp homes, page 2 – "),
    ],
)
def test_the_title_says_what_was_searched(search: Any, arguments: dict[str, str], title: str) -> None:
    assert f"<title>{title}" in search(**arguments)[1]


def test_the_page_says_which_results_hold_all_words(search: Any, make_notice: Make) -> None:
    for number in range(3):
        make_notice(title=f"Pothole {number} on bridges")
        make_notice(title=f"Pothole {number}")
    _, page = search(words="pothole bridges")
    assert "3 results hold all of your words; the others hold some of them." in page
    first, second = page.split("Results that hold some of your words</h2>")
    assert (first.count("/notices/"), second.count("market-list__item")) >= (3, 3)
    assert (first.count("market-list__item"), second.count('start="4"')) == (3, 1)
    assert "Results that hold some of your words" not in search(words="pothole bridges", sort="newest")[1]
    assert "of your words" not in search(words="pothole")[1]


def test_one_link_leads_to_what_is_open_and_back(search: Any, make_challenge: Make) -> None:
    make_challenge(title="Damp homes")
    _, page = search(("status", "closed"), ("status", "open"), words="damp", region="TLG", buyer="", page="1")
    assert 'href="/search?words=damp&amp;region=TLG&amp;status=open">Only what is open</a>' in page
    _, page = search(words="damp", status="open", region="TLG", value="", deadline="")
    assert 'href="/search?words=damp&amp;region=TLG">Show everything</a>' in page
    assert "Only what is open" not in page


def test_results_stand_outside_the_landmark_of_the_search(search: Any, make_notice: Make) -> None:
    make_notice(title="Potholes")
    page = html5lib.parse(search(words="pothole")[1], namespaceHTMLElements=False)
    (landmark,) = page.findall(".//*[@role='search']")
    assert landmark.findall(".//input[@name='words']")
    assert not landmark.findall(".//li")
    assert page.findall(".//form[@method='get']//input[@name='region']")


@pytest.mark.parametrize(
    "words", ["PG-2031-0099", "ocds-h6vhtk-06c910", "075528-2026", "2026/S 000-075528", "065111-2026"]
)
def test_a_number_finds_what_it_stands_for(
    search: Any, make_challenge: Make, make_notice: Make, session: Session, words: str
) -> None:
    challenge = make_challenge(reference="PG-2031-0099", title="Alpha")
    notice = make_notice(ocid="ocds-h6vhtk-06c910", release_id="075528-2026", title="Beta")
    make_notice(ocid="ocds-h6vhtk-06c911", release_id="075529-2026", title="Gamma")
    release = {"released_at": NOW, "kind": notice.kind, "notice_type": "UK3", "tags": "planning", "title": "Beta"}
    content = {"buyer_name": "", "url": "", "digest": b"0" * 16, "content": b""}
    session.add(NoticeRelease(notice_id=notice.id, release_id="065111-2026", **release, **content))
    _, page = search(words=words)
    assert "Showing 1 to 1 of 1 result" in page
    assert (challenge.title if words.startswith("PG") else notice.title) in page


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
