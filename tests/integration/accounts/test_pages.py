"""Pages of accounts, as a browser sees them."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.accounts.models import SignIn, SingleUseLink, User
from app.core.keys import signer
from tests.factories.accounts import PASSWORD, UserFactory

NEW = {"name": "Priya Shah", "email": "Priya.Shah@example.org", "password": PASSWORD}


def test_register_confirm_sign_out_and_sign_in(client, session, mails):
    assert client.get("/register").status_code == 200
    sent = client.post("/register", data=NEW)
    assert (sent.status_code, sent.location) == (303, "/register/sent")
    assert client.get(sent.location).status_code == 200
    user = session.scalar(select(User))
    assert (user.email, user.email_confirmed_at) == ("priya.shah@example.org", None)

    path = mails.last("confirm_email").context["path"]
    assert "Confirm and sign in" in client.get(path).text
    assert client.post(path, data={"password": "not the password"}).status_code == 422
    confirmed = client.post(path, data={"password": PASSWORD})
    assert confirmed.status_code == 303
    assert "Priya Shah" in client.get("/account").text

    assert client.post("/sign-out", data={}).status_code == 303
    assert client.get("/account").location.startswith("/sign-in?next=/account")
    signed_in = client.post("/sign-in?next=/account", data={"email": NEW["email"], "password": PASSWORD})
    assert (signed_in.status_code, signed_in.location) == (303, "/account")
    assert client.get(path).status_code == 410


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_leads_nowhere_else(client, session, target):
    user = UserFactory()
    answer = client.post("/sign-in", query_string={"next": target}, data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303
    assert answer.location in ("/waiting", "/")


def test_the_session_is_new_after_signing_in(client, session):
    user = UserFactory()
    client.get("/sign-in")
    before = client.csrf_token()
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["sign_in_id"] == str(session.scalar(select(SignIn.id)))
        assert "csrf_token" not in cookie
    assert client.post("/account/name", data={"name": "A", "csrf_token": before}, csrf=False).status_code != 200


def test_a_stolen_cookie_is_worth_nothing_after_signing_out(client, make_client, session):
    user = UserFactory()
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    with client.session_transaction() as cookie:
        stolen = dict(cookie)
    thief = make_client()
    with thief.session_transaction() as cookie:
        cookie.update(stolen)
    assert thief.get("/account").status_code == 200
    client.post("/sign-out", data={})
    assert thief.get("/account").status_code == 303


def page_without_tokens(text: str) -> str:
    """Return a page without what differs on each answer."""
    text = re.sub(r'value="[^"]{40,}"', "", text)
    return re.sub(r"[\w.-]+@example\.org", "ADDRESS", text)


def test_every_failed_sign_in_looks_alike(client, session):
    people = [
        UserFactory().email,
        UserFactory(closed=True).email,
        UserFactory(unconfirmed=True).email,
        UserFactory(password_hash=None).email,
        "nobody@example.org",
    ]
    passwords = ["wrong wrong wrong", PASSWORD, PASSWORD, PASSWORD, PASSWORD]
    answers = [
        client.post("/sign-in", data={"email": email, "password": password})
        for email, password in zip(people, passwords, strict=True)
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert len({page_without_tokens(answer.text) for answer in answers}) == 1
    assert len({tuple(sorted(answer.headers.keys())) for answer in answers}) == 1


def test_an_unconfirmed_account_is_sent_a_new_link_when_the_password_was_right(client, session, mails):
    user = UserFactory(unconfirmed=True)
    client.post("/sign-in", data={"email": user.email, "password": "wrong wrong wrong"})
    assert mails.kinds() == []
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    assert mails.kinds() == ["confirm_email"]


def test_registering_a_known_address_looks_alike_and_sends_a_hint(client, session, mails):
    user = UserFactory()
    known = client.post("/register", data={**NEW, "email": user.email})
    unknown = client.post("/register", data=NEW)
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.text == unknown.text
    assert mails.kinds() == ["account_exists", "confirm_email"]
    session.refresh(user)
    assert user.name != NEW["name"]


def test_a_forgotten_password_looks_alike(client, session, mails, worker):
    known, closed = UserFactory(), UserFactory(closed=True)
    answers = [
        client.post("/forgotten-password", data={"email": email})
        for email in (known.email, closed.email, "nobody@example.org")
    ]
    assert {(answer.status_code, answer.location, answer.text) for answer in answers} == {
        (303, "/forgotten-password/sent", answers[0].text)
    }
    assert mails.kinds() == []
    worker()
    assert mails.kinds() == ["reset_password"]
    assert client.get("/forgotten-password/sent").status_code == 200


def test_asking_for_a_password_is_the_same_work_for_every_address(client, session, count_queries):
    seen = []
    for email in (UserFactory().email, UserFactory(closed=True).email, "nobody@example.org"):
        session.commit()
        with count_queries() as statements:
            client.post("/forgotten-password", data={"email": email})
        seen.append(list(statements))
    assert seen[0] == seen[1] == seen[2]


def test_whoever_was_shut_out_by_others_comes_in_with_a_new_password(client, session, mails, worker):
    user = UserFactory()
    for _ in range(10):
        client.post("/sign-in", data={"email": user.email, "password": "wrong wrong wrong"})
    assert client.post("/sign-in", data={"email": user.email, "password": PASSWORD}).status_code == 429
    client.post("/forgotten-password", data={"email": user.email})
    worker()
    client.post(mails.last("reset_password").context["path"], data={"password": "another good phrase"})
    again = client.post("/sign-in", data={"email": user.email, "password": "another good phrase"})
    assert again.status_code == 303


def test_choosing_a_new_password_ends_every_sign_in(client, make_client, session, mails, worker):
    user = UserFactory()
    other = make_client()
    other.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    client.post("/forgotten-password", data={"email": user.email})
    worker()
    path = mails.last("reset_password").context["path"]
    assert user.email in client.get(path).text
    assert client.post(path, data={"password": "password1234"}).status_code == 422
    done = client.post(path, data={"password": "another good phrase"})
    assert (done.status_code, done.location) == (303, "/sign-in")
    assert other.get("/account").status_code == 303
    assert client.post("/sign-in", data={"email": user.email, "password": PASSWORD}).status_code == 422
    again = client.post("/sign-in", data={"email": user.email, "password": "another good phrase"})
    assert again.status_code == 303
    assert client.post(path, data={"password": "another good phrase"}).status_code == 410
    assert mails.kinds() == ["reset_password", "password_changed"]


def test_changing_the_password_ends_the_other_sign_ins_and_keeps_this_one(client, make_client, session):
    user = UserFactory()
    other = make_client()
    for browser in (client, other):
        browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    wrong = {"current_password": "wrong wrong wrong", "password": "another good phrase"}
    assert client.post("/account/password", data=wrong).status_code == 422
    done = client.post("/account/password", data={**wrong, "current_password": PASSWORD})
    assert done.status_code == 303
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303


def test_signing_out_everywhere(client, make_client, session):
    user = UserFactory()
    other = make_client()
    for browser in (client, other):
        browser.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    assert "2 browsers" in client.get("/account").text
    assert client.post("/account/sign-out-everywhere", data={}).status_code == 303
    assert {browser.get("/account").status_code for browser in (client, other)} == {303}


def test_renaming(client, sign_in, session):
    user = UserFactory()
    sign_in(user)
    assert client.post("/account/name", data={"name": " "}).status_code == 422
    assert client.post("/account/name", data={"name": "  Sam \t Okafor "}).status_code == 303
    assert "Sam Okafor" in client.get("/account").text


@pytest.mark.parametrize("path", ["/register", "/sign-in", "/forgotten-password"])
def test_nothing_typed_makes_an_error_page_with_every_question(client, path):
    answer = client.post(path, data={})
    assert answer.status_code == 422
    assert "There is a problem" in answer.text


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "a" * 10_000, "<script>", "' OR 1=1 --", "x@localhost", "ü@x.org"])
def test_odd_input_is_refused_with_words(client, session, odd):
    for page, data in (
        ("/register", {**NEW, "email": odd}),
        ("/register", {**NEW, "name": odd * 200}),
        ("/sign-in", {"email": odd, "password": odd}),
        ("/forgotten-password", {"email": odd}),
    ):
        answer = client.post(page, data={name: text.encode("utf-8", "replace") for name, text in data.items()})
        assert answer.status_code in (413, 422), page


def test_dead_links_say_what_to_do(client, app, session):
    user = UserFactory()
    session.commit()
    unsigned = f"/reset-password/{user.id.hex}"
    unknown = f"/reset-password/{signer('reset_password').dumps(user.id.hex)}"
    odd = [f"/reset-password/{signer('reset_password').dumps(value)}" for value in (3, None, "x", ["a"])]
    other_purpose = f"/confirm/{signer('reset_password').dumps(user.id.hex)}"
    for path in (unsigned, unknown, other_purpose, "/confirm/x", *odd):
        answer = client.get(path)
        assert answer.status_code == 410
        assert "What you can do" in answer.text
    assert client.get("/confirm/" + "a" * 500).status_code == 404


def test_a_newer_link_ends_the_older(client, session, mails, worker):
    user = UserFactory()
    for _ in range(2):
        client.post("/forgotten-password", data={"email": user.email})
    worker()
    older, newer = (mail.context["path"] for mail in mails.of("reset_password"))
    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200
    assert session.scalar(select(SingleUseLink).where(SingleUseLink.used_at.is_(None))) is not None


def test_links_run_out(client, session, mails, clock, worker):
    user = UserFactory()
    client.post("/forgotten-password", data={"email": user.email})
    worker()
    path = mails.last("reset_password").context["path"]
    clock.shift(3599)
    assert client.get(path).status_code == 200
    clock.shift(1)
    assert client.get(path).status_code == 410
    assert client.post(path, data={"password": "another good phrase"}).status_code == 410


def test_a_sign_in_ends_after_twelve_hours_whatever_is_done(client, session, clock):
    user = UserFactory()
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    for _ in range(11):
        clock.shift(3600)
        assert client.get("/account").status_code == 200
    clock.shift(3600)
    assert client.get("/account").status_code == 303


def test_what_was_typed_waits_while_somebody_signs_in_again(client, session, clock):
    user = UserFactory()
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    clock.shift(3 * 3600)
    away = client.post("/account/name", data={"name": "A Much Better Name"})
    assert (away.status_code, away.location) == (303, "/sign-in?next=/account/name&kept=1")
    assert "What you typed is kept" in client.get(away.location).text
    back = client.post(away.location, data={"email": user.email, "password": PASSWORD})
    assert back.location == "/account/name"
    page = client.get(back.location).text
    assert "A Much Better Name" in page
    assert "What you typed is below" in page
    assert "A Much Better Name" not in client.get(back.location).text
