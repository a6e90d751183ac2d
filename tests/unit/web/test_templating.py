from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.web import templating
from app.web.navigation import nav_url
from app.web.templating import asset, clock, day, markdown, plural, zone

MARKUP = st.lists(
    st.sampled_from(
        [
            "<script>",
            "</script>",
            "<img src=x onerror=alert(1)>",
            "[a](javascript:alert(1))",
            "![x](http://e.example/y)",
            "**b**",
            "\n\n",
            "- item",
            "1. one",
            "# h1",
            "### h3",
            "<b onclick=x>",
            "[a](https://a.example)",
            "`c`",
            "> q",
            "&lt;script&gt;",
            "[x]: javascript:alert(1)",
            "[x]",
            "<a href='data:text/html,x'>",
            "\x00",
            "text ",
        ]
    ),
    max_size=12,
).map("".join)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2027, 3, 2, 12, tzinfo=UTC), "12 noon on Tuesday 2 March 2027"),
        (datetime(2027, 6, 30, 23, tzinfo=UTC), "12 midnight on Thursday 1 July 2027"),
        (datetime(2027, 7, 1, 8, 5, tzinfo=UTC), "9:05am on Thursday 1 July 2027"),
        (datetime(2027, 7, 1, 11, 30, tzinfo=UTC), "12:30pm on Thursday 1 July 2027"),
        (datetime(2027, 1, 1, 0, 30, tzinfo=UTC), "12:30am on Friday 1 January 2027"),
        (datetime(2027, 1, 1, 17, tzinfo=UTC), "5pm on Friday 1 January 2027"),
    ],
)
def test_instants_are_shown_as_london_clocks_show_them(instant: datetime, words: str) -> None:
    assert clock(instant) == words


@given(st.integers(1_577_836_800, 3_786_912_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)))
def test_every_instant_has_words(instant: datetime) -> None:
    assert re.fullmatch(
        r"(12 noon|12 midnight|\d{1,2}(:\d\d)?[ap]m) on [A-Z][a-z]+day \d{1,2} [A-Z][a-z]+ \d{4}", clock(instant)
    )
    assert zone(instant) in ("GMT", "BST")
    assert clock(instant).endswith(day(instant))


def test_a_day_is_a_day_in_london() -> None:
    assert day(datetime(2027, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2027"
    assert day(date(2027, 6, 30)) == "30 June 2027"
    assert (day(None), clock(None)) == ("", "")


@given(st.one_of(st.text(max_size=200), MARKUP))
def test_markdown_never_runs_or_loads_anything(text: str) -> None:
    html = str(markdown(text))
    tags = re.findall(r"<(/?)([a-zA-Z0-9]+)([^>]*)>", html)
    allowed = {"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br", "h3", "h4"}
    assert {name for _, name, _ in tags} <= allowed
    for _, name, attributes in tags:
        assert not re.search(r"\bon\w+\s*=|style\s*=|src\s*=", attributes)
        if name == "a" and "href" in attributes:
            assert re.search(r'href="(https?:|mailto:|[^:"]*")', attributes)


def test_markdown_wears_the_design_system() -> None:
    assert str(markdown("One\n\n- two")) == (
        '<p class="govuk-body">One</p>\n<ul class="govuk-list govuk-list--bullet">\n<li>two</li>\n</ul>\n'
    )
    assert 'class="govuk-link"' in markdown("[a](https://a.example)")
    assert markdown(None) == ""


@pytest.mark.parametrize(("count", "words"), [(0, "0 days"), (1, "1 day"), (1_200, "1,200 days")])
def test_plurals(count: int, words: str) -> None:
    assert plural(count, "day") == words


def test_plurals_that_do_not_end_in_s() -> None:
    assert plural(2, "reply", "replies") == "2 replies"


def test_an_asset_carries_a_hash_of_its_content(
    pages_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_app, "static_folder", str(tmp_path))
    (tmp_path / "a.css").write_text("a", encoding="utf-8")
    with pages_app.test_request_context():
        first, absent = asset("a.css"), asset("b.css")
        (tmp_path / "a.css").write_text("other", encoding="utf-8")
        second = asset("a.css")
    assert re.fullmatch(r"/static/a\.css\?v=[0-9a-f]{12}", first)
    assert second != first
    assert absent == "/static/b.css"


def test_menus_leave_out_what_does_not_exist(pages_app: Flask) -> None:
    with pages_app.test_request_context():
        assert nav_url("pages.help") == nav_url("pages.help") == "/help"
        assert nav_url("no.such_page") is None
    with pages_app.test_request_context("/help", base_url="http://localhost/market"):
        assert nav_url("pages.help") == "/market/help"


def test_every_filter_is_known_to_templates(pages_app: Flask) -> None:
    assert set(templating.FILTERS) <= set(pages_app.jinja_env.filters)


@pytest.mark.parametrize(
    "text",
    [
        "[a](//evil.example)",
        "[a](///evil.example)",
        "[a](&#47;/evil.example)",
        "[a](&#9;//evil.example)",
        "[a](\\//evil.example)",
        "[a][b]\n\n[b]: //evil.example",
        "<//evil.example>",
    ],
)
def test_no_link_leads_away_without_saying_so(text: str) -> None:
    assert "href" not in markdown(text)


def test_links_to_the_web_and_to_pages_of_ours_are_kept() -> None:
    assert 'href="https://a.example"' in markdown("[a](https://a.example)")
    assert 'href="/challenges"' in markdown("[a](/challenges)")
