"""Forms that wait while somebody signs in again: theirs alone, and never so many that they fill the disk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts import services
from app.accounts.models import ParkedForm
from app.accounts.services import parking
from tests.factories.accounts import LONG_AGO, PASSWORD, UserFactory

STORE = services.ParkedForms()
TYPED = {"name": "A Much Better Name"}


def keep(session, key, **changes):
    values = {"path": "/x", "sealed": b"typed", "user_id": None, "address": "192.0.2.1", "now": LONG_AGO, **changes}
    return STORE.keep(session, key_hash=key, **values)


def count(session):
    return session.scalar(select(func.count()).select_from(ParkedForm))


@pytest.mark.parametrize(("is_known", "limit"), [(True, 60), (False, 10)])
def test_parking_is_limited_for_each_network_address(session, app, is_known, limit):
    user_id = UserFactory().id if is_known else None
    kept = [keep(session, f"{n:064}", user_id=user_id) for n in range(limit + 1)]
    assert kept == [True] * limit + [False]
    assert keep(session, "y", user_id=user_id, address="192.0.2.2")


def test_of_one_person_only_the_newest_forms_are_kept(session, app):
    user = UserFactory()
    for number in range(8):
        assert keep(session, str(number), user_id=user.id, now=LONG_AGO + timedelta(minutes=number))
    assert sorted(session.scalars(select(ParkedForm.key_hash))) == ["3", "4", "5", "6", "7"]


def test_visitors_cannot_take_the_place_of_people(session, app, monkeypatch):
    monkeypatch.setattr(parking, "VISITORS_MAX", 3)
    monkeypatch.setattr(parking, "FORMS_MAX", 5)
    assert [keep(session, f"v{n}", address=f"192.0.2.{n}") for n in range(5)] == [True] * 3 + [False] * 2
    assert [keep(session, f"p{n}", user_id=UserFactory().id) for n in range(3)] == [True, True, False]
    assert count(session) == 5


def test_what_is_kept_is_below_200_megabytes():
    from app.web.parking import PARKED_MAX

    assert PARKED_MAX * 4 / 3 * parking.FORMS_MAX < 200e6


def test_a_parked_form_is_taken_once_at_its_own_path_and_within_a_day(session, app):
    now = LONG_AGO
    for key in "ab":
        keep(session, key)
    assert STORE.take(session, key_hash="a", path="/y", user_id=None, now=now) is None
    assert STORE.take(session, key_hash="a", path="/x", user_id=None, now=now) == b"typed"
    assert STORE.take(session, key_hash="a", path="/x", user_id=None, now=now) is None
    assert STORE.take(session, key_hash="b", path="/x", user_id=None, now=now + timedelta(days=1)) is None


def test_a_parked_form_is_taken_by_nobody_else(session, app):
    owner, other = UserFactory(), UserFactory()
    keep(session, "a", user_id=owner.id)
    for stranger in (None, other.id):
        assert STORE.take(session, key_hash="a", path="/x", user_id=stranger, now=LONG_AGO) is None
    assert STORE.take(session, key_hash="a", path="/x", user_id=owner.id, now=LONG_AGO) == b"typed"


@pytest.mark.parametrize("leaves", ["by the clock", "by signing out"])
def test_on_a_shared_browser_the_next_person_does_not_see_what_was_typed(client, session, clock, leaves):
    first, second = UserFactory(), UserFactory()
    client.post("/sign-in", data={"email": first.email, "password": PASSWORD})
    if leaves == "by the clock":
        clock.shift(3 * 3600)
    else:
        client.post("/sign-out", data={})
    away = client.post("/account/name", data=TYPED)
    assert "kept=1" in away.location
    client.post(away.location, data={"email": second.email, "password": PASSWORD})
    assert TYPED["name"] not in client.get("/account/name").text
    assert count(session) == 1


def test_who_signs_out_and_in_again_gets_back_what_was_typed_between(client, session):
    user = UserFactory()
    client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    client.post("/sign-out", data={})
    away = client.post("/account/name", data=TYPED)
    client.post(away.location, data={"email": user.email, "password": PASSWORD})
    assert TYPED["name"] in client.get("/account/name").text


def test_a_form_that_is_too_long_is_not_kept(client, session):
    assert "kept" not in client.post("/account/name", data={"name": "x" * 100_000}).location
    assert count(session) == 0


def test_a_cookie_that_names_nobody_parks_as_a_visitor(client, session):
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "00000000-0000-0000-0000-000000000001"
    assert "kept=1" in client.post("/account/name", data=TYPED).location
    assert session.scalar(select(ParkedForm.user_id)) is None
