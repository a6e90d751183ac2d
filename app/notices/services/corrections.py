"""What a correction of an earlier notice changes: OCDS amendments, as the UK's older notices give them.

Until the Procurement Act a correction (form F14) named the sections of the notice that it changed. It has neither a
status nor a period for tenders: a new deadline stands among the changes. Source: OCDS for the EU profile,
``amendments[].unstructuredChanges[]``; sections as in the EU's standard forms 2 (contract notice) and 14.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from app.notices.models import DESCRIPTION_MAX, TITLE_MAX
from app.notices.services.values import Instant, instant, line, mapping, objects, paragraphs

AMENDMENTS_MAX = 50  # read of one release; real ones have one
CHANGES_MAX = 100

_TIME_LIMIT = re.compile(r"^IV\.2\.2(?!\d)|^time limit", re.IGNORECASE)
_OPENING = re.compile(r"^IV\.2\.7(?!\d)|^conditions for opening of tenders", re.IGNORECASE)
# Section V is the award of a contract, section VII the change of one; people write the numeral with ones, too.
_AWARD_SECTION = re.compile(r"^(?:V|VII|V11)(?:[.\s)]|$)", re.IGNORECASE)
_AWARD_WORDS = re.compile(
    r"contract award notice|intention to award|confirmation of (?:contract )?award|award confirmed"
    r"|confirmation of (?:the )?establishment of a framework|(?:contract|agreement) has (?:now )?been"
    r" (?:formally )?(?:awarded|concluded)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A place in a notice, what stood there and what stands there now; a value is a text or an instant.

    Attributes:
        place: Such as ``Time limit (section IV.2.2)``, or empty.
    """

    place: str
    before: str | Instant
    after: str | Instant


@dataclass(frozen=True, slots=True)
class Amendment:
    """Why a notice was changed, and the changes, of which there may be none."""

    reason: str
    changes: tuple[Change, ...]


def read_amendments(release: Mapping[str, Any]) -> tuple[Amendment, ...]:
    """Return the amendments that say something, in the order of publication."""
    found = (
        Amendment(
            reason=paragraphs(amendment.get("description") or amendment.get("rationale"), DESCRIPTION_MAX),
            changes=tuple(_change(change) for change in _changes(amendment)),
        )
        for amendment in _amendments(release)
    )
    return tuple(amendment for amendment in found if amendment.reason or amendment.changes)


def corrected_deadline(release: Mapping[str, Any]) -> Instant | None:
    """Return the deadline that the last amendment names: the time limit, else the opening of tenders.

    Lots may have their own: the latest counts. When tenders are opened, nobody can join any more.
    """
    for place in (_TIME_LIMIT, _OPENING):
        for amendment in reversed(list(_amendments(release))):
            dates = [_date(change) for change in _changes(amendment) if _is_about(change, place)]
            if named := [date for date in dates if date]:
                return max(named, key=lambda date: date.at)
    return None


def tells_of_award(release: Mapping[str, Any]) -> bool:
    """Say whether a correction speaks of a contract that was awarded or is about to be."""
    texts: list[Any] = [release.get("description"), mapping(release, "tender").get("description")]
    for amendment in _amendments(release):
        texts += [amendment.get("description"), amendment.get("rationale")]
        for change in _changes(amendment):
            if _AWARD_SECTION.match(line(mapping(change, "where").get("section"), TITLE_MAX)):
                return True
            texts += [mapping(change, "oldValue").get("text"), mapping(change, "newValue").get("text")]
    return any(_AWARD_WORDS.search(line(text, DESCRIPTION_MAX)) for text in texts)


def _amendments(release: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    found = chain(objects(release, "amendments"), objects(release, "tender", "amendments"))
    return (amendment for amendment, _ in zip(found, range(AMENDMENTS_MAX), strict=False))


def _changes(amendment: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    changes = objects(amendment, "unstructuredChanges")
    return (change for change, _ in zip(changes, range(CHANGES_MAX), strict=False))


def _is_about(change: Mapping[str, Any], place: re.Pattern[str]) -> bool:
    where = mapping(change, "where")
    return any(place.match(line(where.get(name), TITLE_MAX)) for name in ("section", "label"))


def _date(change: Mapping[str, Any]) -> Instant | None:
    return instant(mapping(change, "newValue").get("date"), end_of_day=True)


def _change(change: Mapping[str, Any]) -> Change:
    where = mapping(change, "where")
    section, label = line(where.get("section"), 60), line(where.get("label"), TITLE_MAX)
    lot = line(change.get("relatedLot"), 60)
    place = f"{label} (section {section})" if section and label else label or (f"Section {section}" if section else "")
    return Change(
        place=", ".join(filter(None, (place, f"lot {lot}" if lot else ""))),
        before=_value(mapping(change, "oldValue")),
        after=_value(mapping(change, "newValue")),
    )


def _value(value: Mapping[str, Any]) -> str | Instant:
    codes = [
        f"{line(code.get('scheme'), 20)} {line(code.get('id'), 60)}".strip()
        for code in chain(objects(value, "classifications"), objects(value, "classification"))
    ]
    text = paragraphs(value.get("text"), DESCRIPTION_MAX)
    return text or instant(value.get("date")) or ", ".join(codes[:CHANGES_MAX])
