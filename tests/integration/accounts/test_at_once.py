"""What happens when many do the same at once: links are used once, limits hold, and nobody gets an error page."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import func, select

from app.accounts import services
from app.accounts.models import SignIn, SingleUseLink, ThrottleEntry, User
from app.accounts.queries import Credentials
from app.accounts.services import links, signing_in, throttle
from app.accounts.services.signing_in import Attempt
from app.accounts.states import LinkPurpose
from app.core.clock import utc_now
from app.core.db import Database
from app.core.errors import AlreadyUsed, TooManyAttempts
from tests.factories.accounts import UserFactory

AT_ONCE = 8


def at_once(database: Database, act: Callable[[Any], Any], times: int = AT_ONCE) -> list[Any]:
    """Let so many transactions begin together, each in a thread with a connection of its own."""
    barrier = Barrier(times)

    def one(_number: int) -> Any:
        barrier.wait()
        try:
            with database.transaction() as session:
                return act(session)
        except (AlreadyUsed, TooManyAttempts) as error:
            return type(error)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def token_for(database: Database, session, user: User, purpose: LinkPurpose) -> str:
    path = links.issue(session, user, purpose, actor_id=None, now=utc_now())
    session.commit()
    return path.rsplit("/", 1)[1]


def test_a_link_is_used_once(app, database, session):
    user = UserFactory()
    token = token_for(database, session, user, LinkPurpose.RESET_PASSWORD)
    done = at_once(database, lambda own: services.reset_password(own, token, password_hash="x", now=utc_now()).id)
    assert sorted(str(one) for one in done) == sorted([str(user.id), *[str(AlreadyUsed)] * (AT_ONCE - 1)])


def test_an_address_is_confirmed_once(app, database, session):
    user = UserFactory(unconfirmed=True)
    token = token_for(database, session, user, LinkPurpose.CONFIRM_EMAIL)
    attempt = Attempt(Credentials(user.email, user.id, user.password_hash), "192.0.2.1", is_right=True)
    done = at_once(database, lambda own: services.confirm(own, token, attempt, now=utc_now()) is not None)
    assert sorted(map(str, done)) == sorted(["True", *[str(AlreadyUsed)] * (AT_ONCE - 1)])
    assert session.scalar(select(func.count()).select_from(SignIn)) == 1


def test_only_one_of_many_links_made_at_once_lives(app, database, session):
    user = UserFactory()
    session.commit()
    at_once(database, lambda own: signing_in.send_password_link(own, user.id, now=utc_now()), times=5)
    open_links = select(func.count()).select_from(SingleUseLink).where(SingleUseLink.used_at.is_(None))
    assert session.scalar(open_links) == 1


def test_an_address_is_registered_once(app, database, session):
    def register(own):
        services.register(own, name="A", email="a@example.org", password_hash="x", address="192.0.2.1", now=utc_now())

    done = at_once(database, register)
    assert (done.count(None), done.count(TooManyAttempts)) == (5, 3)
    assert session.scalar(select(func.count()).select_from(User)) == 1
    assert session.scalar(select(func.count()).select_from(ThrottleEntry)) == 10


def test_no_more_than_the_limit_pass(app, database, session):
    subjects = throttle.sign_in_subjects("a@example.org", "192.0.2.1")
    for number in range(6):
        throttle.count(session, subjects, now=utc_now() - timedelta(seconds=number))
    session.commit()
    done = at_once(database, lambda own: throttle.claim(own, subjects, now=utc_now()))
    assert done.count(None) == 4
    assert done.count(TooManyAttempts) == AT_ONCE - 4
