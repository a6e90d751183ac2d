"""Count attempts in the database, so that the count holds over all processes and restarts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.models import ThrottleEntry
from app.accounts.states import ThrottleKind
from app.core.db import is_sqlite
from app.core.errors import TooManyAttempts
from app.core.keys import keyed_hash


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many attempts within any window of this length."""

    attempts: int
    window: timedelta


_QUARTER, _HOUR, _DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)
LIMITS: Mapping[ThrottleKind, Limit] = {
    ThrottleKind.SIGN_IN_ACCOUNT: Limit(10, _QUARTER),
    ThrottleKind.SIGN_IN_ADDRESS: Limit(60, _QUARTER),
    ThrottleKind.LINK_ACCOUNT: Limit(5, _HOUR),
    ThrottleKind.LINK_ADDRESS: Limit(30, _HOUR),
    ThrottleKind.PARK_ADDRESS: Limit(60, _HOUR),
    ThrottleKind.PARK_VISITOR: Limit(10, _HOUR),
    ThrottleKind.INVITATION_ORGANISATION: Limit(40, _HOUR),
    ThrottleKind.INVITATION_ACTOR: Limit(40, _HOUR),
    ThrottleKind.INVITATION_EMAIL: Limit(5, _DAY),
}
Subjects = Mapping[ThrottleKind, str]


def network_of(address: str) -> str:
    """Return what counts as one network address: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        mapped = parsed.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def sign_in_subjects(email: str, address: str) -> Subjects:
    """Return what an attempt to sign in is counted under."""
    return {ThrottleKind.SIGN_IN_ACCOUNT: email.casefold(), ThrottleKind.SIGN_IN_ADDRESS: network_of(address)}


def link_subjects(email: str, address: str) -> Subjects:
    """Return what a wish for a link is counted under."""
    return {ThrottleKind.LINK_ACCOUNT: email.casefold(), ThrottleKind.LINK_ADDRESS: network_of(address)}


def check(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Refuse where a limit is reached.

    Raises:
        TooManyAttempts: It says how long to wait, the same for accounts that exist and those that do not.
    """
    seconds = max(
        (_seconds_to_wait(session, kind, _key(kind, text), now) for kind, text in subjects.items()), default=0
    )
    if seconds > 0:
        wait = _in_words(ceil(seconds / 60))
        raise TooManyAttempts(f"You have tried too many times. Wait {wait}, then try again.", retry_after=seconds)


def check_alone(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Check as :func:`check` does, and let nobody else count the same until the caller's transaction ends.

    Raises:
        TooManyAttempts: A limit is reached.
    """
    _wait_in_line(session, subjects)
    check(session, subjects, now=now)


def count(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Count one attempt under each subject."""
    session.add_all(ThrottleEntry(kind=kind, key_hash=_key(kind, text), at=now) for kind, text in subjects.items())


def claim(session: Session, subjects: Subjects, *, now: datetime) -> None:
    """Count one attempt, or refuse it: however many come at once, no more than the limit pass.

    Raises:
        TooManyAttempts: A limit is reached.
    """
    check_alone(session, subjects, now=now)
    count(session, subjects, now=now)


def forget_account(session: Session, email: str) -> None:
    """Forget the attempts to sign in that were counted for an account, for somebody who has shown that it is theirs."""
    kind = ThrottleKind.SIGN_IN_ACCOUNT
    session.execute(
        delete(ThrottleEntry).where(ThrottleEntry.kind == kind, ThrottleEntry.key_hash == _key(kind, email.casefold()))
    )


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what no limit looks at any more."""
    for kind, limit in LIMITS.items():
        session.execute(delete(ThrottleEntry).where(ThrottleEntry.kind == kind, ThrottleEntry.at < now - limit.window))


def _in_words(minutes: int) -> str:
    count, unit = (minutes, "minute") if minutes <= 120 else (ceil(minutes / 60), "hour")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _key(kind: ThrottleKind, text: str) -> str:
    return keyed_hash(f"throttle/{kind.value}", text)


def _seconds_to_wait(session: Session, kind: ThrottleKind, key: str, now: datetime) -> int:
    limit = LIMITS[kind]
    nth_last = session.scalar(
        select(ThrottleEntry.at)
        .where(ThrottleEntry.kind == kind, ThrottleEntry.key_hash == key, ThrottleEntry.at > now - limit.window)
        .order_by(ThrottleEntry.at.desc(), ThrottleEntry.id.desc())
        .offset(limit.attempts - 1)
        .limit(1)
    )
    return max(1, ceil((nth_last + limit.window - now).total_seconds())) if nth_last else 0


def _wait_in_line(session: Session, subjects: Subjects) -> None:
    # SQLite's writers stand in one line anyway. Elsewhere two that count at once would not see each other's entry.
    if is_sqlite(session):
        return
    for key in sorted(_key(kind, text) for kind, text in subjects.items()):
        session.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))
