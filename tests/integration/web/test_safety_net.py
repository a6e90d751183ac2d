"""What the tests themselves stand on: a request that forgets something is noticed, and nothing leaks between tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.models import AuditHead
from app.core.clock import utc_now
from app.core.db import Database
from app.outbox.models import OutboxJob
from app.outbox.services import enqueue
from app.web.authorise import public
from app.web.database import db
from app.web.transaction import commits
from tests.support.application import make_app
from tests.support.cast import ROLES, Cast
from tests.support.client import MarketClient, new_client
from tests.support.page_rules import BrokenPage


@public
def forgets_to_commit() -> ResponseReturnValue:
    db.session.add(OutboxJob(kind="lost", payload={}, run_at=utc_now(), created_at=utc_now()))
    return "", 204


@public
def flushes_and_forgets() -> ResponseReturnValue:
    db.session.add(OutboxJob(kind="lost", payload={}, run_at=utc_now(), created_at=utc_now()))
    db.session.flush()
    return "", 204


@public
@commits
def refuses_after_writing() -> ResponseReturnValue:
    enqueue(db.session, "refused", {}, now=utc_now())
    return "", 422


@commits
def commits_without_asking() -> ResponseReturnValue:
    enqueue(db.session, "unasked", {}, now=utc_now())
    return "", 204


def asks_nobody() -> str:
    return "secret"


@public
def writes_bad_html() -> str:
    return "<title>Welcome</title><h1>Something else</h1><h1>Twice</h1>"


@pytest.fixture
def careless(settings: dict[str, Any], database: Database, session: Session) -> MarketClient:
    """Return a browser for an application with careless pages."""
    app = make_app({**settings, "WTF_CSRF_ENABLED": True}, database)
    views = (
        forgets_to_commit,
        flushes_and_forgets,
        refuses_after_writing,
        commits_without_asking,
        asks_nobody,
        writes_bad_html,
    )
    for view in views:
        app.add_url_rule(f"/{view.__name__}", view_func=view, methods=["GET", "POST"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return new_client(app, session)


def count_jobs(session: Session) -> int:
    session.expire_all()
    return session.scalar(sa.select(sa.func.count()).select_from(OutboxJob)) or 0


@pytest.mark.parametrize("page", ["forgets_to_commit", "flushes_and_forgets"])
def test_a_request_that_leaves_its_session_dirty_fails_the_test(careless: MarketClient, page: str) -> None:
    with pytest.raises(AssertionError, match="left its session dirty"):
        careless.get(f"/{page}")


def test_a_refusal_leaves_no_trace(careless: MarketClient, session: Session) -> None:
    assert careless.post("/refuses_after_writing").status_code == 422
    assert count_jobs(session) == 0


def test_what_asked_no_policy_is_neither_sent_nor_committed(careless: MarketClient, session: Session) -> None:
    assert careless.get("/asks_nobody").status_code == 500
    assert careless.post("/commits_without_asking").status_code == 500
    assert count_jobs(session) == 0


def test_a_page_that_breaks_the_rules_fails_the_test(careless: MarketClient) -> None:
    with pytest.raises(BrokenPage):
        careless.get("/writes_bad_html")


def test_a_form_without_its_token_is_refused(careless: MarketClient) -> None:
    assert careless.post("/refuses_after_writing", csrf=False).status_code == 400


@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_begins_with_an_empty_database(session: Session, actors: Cast, app: Flask, turn: int) -> None:
    assert session.scalar(sa.select(sa.func.count()).select_from(User)) == 0, turn
    assert session.get_one(AuditHead, 1).sequence == 0
    for role in ROLES[1:]:
        actors.user(role)
    session.commit()


def test_policies_and_pages_see_the_same_people(
    actors: Cast, app: Flask, session: Session, make_client: Callable[[], MarketClient]
) -> None:
    for role in ROLES[1:]:
        actors.user(role)
    session.commit()
    for role in ROLES[1:]:
        browser = make_client().sign_in(actors.user(role))
        with browser:
            browser.get("/healthz")
            from app.web.identity import current_actor

            assert current_actor() == actors.actor(role)
