"""Threshold amounts, VAT included, by the day a procurement began."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Threshold:
    """The amounts in force from a day on.

    Attributes:
        goods_and_services: Whole pence, VAT included, for a sub-central authority such as a council.
        works: Whole pence, VAT included.
    """

    since: date
    goods_and_services: int
    works: int
    source: str


THRESHOLDS = (
    Threshold(
        date(2024, 1, 1),
        214_904_00,
        5_372_609_00,
        "Procurement Act 2023, Schedule 1, as in force before 1 January 2026",
    ),
    Threshold(
        date(2026, 1, 1), 207_720_00, 5_193_000_00, "Procurement Act 2023, Schedule 1, as amended by SI 2025/1200"
    ),
)
# From this value on a council publishes a below-threshold tender notice before it advertises anywhere else.
NOTIFIABLE_BELOW_THRESHOLD = 30_000_00  # pence, VAT included; source: Procurement Act 2023, ss. 84 and 87(1) and (4)
NEXT_CHANGE = date(2028, 1, 1)  # thresholds are revised every two years


def threshold_on(day: date) -> Threshold:
    """Return the threshold for a procurement that began on ``day``; it keeps these figures to its end.

    Raises:
        ValueError: The day lies before the first figure known here.
    """
    known = [threshold for threshold in THRESHOLDS if threshold.since <= day]
    if not known:
        raise ValueError(f"no threshold is known for {day}")
    return known[-1]


def is_above_threshold(value: int, *, on: date) -> bool:
    """Say whether a contract for goods or services is covered by the Act's procedures.

    Args:
        value: Whole pence, VAT included: the most that could be paid, prizes and options too.
        on: The day the procurement began.

    Source: Procurement Act 2023, ss. 3 and 4 and Schedule 1.
    """
    return value >= threshold_on(on).goods_and_services
