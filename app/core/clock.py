"""The clock: instants are aware and UTC; days and deadlines are read in London.

Services never ask for the time: they take ``now``. Pages, commands and the worker ask here.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import DomainError

LONDON = ZoneInfo("Europe/London")


def utc_now() -> datetime:
    """Return the present instant, aware, in UTC."""
    return datetime.now(UTC)


def london_day(instant: datetime) -> date:
    """Return the day that a London calendar shows at ``instant``."""
    return instant.astimezone(LONDON).date()


def london_instant(day: date, at: time, *, field: str | None = None) -> datetime:
    """Return the instant, in UTC, at which London clocks show ``day`` and ``at``.

    Raises:
        DomainError: London clocks show that time twice or never on that day (summer time begins or ends).
    """
    local = datetime.combine(day, at, tzinfo=LONDON)
    instant = local.astimezone(UTC)
    if instant.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise DomainError(
            f"{at:%H:%M} does not exist on {long_day(day)}, because the clocks go forward. Choose another time.",
            field=field,
        )
    if local.replace(fold=1).utcoffset() != local.utcoffset():
        raise DomainError(
            f"{at:%H:%M} happens twice on {long_day(day)}, because the clocks go back. Choose another time.",
            field=field,
        )
    return instant


def long_day(day: date) -> str:
    """Return a day in words, such as ``21 November 2026``."""
    return f"{day.day} {day:%B %Y}"


def add_days(instant: datetime, days: int) -> datetime:
    """Return the instant ``days`` times 24 hours later."""
    return instant + timedelta(days=days)
