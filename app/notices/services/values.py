"""Read texts, instants, amounts and addresses out of JSON that may hold anything anywhere. Nothing here raises."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from app.core.clock import LONDON
from app.notices.models import URL_MAX

FIRST_YEAR, LAST_YEAR = 1990, 2150
PLACEHOLDER_HUNDREDTHS = 100  # publishers who must give a value and have none write 0.01 or 1
AMOUNT_MAX_HUNDREDTHS = 10**15  # ten million million pounds; anything above is a slip of the keyboard

_BREAKS = re.compile(r"<br\s*/?>|</p>|</li>|</div>", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:p|b|i|u|em|strong|ul|ol|li|div|span|a|h[1-6]|font|table|tr|td)\b[^<>]*>", re.IGNORECASE)
_BLANKS = re.compile(r"[^\S\n]+")
_HOST = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d{1,5})?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Instant:
    """A moment, and whether only its day was published."""

    at: datetime
    day_only: bool


@dataclass(frozen=True, slots=True)
class Amount:
    """Money as published: hundredths of a currency; ``includes_vat`` is ``None`` where nobody says."""

    hundredths: int
    currency: str
    includes_vat: bool | None


def mapping(value: Any, *path: str) -> Mapping[str, Any]:
    """Return the object at ``path``, or an empty one where there is something else."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def objects(value: Any, *path: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the list at ``path``; a lone object counts as a list of one."""
    if path:
        value = mapping(value, *path[:-1]).get(path[-1])
    if isinstance(value, dict):
        yield value
    elif isinstance(value, list):
        for item in value:
            if isinstance(item, dict):
                yield item


def line(value: Any, limit: int) -> str:
    """Return a text on one line with single blanks, cut to ``limit`` characters; numbers count as texts."""
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18:
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = " ".join(value[: limit * 4].split())
    return text if len(text) <= limit else text[: limit - 2].rstrip() + " …"


def paragraphs(value: Any, limit: int) -> str:
    """Return a text for reading: simple markup removed, line breaks kept, cut to ``limit`` characters.

    HTML entities are gone already: see :mod:`app.notices.services.cleaning`.
    """
    if not isinstance(value, str):
        return ""
    text = value[: limit * 2]
    if "<" in text:
        text = _MARKUP.sub("", _BREAKS.sub("\n", text))
    text = "\n".join(_BLANKS.sub(" ", row).strip() for row in text.splitlines()).strip()
    text = re.sub(r"\n{3,}", "\n\n", text)
    return text if len(text) <= limit else text[: limit - 2].rstrip() + " …"


def instant(value: Any, *, zone: ZoneInfo = LONDON, end_of_day: bool = False) -> Instant | None:
    """Return the moment that ISO 8601 text names, in UTC; ``None`` for anything else.

    A text without a zone is local time: Find a Tender reads and writes UK time. A day without a time is its first
    moment, or its last with ``end_of_day``.
    """
    if not isinstance(value, str) or not 8 <= len(value.strip()) <= 40:
        return None
    text = value.strip()
    try:
        if len(text) == 10:
            clock = time(23, 59, 59) if end_of_day else time()
            found = datetime.combine(date.fromisoformat(text), clock, tzinfo=zone)
        else:
            found = datetime.fromisoformat(text)
            found = found if found.tzinfo else found.replace(tzinfo=zone)
        at = found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return Instant(at, day_only=len(text) == 10) if FIRST_YEAR <= at.year < LAST_YEAR else None


def amount(value: Any) -> Amount | None:
    """Return the money that an OCDS value holds, VAT included where both are given; placeholders are ``None``."""
    money = mapping(value)
    currency = line(money.get("currency"), 10).upper()
    if not money or len(currency) != 3 or not currency.isalpha() or not currency.isascii():
        return None
    gross, net = hundredths(money.get("amountGross")), hundredths(money.get("amount"))
    if gross is not None:
        return Amount(gross, currency, includes_vat=True)
    return None if net is None else Amount(net, currency, includes_vat=None)


def hundredths(value: Any) -> int | None:
    """Return hundredths for a number or a text that holds one; ``None`` for what no real contract is worth."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        return None
    if isinstance(value, str) and len(value) > 30:
        return None
    if isinstance(value, int) and abs(value) > AMOUNT_MAX_HUNDREDTHS:
        return None
    try:
        number = Decimal(value.replace(",", "").strip()) if isinstance(value, str) else Decimal(str(value))
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 14:
        return None
    whole = int((number * 100).to_integral_value())
    return whole if PLACEHOLDER_HUNDREDTHS < whole <= AMOUNT_MAX_HUNDREDTHS else None


def web_address(value: Any) -> str:
    """Return an address that a page may link to, or an empty text; a missing scheme is added."""
    text = value.strip() if isinstance(value, str) else ""
    if not text or len(text) > URL_MAX or not text.isprintable() or " " in text:
        return ""
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    proper = parts.scheme in ("http", "https") and _HOST.match(parts.netloc)
    return text if proper and len(text) <= URL_MAX else ""
