"""Requests that no browser sends: too many fields, bodies without a length, files for texts, odd methods."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import ParkedForm
from app.web.parking import FIELDS_MAX
from app.web.security import CountingParser
from tests.support.cast import Cast
from tests.support.client import MarketClient

FORM = "application/x-www-form-urlencoded"
MEGABYTE = 1024 * 1024


def send(client: MarketClient, body: bytes, **kwargs: Any) -> Any:
    return client.post("/sign-in", input_stream=BytesIO(body), content_type=FORM, csrf=False, **kwargs)


@pytest.mark.parametrize("field", [b"", b"a", b"a=1", b"%41=%42"])
def test_a_form_of_too_many_fields_is_refused_before_it_is_unpacked(client: MarketClient, field: bytes) -> None:
    body = b"&".join([field] * 2_001)
    with patch("werkzeug.formparser.parse_qsl") as unpack:
        answer = send(client, body, content_length=len(body))
    assert answer.status_code == 413
    assert "in 2,000 fields" in answer.text
    unpack.assert_not_called()


def test_as_many_fields_as_a_form_may_have_are_read(client: MarketClient) -> None:
    body = b"&".join(b"%d" % number for number in range(2_000))
    assert send(client, body, content_length=len(body)).status_code == 400  # it has no token


@pytest.mark.parametrize("terminated", [True, False])
@pytest.mark.parametrize("body", [b"0&" * (12 * MEGABYTE), b"email=" + b"x" * (24 * MEGABYTE)], ids=["many", "long"])
def test_a_large_form_takes_no_memory(client: MarketClient, body: bytes, terminated: bool) -> None:
    # What is sent in pieces has no length: the server says where it ends.
    length = {"environ_overrides": {"wsgi.input_terminated": True}} if terminated else {"content_length": len(body)}
    tracemalloc.start()
    try:
        answer = send(client, body, **length)
        assert answer.status_code == 413
        assert tracemalloc.get_traced_memory()[1] < len(body) + 12 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_a_few_bytes_in_pieces_are_read(client: MarketClient) -> None:
    answer = send(client, b"email=a", environ_overrides={"wsgi.input_terminated": True})
    assert answer.status_code in (303, 400)


def test_the_limit_counts_every_way_of_sending(app: Flask) -> None:
    assert app.request_class.form_data_parser_class is CountingParser


@pytest.mark.parametrize(("count", "kept"), [(FIELDS_MAX, 1), (FIELDS_MAX + 1, 0)])
def test_a_form_of_very_many_fields_is_not_parked(
    client: MarketClient, session: Session, count: int, kept: int
) -> None:
    client.post("/register", data={f"field{number}": "x" for number in range(count)}, csrf=False)
    assert session.scalar(sa.select(sa.func.count()).select_from(ParkedForm)) == kept


FORMS = [
    ("/sign-in", ["email", "password"]),
    ("/register", ["name", "email", "password"]),
    ("/forgotten-password", ["email"]),
]
SIGNED_IN = [
    ("/account/name", ["name"]),  # what is not sent stays as it is
    ("/account/password", ["current_password", "password"]),
    ("/organisations/new", ["name", "kind", "region", "company_number", "headcount"]),
    ("/challenges/new", ["title", "organisation_id", "template"]),
]


@pytest.mark.parametrize(("address", "fields"), FORMS)
def test_a_file_in_place_of_a_text_is_an_empty_text(client: MarketClient, address: str, fields: list[str]) -> None:
    answer = client.post(address, data={name: (BytesIO(b"hello"), "a.txt") for name in fields})
    assert answer.status_code in (422, 429)


@pytest.mark.parametrize(("address", "fields"), SIGNED_IN)
def test_so_it_is_for_people_who_have_signed_in(
    client: MarketClient, actors: Cast, address: str, fields: list[str]
) -> None:
    client.sign_in(actors.user("officer"))
    answer = client.post(address, data={name: (BytesIO(b"hello"), "a.txt") for name in fields})
    assert answer.status_code == (303 if address == "/account/name" else 422)


def test_a_body_of_json_fills_no_form(client: MarketClient) -> None:
    answer = client.post("/sign-in", json=[1, 2], headers={"X-CSRFToken": client.csrf_token()})
    assert answer.status_code == 422


def test_every_address_says_its_methods_to_anybody(app: Flask, client: MarketClient) -> None:
    values = {"reference": "PG-2027-0001", "slug": "ashbourne"}
    asked = 0
    for rule in app.url_map.iter_rules():
        with app.test_request_context():
            known = {name: values.get(name, _example(rule, name)) for name in rule.arguments}
            address = rule.build(known, append_unknown=False)
        if address is None:
            continue
        answer = client.options(address[1])
        asked += 1
        assert answer.status_code == 200, rule
        assert "OPTIONS" in answer.headers["Allow"]
        assert answer.data == b""
    assert asked > 50


def _example(rule: Any, name: str) -> Any:
    kind = type(rule._converters[name]).__name__
    return {"UUIDConverter": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "IntegerConverter": 1}.get(kind, "nothing")
