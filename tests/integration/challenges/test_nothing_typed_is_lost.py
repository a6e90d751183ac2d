"""Refused, overtaken or signed out: what was typed comes back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from werkzeug.test import TestResponse

from app.accounts.services.passwords import hasher
from app.challenges.models import Challenge
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.integration.challenges.test_draft_pages import PAGES, SECTIONS, sent, typed_in
from tests.support.cast import Cast
from tests.support.client import MarketClient

Load = Callable[[Challenge | str], Challenge]
WORDS = "Words that took an hour, with “quotes”, <brackets> & an ümlaut"


def summary_of(text: str) -> list[tuple[str, str]]:
    """Return the problems in the summary: the target and the words of each."""
    found = re.findall(r'<li><a href="(#[^"]+)">([^<]+)</a></li>', text.partition("govuk-error-summary")[2])
    return [(target, unescape(words)) for target, words in found]


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("problem", {"title": "", "problem": WORDS}, "#title", "Enter a name for the challenge"),
    ("problem", {"title": "T", "summary": "x" * 301, "problem": WORDS}, "#summary", "300 characters or fewer"),
    ("budget", {"budget": "plenty", "budget_note": WORDS}, "#budget", "amount in pounds"),
    ("budget", {"budget": "0", "budget_note": WORDS}, "#budget", "more than £0"),
    ("budget", {"months": "0", "budget_note": WORDS}, "#months", "between 1 and 240"),
    ("route", {"route": "by_post", "route_reason": WORDS}, "#route", "Choose one of the options"),
    ("dates", {"closes_on": ["31", "2", "2027"]}, "#closes_on-day", "real date"),
    ("dates", {"closes_on": ["28", "3", "2027"], "closes_time": "1:30"}, "#closes_time", "clocks go forward"),
    ("dates", {"closes_on": ["31", "10", "2027"], "closes_time": "1:30"}, "#closes_time", "clocks go back"),
    ("dates", {"closes_on": ["1", "4", "2027"], "closes_time": "25:00"}, "#closes_time", "real time"),
    ("dates", {"closes_time": "12:00"}, "#closes_on-day", "Enter the day too"),
    ("price", {"price_minimum": "10", "price_maximum": "5"}, "#price_maximum", "more than the lowest"),
    ("price", {"price_method": "published_range", "price_maximum": "5"}, "#price_minimum", "lowest and the highest"),
    (
        "fairness",
        {"conflicts_assessed_on": ["1", "", ""], "conflicts_note": WORDS},
        "#conflicts_assessed_on-day",
        "must",
    ),
    ("innovation", {"readiness_from": "6", "readiness_to": "3"}, "#readiness_to", "below the level"),
    ("questions", {"text": "How?", "guidance": WORDS, "word_limit": "0"}, "#word_limit", "between 1"),
    ("criteria", {"name": "Fit", "description": WORDS, "weight": "0"}, "#weight", "more than 0"),
    ("criteria", {"name": "Fit", "description": WORDS, "weight": "101"}, "#weight", "100 or less"),
    ("contacts", {"name": "A", "email": "nobody at home"}, "#email", "in the right form"),
    ("scale", {"label_1": "Half", "descriptor_0": WORDS, "descriptor_1": "x"}, "#label_0", "both a label"),
    ("scale", {"label_1": "Half", "descriptor_1": WORDS}, "#main-content", "at least two levels"),
    ("documents", {"title": "Map"}, "#file", "Choose a file"),
]


@pytest.mark.parametrize(("path", "fields", "target", "words"), REFUSED)
def test_a_refused_form_says_what_is_wrong_and_keeps_what_was_typed(
    client: MarketClient,
    make: Maker,
    actors: Cast,
    stored: Load,
    path: str,
    fields: dict[str, Any],
    target: str,
    words: str,
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    answer = client.post(f"/challenges/{challenge.reference}/edit/{path}", data=sent(fields, 1))
    assert answer.status_code == 422
    ((found, message),) = summary_of(answer.text)
    assert found == target
    assert words in message
    assert target == "#main-content" or f'id="{target[1:]}"' in answer.text
    shown = typed_in(answer.text)
    for name, value in fields.items():
        typed = value if isinstance(value, list) else [value]
        if name != "route":  # an option that does not exist cannot be shown
            assert [text.strip() for text in shown[name]] == [unescape(text) for text in typed], name
    assert stored(challenge).version == 1


@pytest.mark.parametrize("path", SECTIONS)
def test_two_editors_see_both_texts_and_the_second_save_decides(
    client: MarketClient,
    make_client: Callable[[], MarketClient],
    make: Maker,
    actors: Cast,
    stored: Load,
    clock: time_machine.Coordinates,
    path: str,
) -> None:
    challenge = make("complete", partner=actors.partner_council)
    address = f"/challenges/{challenge.reference}/edit/{path}"
    first = client.sign_in(actors.user("officer"))
    second = make_client().sign_in(actors.user("partner_officer"))
    opened = typed_in(second.get(address).text)
    clock.shift(timedelta(minutes=5))
    assert first.post(address, data=sent(PAGES[path], 1)).status_code == 303
    clash = second.post(address, data=opened)
    assert clash.status_code == 422
    assert "Officer saved this page" in clash.text
    assert "This is what is saved now, where it differs" in clash.text
    again = typed_in(clash.text)
    assert again["version"] == ["2"]
    assert {name: text for name, text in again.items() if name != "version"} == {
        name: text for name, text in opened.items() if name != "version"
    }
    assert stored(challenge).version == 2
    assert second.post(address, data=again).status_code == 303
    assert stored(challenge).version == 3
    assert typed_in(second.get(address).text) == {**opened, "version": ["3"]}


def test_the_saved_text_of_the_other_stands_on_the_page(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("complete")
    address = f"/challenges/{challenge.reference}/edit/problem"
    client.sign_in(actors.user("officer"))
    client.post(address, data=sent({"title": "Saved first", "problem": "Theirs & only theirs"}, 1))
    text = client.post(address, data=sent({"title": "Typed second", "problem": "Mine"}, 1)).text
    assert "Theirs &amp; only theirs" in text
    assert "Saved first" in text
    assert 'value="Typed second"' in text


def test_a_clash_over_the_scale_shows_both(client: MarketClient, make: Maker, actors: Cast, stored: Load) -> None:
    challenge = make("complete")
    address = f"/challenges/{challenge.reference}/edit/scale"
    client.sign_in(actors.user("officer"))
    empty = {f"{part}_{score}": "" for part in ("label", "descriptor") for score in range(6)}
    mine = empty | {
        "label_0": "No",
        "descriptor_0": "Mine nothing",
        "label_5": "All",
        "descriptor_5": "Mine everything",
    }
    text = client.post(address, data=sent(mine, 7)).text
    assert "It means 3." in text
    assert "Mine everything" in text
    assert client.post(address, data=typed_in(text)).status_code == 303
    assert [level.score for level in stored(challenge).scale] == [0, 5]


@pytest.mark.parametrize("path", ["questions", "contacts", "documents"])
def test_adding_to_a_list_from_an_old_page_keeps_what_was_typed(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, path: str
) -> None:
    from io import BytesIO

    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/{path}"

    def fields(version: str) -> dict[str, Any]:
        base = PAGES.get(path) or {"title": "Map", "file": (BytesIO(b"x,y\n"), "map.csv")}
        return {**base, "version": version}

    for odd in ("99", "", "x", "-1"):
        answer = client.post(address, data=fields(odd))
        assert answer.status_code == 422
        assert "Somebody else saved this page" in answer.text
        for name, value in fields(odd).items():
            assert name in ("file", "version", "is_required") or f'value="{value}"' in answer.text
    assert client.post(address, data=fields(str(stored(challenge).version))).status_code == 303


def sign_in_again(client: MarketClient, answer: TestResponse, email: str) -> TestResponse:
    """Follow the way to the sign-in page and back."""
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    assert "kept=1" in answer.location
    path = client.get(answer.location)
    assert path.status_code == 200
    back = client.post(answer.location, data={"email": email, "password": "a-long-enough-password"})
    assert back.status_code == 303, back.text
    return back


@pytest.mark.parametrize("how", ["idle", "signed_out"])
@pytest.mark.parametrize("path", ["problem", "dates", "questions", "scale"])
def test_after_the_session_ended_what_was_typed_is_there_again(
    client: MarketClient,
    make: Maker,
    actors: Cast,
    stored: Load,
    clock: time_machine.Coordinates,
    with_password: str,
    path: str,
    how: str,
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/{path}"
    fields = {"scale": {"label_0": WORDS[:60], "descriptor_0": WORDS, "label_1": "b", "descriptor_1": "c"}} | PAGES
    fields["problem"] = fields["problem"] | {"problem": WORDS}
    assert client.get(address).status_code == 200
    if how == "idle":
        clock.shift(timedelta(hours=2, minutes=1))
    else:
        client.sign_out()
    answer = client.post(address, data=sent(fields[path], 1))
    assert stored(challenge).version == 1
    back = sign_in_again(client, answer, with_password)
    assert back.location == address
    refilled = client.get(back.location).text
    assert "What you typed is below and is not saved yet" in refilled
    if path != "questions":
        shown = typed_in(refilled)
        for name, value in fields[path].items():
            assert shown[name] == (value if isinstance(value, list) else [value]), name
        assert client.post(address, data=shown).status_code == 303
        assert stored(challenge).version == 2
    else:
        assert 'value="How?"' in refilled
    assert "is not saved yet" not in client.get(address).text


def test_signing_in_as_somebody_else_shows_nothing_of_a_draft(
    client: MarketClient, make: Maker, actors: Cast, clock: time_machine.Coordinates
) -> None:
    challenge = make("complete")
    stranger = actors.user("stranger")
    stranger.password_hash = hasher("low").hash("a-long-enough-password")
    client.sign_in(actors.user("officer"))
    clock.shift(timedelta(hours=3))
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/problem", data=sent({"title": "T", "problem": WORDS}, 1)
    )
    back = sign_in_again(client, answer, stranger.email)
    seen = client.get(back.location)
    assert seen.status_code == 404
    assert challenge.title not in seen.text


@pytest.mark.parametrize("token", ["", "nonsense", "replayed"])
def test_a_form_with_a_bad_token_changes_nothing_and_comes_back_filled(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, token: str
) -> None:
    challenge = make("complete")
    old = client.sign_in(actors.user("stranger")).csrf_token()  # of another session of the same browser
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/problem"
    data = sent({"title": "Typed", "problem": WORDS}, 1) | {"csrf_token": old if token == "replayed" else token}
    answer = client.post(address, data=data, csrf=False)
    assert answer.status_code == 303
    assert answer.location == address
    assert stored(challenge).version == 1
    assert stored(challenge).updated_at < NOW
    assert typed_in(client.get(address).text)["title"] == ["Typed"]
