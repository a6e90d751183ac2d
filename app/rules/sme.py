"""Small and medium-sized enterprises by the Act's definition."""

from __future__ import annotations

from dataclasses import dataclass

STAFF_LIMIT = 250  # fewer than
TURNOVER_LIMIT = 44_000_000_00  # pence a year, at most
BALANCE_SHEET_LIMIT = 38_000_000_00  # pence, at most
SOURCE = "Procurement Act 2023, section 123"


@dataclass(frozen=True, slots=True)
class Assessment:
    """Whether a supplier is an SME, and why; the reason names limits, never the supplier's own figures.

    Attributes:
        is_sme: ``None`` where too little is known.
        reason: One sentence.
    """

    is_sme: bool | None
    reason: str


def is_sme(headcount: int | None, turnover: int | None, balance_sheet: int | None) -> bool | None:
    """Say whether a supplier is an SME; ``None`` where too little is known.

    Fewer than 250 staff, and a turnover of at most £44 million or a balance sheet total of at most £38 million.

    Args:
        headcount: Members of staff.
        turnover: Whole pence a year.
        balance_sheet: Whole pence.

    Source: Procurement Act 2023, s. 123(1).
    """
    if headcount is None:
        return None
    if headcount >= STAFF_LIMIT:
        return False
    within = [
        amount <= limit
        for amount, limit in ((turnover, TURNOVER_LIMIT), (balance_sheet, BALANCE_SHEET_LIMIT))
        if amount is not None
    ]
    if any(within):
        return True
    return False if len(within) == 2 else None


def assess(headcount: int | None, turnover: int | None, balance_sheet: int | None) -> Assessment:
    """Say whether a supplier is an SME and by which limit. Arguments as for :func:`is_sme`."""
    verdict = is_sme(headcount, turnover, balance_sheet)
    return Assessment(verdict, _reason(verdict, headcount, turnover, balance_sheet))


def _reason(verdict: bool | None, headcount: int | None, turnover: int | None, balance_sheet: int | None) -> str:
    if headcount is None:
        return "The number of people who work for it is not known."
    if headcount >= STAFF_LIMIT:
        return f"{STAFF_LIMIT} or more people work for it."
    few = f"Fewer than {STAFF_LIMIT} people work for it"
    if verdict is None:
        return f"{few}, but its turnover and balance sheet total are not both known."
    if verdict is False:
        return f"{few}, but its turnover is above £44 million and its balance sheet total above £38 million."
    if turnover is not None and turnover <= TURNOVER_LIMIT:
        return f"{few}, and its turnover is at most £44 million."
    return f"{few}, and its balance sheet total is at most £38 million."
