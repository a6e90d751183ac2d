"""What a page shows of a notice beyond its row: lots, criteria, dates, awards; read from the newest releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeVar

from app.notices.models import DESCRIPTION_MAX, TITLE_MAX
from app.notices.services.awards import AwardGroup, group_awards
from app.notices.services.challenge_gov import SECTIONS, moment_of
from app.notices.services.corrections import Amendment, corrected_deadline, read_amendments
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
AWARDS_MAX = 100  # groups
AMENDMENTS_MAX = 100
DOCUMENTS_MAX = 100
TEXT_MAX = 5000  # characters of a lot's or a criterion's description

TENDERS = ("Tenders close", "Tenders closed")

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
class Dated:
    """A date of the timeline and what happens then, or happened."""

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
    """Everything that the page of a notice takes from its releases.

    Attributes:
        further_awards: How many groups of awards there are beyond those in ``awards``.
    """

    procedure: str
    sections: Sequence[Section]
    lots: Sequence[Lot]
    awards: Sequence[AwardGroup]
    further_awards: int
    amendments: Sequence[Amendment]
    dates: Sequence[Dated]
    documents: Sequence[Link]


def present(
    releases: Sequence[Mapping[str, Any]],
    *,
    now: datetime,
    awarding: Iterable[Mapping[str, Any]] | None = None,
) -> Presentation:
    """Return what releases say, newest first: each part comes from the newest that has it, awards from all.

    Args:
        now: Tells what has been from what is to come.
        awarding: Releases to read awards from, newest first, each only once; ``releases`` where not given.
    """
    awards = group_awards(releases if awarding is None else awarding)
    return Presentation(
        procedure=_first(releases, _procedure, ""),
        sections=_first(releases, _sections, ()),
        lots=_first(releases, _lots, ()),
        awards=awards[:AWARDS_MAX],
        further_awards=max(0, len(awards) - AWARDS_MAX),
        amendments=tuple(chain.from_iterable(map(read_amendments, releases)))[:AMENDMENTS_MAX],
        dates=read_dates(releases, now=now),
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


def read_dates(releases: Sequence[Mapping[str, Any]], *, now: datetime) -> tuple[Dated, ...]:
    """Return the dates of the newest release that has any, with what later corrections make of them, in order."""
    found: dict[str, tuple[str, str, Instant]] = {}
    for release in releases:
        dates = list(_challenge_dates(release) if _is_challenge(release) else _procurement_dates(release))
        for before, after, moment in dates:
            if moment:
                found.setdefault(before, (before, after, moment))
        if any(moment for _, _, moment in dates):
            break
        if deadline := corrected_deadline(release):
            found.setdefault(TENDERS[0], (*TENDERS, deadline))
    dated = (Dated(before if now < moment.at else after, moment) for before, after, moment in found.values())
    return tuple(sorted(dated, key=lambda entry: entry.moment.at))


def _challenge_dates(release: Mapping[str, Any]) -> Iterable[tuple[str, str, Instant | None]]:
    yield "Entries open", "Entries opened", moment_of(release, "submission_start")
    yield "Entries close", "Entries closed", moment_of(release, "submission_end", end_of_day=True)


def _procurement_dates(release: Mapping[str, Any]) -> Iterable[tuple[str, str, Instant | None]]:
    """Yield what is dated, in the words for before and for after, with the moment where it is given."""
    tender = mapping(release, "tender")
    named = [
        ("Questions close", "Questions closed", mapping(tender, "enquiryPeriod").get("endDate")),
        ("Requests to take part close", "Requests to take part closed", tender.get("expressionOfInterestDeadline")),
        (*TENDERS, mapping(tender, "tenderPeriod").get("endDate")),
        ("Award decision expected", "Award decision was expected", mapping(tender, "awardPeriod").get("endDate")),
        (
            "Tender notice expected",
            "Tender notice was expected",
            mapping(tender, "communication").get("futureNoticeDate"),
        ),
    ]
    for milestone in list(objects(release, "planning", "milestones"))[:10]:
        if milestone.get("type") == "engagement":
            named.append(("Market engagement ends", "Market engagement ended", milestone.get("dueDate")))
    return [(before, after, instant(text, end_of_day=True)) for before, after, text in named]


def _documents(release: Mapping[str, Any]) -> tuple[Link, ...]:
    links: dict[str, str] = {}
    for part in (mapping(release, "planning"), mapping(release, "tender")):
        for document in list(objects(part, "documents"))[:DOCUMENTS_MAX]:
            title = line(document.get("title") or document.get("description"), TITLE_MAX)
            if (url := web_address(document.get("url"))) and title:
                links.setdefault(url, title)
    return tuple(Link(title, url) for url, title in links.items())[:DOCUMENTS_MAX]
