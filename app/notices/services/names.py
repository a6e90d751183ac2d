"""Names of organisations as people write them: stray blanks and shouting removed."""

from __future__ import annotations

import re
from functools import lru_cache

_SMALL_WORDS = "a an and as at by for from in into of on or the to upon with"
_INITIALS = """
    AI BBC BT CIC CIO CPS DWP EDF EU FC GB GP HM HMP HMRC HS1 HS2 ICB ICO ICS ICT IT KPMG LGA LLC LLP MHCLG MOD MOJ
    NATS NHS NI NICE ONS PCC PLC RAF RNIB TFGM TFL UCL UK UKAEA UKHSA UKRI UKSBS USA VAT WM YPO
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_CAPITALS = frozenset(_INITIALS.split())
_WORD = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’]*")
_SHOUTED = {"LTD": "Ltd", "LIMITED": "Limited", "ST": "St", "DR": "Dr", "MR": "Mr", "MRS": "Mrs", "CO": "Co"}


@lru_cache(maxsize=4096)
def tidy_name(name: str) -> str:
    """Return a name with single blanks; one written all in capitals gets the capitals that a reader expects.

    Short names without a blank, such as ``CERN``, stay as they are: they are probably initials.
    """
    name = " ".join(name.split())
    letters = [letter for letter in name if letter.isalpha()]
    if len(letters) < 6 or not all(letter.isupper() for letter in letters) or (" " not in name and len(name) < 8):
        return name
    return _WORD.sub(lambda found: _lowered(found[0], first=found.start() == 0), name)


def _lowered(word: str, *, first: bool) -> str:
    if word in _CAPITALS:
        return word
    if word in _SHOUTED:
        return _SHOUTED[word]
    if word.lower() in _SMALL and not first:
        return word.lower()
    # Three consonants are an abbreviation; O'NEILL has a capital after the apostrophe, CHILDREN'S has not.
    if len(word) <= 4 and not re.search(r"[AEIOUY]", word):
        return word
    head, mark, tail = word.replace("’", "'").partition("'")
    if mark and len(head) == 1 and len(tail) > 1:
        return f"{head}’{tail.capitalize()}"
    return word.capitalize()


def name_key(name: str) -> str:
    """Return what two spellings of the same organisation have in common."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("ltd", "limited")))


def may_be_same(name: str, other: str) -> bool:
    """Say whether two names may mean the same organisation: one that is not given may be any."""
    return not name or not other or name_key(name) == name_key(other)
