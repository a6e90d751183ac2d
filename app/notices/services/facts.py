"""What one release says, as far as lists, filters and search need it. Pure: cleaned JSON in, facts out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from app.notices.models import CORRECTION, DESCRIPTION_MAX, IDENTIFIER_MAX, LICENCE_MAX, NAME_MAX, TITLE_MAX
from app.notices.services.cleaning import Refused
from app.notices.services.corrections import corrected_deadline, tells_of_award
from app.notices.services.names import tidy_name
from app.notices.services.places import only_region, region_of_code, region_of_postcode
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
from app.notices.states import NoticeKind, NoticePhase, NoticeSource

OGL = "Open Government Licence v3.0"
PUBLIC_DOMAIN = "public domain (US Government work)"
CPV_MAX = 50  # codes kept for lists and search
SUPPLIERS_MAX = 200  # names kept; a framework may have thousands

_PREFIXES = {
    "ocds-h6vhtk-": NoticeSource.FIND_A_TENDER,
    "ocds-b5fd17-": NoticeSource.CONTRACTS_FINDER,
    "ocds-r6ebe6-": NoticeSource.PUBLIC_CONTRACTS_SCOTLAND,
    "ocds-kuma6s-": NoticeSource.SELL2WALES,
}
_BY_NOTICE_TYPE = {
    **dict.fromkeys(("UK1", "UK2", "UK3"), NoticeKind.PLANNING),
    "UK4": NoticeKind.TENDER,
    **dict.fromkeys(("UK5", "UK6"), NoticeKind.AWARD),
    **dict.fromkeys(("UK7", "UK8", "UK9", "UK10", "UK11"), NoticeKind.CONTRACT),
    "UK12": NoticeKind.TERMINATION,
    **dict.fromkeys(("UK13", "UK14", "UK15", "UK16"), NoticeKind.DYNAMIC_MARKET),
    "UK17": NoticeKind.PAYMENTS,
}
_MARKET_PHASES = {"UK13": NoticePhase.PLANNED, "UK16": NoticePhase.WITHDRAWN}
_ENDED = frozenset({"cancelled", "withdrawn", "unsuccessful"})
_NOTICE_TYPE = re.compile(r"^UK(?:[1-9]|1[0-7])$")
_CPV = re.compile(r"^(\d{8})(?:-\d)?$")
_FTS_NUMBER = re.compile(r"^\d{6}-\d{4}$")
_CF_NUMBER = re.compile(r"^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?=-|$)")


@dataclass(frozen=True, slots=True)
class Facts:
    """One release, read. Empty texts, empty lists and ``None`` mean that it does not say.

    Attributes:
        is_correction: It mends an earlier release without saying how far the process has come.
    """

    source: NoticeSource
    ocid: str
    release_id: str
    released_at: datetime
    tags: tuple[str, ...]
    kind: NoticeKind
    phase: NoticePhase
    is_correction: bool
    notice_type: str
    title: str
    description: str
    buyer_id: str
    buyer_name: str
    region: str
    cpv: tuple[str, ...]
    suppliers: tuple[str, ...]
    value: Amount | None
    sme_suitable: bool | None
    closes: Instant | None
    url: str
    licence: str


def identify(release: Mapping[str, Any]) -> tuple[str, str, datetime]:
    """Return ocid, release id (empty where there is none) and date.

    Raises:
        Refused: The release cannot be told from others, or cannot be put in order.
    """
    ocid, number = _identifier(release, "ocid"), _identifier(release, "id")
    if not ocid:
        raise Refused("The release has no ocid.")
    released = instant(release.get("date"))
    if released is None:
        raise Refused("The release has no date that can be read.")
    return ocid, number, released.at


def _identifier(release: Mapping[str, Any], key: str) -> str:
    value = release.get(key)
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if text is None:
        return ""
    if not isinstance(text, str) or len(text.strip()) > IDENTIFIER_MAX:
        raise Refused(f"The {key} of the release is not a text of at most {IDENTIFIER_MAX} characters.")
    return text.strip()


def source_of(ocid: str) -> NoticeSource:
    """Return where a process was published, by the prefix of its ocid."""
    return _PREFIXES.get(ocid[:12], NoticeSource.OTHER)


def read_facts(release: Mapping[str, Any], ocid: str, release_id: str, released_at: datetime) -> Facts:
    """Return what a cleaned release says."""
    source = source_of(ocid)
    tender = mapping(release, "tender")
    notice_type, url = _original(release, release_id, source)
    tags = _tags(release)
    kind = _BY_NOTICE_TYPE.get(notice_type) or _kind(release, tags)
    buyer_id, buyer_name, address = _buyer(release)
    status = line(tender.get("status"), 20)
    is_correction = not status and bool(tags) and all(tag.endswith(("Update", "Amendment")) for tag in tags)
    phase = _phase(kind, notice_type, status, release)
    if is_correction and phase is NoticePhase.TENDER and tells_of_award(release):
        phase = NoticePhase.AWARDED
    return Facts(
        source=source,
        ocid=ocid,
        release_id=release_id,
        released_at=released_at,
        tags=tags,
        kind=kind,
        phase=phase,
        is_correction=is_correction,
        notice_type=notice_type or (CORRECTION if is_correction else ""),
        title=_title(release),
        description=_description(release),
        buyer_id=buyer_id,
        buyer_name=buyer_name,
        region=_region(release, address),
        cpv=_cpv(release),
        suppliers=_suppliers(release),
        value=_value(release, kind),
        sme_suitable=_sme_suitable(tender),
        closes=_closes(release, kind, status, released_at),
        url=url,
        licence=OGL if source is not NoticeSource.OTHER else line(release.get("license"), LICENCE_MAX),
    )


def _tags(release: Mapping[str, Any]) -> tuple[str, ...]:
    tags = release.get("tag")
    return tuple(line(tag, 40) for tag in tags[:4] if isinstance(tag, str)) if isinstance(tags, list) else ()


def _kind(release: Mapping[str, Any], tags: tuple[str, ...]) -> NoticeKind:
    """Return the kind where no notice type is given: by the tags, else by what the release holds."""
    if "tenderCancellation" in tags:
        return NoticeKind.TERMINATION
    if any(tag.startswith("award") for tag in tags):
        return NoticeKind.AWARD
    if any(tag.startswith(("contract", "implementation")) for tag in tags):
        return NoticeKind.CONTRACT
    if any(tag.startswith("tender") for tag in tags):
        planned = line(mapping(release, "tender").get("status"), 20) in ("planned", "planning")
        return NoticeKind.PLANNING if planned and "planning" in tags else NoticeKind.TENDER
    if any(tag.startswith("planning") for tag in tags):
        return NoticeKind.PLANNING
    for key, kind in (("contracts", NoticeKind.CONTRACT), ("awards", NoticeKind.AWARD), ("tender", NoticeKind.TENDER)):
        if release.get(key):
            return kind
    return NoticeKind.PLANNING


def _phase(kind: NoticeKind, notice_type: str, status: str, release: Mapping[str, Any]) -> NoticePhase:
    if kind is NoticeKind.TERMINATION:
        return NoticePhase.WITHDRAWN
    if kind is NoticeKind.DYNAMIC_MARKET:
        return _MARKET_PHASES.get(notice_type, NoticePhase.TENDER)
    if kind in (NoticeKind.AWARD, NoticeKind.CONTRACT):
        ends = [line(award.get("status"), 20) in _ENDED for award in objects(release, "awards")]
        return NoticePhase.WITHDRAWN if ends and all(ends) else NoticePhase.AWARDED
    if kind is NoticeKind.PAYMENTS:
        return NoticePhase.AWARDED
    if status in _ENDED:
        return NoticePhase.WITHDRAWN
    return NoticePhase.PLANNED if kind is NoticeKind.PLANNING else NoticePhase.TENDER


def _documents(release: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield from objects(release, "planning", "documents")
    yield from objects(release, "tender", "documents")
    for part in chain(objects(release, "awards"), objects(release, "contracts")):
        yield from objects(part, "documents")


def _original(release: Mapping[str, Any], release_id: str, source: NoticeSource) -> tuple[str, str]:
    """Return the notice type (or an empty text) and the address of the original notice."""
    notice_type = url = ""
    for document in _documents(release):
        given = line(document.get("noticeType"), 10).upper()
        kind = line(document.get("documentType"), 60)
        if not given and not kind.endswith("Notice"):
            continue
        exact = document.get("id") == release_id
        if _NOTICE_TYPE.match(given) and (exact or not notice_type):
            notice_type = given
        if exact or not url:
            url = web_address(document.get("url")) or url
    if source is NoticeSource.FIND_A_TENDER and _FTS_NUMBER.match(release_id):
        url = f"https://www.find-tender.service.gov.uk/Notice/{release_id}"
    elif source is NoticeSource.CONTRACTS_FINDER and not url and (found := _CF_NUMBER.match(release_id)):
        url = f"https://www.contractsfinder.service.gov.uk/Notice/{found[0]}"
    return notice_type, url


def _title(release: Mapping[str, Any]) -> str:
    parts = chain(
        (mapping(release, "tender"), release, mapping(release, "planning"), mapping(release, "planning", "budget")),
        objects(release, "awards"),
        objects(release, "contracts"),
    )
    titles = (line(part.get("title") or part.get("project"), TITLE_MAX) for part in parts)
    return next(filter(None, titles), "")


def _description(release: Mapping[str, Any]) -> str:
    """Return all the text that says what is wanted, without repeating itself."""
    tender = mapping(release, "tender")
    texts = [
        tender.get("description"),
        mapping(release, "planning").get("rationale"),
        release.get("description"),
        *(lot.get("description") for lot in objects(tender, "lots")),
    ]
    if not any(isinstance(text, str) and text.strip() for text in texts):
        texts = [part.get("description") for part in chain(objects(release, "awards"), objects(release, "contracts"))]
    seen: dict[str, None] = {}
    for text in texts[:200]:
        if (tidy := paragraphs(text, DESCRIPTION_MAX)) and not any(tidy in other for other in seen):
            seen[tidy] = None
            if sum(map(len, seen)) > DESCRIPTION_MAX:
                break
    return "\n\n".join(seen)[:DESCRIPTION_MAX]


def _buyer(release: Mapping[str, Any]) -> tuple[str, str, Mapping[str, Any]]:
    """Return the buyer's id, its tidied name and its address."""
    buyer = mapping(release, "buyer")
    parties = list(objects(release, "parties"))
    buyers = [p for p in parties if isinstance(p.get("roles"), list) and "buyer" in p["roles"]]
    party = next((p for p in buyers if p.get("id") == buyer.get("id")), buyers[0] if buyers else {})
    identifier = line(buyer.get("id") or party.get("id"), IDENTIFIER_MAX)
    name = line(buyer.get("name") or party.get("name"), NAME_MAX)
    address = mapping(party, "address") or mapping(buyer, "address")
    return identifier, tidy_name(name), address


def _region(release: Mapping[str, Any], buyer_address: Mapping[str, Any]) -> str:
    """Return where the work is done, if that is one region; else where the buyer sits."""
    parts = chain(
        objects(release, "tender", "items"), *(objects(award, "items") for award in objects(release, "awards"))
    )
    addresses = [address for part in parts for address in objects(part, "deliveryAddresses")]
    places = only_region(address.get("region") for address in addresses[:500])
    return (
        places
        or region_of_code(buyer_address.get("region"))
        or region_of_postcode(buyer_address.get("postalCode"))
        or region_of_code(buyer_address.get("countryName"))
    )


def _classifications(release: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    tender = mapping(release, "tender")
    yield from objects(tender, "classification")
    yield from objects(tender, "additionalClassifications")
    for part in chain([tender], objects(release, "awards")):
        for item in objects(part, "items"):
            yield from objects(item, "classification")
            yield from objects(item, "additionalClassifications")


def _cpv(release: Mapping[str, Any]) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for classification in _classifications(release):
        code = classification.get("id")
        if classification.get("scheme") == "CPV" and isinstance(code, str) and (found := _CPV.match(code.strip())):
            codes[found[1]] = None
            if len(codes) == CPV_MAX:
                break
    return tuple(codes)


def _suppliers(release: Mapping[str, Any]) -> tuple[str, ...]:
    names = (
        line(supplier.get("name"), NAME_MAX)
        for award in objects(release, "awards")
        if line(award.get("status"), 20) not in _ENDED
        for supplier in objects(award, "suppliers")
    )
    return tuple(dict.fromkeys(filter(None, names)))[:SUPPLIERS_MAX]


def _value(release: Mapping[str, Any], kind: NoticeKind) -> Amount | None:
    """Return the worth of the whole: what was awarded for awards, else the estimate for the tender, else its lots."""
    tender = mapping(release, "tender")
    estimates = (amount(tender.get("value")), _total(objects(tender, "lots")), amount(tender.get("minValue")))
    budget = amount(mapping(release, "planning", "budget").get("amount"))
    awarded: tuple[Amount | None, ...] = ()
    if kind in (NoticeKind.AWARD, NoticeKind.CONTRACT):
        awarded = (_total(objects(release, "awards")), _total(objects(release, "contracts")))
    return next(filter(None, (*awarded, *estimates, budget)), None)


def _total(parts: Iterable[Mapping[str, Any]]) -> Amount | None:
    """Return the sum of the values of lots, awards or contracts; ``None`` where currencies or VAT differ."""
    values = [value for part in parts if (value := amount(part.get("value")))]
    if len({(value.currency, value.includes_vat) for value in values}) != 1:
        return None
    return Amount(sum(value.hundredths for value in values), values[0].currency, values[0].includes_vat)


def _sme_suitable(tender: Mapping[str, Any]) -> bool | None:
    said = [mapping(part, "suitability").get("sme") for part in chain([tender], objects(tender, "lots"))]
    answers = [answer for answer in said if isinstance(answer, bool)]
    return any(answers) if answers else None


def _closes(release: Mapping[str, Any], kind: NoticeKind, status: str, released_at: datetime) -> Instant | None:
    """Return the moment after which nobody can join: to ask to take part, else to tender, else as corrected."""
    tender = mapping(release, "tender")
    deadline = instant(tender.get("expressionOfInterestDeadline"), end_of_day=True)
    deadline = deadline or instant(mapping(tender, "tenderPeriod").get("endDate"), end_of_day=True)
    deadline = deadline or corrected_deadline(release)
    if deadline is None and kind is NoticeKind.TENDER and status == "complete":
        return Instant(released_at, day_only=False)
    return deadline
