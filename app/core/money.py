"""Pounds and pence. Money is whole pence everywhere but at the edges."""

from __future__ import annotations

import re
from decimal import Decimal

_POUNDS = re.compile(r"^£?\s*(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$", re.ASCII)


def parse_pounds(text: str) -> int:
    """Return whole pence for what somebody typed, such as ``£50,000`` or ``1250.5``.

    Raises:
        ValueError: It is not an amount in pounds with at most two decimal places.
    """
    found = _POUNDS.match(text.strip())
    if not found:
        raise ValueError("not an amount in pounds")
    pounds, pence = found.groups()
    return int(pounds.replace(",", "")) * 100 + int((pence or "0").ljust(2, "0"))


def format_pounds(pence: int) -> str:
    """Return ``pence`` for people: ``£50,000``, or ``£1,250.50`` where there are pence."""
    sign, pence = ("−", -pence) if pence < 0 else ("", pence)
    pounds, rest = divmod(pence, 100)
    return f"{sign}£{pounds:,}" + (f".{rest:02}" if rest else "")


def to_pounds(pence: int) -> Decimal:
    """Return ``pence`` as pounds with two decimal places."""
    return Decimal(pence).scaleb(-2)
