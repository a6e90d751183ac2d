"""Find people, their sign-ins and links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.accounts.models import SignIn, User
from app.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is needed to check a password; read before the transaction that signs in, because checking takes long.

    Attributes:
        email: In lower case; attempts are counted under it.
        user_id: ``None`` where nobody has the address.
        password_hash: ``None`` where there is nothing to check against.
    """

    email: str
    user_id: UUID | None
    password_hash: str | None


def find_credentials(session: Session, email: str) -> Credentials:
    """Return the credentials of an address, in lower case; empty ones where nobody has it."""
    row = session.execute(select(User.id, User.password_hash).where(User.email == email)).one_or_none()
    return Credentials(email, row.id, row.password_hash) if row else Credentials(email, None, None)


def get_user(session: Session, user_id: UUID, *, for_update: bool = False) -> User:
    """Return a person by id.

    Raises:
        NotFound: There is no such account.
    """
    user = session.get(User, user_id, with_for_update=for_update or None)
    if user is None:
        raise NotFound("There is no such account.")
    return user


def find_user_by_email(session: Session, email: str, *, for_update: bool = False) -> User | None:
    """Return the person who has an address, in lower case, or ``None``."""
    statement = select(User).where(User.email == email)
    return session.scalar(statement.with_for_update() if for_update else statement)


def is_signed_in(sign_in_id: UUID, now: datetime) -> ColumnElement[bool]:
    """Return the condition that a sign-in holds: not ended, not run out, and its account not closed."""
    return (SignIn.id == sign_in_id) & SignIn.ended_at.is_(None) & (SignIn.expires_at > now) & User.closed_at.is_(None)


def count_sign_ins(session: Session, user_id: UUID, *, now: datetime) -> int:
    """Return in how many browsers a person is signed in."""
    return (
        session.scalar(
            select(func.count())
            .select_from(SignIn)
            .where(SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.expires_at > now)
        )
        or 0
    )


def count_demo_users(session: Session) -> int:
    """Return how many made-up people there are, at most 1: production refuses to start with any."""
    return len(session.scalars(select(User.id).where(User.is_demo).limit(1)).all())
