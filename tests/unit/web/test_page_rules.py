"""The rules themselves: each finds its fault, and a sound page has none."""

from __future__ import annotations

import pytest
from flask import Response

from tests.support import page_rules

SOUND = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Notices – Market</title>
<link rel="stylesheet" href="/static/a.css"><script type="module" src="/static/a.js"></script></head>
<body><a href="#main-content">Skip</a><main id="main-content"><h1>Notices</h1><p class="govuk-body">Text</p>
<!-- here -->
<form method="post"><input type="hidden" name="csrf_token" value="x"><label for="n">Name</label><input id="n" name="n">
<button type="submit">Save</button></form>
<form method="get"><label>Words <input name="words"></label><button type="submit">Search</button></form>
<svg aria-hidden="true" viewBox="0 0 1 1"><path d="M0 0"/></svg><img src="/static/a.png" alt="">
<a href="https://elsewhere.example/">Original</a></main></body></html>"""
HEADERS = {"Content-Security-Policy": "script-src 'self' 'nonce-abc'"}


def problems(html: str, headers: dict[str, str] = HEADERS) -> list[str]:
    return list(page_rules.problems_of(html, headers))


def insert(piece: str) -> str:
    return SOUND.replace("<!-- here -->", piece)


def test_a_sound_page_has_no_problems() -> None:
    assert problems(SOUND) == []


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ("<h1>Again</h1>", "one h1"),
        ("<h3>Deep</h3>", "skips"),
        ('<p id="n" class="govuk-body">x</p>', "occurs 2 times"),
        ('<p id="a b" class="govuk-body">x</p>', "holds a space"),
        ('<input name="bare">', "has no label"),
        ('<select name="bare"><option>x</option></select>', "has no label"),
        ('<textarea name="bare"></textarea>', "has no label"),
        ('<a href="#nowhere">x</a>', "points nowhere"),
        ('<label for="nobody">x</label>', "points nowhere"),
        ('<p class="govuk-body" aria-describedby="gone">x</p>', "points nowhere"),
        ('<a href="/x"></a>', "without words"),
        ('<button type="button"></button>', "without words"),
        ('<form method="post"><button>Go</button></form>', "has no csrf_token"),
        (
            '<form method="post"><input type="hidden" name="csrf_token" value=""><button>Go</button></form>',
            "csrf_token",
        ),
        ('<form><input type="hidden" name="csrf_token" value="x"><button>Go</button></form>', "into the address"),
        ('<img src="/static/x.png">', "has no alt"),
        ('<img src="https://elsewhere.example/x.png" alt="">', "from somebody else"),
        ('<script src="//elsewhere.example/x.js"></script>', "from somebody else"),
        ("<script>1</script>", "no nonce"),
        ('<script nonce="old">1</script>', "no nonce"),
        ('<p class="govuk-body" style="color:red">x</p>', "inline style"),
        ('<button type="button" onclick="x()">x</button>', "handler onclick"),
        ('<a href="javascript:x()">x</a>', "runs script"),
        ("<style>p{}</style>", "style element"),
        ("<p>bare</p>", "without a class"),
        ("<table><tr><td>x</td></tr></table>", "without a caption"),
        ("<table><caption>x</caption><tr><th>x</th></tr></table>", "no scope"),
        ('<label><input type="radio" name="r">a</label><label><input type="radio" name="r">b</label>', "no fieldset"),
        ('<p class="govuk-body">{{ name }}</p>', "shows “{{”"),
        ('<p class="govuk-body">None</p>', "shows “None”"),
        ("<svg><path/></svg>", "neither hidden"),
        ("<div><p class='govuk-body'>x</div></p>", "not HTML5"),
        ('<div class="govuk-error-summary"></div>', "error summary"),
    ],
)
def test_each_rule_finds_its_fault(piece: str, words: str) -> None:
    assert any(words in problem for problem in problems(insert(piece)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<title>Notices", "<title>Lists of notices", "does not start"),
        ("<title>Notices", "<title>Error: Notices", "error summary"),
        (' lang="en-GB"', "", "no lang"),
        ("<!DOCTYPE html>", "", "not HTML5"),
    ],
)
def test_rules_about_the_frame(old: str, new: str, words: str) -> None:
    assert any(words in problem for problem in problems(SOUND.replace(old, new)))


def test_an_inline_script_with_the_nonce_of_the_answer_may_stand() -> None:
    assert problems(insert('<script nonce="abc">1</script>')) == []


def test_the_policy_is_looked_at() -> None:
    assert "no content security policy" in problems(SOUND, {})
    assert problems(SOUND, {"Content-Security-Policy": "script-src 'unsafe-inline'"})


def test_only_pages_are_checked() -> None:
    page_rules.check(Response("{}", mimetype="application/json"))
    page_rules.check(Response("<p>moved", status=303))
    with pytest.raises(page_rules.BrokenPage, match="one h1"):
        page_rules.check(Response("<p>x", status=404), address="/x")
