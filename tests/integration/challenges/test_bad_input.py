"""What no page ever sends: a clear answer, nothing lost, nothing half-written, never a 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, Comment
from tests.integration.challenges.conftest import Maker
from tests.integration.challenges.test_draft_pages import PAGES, typed_in
from tests.support.cast import Cast
from tests.support.client import MarketClient

Load = Callable[[Challenge | str], Challenge]
LISTS = ("questions", "criteria", "contacts")
ODD = {
    "nul": "a%00b",
    "nul alone": "%00",
    "half of a pair": "a%ED%A0%80b",
    "not utf-8": "a%FFb",
    "escape": "a%1B[31mb",
    "non-character": "a%EF%BF%BEb",
    "bell and delete": "a%07%7Fb",
    "right to left": "a%E2%80%AEb",
    "outside the first plane": "a%F0%9F%8C%8Ab",
    "only spaces": "%20%E2%80%83%09",
    "line ends": "a%0D%0Ab%0Dc",
}


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("path", PAGES)
def test_odd_characters_in_every_field_are_cleaned_or_refused(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, path: str, odd: str
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    token = client.csrf_token()
    body = "&".join(
        f"{name}={ODD[odd]}" for name, value in PAGES[path].items() for _ in (value if isinstance(value, list) else "x")
    )
    answer = client.open(
        f"/challenges/{challenge.reference}/edit/{path}",
        method="POST",
        data=f"{body}&version=1&csrf_token={quote(token)}",
        content_type="application/x-www-form-urlencoded",
        csrf=False,
    )
    assert answer.status_code in (303, 422)
    after = stored(challenge)
    if answer.status_code == 303:
        texts = [getattr(after, column.name) for column in Challenge.__table__.columns]
        texts += [question.text for question in after.questions] + [contact.name for contact in after.contacts]
        for text in texts:
            assert not isinstance(text, str) or "\x00" not in text
        assert client.get(f"/challenges/{challenge.reference}").status_code == 200
        assert client.get(f"/challenges/{challenge.reference}/edit").status_code == 200
    else:
        assert after.version == 1


@pytest.mark.parametrize("odd", ODD)
def test_odd_characters_in_what_is_said(
    client: MarketClient, make: Maker, actors: Cast, session: Session, odd: str
) -> None:
    challenge = make("in_review")
    client.sign_in(actors.user("approver"))
    token = quote(client.csrf_token())
    for path, name in (("comments", "text"), ("send-back", "text"), ("withdraw", "reason")):
        answer = client.open(
            f"/challenges/{challenge.reference}/{path}",
            method="POST",
            data=f"{name}={ODD[odd]}&section=&csrf_token={token}",
            content_type="application/x-www-form-urlencoded",
            csrf=False,
        )
        assert answer.status_code in (303, 422), path
    assert not any("\x00" in text for text in session.scalars(sa.select(Comment.text)))


WRONG: dict[str, dict[str, Any]] = {
    "nothing": {},
    "lists for texts": {name: ["a", "b", "c", "d"] for fields in PAGES.values() for name in fields},
    "one part of a date": {f"{name}_on": "1" for name in ("closes", "questions_close", "answers_due")},
    "many parts of a date": {f"{name}_on": ["1"] * 50 for name in ("closes", "questions_close")},
    "huge numbers": dict.fromkeys(("budget", "months", "word_limit", "weight", "price_weight"), "9" * 5_000),
    "negative numbers": dict.fromkeys(("budget", "months", "word_limit", "weight", "minimum_score"), "-5"),
    "not numbers": dict.fromkeys(("budget", "months", "word_limit", "weight", "minimum_score"), "NaN"),
    "other digits": dict.fromkeys(("budget", "months", "word_limit", "weight", "minimum_score"), "१२"),
    "unknown choices": dict.fromkeys(("route", "has_lots", "price_method", "tie_rule", "readiness_from"), "x"),
    "python": {"title": "{{ 7*7 }}", "problem": "%(x)s {0} ${x}", "text": "{{ config }}"},
    "fields of others": {"stage": "published", "reference": "PG-1", "opens_at": "2020-01-01", "is_demo": "y"},
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("path", [*PAGES, "scale", "documents"])
def test_wrong_types_get_a_clear_message(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, path: str, wrong: str
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/{path}", data={**PAGES.get(path, {}), **WRONG[wrong], "version": "1"}
    )
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert "There is a problem" in answer.text
    after = stored(challenge)
    assert (after.stage, after.reference, after.opens_at) == ("draft", challenge.reference, None)


@pytest.mark.parametrize("version", [None, "", "x", "-1", "1e1", "9" * 500, "%00", "1; DROP"])
@pytest.mark.parametrize("path", ["edit/problem", "edit/scale", "edit/questions", "submit"])
def test_a_form_without_its_version_saves_nothing(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, path: str, version: str | None
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    data: dict[str, Any] = {**PAGES["problem"], **PAGES["questions"]}
    if version is not None:
        data["version"] = version
    answer = client.post(f"/challenges/{challenge.reference}/{path}", data=data)
    assert answer.status_code == 422
    assert "changed this challenge" in answer.text or "saved this page" in answer.text or "was changed" in answer.text
    assert (stored(challenge).version, stored(challenge).stage) == (1, "draft")


def test_a_text_that_is_too_long_comes_back_whole(
    client: MarketClient, make: Maker, actors: Cast, stored: Load
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    text = "word " * 20_000
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/problem", data={"title": "T", "problem": text, "version": "1"}
    )
    assert answer.status_code == 422
    assert "20,000 characters or fewer" in answer.text
    assert typed_in(answer.text)["problem"][0].strip() == text.strip()
    assert stored(challenge).problem == ""


@pytest.mark.parametrize("size", [3, 30])
def test_an_oversize_form_is_refused_with_a_page(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, size: int
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/problem",
        data={"title": "T", "problem": "x" * size * 1024 * 1024, "version": "1"},
    )
    assert answer.status_code == 413
    assert stored(challenge).version == 1


def test_too_many_fields_are_refused(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/problem",
        data={f"field-{number}": "x" for number in range(3_000)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml"])
def test_other_kinds_of_bodies_change_nothing(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, kind: str
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    answer = client.open(
        f"/challenges/{challenge.reference}/edit/problem",
        method="POST",
        data='{"title": ["broken',
        content_type=kind,
        csrf=False,
    )
    assert answer.status_code in (303, 400)
    assert stored(challenge).version == 1


@pytest.mark.parametrize("path", ["edit/problem", "submit", "follow", "edit/documents", "comments"])
def test_methods_that_a_page_does_not_know(client: MarketClient, make: Maker, actors: Cast, path: str) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    for method in ("PUT", "DELETE", "PATCH"):
        assert client.open(f"/challenges/{challenge.reference}/{path}", method=method).status_code in (400, 405)


def test_ids_of_another_challenge_and_of_nothing_are_not_found(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, session: Session
) -> None:
    mine, other = make("complete"), make("complete", lead=actors.other_council)
    said = Comment(challenge_id=other.id, text="Theirs", created_at=other.created_at)
    session.add(said)
    session.commit()
    rows = {name: getattr(stored(other), name)[0].id for name in LISTS}
    comment = said.id
    client.sign_in(actors.user("officer"))
    for name in LISTS:
        for row in (rows[name], uuid4()):
            address = f"/challenges/{mine.reference}/edit/{name}/{row}"
            assert client.get(address).status_code == 404
            for act in ("", "/remove", "/up"):
                assert client.post(f"{address}{act}", data={"version": "1"}).status_code == 404
    for identifier in (comment, uuid4()):
        assert client.post(f"/challenges/{mine.reference}/comments/{identifier}/resolve").status_code == 404
        gone = f"/challenges/{mine.reference}/edit/documents/{identifier}/remove-document"
        assert client.post(gone, data={"version": "1"}).status_code == 404
    assert client.get(f"/challenges/{other.reference}/edit").status_code == 404
    assert stored(mine).version == 1
    assert stored(other).version == 1


@pytest.mark.parametrize("section", ["x", "documents; --", "%00", "PROBLEM"])
def test_a_comment_about_nothing_known_is_refused(
    client: MarketClient, make: Maker, actors: Cast, session: Session, section: str
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    answer = client.post(f"/challenges/{challenge.reference}/comments", data={"text": "Hm", "section": section})
    assert answer.status_code == 422
    assert "Choose what the comment is about" in answer.text
    assert not session.scalar(sa.select(sa.func.count()).select_from(Comment))


@pytest.mark.parametrize("template", ["", "x", "%00", "pilot"])
def test_a_draft_begins_from_what_there_is(client: MarketClient, actors: Cast, template: str) -> None:
    client.sign_in(actors.user("officer"))
    fields = {"title": "T", "organisation_id": str(actors.council.id), "template": template}
    answer = client.post("/challenges/new", data=fields)
    assert answer.status_code == (303 if template in ("", "pilot") else 422)
