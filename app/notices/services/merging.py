"""The state of a process, from all of its releases. A function of the set: the order of import does not matter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from app.notices.services.facts import SUPPLIERS_MAX, Facts
from app.notices.services.names import may_be_same, name_key
from app.notices.states import NoticePhase, NoticeSource

UNTITLED = "Untitled notice"
UNKNOWN_LICENCE = "See the original notice for its licence."


def in_order(releases: Iterable[Facts]) -> list[Facts]:
    """Return releases oldest first: by date, then by id."""
    return sorted(releases, key=lambda facts: (facts.released_at, facts.release_id))


def state_of(releases: Collection[Facts], *, now: datetime) -> dict[str, Any]:
    """Return the columns of a notice for its releases: the newest says, and where it is silent the one before it.

    Only releases of the newest one's buyer fill its gaps: publishers have used one ocid for several buyers.
    A correction does not move the process: an award stays an award when its tender notice is corrected afterwards.
    Where there are only corrections, the one that tells of an award stands. Suppliers are those of all releases: each
    call-off of a framework is a release by itself.
    """
    ordered = in_order(releases)
    newest = ordered[-1]
    voices = [facts for facts in reversed(ordered) if _same_buyer(facts, newest)]

    def said(name: str, otherwise: Any) -> Any:
        return next((value for facts in voices if (value := getattr(facts, name)) not in ("", (), None)), otherwise)

    standing = next((facts for facts in voices if not facts.is_correction), _furthest_first(voices)[0])
    value, closes = said("value", None), said("closes", None)
    return {
        "source": newest.source,
        "ocid": newest.ocid,
        "release_id": newest.release_id,
        "release_count": len(ordered),
        "kind": standing.kind,
        "notice_type": standing.notice_type,
        "phase": standing.phase,
        "title": said("title", UNTITLED),
        "description": said("description", ""),
        "buyer_id": said("buyer_id", ""),
        "buyer_name": said("buyer_name", ""),
        "region": said("region", ""),
        "cpv": list(said("cpv", ())),
        "suppliers": _suppliers(voices),
        "value_pence": value.hundredths if value and value.currency == "GBP" else None,
        "value_hundredths": value.hundredths if value else None,
        "value_currency": value.currency if value else "",
        "value_includes_vat": value.includes_vat if value else None,
        "sme_suitable": said("sme_suitable", None),
        "first_published_at": ordered[0].released_at,
        "published_at": newest.released_at,
        "closes_at": closes.at if closes else None,
        "closes_at_end_of_day": bool(closes and closes.day_only),
        "url": said("url", ""),
        "licence": said("licence", "" if newest.source is not NoticeSource.OTHER else UNKNOWN_LICENCE),
        "imported_at": now,
    }


def _furthest_first(voices: Iterable[Facts]) -> list[Facts]:
    return sorted(voices, key=lambda facts: facts.phase is NoticePhase.TENDER)


def _suppliers(voices: Iterable[Facts]) -> list[str]:
    """Return each supplier once, in the spelling of the newest release that names it."""
    names: dict[str, str] = {}
    for facts in voices:
        for name in facts.suppliers:
            names.setdefault(name_key(name) or name, name)
    return list(names.values())[:SUPPLIERS_MAX]


def _same_buyer(one: Facts, other: Facts) -> bool:
    return may_be_same(one.buyer_name, other.buyer_name) or one.buyer_id == other.buyer_id
