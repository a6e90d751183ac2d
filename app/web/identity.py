"""Who is signed in. The domain says how a session id becomes a person; see :func:`init_app`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask, current_app, g, session
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
LAST_KEY = "last_user_id"


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
    """Return who asks.

    In a request that may commit, their rights are read once more inside its transaction: on SQLite it may have waited
    for another writer, who took those rights away.
    """
    known: Actor = current_user.actor
    if not known.is_signed_in or not db.may_commit:
        return known
    if "is_known_anew" not in g:
        g.is_known_anew = True
        g._login_user = _find_identity(db.session) or Anonymous()
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
    """Forget everything the browser's cookie said but whose it was: what they still send from an old page is theirs."""
    last = remembered_user_id()
    session.clear()
    if last is not None:
        session[LAST_KEY] = str(last)
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def sign_in_id() -> UUID | None:
    """Return the id of the present sign-in, or ``None``."""
    try:
        return UUID(session.get(SESSION_KEY, ""))
    except (ValueError, AttributeError, TypeError):
        return None


def remembered_user_id() -> UUID | None:
    """Return who is or was last signed in with this browser, as its signed cookie says; ``None`` for a visitor."""
    try:
        return UUID(session.get("_user_id") or session.get(LAST_KEY, ""))
    except (ValueError, AttributeError, TypeError):
        return None


def init_app(app: Flask, load: Loader) -> None:
    """Let Flask-Login find people through ``load(session, sign_in_id, now)``.

    A person is loaded with a session of their own, closed at once: the transaction of a request that writes begins
    only when its view asks who acts, or for the session.
    """
    app.extensions["load_person"] = load
    login_manager = LoginManager()
    login_manager.anonymous_user = Anonymous
    login_manager.session_protection = None  # it binds sessions to browser versions; ours are rows that can be ended
    login_manager.init_app(app)

    @login_manager.user_loader
    def load_identity(_user_id: str) -> Identity | None:
        if sign_in_id() is None or utc_now() - _seen_at() > IDLE_LIMIT:
            return None
        with db.database.reading() as reader:
            identity = _find_identity(reader)
        if identity is not None and utc_now() - _seen_at() > SEEN_EVERY:
            session[SEEN_KEY] = utc_now().timestamp()
        return identity


def _find_identity(database_session: Session) -> Identity | None:
    identifier, load = sign_in_id(), current_app.extensions["load_person"]
    person: Person | None = load(database_session, identifier, utc_now()) if identifier else None
    return Identity.of(person) if person else None


def _seen_at() -> datetime:
    return datetime.fromtimestamp(float(session.get(SEEN_KEY, 0)), UTC)
