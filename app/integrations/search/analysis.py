"""From text to words: how both engines, the highlights and the suggestions cut and stem it."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from app.integrations.search.stop_words import STOP_WORDS

if TYPE_CHECKING:
    import Stemmer

TOKEN_MAX = 40  # characters; longer tokens are cut, in documents and questions alike
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:'[^\W_]+)*")
_ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
_STEMS_KEPT = 100_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
# "IT" in capitals is a trade, "it" is a stop word: only the case tells them apart, and folding takes it away.
INFORMATION_TECHNOLOGY = "itinformationtechnology"
_CAPITAL_IT = re.compile(r"(?<![^\W_])(?<![^\W_]['\u2019])IT(?![^\W_]|['\u2019][^\W_])")
IDENTIFIER_MAX = 200  # characters
_IDENTIFIER = re.compile(r"(?<![^\W_])[^\W_]++(?:-[^\W_]++)++")
_YEARS = re.compile(r"(?:19|20)\d\d-(?:(?:19|20)\d\d|\d\d-\d\d)")
_DIGITS_OF_IDENTIFIER = 7
# Find a Tender wrote the notice 075528-2026 as 2026/S 000-075528 when it followed the Official Journal.
_JOURNAL_NUMBER = re.compile(r"(?<!\d)(\d{4})/S\s*\d{3}-(\d{6})(?!\d)", re.ASCII | re.IGNORECASE)
_SPLIT_MIN = 3  # letters of each half of a word that should have been two

_stemming = threading.Lock()  # a Snowball stemmer is not safe to share between threads
_stems: dict[str, str] = {}


def fold(text: str) -> str:
    """Return ``text`` in lower case, without accents, with one kind of apostrophe."""
    text = text.lower()
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.replace("\u2019", "'").replace("\u2018", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def tokens(text: str) -> list[str]:
    """Return every token of ``text``, folded, stop words included; "IT" is :data:`INFORMATION_TECHNOLOGY`."""
    if "IT" in text:
        text = _CAPITAL_IT.sub(INFORMATION_TECHNOLOGY, text)
    return [token[:TOKEN_MAX] for token in _TOKEN.findall(fold(text))]


def identifiers(text: str) -> list[str]:
    """Return what looks like the number of a notice or a challenge, folded, in one way of writing, each once.

    That is: words joined by hyphens with seven digits or more, save years and days; an open contracting id; a number
    as the Official Journal wrote it.
    """
    if "-" not in text:
        return []
    found = (fold(match.group())[:IDENTIFIER_MAX] for match in _IDENTIFIER.finditer(one_way(text)))
    return list(dict.fromkeys(word for word in found if is_identifier(word)))


def is_identifier(word: str) -> bool:
    """Say whether a folded word with hyphens in it is a number that somebody gave."""
    if _YEARS.fullmatch(word):
        return False
    return word.startswith("ocds-") or sum(map(str.isdigit, word)) >= _DIGITS_OF_IDENTIFIER


def one_way(text: str) -> str:
    """Return ``text`` with numbers of the Official Journal written as Find a Tender writes them now."""
    return _JOURNAL_NUMBER.sub(r"\2-\1", text) if "/" in text else text


def without_identifiers(text: str) -> str:
    """Return ``text`` without what :func:`identifiers` finds in it."""
    return _IDENTIFIER.sub(lambda found: " " if is_identifier(fold(found.group())) else found.group(), one_way(text))


def spans(text: str, beginnings: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and folded form of those tokens of ``text`` that begin in one of these ways.

    In a text with accents every token is yielded: what it begins with is known only after folding.
    """
    pattern = _beginning(beginnings)
    if not text.isascii():
        text = text.replace("\u2019", "'").replace("\u2018", "'")
        pattern = _TOKEN if _ACCENTED.search(text) else pattern
    # Without accents, no letter becomes two in lower case, so that places stay what they are.
    for found in pattern.finditer(text if pattern is _TOKEN else text.lower()):
        start, end = found.span()
        typed = text[start:end]
        yield start, end, INFORMATION_TECHNOLOGY if typed == "IT" else fold(typed)[:TOKEN_MAX]


@lru_cache(maxsize=64)
def _beginning(beginnings: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for tokens in lower case. It starts with a letter, which the regex engine looks for quickly."""
    ways = "|".join(f"{re.escape(way[0])}(?={re.escape(way[1:])})" for way in sorted(beginnings))
    is_start = r"(?<![^\W_].)(?<![^\W_]'.)"
    return re.compile(rf"(?:{ways}){is_start}(?:(?<=\d)\d*(?:[.,]\d+)+|[^\W_]*(?:'[^\W_]+)*)")


def stem(token: str) -> str:
    """Return the stem of a folded token, or an empty string for a stop word."""
    known = _stems.get(token)
    if known is not None:
        return known
    with _stemming:
        found = "" if token in STOP_WORDS else str(_stemmer().stemWord(token)) or token
        if len(_stems) >= _STEMS_KEPT:
            _stems.clear()
        _stems[token] = found
    return found


@cache
def _stemmer() -> Stemmer.Stemmer:
    import Stemmer  # when the first word is stemmed: a web worker at rest does not hold it

    return Stemmer.Stemmer("english")


def near(word: str) -> set[str]:
    """Return every word that one slip of the fingers makes ``word``: a letter lost, doubled, changed or swapped."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    slips = {a + b[1:] for a, b in cuts if b}
    slips |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    slips |= {a + c + b[1:] for a, b in cuts if b for c in _LETTERS}
    slips |= {a + c + b for a, b in cuts for c in _LETTERS}
    return {slip for slip in slips if len(slip) > 1} - {word}


def best_spelling(word: str, count: Callable[[str], int]) -> str | None:
    """Return the most frequent word one slip away from ``word`` that stands in at least one document, or ``None``.

    Where there is none: one slip away from its plural, because documents may hold nothing but that; else two words
    that were written as one.
    """
    if not 3 <= len(word) <= 24 or not word.isalpha():
        return None
    return _most_frequent(near(word), count) or _most_frequent(near(f"{word}s"), count) or _in_two(word, count)


def _most_frequent(words: set[str], count: Callable[[str], int]) -> str | None:
    frequency, spelling = max(((count(other), other) for other in sorted(words)), default=(0, ""))
    return spelling if frequency else None


def _in_two(word: str, count: Callable[[str], int]) -> str | None:
    """Return ``word`` as two words that both stand in documents; the rarer of them as frequent as possible."""
    halves = [(word[:at], word[at:]) for at in range(_SPLIT_MIN, len(word) - _SPLIT_MIN + 1)]
    frequency, first, second = max(((min(count(a), count(b)), a, b) for a, b in halves), default=(0, "", ""))
    return f"{first} {second}" if frequency else None
