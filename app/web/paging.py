"""Pages of a list."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import request

PAGE_MAX = 500


@dataclass(frozen=True, slots=True)
class Page:
    """Where a reader is in a list.

    Attributes:
        number: Counts from 1.
        size: Items on a page.
        total: Items in all.
    """

    number: int
    size: int
    total: int

    @property
    def count(self) -> int:
        """How many pages there are, at least 1 and at most ``PAGE_MAX``."""
        return max(1, min(PAGE_MAX, -(-self.total // self.size)))

    @property
    def is_empty(self) -> bool:
        """Whether the list ends before this page begins."""
        return self.total <= (self.number - 1) * self.size

    @property
    def first(self) -> int:
        """Number of the first item on this page, 0 where there is none."""
        return 0 if self.is_empty else (self.number - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Number of the last item on this page, 0 where there is none."""
        return 0 if self.is_empty else min(self.total, self.number * self.size)

    def numbers(self) -> list[int | None]:
        """Return the numbers to show; ``None`` stands for an ellipsis."""
        near = {1, self.count, *range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)}
        shown: list[int | None] = []
        for number in sorted(near):
            if shown and shown[-1] is not None and number - shown[-1] > 1:
                shown.append(None)
            shown.append(number)
        return shown


def requested_page() -> int:
    """Return the page asked for; anything odd is the first."""
    text = request.args.get("page", "1")
    return min(PAGE_MAX, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def page_url(number: int) -> str:
    """Return this address with another page number."""
    return changed_url(page=str(number) if number > 1 else "")


def changed_url(**changes: str) -> str:
    """Return this address with other arguments, each in the place of all of its name, without those that are empty."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    pairs = [(name, value) for name, value in (*kept, *changes.items()) if value]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path
