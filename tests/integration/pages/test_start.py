from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from tests.support.cast import Cast
from tests.support.client import MarketClient
from tests.support.statements import Statements

Counting = Callable[[], AbstractContextManager[Statements]]
STATEMENTS_MAX = 2


def test_an_empty_service_says_so(client: MarketClient) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "No challenge is open at the moment." in response.text
    assert "Sign in" in response.text
    assert "Set-Cookie" not in response.headers


def test_the_start_page_costs_a_fixed_number_of_statements(client: MarketClient, count_queries: Counting) -> None:
    client.get("/")
    with count_queries() as seen:
        client.get("/")
    assert len(seen) <= STATEMENTS_MAX


def test_the_menu_is_that_of_the_reader(client: MarketClient, actors: Cast) -> None:
    assert "Waiting for me" not in client.get("/").text
    person = actors.user("officer")
    text = client.sign_in(person).get("/").text
    assert "Waiting for me" in text
    assert "Sign out" in text
    assert person.name in text
    assert "Register" not in text


def test_pages_for_a_person_are_not_stored(client: MarketClient, actors: Cast) -> None:
    response = client.sign_in(actors.user("officer")).get("/help")
    assert response.headers["Cache-Control"] == "no-store"
