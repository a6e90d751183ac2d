"""What a page shows of a notice beyond its row: lots, criteria, dates, awards; read from the newest releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from app.notices.models import DESCRIPTION_MAX, NAME_MAX, TITLE_MAX
from app.notices.services.challenge_gov import SECTIONS, moment_of
from app.notices.services.values import (
    Amount,
    Instant,
    amount,
    instant,
    line,
    mapping,
    objects,
    paragraphs,
    web_address,
)

LOTS_MAX = 100  # shown; the original notice has the rest
AWARDS_MAX = 100
DOCUMENTS_MAX = 100
TEXT_MAX = 5000  # characters of a lot's or a criterion's description

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Criterion:
    """An award criterion; ``weight`` is text such as ``40%``, or empty."""

    name: str
    kind: str
    weight: str
    description: str


@dataclass(frozen=True, slots=True)
class Lot:
    """A part that can be won by itself."""

    number: str
    title: str
    description: str
    value: Amount | None
    begins: Instant | None
    ends: Instant | None
    criteria: tuple[Criterion, ...]


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
class Dated:
    """A date of the timeline and what happens then."""

    label: str
    moment: Instant


@dataclass(frozen=True, slots=True)
class Link:
    """A document published with the notice."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its text."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Presentation:
    """Everything that the page of a notice takes from its releases."""

    procedure: str
    sections: Sequence[Section]
    lots: Sequence[Lot]
    awards: Sequence[Award]
    dates: Sequence[Dated]
    documents: Sequence[Link]


def present(releases: Sequence[Mapping[str, Any]]) -> Presentation:
    """Return what releases say, newest first: each part comes from the newest that has it."""
    return Presentation(
        procedure=_first(releases, _procedure, ""),
        sections=_first(releases, _sections, ()),
        lots=_first(releases, _lots, ()),
        awards=_first(releases, _awards, ()),
        dates=_first(releases, _dates, ()),
        documents=_first(releases, _documents, ()),
    )


def _first(releases: Iterable[Mapping[str, Any]], read: Callable[[Mapping[str, Any]], Part], otherwise: Part) -> Part:
    return next(filter(None, map(read, releases)), otherwise)


def _procedure(release: Mapping[str, Any]) -> str:
    tender = mapping(release, "tender")
    return line(tender.get("procurementMethodDetails") or tender.get("procurementMethod"), TITLE_MAX)


def _is_challenge(release: Mapping[str, Any]) -> bool:
    return "ocid" not in release and "submission_end" in release


def _sections(release: Mapping[str, Any]) -> tuple[Section, ...]:
    """Return the sections of a Challenge.gov challenge; OCDS releases have their text in the notice's description."""
    if not _is_challenge(release):
        return ()
    texts = ((heading, paragraphs(release.get(name), DESCRIPTION_MAX)) for name, heading in SECTIONS.items())
    return tuple(Section(heading, text) for heading, text in texts if text)


def _lots(release: Mapping[str, Any]) -> tuple[Lot, ...]:
    tender = mapping(release, "tender")
    lots = list(objects(tender, "lots"))[:LOTS_MAX]
    if not lots and "awardCriteria" in tender:
        lots = [{"awardCriteria": tender["awardCriteria"], "contractPeriod": tender.get("contractPeriod")}]
    return tuple(_lot(lot, position) for position, lot in enumerate(lots, start=1))


def _lot(lot: Mapping[str, Any], position: int) -> Lot:
    period = mapping(lot, "contractPeriod")
    return Lot(
        number=line(lot.get("id"), 40) or str(position),
        title=line(lot.get("title"), TITLE_MAX),
        description=paragraphs(lot.get("description"), TEXT_MAX),
        value=amount(lot.get("value")),
        begins=instant(period.get("startDate")),
        ends=instant(period.get("endDate"), end_of_day=True),
        criteria=tuple(_criteria(lot)),
    )


def _criteria(lot: Mapping[str, Any]) -> Iterable[Criterion]:
    for criterion in list(objects(lot, "awardCriteria", "criteria"))[:LOTS_MAX]:
        kind = line(criterion.get("type"), 40)
        name = line(criterion.get("name"), TITLE_MAX) or kind.capitalize()
        description = paragraphs(criterion.get("description"), TEXT_MAX)
        if name or description:
            yield Criterion(name, kind, _weight(criterion), "" if description == name else description)


def _weight(criterion: Mapping[str, Any]) -> str:
    """Return a weight for people; in OCDS it is a share, a place in an order of importance, or a plain number."""
    for number in objects(criterion, "numbers"):
        value = number.get("number")
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 10**6:
            continue
        text = f"{value:g}"
        kind = line(number.get("weight"), 40)
        if kind.startswith("percentage"):
            return f"{text}%"
        if kind.startswith("order"):
            return f"Number {text} in importance"
        return text
    return ""


def _awards(release: Mapping[str, Any]) -> tuple[Award, ...]:
    return tuple(
        Award(
            title=line(award.get("title"), TITLE_MAX),
            status=line(award.get("status"), 40),
            suppliers=tuple(
                name for supplier in objects(award, "suppliers") if (name := line(supplier.get("name"), NAME_MAX))
            )[:AWARDS_MAX],
            value=amount(award.get("value")),
            decided=instant(award.get("date")),
            standstill_ends=next(
                filter(None, (instant(p.get("endDate"), end_of_day=True) for p in objects(award, "standstillPeriod"))),
                None,
            ),
        )
        for award in list(objects(release, "awards"))[:AWARDS_MAX]
    )


def _dates(release: Mapping[str, Any]) -> tuple[Dated, ...]:
    moments = _challenge_dates(release) if _is_challenge(release) else _procurement_dates(release)
    dated = [Dated(label, moment) for label, moment in moments if moment]
    return tuple(sorted(dated, key=lambda entry: entry.moment.at))


def _challenge_dates(release: Mapping[str, Any]) -> Iterable[tuple[str, Instant | None]]:
    yield "Entries open", moment_of(release, "submission_start")
    yield "Entries close", moment_of(release, "submission_end", end_of_day=True)


def _procurement_dates(release: Mapping[str, Any]) -> Iterable[tuple[str, Instant | None]]:
    tender = mapping(release, "tender")
    named = [
        ("Questions close", mapping(tender, "enquiryPeriod").get("endDate")),
        ("Requests to take part close", tender.get("expressionOfInterestDeadline")),
        ("Tenders close", mapping(tender, "tenderPeriod").get("endDate")),
        ("Award decision expected", mapping(tender, "awardPeriod").get("endDate")),
        ("Tender notice expected", mapping(tender, "communication").get("futureNoticeDate")),
    ]
    named += [
        ("Market engagement ends", milestone.get("dueDate"))
        for milestone in list(objects(release, "planning", "milestones"))[:10]
        if milestone.get("type") == "engagement"
    ]
    return [(label, instant(text, end_of_day=True)) for label, text in named]


def _documents(release: Mapping[str, Any]) -> tuple[Link, ...]:
    links: dict[str, str] = {}
    for part in (mapping(release, "planning"), mapping(release, "tender")):
        for document in list(objects(part, "documents"))[:DOCUMENTS_MAX]:
            title = line(document.get("title") or document.get("description"), TITLE_MAX)
            if (url := web_address(document.get("url"))) and title:
                links.setdefault(url, title)
    return tuple(Link(title, url) for url, title in links.items())[:DOCUMENTS_MAX]
