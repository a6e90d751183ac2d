"""Counting attempts: the limits hold for each account and each network address, and tell nobody who has an account."""

from __future__ import annotations

from collections import deque
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from app.accounts import services
from app.accounts.models import ParkedForm, ThrottleEntry
from app.accounts.services import throttle
from app.accounts.states import ThrottleKind
from app.core.errors import TooManyAttempts
from tests.factories.accounts import LONG_AGO, PASSWORD, UserFactory

WRONG = "wrong wrong wrong"


def try_in(client, email, password=WRONG, address="192.0.2.1"):
    return client.post("/sign-in", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize("is_known", [True, False])
def test_ten_wrong_passwords_close_an_account_for_a_while(client, session, clock, is_known):
    email = UserFactory().email if is_known else "nobody@example.org"
    assert [try_in(client, email, address=f"192.0.2.{n}").status_code for n in range(10)] == [422] * 10
    refused = try_in(client, email.upper(), PASSWORD, address="192.0.2.99")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in refused.text
    clock.shift(899)
    assert try_in(client, email, PASSWORD).status_code == 429
    clock.shift(1)
    assert try_in(client, email, PASSWORD).status_code == (303 if is_known else 422)


def test_the_answer_to_too_many_is_the_same_for_everybody(client, session, clock):
    pages = []
    for email in (UserFactory().email, "nobody@example.org", UserFactory(closed=True).email):
        for number in range(10):
            try_in(client, email, address=f"198.51.{number}.1")
        pages.append(try_in(client, email, address="203.0.113.5"))
    assert {page.status_code for page in pages} == {429}
    assert len({page.text.split("<main")[1].split("</main>")[0] for page in pages}) == 1


def test_sixty_wrong_passwords_close_a_network_address(client, session):
    user = UserFactory()
    for number in range(60):
        try_in(client, f"nobody{number}@example.org", address=f"2001:db8:1:2::{number:x}")
    assert try_in(client, user.email, PASSWORD, address="2001:db8:1:2:ffff::1").status_code == 429
    assert try_in(client, user.email, PASSWORD, address="2001:db8:1:3::1").status_code == 303


def test_the_right_password_is_not_counted(client, make_client, session):
    user = UserFactory()
    for _ in range(12):
        assert try_in(make_client(), user.email, PASSWORD).status_code == 303
    assert session.scalar(select(func.count()).select_from(ThrottleEntry)) == 0


def test_links_are_limited_to_five_an_hour_for_each_account(client, session, mails, clock, worker):
    for email in (UserFactory().email, "nobody@example.org"):
        codes = [
            client.post(
                "/forgotten-password", data={"email": email}, environ_base={"REMOTE_ADDR": f"192.0.2.{number}"}
            ).status_code
            for number in range(6)
        ]
        assert codes == [303] * 5 + [429]
    worker()
    assert mails.kinds() == ["reset_password"] * 5


def test_registering_is_limited_too_and_stores_no_password_for_nothing(client, session, monkeypatch):
    data = {"name": "A", "email": "a@example.org", "password": PASSWORD}
    codes = [client.post("/register", data=data).status_code for _ in range(5)]
    monkeypatch.setattr(services.Hasher, "hash", lambda *_: pytest.fail("hashed although refused"))
    assert [*codes, client.post("/register", data=data).status_code] == [303] * 5 + [429]


def test_wrong_passwords_on_the_account_page_and_on_the_confirmation_are_counted(client, sign_in, session, mails):
    user = UserFactory()
    sign_in(user)
    data = {"current_password": WRONG, "password": "another good phrase"}
    codes = [client.post("/account/password", data=data).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]
    client.sign_out()
    client.post("/register", data={"name": "A", "email": "a@example.org", "password": PASSWORD})
    path = mails.last("confirm_email").context["path"]
    codes = [client.post(path, data={"password": WRONG}).status_code for _ in range(11)]
    assert codes == [422] * 10 + [429]


def test_what_has_run_out_is_forgotten_and_nothing_else(session, app):
    subjects = throttle.sign_in_subjects("a@example.org", "192.0.2.1")
    for minutes in (0, 14, 16):
        throttle.count(session, subjects, now=LONG_AGO - timedelta(minutes=minutes))
    for hours, key in ((0, "a"), (25, "b")):
        session.add(ParkedForm(key_hash=key, path="/", sealed=b"x", expires_at=LONG_AGO - timedelta(hours=hours)))
    session.flush()
    services.forget_old(session, now=LONG_AGO)
    assert session.scalar(select(func.count()).select_from(ThrottleEntry)) == 4
    assert session.scalars(select(ParkedForm.key_hash)).all() == ["a"]


def test_neither_addresses_nor_accounts_are_stored(client, session):
    try_in(client, "somebody@example.org", address="192.0.2.77")
    for entry in session.scalars(select(ThrottleEntry)):
        assert len(entry.key_hash) == 64
        assert "192.0.2" not in entry.key_hash


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(min_value=0, max_value=400), min_size=1, max_size=40))
def test_no_window_ever_holds_more_than_the_limit(session, app, gaps):
    """Against a model: a list of the attempts that passed."""
    session.execute(delete(ThrottleEntry))
    limit = throttle.LIMITS[ThrottleKind.SIGN_IN_ACCOUNT]
    passed, now = deque(), LONG_AGO
    for gap in gaps:
        now += timedelta(seconds=gap)
        while passed and passed[0] <= now - limit.window:
            passed.popleft()
        wait = seconds_to_wait(session, now)
        if len(passed) == limit.attempts:
            assert timedelta(seconds=wait) == passed[0] + limit.window - now
        else:
            assert wait == 0
            passed.append(now)


def seconds_to_wait(session, now):
    """Try once; return for how long the answer asks to wait, 0 where it passed."""
    try:
        throttle.claim(session, {ThrottleKind.SIGN_IN_ACCOUNT: "a@example.org"}, now=now)
    except TooManyAttempts as error:
        return error.retry_after
    return 0
