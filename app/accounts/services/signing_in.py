"""Sign in, sign out, confirm an address, choose a password.

Passwords are checked before the transaction begins, because checking takes long and SQLite has one writer. What was
checked then travels as an :class:`Attempt`, and is compared once more with what is stored now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, update
from sqlalchemy.orm import Session

from app.accounts import queries
from app.accounts.events import (
    NOBODY,
    AccountConfirmed,
    AccountRegistered,
    LinkRefused,
    PasswordChanged,
    RegistrationRepeated,
    SignInEnded,
    SignInFailed,
    SignInSucceeded,
)
from app.accounts.models import SignIn, User
from app.accounts.queries import Credentials
from app.accounts.services import links, people, throttle
from app.accounts.services.passwords import Hasher
from app.accounts.states import LinkPurpose
from app.audit.services import record
from app.core.errors import DomainError, TooManyAttempts
from app.core.events import MailWanted, react
from app.core.policy import Actor
from app.outbox.services import enqueue

SIGN_IN_LIMIT = timedelta(hours=12)
PASSWORD_LINK = "accounts.password_link"  # noqa: S105 -- the name of a job
_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A password that somebody typed, already checked.

    Attributes:
        credentials: What it was checked against.
        address: The network address it came from.
        is_right: Whether it fitted.
        new_hash: A hash with today's settings, where the stored one was made with others.
    """

    credentials: Credentials
    address: str
    is_right: bool
    new_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose link it is, as the page that uses it must know."""

    email: str
    name: str


def find_credentials(session: Session, *, email: str, address: str, now: datetime) -> Credentials:
    """Return what a password for this address is checked against; empty credentials where nobody has it.

    Raises:
        TooManyAttempts: Too many were made with this address or from this network; nothing is to be checked then.
    """
    email = email.strip().lower()
    throttle.check(session, throttle.sign_in_subjects(email, address), now=now)
    return queries.find_credentials(session, email)


def try_password(credentials: Credentials, password: str, *, address: str, hasher: Hasher) -> Attempt:
    """Check a password, outside any transaction. As slow for unknown addresses as for known ones."""
    is_right = hasher.is_right(credentials.password_hash, password)
    new_hash = hasher.renewed(credentials.password_hash, password) if is_right else None
    return Attempt(credentials, address, is_right, new_hash)


def get_owner(session: Session, token: str, purpose: LinkPurpose, *, now: datetime) -> Owner:
    """Return whose link this is, without using it.

    Raises:
        AlreadyUsed: The link cannot be used any more.
    """
    user = queries.get_user(session, links.read(session, token, purpose, now=now).user_id)
    return Owner(user.email, user.name)


def check_may_register(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Refuse before the costly part, storing the password, where :func:`register` would refuse after it.

    Raises:
        TooManyAttempts: Too many links were asked for.
    """
    throttle.check(session, throttle.link_subjects(email, address), now=now)


def sign_in(session: Session, attempt: Attempt, *, now: datetime) -> SignIn | None:
    """Sign in, or count the failure and return ``None``: the caller commits either way.

    An account whose address is not confirmed is sent a new link, and seen from outside fails like any other.

    Raises:
        TooManyAttempts: However many come at once, no more than the limit are answered.
    """
    subjects = throttle.sign_in_subjects(attempt.credentials.email, attempt.address)
    throttle.check_alone(session, subjects, now=now)
    user = _matching_user(session, attempt)
    if user is None or user.email_confirmed_at is None:
        _fail(session, attempt, now=now)
        if user is not None:
            _send_confirmation_again(session, user, attempt.address, now=now)
        return None
    return _begin(session, user, attempt, now=now)


def confirm(session: Session, token: str, attempt: Attempt, *, now: datetime) -> SignIn | None:
    """Confirm an address and sign in, or count a wrong password and return ``None``.

    The password is asked for so that nobody confirms an account which a stranger made with their address.

    Raises:
        AlreadyUsed: The link cannot be used any more.
        TooManyAttempts: Too many wrong passwords.
    """
    throttle.check_alone(session, throttle.sign_in_subjects(attempt.credentials.email, attempt.address), now=now)
    links.read(session, token, LinkPurpose.CONFIRM_EMAIL, now=now)
    user = _matching_user(session, attempt)
    if user is None:
        _fail(session, attempt, now=now)
        return None
    links.use(session, token, LinkPurpose.CONFIRM_EMAIL, now=now)
    _confirm_address(session, user, now=now)
    return _begin(session, user, attempt, now=now)


def register(session: Session, *, name: str, email: str, password_hash: str, address: str, now: datetime) -> None:
    """Register, and send a link to confirm the address; whoever has an account already is told so by mail instead.

    While the address is not confirmed, registering again replaces the name and the password.

    Raises:
        DomainError: The name or the address is not one.
        TooManyAttempts: Too many links were asked for.
    """
    name, email = people.tidy_name(name), people.tidy_email(email)
    throttle.claim(session, throttle.link_subjects(email, address), now=now)
    user = queries.find_user_by_email(session, email, for_update=True)
    if user is not None and (user.email_confirmed_at or user.closed_at):
        record(session, RegistrationRepeated(subject_id=user.id, actor_id=None, at=now))
        if user.closed_at is None:
            _mail(session, user, "account_exists", "/sign-in", now=now)
        return
    if user is None:
        user = people.add_user(session, name=name, email=email, password_hash=password_hash, now=now)
    user.name, user.password_hash = name, password_hash
    record(session, AccountRegistered(subject_id=user.id, actor_id=user.id, at=now))
    _send_link(session, user, LinkPurpose.CONFIRM_EMAIL, now=now)


def ask_for_new_password(session: Session, *, email: str, address: str, now: datetime) -> None:
    """Send a link to choose a new password, if the address has an account; the asker cannot tell.

    Whether it has one is answered by a job later, so that both answers take the same time.

    Raises:
        DomainError: It is not an email address.
        TooManyAttempts: Too many links were asked for.
    """
    email = people.tidy_email(email)
    throttle.claim(session, throttle.link_subjects(email, address), now=now)
    user = queries.find_user_by_email(session, email)
    enqueue(session, PASSWORD_LINK, {"user_id": str(user.id) if user else None}, now=now)


def send_password_link(session: Session, user_id: UUID | None, *, now: datetime) -> None:
    """Send the link that somebody asked for, or note that there was nobody to send it to."""
    user = queries.get_user(session, user_id, for_update=True) if user_id else None
    if user is None or user.closed_at is not None:
        subject = user.id if user else NOBODY
        record(session, LinkRefused(subject_id=subject, actor_id=None, at=now, purpose=LinkPurpose.RESET_PASSWORD))
        return
    _send_link(session, user, LinkPurpose.RESET_PASSWORD, now=now)


def reset_password(session: Session, token: str, *, password_hash: str, now: datetime) -> User:
    """Store the password chosen by link and end every sign-in. The link proves the address, so it is confirmed too.

    Wrong passwords that others tried are forgotten: whoever shut the owner out so does not keep them out.

    Raises:
        AlreadyUsed: The link cannot be used any more.
    """
    user_id = links.use(session, token, LinkPurpose.RESET_PASSWORD, now=now)
    user = queries.get_user(session, user_id, for_update=True)
    if user.email_confirmed_at is None:
        _confirm_address(session, user, now=now)
    throttle.forget_account(session, user.email)
    _store_password(session, user, password_hash, by_link=True, now=now)
    return user


def change_password(session: Session, attempt: Attempt, *, password_hash: str, now: datetime) -> SignIn:
    """Store a new password, end every sign-in, and begin a fresh one for this browser.

    Raises:
        DomainError: The present password was wrong; it is counted, so the caller commits all the same.
        TooManyAttempts: Too many wrong passwords.
    """
    throttle.check_alone(session, throttle.sign_in_subjects(attempt.credentials.email, attempt.address), now=now)
    user = _matching_user(session, attempt)
    if user is None:
        _fail(session, attempt, now=now)
        raise DomainError("Enter your current password. What you typed is not it", field="current_password")
    _store_password(session, user, password_hash, by_link=False, now=now)
    return _begin(session, user, None, now=now)


def sign_out(session: Session, sign_in_id: UUID, *, now: datetime) -> None:
    """End one sign-in; the browser that names it has shown, by its signed cookie, that it holds it."""
    _end_sign_ins(session, SignIn.id == sign_in_id, everywhere=False, now=now)


def sign_out_everywhere(session: Session, *, actor: Actor, now: datetime) -> None:
    """End all sign-ins of the actor."""
    _end_sign_ins(session, SignIn.user_id == actor.user_id, everywhere=True, now=now)


def _end_sign_ins(session: Session, which: ColumnElement[bool], *, everywhere: bool, now: datetime) -> None:
    ended = session.scalars(
        update(SignIn).where(which, SignIn.ended_at.is_(None)).values(ended_at=now).returning(SignIn.user_id)
    ).all()
    for user_id in set(ended):
        record(session, SignInEnded(subject_id=user_id, actor_id=user_id, at=now, everywhere=everywhere))


def _matching_user(session: Session, attempt: Attempt) -> User | None:
    """Return the account if the password was right and is still the one stored."""
    if attempt.credentials.user_id is None or not attempt.is_right:
        return None
    user = queries.get_user(session, attempt.credentials.user_id, for_update=True)
    is_current = user.closed_at is None and user.password_hash == attempt.credentials.password_hash
    return user if is_current else None


def _fail(session: Session, attempt: Attempt, *, now: datetime) -> None:
    throttle.count(session, throttle.sign_in_subjects(attempt.credentials.email, attempt.address), now=now)
    subject = attempt.credentials.user_id or NOBODY
    record(session, SignInFailed(subject_id=subject, actor_id=None, at=now))


def _begin(session: Session, user: User, attempt: Attempt | None, *, now: datetime) -> SignIn:
    if attempt is not None and attempt.new_hash:
        user.password_hash = attempt.new_hash
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.expires_at < now - _KEPT))
    sign_in_row = SignIn(user_id=user.id, expires_at=now + SIGN_IN_LIMIT, created_at=now)
    session.add(sign_in_row)
    session.flush()
    record(session, SignInSucceeded(subject_id=user.id, actor_id=user.id, at=now, sign_in_id=sign_in_row.id))
    return sign_in_row


def _store_password(session: Session, user: User, password_hash: str, *, by_link: bool, now: datetime) -> None:
    user.password_hash = password_hash
    session.execute(update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None)).values(ended_at=now))
    links.end_all(session, user.id, now=now)
    record(session, PasswordChanged(subject_id=user.id, actor_id=user.id, at=now, by_link=by_link))
    _mail(session, user, "password_changed", "/forgotten-password", now=now)


def _confirm_address(session: Session, user: User, *, now: datetime) -> None:
    user.email_confirmed_at = now
    record(session, AccountConfirmed(subject_id=user.id, actor_id=user.id, at=now))


def _send_confirmation_again(session: Session, user: User, address: str, *, now: datetime) -> None:
    try:
        throttle.claim(session, throttle.link_subjects(user.email, address), now=now)
    except TooManyAttempts:
        return  # saying so would tell that the password was right
    _send_link(session, user, LinkPurpose.CONFIRM_EMAIL, now=now)


def _send_link(session: Session, user: User, purpose: LinkPurpose, *, now: datetime) -> None:
    path = links.issue(session, user, purpose, actor_id=None, now=now)
    _mail(session, user, purpose.value, path, now=now)


def _mail(session: Session, user: User, kind: str, path: str, *, now: datetime) -> None:
    react(
        session, MailWanted(kind=kind, user_id=user.id, email=None, context={"name": user.name, "path": path}, at=now)
    )
