"""A request that writes acts with the rights of the moment in which it writes, not of the moment in which it came."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask, g
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.models import SignIn, User
from app.accounts.services import Hasher
from app.core.db import Database
from app.core.policy import Role
from app.organisations.models import Member, Organisation
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.organisations import OrganisationFactory, join
from tests.support.client import MarketClient
from tests.support.statements import Statements


@pytest.fixture
def council(session: Session) -> Organisation:
    return OrganisationFactory(description="At first")


@pytest.fixture
def manager(council: Organisation) -> User:
    user = UserFactory()
    join(user, council, Role.ADMINISTRATOR)
    return user


@pytest.fixture
def meanwhile(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Return a function that lets something be committed between a request's arrival and its transaction."""

    def when_somebody_came(statement: Any) -> None:
        load, waiting = app.extensions["load_person"], [statement]

        def load_then_change(session: Session, *args: Any) -> Any:
            person = load(session, *args)
            if waiting:
                with database.transaction() as other:
                    other.execute(waiting.pop())
            return person

        monkeypatch.setitem(app.extensions, "load_person", load_then_change)

    return when_somebody_came


def save(client: MarketClient, council: Organisation) -> Any:
    data = {"name": council.name, "region": "TLG", "description": "By somebody removed", "version": "1"}
    return client.post(f"/organisations/{council.slug}/edit", data=data)


def test_who_has_their_rights_writes(client, session, council, manager):
    client.sign_in(manager)
    assert save(client, council).status_code == 303


def test_who_lost_their_rights_meanwhile_does_not_write(client, session, council, manager, meanwhile):
    client.sign_in(manager)
    meanwhile(delete(Member).where(Member.user_id == manager.id))
    assert save(client, council).status_code == 403
    session.refresh(council)
    assert council.description == "At first"


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(client, session, council, manager, meanwhile):
    client.sign_in(manager)
    meanwhile(update(SignIn).values(ended_at=SignIn.created_at))
    assert save(client, council).location.startswith("/sign-in")
    session.refresh(council)
    assert council.description == "At first"


def test_it_costs_two_statements_more_and_pages_that_only_show_cost_none(
    client: MarketClient,
    session: Session,
    council: Organisation,
    manager: User,
    count_queries: Callable[[], AbstractContextManager[Statements]],
) -> None:
    client.sign_in(manager)
    with count_queries() as shown:
        client.get(f"/organisations/{council.slug}/edit")
    with count_queries() as sent:
        save(client, council)
    asked = [sum("FROM app_user JOIN sign_in" in one for one in seen) for seen in (shown, sent)]
    assert asked == [1, 2]
    assert [sum("LEFT OUTER JOIN member_role" in one for one in seen) for seen in (shown, sent)] == [1, 2]


def test_passwords_are_hashed_before_the_transaction_begins(client, session, manager, monkeypatch):
    client.sign_in(manager)
    store = Hasher.hash
    began: list[bool] = []
    monkeypatch.setattr(Hasher, "hash", lambda *args: (began.append("db_session" in g), store(*args))[1])
    data = {"current_password": PASSWORD, "password": "another good phrase"}
    assert client.post("/account/password", data=data).status_code == 303
    assert began == [False]
