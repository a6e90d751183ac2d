"""A client that checks every page it is given, signs its forms, and shows what a request left undone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Flask, g, session
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import SignIn, User
from app.core.clock import utc_now
from app.web import identity
from tests.support import page_rules

CSRF_SALT = "wtf-csrf-token"


class MarketClient(FlaskClient):
    """What a browser sends, without the browser.

    Every answer in HTML goes through the page rules. A form that is posted gets a valid token, unless ``csrf=False``
    is said. What the test's own session holds is committed before each request, so that the request can see it, and
    forgotten after each request that may have changed it.
    """

    test_session: Session | None = None
    left_dirty: list[str]

    def open(self, *args: Any, csrf: bool = True, check_page: bool = True, **kwargs: Any) -> TestResponse:
        if self.test_session is not None:
            self.test_session.commit()
        if csrf and kwargs.get("method") == "POST" and not kwargs.get("json"):
            kwargs["data"] = {**(kwargs.get("data") or {}), "csrf_token": self.csrf_token()}
        response = super().open(*args, **kwargs)
        if self.test_session is not None and kwargs.get("method") not in ("GET", "HEAD"):
            self.test_session.expire_all()
        if self.left_dirty:
            raise AssertionError(f"the request left its session dirty: {self.left_dirty}")
        if check_page and response.mimetype == "text/html" and response.data and not response.is_streamed:
            page_rules.check(response)
        return response

    def csrf_token(self) -> str:
        """Return a token that this browser's session accepts."""
        with self.session_transaction() as cookie:
            cookie.setdefault("csrf_token", uuid4().hex)
            raw = cookie["csrf_token"]
        return URLSafeTimedSerializer(self.application.secret_key or "", salt=CSRF_SALT).dumps(raw)  # type: ignore[return-value]

    def sign_in(self, user: User) -> MarketClient:
        """Sign ``user`` in without the sign-in page; return this client."""
        assert self.test_session is not None
        now = utc_now()
        row = SignIn(user_id=user.id, expires_at=now + timedelta(hours=12), created_at=now)
        self.test_session.add(row)
        self.test_session.commit()
        with self.application.test_request_context():
            identity.start_session(row.id, user.id, now=now)
            cookie_values = dict(session)
        with self.session_transaction() as cookie:
            cookie.clear()
            cookie.permanent = True
            cookie.update(cookie_values)
        return self

    def sign_out(self) -> MarketClient:
        """Forget the browser's session; return this client."""
        with self.session_transaction() as cookie:
            cookie.clear()
        return self


def note_dirty_sessions(app: Flask, noted: list[str]) -> None:
    """Write into ``noted`` what a request's session still holds when it is over, and what one that only reads wrote."""

    @event.listens_for(app.extensions["database"].readers, "after_flush")
    def wrote(session: Session, _context: Any) -> None:
        noted.extend(f"written, and lost: {thing!r}" for thing in (*session.new, *session.dirty, *session.deleted))

    @app.teardown_appcontext
    def look(_: BaseException | None) -> None:
        left: Session | None = g.get("db_session")
        if left is not None:
            noted.extend(repr(thing) for thing in (*left.new, *left.dirty, *left.deleted))


def new_client(app: Flask, session: Session) -> MarketClient:
    """Open a browser whose requests see what ``session`` holds."""
    client = app.test_client()
    assert isinstance(client, MarketClient)
    client.test_session = session
    client.left_dirty = app.config["LEFT_DIRTY"]
    return client
