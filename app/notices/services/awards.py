"""Awards of all releases of a process, together where they went to the same suppliers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.notices.models import NAME_MAX, TITLE_MAX
from app.notices.services.names import name_key
from app.notices.services.values import Amount, Instant, amount, instant, line, objects

SUPPLIERS_MAX = 100  # shown of one award
AWARDS_READ_MAX = 2000  # of all releases; the largest real process has 341


@dataclass(frozen=True, slots=True)
class Award:
    """A decision for one or several suppliers."""

    title: str
    status: str
    suppliers: tuple[str, ...]
    value: Amount | None
    decided: Instant | None
    standstill_ends: Instant | None


@dataclass(frozen=True, slots=True)
class AwardGroup:
    """Awards with the same suppliers and the same status.

    Attributes:
        title: That of the award, where there is only one or all have the same.
        value: The sum; ``None`` where an award has no value, or currencies or VAT differ.
        first_decided, last_decided: The same where there is only one day, ``None`` where no award gives a date.
        standstill_ends: The latest.
    """

    title: str
    status: str
    suppliers: tuple[str, ...]
    count: int
    value: Amount | None
    first_decided: Instant | None
    last_decided: Instant | None
    standstill_ends: Instant | None


def group_awards(releases: Iterable[Mapping[str, Any]]) -> tuple[AwardGroup, ...]:
    """Return the awards of releases, newest first; an award that several releases repeat counts once, as the newest."""
    groups: dict[tuple[str, frozenset[str]], list[Award]] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    for release in releases:
        repeated = set()
        for identifier, award in _read(release):
            suppliers = frozenset(map(name_key, award.suppliers))
            mark = (identifier, suppliers)
            if identifier and mark in seen:
                continue
            repeated.add(mark)
            if len(seen) + len(repeated) <= AWARDS_READ_MAX:
                groups.setdefault((award.status, suppliers), []).append(award)
        # Only releases repeat each other: within one, the same id twice is a slip of the publisher.
        seen |= repeated
    return tuple(_group(awards) for awards in groups.values())


def _read(release: Mapping[str, Any]) -> Iterable[tuple[str, Award]]:
    for award in objects(release, "awards"):
        names = (line(supplier.get("name"), NAME_MAX) for supplier in objects(award, "suppliers"))
        standstills = (instant(period.get("endDate"), end_of_day=True) for period in objects(award, "standstillPeriod"))
        yield (
            line(award.get("id"), NAME_MAX),
            Award(
                title=line(award.get("title"), TITLE_MAX),
                status=line(award.get("status"), 40),
                suppliers=tuple(dict.fromkeys(filter(None, names)))[:SUPPLIERS_MAX],
                value=amount(award.get("value")),
                decided=instant(award.get("date")),
                standstill_ends=next(filter(None, standstills), None),
            ),
        )


def _group(awards: list[Award]) -> AwardGroup:
    decided = sorted((award.decided for award in awards if award.decided), key=lambda moment: moment.at)
    standstills = sorted((award.standstill_ends for award in awards if award.standstill_ends), key=lambda end: end.at)
    return AwardGroup(
        title=awards[0].title if len({award.title for award in awards}) == 1 else "",
        status=awards[0].status,
        suppliers=awards[0].suppliers,
        count=len(awards),
        value=_sum([award.value for award in awards]),
        first_decided=decided[0] if decided else None,
        last_decided=decided[-1] if decided else None,
        standstill_ends=standstills[-1] if standstills else None,
    )


def _sum(values: list[Amount | None]) -> Amount | None:
    given = [value for value in values if value]
    if len(given) < len(values) or len({(value.currency, value.includes_vat) for value in given}) != 1:
        return None
    return Amount(sum(value.hundredths for value in given), given[0].currency, given[0].includes_vat)
