"""Where forms wait that were sent after the session had ended; and forgetting what has run out."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, true
from sqlalchemy.orm import Session

from app.accounts.models import ParkedForm, User
from app.accounts.services import throttle
from app.accounts.states import ThrottleKind
from app.core.errors import TooManyAttempts

KEPT = timedelta(days=1)
# A form is at most 140 kB: these keep the table below 200 MB, and strangers from filling it.
FORMS_MAX = 1_400
VISITORS_MAX = 400
PERSON_MAX = 5


class ParkedForms:
    """Keep parked forms in the database, encrypted by whoever parks them."""

    def keep(
        self,
        session: Session,
        *,
        key_hash: str,
        path: str,
        sealed: bytes,
        user_id: UUID | None,
        address: str,
        now: datetime,
    ) -> bool:
        """Keep it for a day; ``False`` where this network address parks too much, or everybody together does.

        Of one person only the newest :data:`PERSON_MAX` are kept.
        """
        owner = session.scalar(select(User.id).where(User.id == user_id)) if user_id else None
        try:
            throttle.claim(session, _subjects(owner, address), now=now)
        except TooManyAttempts:
            return False
        if owner is not None:
            _make_room(session, owner)
        elif _is_full(session, ParkedForm.user_id.is_(None), VISITORS_MAX):
            return False
        if _is_full(session, true(), FORMS_MAX):
            return False
        session.add(ParkedForm(key_hash=key_hash, path=path, sealed=sealed, user_id=owner, expires_at=now + KEPT))
        return True

    def take(self, session: Session, *, key_hash: str, path: str, user_id: UUID | None, now: datetime) -> bytes | None:
        """Return what was kept for this path and forget it; ``None`` where there is nothing, or it is another's."""
        return session.execute(
            delete(ParkedForm)
            .where(
                ParkedForm.key_hash == key_hash,
                ParkedForm.path == path,
                ParkedForm.expires_at > now,
                ParkedForm.user_id.is_(None) | (ParkedForm.user_id == user_id),
            )
            .returning(ParkedForm.sealed)
        ).scalar_one_or_none()


def _subjects(owner: UUID | None, address: str) -> throttle.Subjects:
    kind = ThrottleKind.PARK_ADDRESS if owner else ThrottleKind.PARK_VISITOR
    return {kind: throttle.network_of(address)}


def _make_room(session: Session, owner: UUID) -> None:
    older = select(ParkedForm.key_hash).where(ParkedForm.user_id == owner)
    older = older.order_by(ParkedForm.expires_at.desc(), ParkedForm.key_hash).offset(PERSON_MAX - 1)
    session.execute(delete(ParkedForm).where(ParkedForm.key_hash.in_(session.scalars(older).all())))


def _is_full(session: Session, which: ColumnElement[bool], most: int) -> bool:
    some = select(ParkedForm.key_hash).where(which).limit(most).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) >= most


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete counted attempts and parked forms that have run out. The worker calls this now and then."""
    throttle.forget_old(session, now=now)
    session.execute(delete(ParkedForm).where(ParkedForm.expires_at < now))
