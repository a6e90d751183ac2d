"""A release as it may be kept: no contact points, nothing that a database refuses."""

from __future__ import annotations

import html
import json
import math
import re
from decimal import Decimal
from hashlib import blake2b
from html.entities import html5
from typing import Any
from zlib import compress

DEPTH_MAX = 60  # levels; real releases have about ten
RELEASE_MAX = 8 * 1024 * 1024  # bytes of JSON; real releases have about seven thousand
EMAIL_REMOVED = "[email removed]"
TELEPHONE_REMOVED = "[telephone number removed]"

# People, not organisations: OGL does not license personal data.
_CONTACTS = frozenset({"contactPoint", "contactPoints", "additionalContactPoints"})
_PERSONAL = frozenset({"email", "telephone", "phone", "faxNumber", "fax", "beneficialOwners", "persones"})
_CONTACT_LABEL = re.compile(r"\bcontact\b|\be-?mail\b|\b(?:tele)?phone\b|\bfax\b", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+%'-])[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
# Ten or eleven digits grouped as people write them, or a mobile number: other runs of digits may be references, such as
# "2026/S 000-029975". Only in running text.
_TELEPHONE = re.compile(
    r"""
    \+44 (?: [\ -]?\(0\) )? (?: [\ -]?\d ){9,10} (?!\d)
    | (?<![\w.,/+-]) \(?0[1-9]\d
      (?: \)?[\ -]\d{4}[\ -]?\d{4} | \d\)?[\ -]\d{3}[\ -]?\d{4} | \d\d\)?[\ -]\d{3}[\ -]?\d{2,3} )
      (?!\d)
    | (?<!\d) 07\d{9} (?!\d)
    """,
    re.VERBOSE,
)
# With their semicolon only: in an address, "&copy=2" is no copyright sign.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class Refused(Exception):
    """A release cannot be imported; the message is the reason, a sentence for the report."""


def cleaned(release: dict[str, Any]) -> dict[str, Any]:
    """Return a copy to keep: contact points reduced to their address on the web, numbers finite, texts storable and
    without the HTML entities that some publishers leave in them.

    Raises:
        Refused: It is nested too deeply.
    """
    copy: dict[str, Any] = _clean(release, DEPTH_MAX)
    return copy


def _clean(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        if depth == 0:
            raise Refused(f"The release is nested more than {DEPTH_MAX} levels deep.")
        return {
            _clean_text(key): _clean_entry(key, item, depth - 1) for key, item in value.items() if key not in _PERSONAL
        }
    if isinstance(value, list):
        if depth == 0:
            raise Refused(f"The release is nested more than {DEPTH_MAX} levels deep.")
        return [_clean(item, depth - 1) for item in value]
    return _clean_number(value) if isinstance(value, float | Decimal | int) else value


def _clean_entry(key: str, value: Any, depth: int) -> Any:
    if key == "unstructuredChanges":
        return _clean(_without_people(value), depth)
    if key not in _CONTACTS:
        return _clean(value, depth)
    if isinstance(value, list):
        return [_web_only(item) for item in value]
    return _web_only(value)


def _without_people(changes: Any) -> Any:
    """Return changes of a notice without what they say of its contact points."""
    if not isinstance(changes, list):
        return changes
    return [
        {key: item for key, item in change.items() if key not in ("oldValue", "newValue")}
        if isinstance(change, dict) and _is_about_contact(change.get("where"))
        else change
        for change in changes
    ]


def _is_about_contact(where: Any) -> bool:
    label = where.get("label") if isinstance(where, dict) else None
    return isinstance(label, str) and _CONTACT_LABEL.search(label[:200]) is not None


def _web_only(contact: Any) -> dict[str, str]:
    url = contact.get("url") if isinstance(contact, dict) else None
    return {"url": _clean_text(url)} if isinstance(url, str) else {}


def _clean_text(text: str) -> str:
    if "&" in text:  # before all else: an address for mail may be written with an entity
        text = _ENTITY.sub(_read_entity, text)
    if "@" in text:
        text = _EMAIL.sub(EMAIL_REMOVED, text)
    if " " in text and ("0" in text or "+" in text):
        text = _TELEPHONE.sub(TELEPHONE_REMOVED, text)
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def _read_entity(found: re.Match[str]) -> str:
    entity = found[0]
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity


def _clean_number(number: float | Decimal | int) -> Any:
    if isinstance(number, int):
        return number if abs(number) < 10**30 else f"{Decimal(number):.6E}"
    if isinstance(number, float):
        return number if math.isfinite(number) else str(number)
    # What no float can hold, such as 1e9999, is kept as text.
    holds = number.is_finite() and (not number or -300 < number.adjusted() < 300)
    return float(number) if holds else str(number)[:60]


def pack(release: dict[str, Any]) -> tuple[bytes, bytes]:
    """Return the canonical JSON of a cleaned release, compressed, and its digest.

    Raises:
        Refused: It is larger than ``RELEASE_MAX``.
    """
    text = json.dumps(release, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    if len(text) > RELEASE_MAX:
        raise Refused(f"The release is larger than {RELEASE_MAX // 1024 // 1024} MB.")
    return compress(text, 1), blake2b(text, digest_size=16).digest()
