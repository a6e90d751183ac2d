"""Who is signed in. The domain says how a session id becomes a person; see :func:`init_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask, g, session
from flask_login import AnonymousUserMixin, LoginManager, UserMixin, current_user
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.people import Membership, Person
from app.core.policy import ANYBODY, Actor
from app.web.database import db

IDLE_LIMIT = timedelta(hours=2)
SEEN_EVERY = timedelta(minutes=5)
SESSION_KEY = "sign_in_id"
SEEN_KEY = "seen_at"
PARKED_KEY = "parked"


@dataclass(frozen=True)
class Identity(UserMixin):
    """The signed-in person as pages know them."""

    user_id: UUID
    name: str
    email: str
    actor: Actor
    memberships: tuple[Membership, ...] = ()

    @classmethod
    def of(cls, person: Person) -> Identity:
        """Return the identity of a person whom the domain found."""
        return cls(person.user_id, person.name, person.email, person.actor, person.memberships)

    def get_id(self) -> str:
        return str(self.user_id)


class Anonymous(AnonymousUserMixin):
    """A visitor who has not signed in."""

    actor = ANYBODY
    memberships: tuple[Membership, ...] = ()


Loader = Callable[[Session, UUID, datetime], Person | None]


def current_actor() -> Actor:
    """Return who asks."""
    actor: Actor = current_user.actor
    return actor


def start_session(sign_in_id: UUID, user_id: UUID, *, now: datetime) -> None:
    """Begin a fresh browser session after signing in: its CSRF token is new, and only the key of a form that was
    parked on the way to signing in survives."""
    parked = session.get(PARKED_KEY)
    session.clear()
    if parked is not None:
        session[PARKED_KEY] = parked
    session.permanent = True
    session["_user_id"] = str(user_id)
    session["_fresh"] = True
    session[SESSION_KEY] = str(sign_in_id)
    session[SEEN_KEY] = now.timestamp()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def end_session() -> None:
    """Forget everything the browser's cookie said."""
    session.clear()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def sign_in_id() -> UUID | None:
    """Return the id of the present sign-in, or ``None``."""
    try:
        return UUID(session.get(SESSION_KEY, ""))
    except (ValueError, AttributeError, TypeError):
        return None


def init_app(app: Flask, load: Loader) -> None:
    """Let Flask-Login find people through ``load(session, sign_in_id, now)``.

    A person is loaded with a session of their own, closed at once: the transaction of a request that writes begins
    only when its view asks for it.
    """
    login_manager = LoginManager()
    login_manager.anonymous_user = Anonymous
    login_manager.session_protection = None  # it binds sessions to browser versions; ours are rows that can be ended
    login_manager.init_app(app)

    @login_manager.user_loader
    def load_identity(_user_id: str) -> Identity | None:
        now = utc_now()
        identifier = sign_in_id()
        if identifier is None or now - _seen_at() > IDLE_LIMIT:
            return None
        with db.database.reading() as reader:
            person = load(reader, identifier, now)
        if person is None:
            return None
        if now - _seen_at() > SEEN_EVERY:
            session[SEEN_KEY] = now.timestamp()
        return Identity.of(person)


def _seen_at() -> datetime:
    return datetime.fromtimestamp(float(session.get(SEEN_KEY, 0)), UTC)
