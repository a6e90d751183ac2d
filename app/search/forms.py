"""The question as it stands in an address: every field is optional, and anything odd is left out and said so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice

from app.integrations.search import Kind, SearchRequest, Sort, Status
from app.notices.states import SOURCE_NAMES
from app.rules.places_and_sectors import REGIONS
from app.search.queries import OWN_SOURCE

WORDS_MAX = 200  # characters
PER_PAGE = 20
POUND = 100  # pence

KIND_NAMES: Mapping[Kind, str] = {
    Kind.CHALLENGE: "Challenges",
    Kind.NOTICE: "Notices before award",
    Kind.AWARD: "Awards and contracts",
}
STATUS_NAMES: Mapping[Status, str] = {
    Status.PLANNED: "Planned",
    Status.OPEN: "Open",
    Status.CLOSED: "Closed",
    Status.AWARDED: "Awarded",
    Status.WITHDRAWN: "Withdrawn",
}
SORT_NAMES: Mapping[Sort, str] = {
    Sort.RELEVANCE: "Best match",
    Sort.DEADLINE: "Closing soonest",
    Sort.NEWEST: "Newest",
}
# Whole pounds: from, and up to but not including.
BANDS: Mapping[str, tuple[str, int | None, int | None]] = {
    "to-30k": ("Less than £30,000", None, 30_000),
    "30k-100k": ("£30,000 to £100,000", 30_000, 100_000),
    "100k-500k": ("£100,000 to £500,000", 100_000, 500_000),
    "500k-1m": ("£500,000 to £1 million", 500_000, 1_000_000),
    "1m-5m": ("£1 million to £5 million", 1_000_000, 5_000_000),
    "from-5m": ("£5 million or more", 5_000_000, None),
}
DEADLINES: Mapping[str, tuple[str, int]] = {
    "7-days": ("In the next 7 days", 7),
    "30-days": ("In the next 30 days", 30),
    "90-days": ("In the next 90 days", 90),
}


def printable(text: str | None) -> str:
    """Return a line without what no page can show, such as NUL."""
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())


def _choices(names: Mapping[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(str(value), words) for value, words in names.items()]


class SearchForm(Form):
    """What to look for. Nothing is changed by it, so it carries no token and its address can be passed on."""

    words = StringField("Words", filters=[printable])
    kind = SelectMultipleField("Type", choices=_choices(KIND_NAMES))
    status = SelectMultipleField("Status", choices=_choices(STATUS_NAMES))
    buyer = StringField("Buyer", filters=[printable])
    region = SelectMultipleField("Region", choices=_choices(REGIONS))
    value = SelectField("Value", choices=_choices({"": "Any value"} | {band: BANDS[band][0] for band in BANDS}))
    deadline = SelectField(
        "Deadline", choices=_choices({"": "Any deadline"} | {days: DEADLINES[days][0] for days in DEADLINES})
    )
    source = SelectMultipleField("Published on", choices=_choices({OWN_SOURCE: "This service"} | SOURCE_NAMES))
    sort = SelectField("Sort by", choices=_choices(SORT_NAMES), default=Sort.RELEVANCE.value)

    was_odd = False

    @classmethod
    def of(cls, arguments: MultiDict[str, str]) -> SearchForm:
        """Return the form for an address; what makes no sense in it is left out, and ``was_odd`` says so."""
        empty = cls()
        asked = [(name, value) for name, value in arguments.items(multi=True) if name in empty]
        kept = [pair for pair in asked if empty.allows(*pair)]
        form = cls(MultiDict(kept))
        form.was_odd = len(kept) < len(asked)
        return form

    def allows(self, name: str, value: str) -> bool:
        """Say whether ``value`` makes sense for the field called ``name``."""
        field = self[name]
        if isinstance(field, SelectField | SelectMultipleField):
            return value in {choice.value for choice in field.iter_choices()}
        return len(value) <= WORDS_MAX

    @property
    def filters_used(self) -> int:
        """How many filters narrow the search."""
        chosen = sum(len(field.data or ()) for field in (self.kind, self.status, self.region, self.source))
        return chosen + sum(1 for field in (self.buyer, self.value, self.deadline) if field.data)

    def request(self, *, page: int, now: datetime) -> SearchRequest:
        """Return the question for the engine."""
        _, low, high = BANDS.get(self.value.data, ("", None, None))
        _, days = DEADLINES.get(self.deadline.data, ("", 0))
        return SearchRequest(
            now=now,
            words=self.words.data or "",
            buyer=self.buyer.data or "",
            kinds=frozenset(map(Kind, self.kind.data or ())),
            statuses=frozenset(map(Status, self.status.data or ())),
            regions=frozenset(self.region.data or ()),
            sources=frozenset(self.source.data or ()),
            value_min=None if low is None else low * POUND,
            value_max=None if high is None else high * POUND - 1,
            closes_after=now if days else None,
            closes_before=now + timedelta(days=days) if days else None,
            sort=Sort(self.sort.data),
            page=page,
            per_page=PER_PAGE,
        )
