"""The table of rights against the running application: every page, every method, every role, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.architecture.access import ACCESS, MORE, Answer, Row
from tests.architecture.world import World
from tests.support.application import empty_stores
from tests.support.cast import ROLES, Cast
from tests.support.client import MarketClient
from tests.support.databases import Home

pytestmark = pytest.mark.usefixtures("clock")


def rows() -> Iterator[Any]:
    """Yield method and row, named by endpoint and method."""
    for endpoint, methods in ACCESS.items():
        for method, row in methods.items():
            yield pytest.param(method, row, id=f"{method} {endpoint}")
    for name, (method, row) in MORE.items():
        yield pytest.param(method, row, id=f"{method} {name}")


def answer_of(response: TestResponse) -> Answer | str:
    """Return what the application said, in the words of the table."""
    status = response.status_code
    if status == 303 and response.headers["Location"].startswith("/sign-in?"):
        return Answer.SIGN_IN
    if status < 400 or status in (409, 410, 422):
        return Answer.ALLOWED
    return {403: Answer.REFUSED, 404: Answer.HIDDEN}.get(status, str(status))


def test_the_table_has_every_endpoint_and_method_and_no_others(routes: Flask) -> None:
    there = {
        (rule.endpoint, method)
        for rule in routes.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(endpoint, method) for endpoint, methods in ACCESS.items() for method in methods} == there


@pytest.mark.parametrize(("method", "row"), list(rows()))
def test_everybody_gets_what_the_table_says(
    method: str,
    row: Row,
    app: Flask,
    home: Home,
    session: Session,
    make_client: Callable[[], MarketClient],
) -> None:
    found: dict[str, Answer | str] = {}
    changed = True
    for role in ROLES:
        if changed:
            session.rollback()
            session.expunge_all()
            home.empty()
            empty_stores(app)
            cast = Cast(session)
            world = World(app, session, cast)
        browser = make_client()
        if role != "anonymous":
            browser.sign_in(cast.user(role))
        form = {"data": dict(row.form)} if method == "POST" else {}
        found[role] = answer_of(browser.open(row.path(world), method=method, **form))
        changed = method == "POST" and found[role] is Answer.ALLOWED
    assert found == {role: row.answer_for(role) for role in ROLES}
