"""Where forms wait that were sent after the session had ended; and forgetting what has run out."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.models import ParkedForm, ThrottleEntry
from app.accounts.services import throttle
from app.accounts.states import ThrottleKind
from app.core.errors import TooManyAttempts

KEPT = timedelta(days=1)


class ParkedForms:
    """Keep parked forms in the database, encrypted by whoever parks them."""

    def keep(self, session: Session, *, key_hash: str, path: str, sealed: bytes, address: str, now: datetime) -> bool:
        """Keep it for a day; ``False`` where this network address parks too much."""
        try:
            throttle.claim(session, {ThrottleKind.PARK_ADDRESS: throttle.network_of(address)}, now=now)
        except TooManyAttempts:
            return False
        session.add(ParkedForm(key_hash=key_hash, path=path, sealed=sealed, expires_at=now + KEPT))
        return True

    def take(self, session: Session, *, key_hash: str, path: str, now: datetime) -> bytes | None:
        """Return what was kept for this path and forget it, or ``None``."""
        return session.execute(
            delete(ParkedForm)
            .where(ParkedForm.key_hash == key_hash, ParkedForm.path == path, ParkedForm.expires_at > now)
            .returning(ParkedForm.sealed)
        ).scalar_one_or_none()


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete counted attempts and parked forms that have run out. The worker calls this now and then."""
    session.execute(delete(ThrottleEntry).where(ThrottleEntry.at < now - throttle.LONGEST))
    session.execute(delete(ParkedForm).where(ParkedForm.expires_at < now))
