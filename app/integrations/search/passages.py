"""Show why something was found: the words in it, marked, and the passage that says most. The text is never markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from app.integrations.search.analysis import spans, stem
from app.integrations.search.asking import Asked

PASSAGE = 240  # characters
LOOKED_AT = 10_000  # characters; a passage further down is not found
STABLE = 2  # letters at the beginning of a word that its stem shares
ELLIPSIS = Markup("…")
MARK, MARKED = Markup("<mark>"), Markup("</mark>")

Span = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Highlights:
    """What to mark.

    Attributes:
        stems: Words with one of these stems.
        prefixes: Words that begin so.
    """

    stems: frozenset[str]
    prefixes: tuple[str, ...] = ()

    @classmethod
    def of(cls, asked: Asked) -> Highlights:
        """Return what to mark for a question."""
        return cls(frozenset(asked.all_stems), asked.prefixes)

    @property
    def beginnings(self) -> frozenset[str]:
        """How the words to mark begin: stemming changes the ends of words, hardly ever their first two letters."""
        return frozenset(word[:STABLE] for word in (*self.stems, *self.prefixes))

    def which(self, token: str) -> str:
        """Return what a folded token is marked for, or an empty string."""
        stemmed = stem(token)
        if stemmed in self.stems:
            return stemmed
        return next((prefix for prefix in self.prefixes if token.startswith(prefix)), "")


def mark(text: str, highlights: Highlights) -> Markup:
    """Return ``text`` escaped, with the words that were asked for in ``<mark>``."""
    return _marked(text, 0, len(text), _hits(text, highlights))


def best_passage(text: str, highlights: Highlights, *, length: int = PASSAGE) -> Markup:
    """Return the passage of about ``length`` characters with most of the words asked for, escaped and marked.

    Without any of them, the beginning. Cut between words; an ellipsis stands where text was left out.
    """
    text = " ".join(text[:LOOKED_AT].split())
    hits = list(_hits(text, highlights))
    start, end = _window(text, hits, length)
    before, after = ELLIPSIS if start else Markup(""), ELLIPSIS if end < len(text) else Markup("")
    inside = [hit for hit in hits if start <= hit[0] and hit[1] <= end]
    return before + _marked(text, start, end, inside) + after


def _hits(text: str, highlights: Highlights) -> Iterator[Span]:
    if not highlights.beginnings:
        return
    for start, end, token in spans(text, highlights.beginnings):
        if kind := highlights.which(token):
            yield start, end, kind


def _window(text: str, hits: list[Span], length: int) -> tuple[int, int]:
    """Return where the passage begins and ends: most different words first, then most words, then the earliest."""
    if len(text) <= length:
        return 0, len(text)
    best, begin = (0, 0), 0
    for number, (start, _, _) in enumerate(hits):
        kinds: set[str] = set()
        inside = 0
        for _, end, kind in hits[number:]:
            if end - start > length * 3 // 4:
                break
            kinds.add(kind)
            inside += 1
        if (len(kinds), inside) > best:
            best, begin = (len(kinds), inside), start
    start = max(0, min(begin - length // 4, len(text) - length))
    return _between_words(text, start, start + length)


def _between_words(text: str, start: int, end: int) -> tuple[int, int]:
    if start:
        blank = text.find(" ", start, start + 40)
        start = blank + 1 if blank >= 0 else start
    if end < len(text):
        blank = text.rfind(" ", end - 40, end)
        end = blank if blank > start else end
    return start, min(end, len(text))


def _marked(text: str, start: int, end: int, hits: Iterable[Span]) -> Markup:
    parts = []
    at = start
    for begin, stop, _ in hits:
        parts += [escape(text[at:begin]), MARK, escape(text[begin:stop]), MARKED]
        at = stop
    # Every part is escaped already; joining them as plain text does not do it again.
    return Markup("".join([*parts, escape(text[at:end])]))  # noqa: S704
