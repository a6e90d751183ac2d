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
    """Return every token of ``text``, folded, stop words included."""
    return [token[:TOKEN_MAX] for token in _TOKEN.findall(fold(text))]


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
        yield found.start(), found.end(), fold(found.group())[:TOKEN_MAX]


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
    """Return the most frequent word one slip away from ``word`` that stands in at least one document, or ``None``."""
    if not 3 <= len(word) <= 24 or not word.isalpha():
        return None
    frequency, spelling = max(((count(other), other) for other in sorted(near(word))), default=(0, ""))
    return spelling if frequency else None
