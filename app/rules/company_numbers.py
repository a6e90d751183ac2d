"""The form of Companies House numbers, in the manner of python-stdnum, which has no module for them."""

from __future__ import annotations

import re

# Jurisdictions and kinds of body that Companies House numbers begin with.
_PREFIXES = [
    "AC",
    "BR",
    "CE",
    "CS",
    "CU",
    "ES",
    "FC",
    "FE",
    "GE",
    "GN",
    "GS",
    "IC",
    "IP",
    "LP",
    "NA",
    "NC",
    "NF",
    "NI",
    "NL",
    "NO",
    "NP",
    "NR",
    "NV",
    "NZ",
    "OC",
    "OE",
    "PC",
    "R0",
    "RC",
    "RS",
    "SA",
    "SC",
    "SE",
    "SF",
    "SG",
    "SI",
    "SL",
    "SO",
    "SP",
    "SR",
    "SZ",
    "ZC",
]
_SHAPE = re.compile(r"^(?:\d{8}|(?:" + "|".join(_PREFIXES) + r")\d{6}|R\d{7}|IP\d{5}R|SP\d{5}R)$", re.ASCII)


def compact(number: str) -> str:
    """Return the number in its stored form: upper case, no blanks, eight characters with leading zeros."""
    from stdnum.util import clean  # loaded when it is first needed, so that a process at rest stays small

    text = clean(number, " -.").strip().upper()
    return text.zfill(8) if text.isascii() and text.isdigit() else text


def validate(number: str) -> str:
    """Return the number in its stored form.

    Raises:
        InvalidFormat: Companies House gives no number of this form.
    """
    from stdnum.exceptions import InvalidFormat

    text = compact(number)
    if not _SHAPE.match(text) or text == "00000000":
        raise InvalidFormat
    return text


def is_valid(number: str) -> bool:
    """Say whether the number has the form of a company number."""
    try:
        validate(number)
    except ValueError:
        return False
    return True
