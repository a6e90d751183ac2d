"""Single-use links: the address carries the id of a row, signed; the row says whether it may still be used."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadData
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from app.accounts.events import LinkIssued
from app.accounts.models import SingleUseLink, User
from app.accounts.states import LinkPurpose
from app.audit.services import record
from app.core.errors import AlreadyUsed
from app.core.keys import signer

LIFETIMES: Mapping[LinkPurpose, timedelta] = {
    LinkPurpose.CONFIRM_EMAIL: timedelta(hours=48),
    LinkPurpose.RESET_PASSWORD: timedelta(hours=1),
}
_PATHS = {LinkPurpose.CONFIRM_EMAIL: "/confirm/", LinkPurpose.RESET_PASSWORD: "/reset-password/"}
_KEPT = timedelta(days=30)


def issue(session: Session, user: User, purpose: LinkPurpose, *, actor_id: UUID | None, now: datetime) -> str:
    """Make a link and end the ones of the same purpose that were sent before.

    Args:
        user: Locked by the caller, so that two links made at once cannot both live.

    Returns:
        Its path, token included: it goes into a message and nowhere else.
    """
    _end_open_links(session, user.id, now=now, purpose=purpose)
    session.execute(
        delete(SingleUseLink).where(SingleUseLink.user_id == user.id, SingleUseLink.expires_at < now - _KEPT)
    )
    link = SingleUseLink(user_id=user.id, purpose=purpose, expires_at=now + LIFETIMES[purpose], created_at=now)
    session.add(link)
    session.flush()
    record(session, LinkIssued(subject_id=user.id, actor_id=actor_id, at=now, purpose=purpose))
    return _PATHS[purpose] + signer(purpose.value).dumps(link.id.hex)


def read(session: Session, token: str, purpose: LinkPurpose, *, now: datetime) -> SingleUseLink:
    """Return the link of a token without using it.

    Raises:
        AlreadyUsed: It was used, replaced or tampered with, has run out, or its account is closed.
    """
    link = session.scalar(
        select(SingleUseLink)
        .join(User, User.id == SingleUseLink.user_id)
        .where(
            SingleUseLink.id == _id_in(token, purpose),
            SingleUseLink.purpose == purpose,
            SingleUseLink.used_at.is_(None),
            SingleUseLink.expires_at > now,
            User.closed_at.is_(None),
        )
    )
    if link is None:
        raise _dead()
    return link


def use(session: Session, token: str, purpose: LinkPurpose, *, now: datetime) -> UUID:
    """Use a link up and return whose it was. Of two that use it at once, one is refused.

    Raises:
        AlreadyUsed: As for :func:`read`.
    """
    link = read(session, token, purpose, now=now)
    used = session.execute(
        update(SingleUseLink)
        .where(SingleUseLink.id == link.id, SingleUseLink.used_at.is_(None))
        .values(used_at=now)
        .returning(SingleUseLink.id)
    ).scalar_one_or_none()
    if used is None:
        raise _dead()
    return link.user_id


def end_all(session: Session, user_id: UUID, *, now: datetime) -> None:
    """End every link that a person was sent and has not used."""
    _end_open_links(session, user_id, now=now)


def _end_open_links(session: Session, user_id: UUID, *, now: datetime, purpose: LinkPurpose | None = None) -> None:
    statement = update(SingleUseLink).where(SingleUseLink.user_id == user_id, SingleUseLink.used_at.is_(None))
    if purpose is not None:
        statement = statement.where(SingleUseLink.purpose == purpose)
    session.execute(statement.values(used_at=now))


def _id_in(token: str, purpose: LinkPurpose) -> UUID:
    try:
        return UUID(hex=signer(purpose.value).loads(token))
    except (BadData, ValueError, AttributeError, TypeError):
        raise _dead() from None


def _dead() -> AlreadyUsed:
    return AlreadyUsed("This link does not work any more. It was used, has run out, or a newer one replaced it.")
