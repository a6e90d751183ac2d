"""Which pages are measured, and what each may cost.

The goals are those of the product's issue: against the quickest comparable system, on the same work, a clear step. They
are for an otherwise idle machine with 2 cores. Counts hold on every machine; times are compared within one run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.benchmarks.region import reference_of
from tests.benchmarks.words import SEARCHES

GROWTH_MAX = 1.3  # p50 at the largest size over p50 at the smallest
STEPS_GROWTH_MAX = 1.3  # steps of the database: pages of a B-tree grow with the logarithm
RESIDENT_MAX = 70.0  # MiB of a worker at rest
REGIONS = ["TLC", "TLD", "TLE", "TLF", "TLG", "TLH", "TLI", "TLJ", "TLK", "TLL"]  # each search fills a page
SAMPLES = 30  # addresses of pages that differ by challenge

Addresses = Callable[[int], Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page and its goals.

    Attributes:
        addresses: Addresses to ask for in turn, by number of published challenges.
        milliseconds: The median at ``at`` challenges, and at every smaller number.
        kilobytes: Of the answer, not compressed.
        is_signed_in: Whether an officer of a council asks.
    """

    name: str
    addresses: Addresses
    milliseconds: float
    at: int = 10**9
    statements: int | None = None
    kilobytes: float | None = None
    is_signed_in: bool = False


def one(address: str) -> Addresses:
    """Return the same address at every size."""
    return lambda _size: (address,)


def challenges(size: int) -> list[str]:
    """Return the pages of challenges from all over the table."""
    return [f"/challenges/{reference_of(number)}" for number in range(1, size + 1, max(1, size // SAMPLES))]


def searches(**filters: str | list[str]) -> Addresses:
    """Return searches for different words with the same filters."""
    return lambda _size: [f"/search?{urlencode({'words': words, **filters}, doseq=True)}" for words in SEARCHES]


PAGES = (
    Page(name="start page", addresses=one("/"), milliseconds=25),
    Page(name="challenge page", addresses=challenges, milliseconds=6, statements=3),
    Page(name="list, open", addresses=one("/challenges"), milliseconds=25, kilobytes=60),
    Page(name="list, closed", addresses=one("/challenges?status=closed"), milliseconds=25, kilobytes=60),
    Page(name="search", addresses=searches(), milliseconds=30, at=10_000),
    Page(
        name="search, filtered",
        addresses=searches(status=["open", "closed"], region=REGIONS, value="100k-500k"),
        milliseconds=30,
        at=10_000,
    ),
    Page(name="search, by deadline", addresses=searches(status="open", sort="deadline"), milliseconds=30, at=10_000),
    Page(name="waiting for me", addresses=one("/waiting"), milliseconds=25, is_signed_in=True),
    Page(name="council's challenges", addresses=one("/challenges/drafts"), milliseconds=25, is_signed_in=True),
    Page(name="challenge page, signed in", addresses=challenges, milliseconds=12, is_signed_in=True),
)
