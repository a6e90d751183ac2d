"""Add, rename and close accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.events import AccountClosed, AccountRenamed, AdministratorAppointed
from app.accounts.models import EMAIL_MAX, NAME_MAX, SignIn, User
from app.accounts.services import links
from app.accounts.states import LinkPurpose
from app.audit.services import record
from app.core.errors import DomainError
from app.core.policy import Actor


def tidy_email(text: str, *, field: str = "email") -> str:
    """Return an address as it is stored: lower case, ASCII. Nothing is asked of the network.

    Raises:
        DomainError: It is not an email address.
    """
    # Loaded when it is first needed, so that a process at rest stays small.
    from email_validator import EmailNotValidError, validate_email

    try:
        address = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False).ascii_email
    except (EmailNotValidError, UnicodeError):
        address = None
    if not address or len(address) > EMAIL_MAX:
        raise DomainError("Enter an email address in the correct format, like name@example.com", field=field)
    return address.lower()


def tidy_name(text: str) -> str:
    """Return a person's name as it is stored.

    Raises:
        DomainError: It is blank or too long.
    """
    name = " ".join(text.split())
    if not name:
        raise DomainError("Enter your name", field="name")
    if len(name) > NAME_MAX:
        raise DomainError(f"Name must be {NAME_MAX} characters or fewer", field="name")
    # Anybody can have a message sent to a stranger by registering their address: it must carry nobody's link.
    if any(part in name.lower() for part in ("://", "www.", "@")):
        raise DomainError("Name must not contain a web or email address", field="name")
    return name


def add_user(
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str | None,
    now: datetime,
    confirmed: bool = False,
    is_demo: bool = False,
) -> User:
    """Add an account. The caller knows that the address is free, and records what happened.

    Raises:
        DomainError: The name or the address is not one.
    """
    user = User(
        name=tidy_name(name),
        email=tidy_email(email),
        password_hash=password_hash,
        email_confirmed_at=now if confirmed else None,
        is_demo=is_demo,
        created_at=now,
    )
    session.add(user)
    session.flush()
    return user


def rename(session: Session, user: User, *, name: str, actor: Actor, now: datetime) -> None:
    """Change the name of a person.

    Raises:
        DomainError: The name is blank or too long.
    """
    new = tidy_name(name)
    if new == user.name:
        return
    user.name = new
    record(session, AccountRenamed(subject_id=user.id, actor_id=actor.user_id, at=now))


def close(session: Session, user: User, *, actor: Actor, now: datetime) -> None:
    """Close an account: its sign-ins and links end, and nobody signs in to it again.

    Raises:
        DomainError: It is closed already.
    """
    if user.closed_at is not None:
        raise DomainError("This account is closed already.")
    user.closed_at = now
    session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now))
    links.end_all(session, user.id, now=now)
    record(session, AccountClosed(subject_id=user.id, actor_id=actor.user_id, at=now))


def appoint_administrator(session: Session, *, email: str, name: str, actor: Actor, now: datetime) -> str:
    """Let somebody run the service; add an account where there is none.

    Returns:
        The path of a single-use link with which they choose their password.

    Raises:
        DomainError: The address or the name is not one, or the account is closed.
    """
    address = tidy_email(email)
    user = queries.find_user_by_email(session, address, for_update=True)
    if user is None:
        user = add_user(session, name=name, email=address, password_hash=None, now=now)
    if user.closed_at is not None:
        raise DomainError("The account with this address is closed.", field="email")
    user.is_site_admin = True
    record(session, AdministratorAppointed(subject_id=user.id, actor_id=actor.user_id, at=now))
    return links.issue(session, user, LinkPurpose.RESET_PASSWORD, actor_id=actor.user_id, now=now)
