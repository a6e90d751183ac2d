"""What a visitor typed, understood. Nothing typed is ever syntax of the engine behind."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.integrations.search.analysis import (
    INFORMATION_TECHNOLOGY,
    fold,
    identifiers,
    one_way,
    stem,
    tokens,
    without_identifiers,
)

WORDS_MAX = 1000  # characters that are looked at
PARTS_MAX = 64  # different words, beginnings and phrases that are looked for
SPELT_MAX = 10  # words for which another spelling may be suggested: each takes hundreds of looks into the index
PREFIX_MIN = 3  # letters before an asterisk
_PIECES = re.compile(r'(-?)"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans({"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2212": "-"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """Stems at fixed distances from the first: stop words between them leave their place open.

    A number such as PG-2026-0012 is a phrase of one: engines hold it as it is, beside the words in it.
    """

    stems: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in parts.

    Attributes:
        stems: Words to look for.
        prefixes: Beginnings of words of titles and summaries, folded.
        phrases: Must stand in a document, whether all words are needed or any.
        without: Stems and phrases that must not.
        plain: The folded words behind ``stems``, for suggestions; empty for a piece of a code and beyond the first ten.
        ignored: Words too common to look for.
    """

    stems: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    plain: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def asks_nothing(self) -> bool:
        """Whether nothing was typed that could be looked for or ignored."""
        return not (self.stems or self.prefixes or self.phrases or self.without or self.ignored)

    @property
    def only_ignored(self) -> bool:
        """Whether everything typed is too common to look for."""
        return bool(self.ignored) and not (self.stems or self.prefixes or self.phrases or self.without)

    @property
    def all_stems(self) -> tuple[str, ...]:
        """Every stem that counts for the ranking, those of phrases included, each once."""
        in_phrases = (word for phrase in self.phrases for _, word in phrase.stems)
        return tuple(dict.fromkeys((*self.stems, *in_phrases)))


def parse(words: str) -> Asked:
    """Understand what was typed. Whatever it is, the answer is a question, perhaps an empty one."""
    stems: dict[str, str] = {}
    prefixes: dict[str, None] = {}
    phrases: dict[Phrase, None] = {}
    without: dict[Phrase, None] = {}
    ignored: dict[str, None] = {}
    for minus, quoted, bare in _PIECES.findall(one_way(words[:WORDS_MAX].translate(_QUOTES))):
        if not bare or (bare.startswith("-") and len(bare) > 1):
            phrase = phrase_of(quoted or bare)
            if phrase is not None:
                (without if minus or bare else phrases)[phrase] = None
            elif not (minus or bare):
                ignored.update(dict.fromkeys(tokens(quoted)))
            continue
        found = tokens(bare)
        if bare.endswith("*") and found and len(found[-1]) >= PREFIX_MIN:
            prefixes[found.pop()] = None
        else:
            phrases.update((Phrase(((0, number),)), None) for number in identifiers(bare))
            found = tokens(without_identifiers(bare))
        for token in found:
            if stemmed := stem(token):
                stems[stemmed] = stems.get(stemmed) or spelt(token, bare)
            else:
                ignored[token] = None
    if list(ignored) == ["it"] and not (stems or prefixes or phrases or without):
        stems, ignored = {stem(INFORMATION_TECHNOLOGY): ""}, {}
    kept = tuple(stems)[:PARTS_MAX]
    return Asked(
        stems=kept,
        prefixes=tuple(prefixes)[:PARTS_MAX],
        phrases=tuple(phrases)[:PARTS_MAX],
        without=tuple(without)[:PARTS_MAX],
        plain=tuple(stems[word] if place < SPELT_MAX else "" for place, word in enumerate(kept)),
        ignored=tuple(ignored),
    )


def spelt(token: str, piece: str) -> str:
    """Return what may be spelt otherwise: nothing where digits show that the piece it stands in is a code."""
    return "" if token == INFORMATION_TECHNOLOGY or any(map(str.isdigit, piece)) else token


def phrase_of(text: str) -> Phrase | None:
    """Return the phrase that ``text`` makes, or ``None`` where no word of it is looked for."""
    numbers = identifiers(text)
    if len(numbers) == 1 and not tokens(without_identifiers(text)):
        return Phrase(((0, numbers[0]),))
    stems = [(place, stem(token)) for place, token in enumerate(tokens(text))]
    kept = [(place, word) for place, word in stems if word][:PARTS_MAX]
    return Phrase(tuple((place - kept[0][0], word) for place, word in kept)) if kept else None


def stems_of_name(text: str) -> tuple[str, ...]:
    """Return what must stand in a name for which somebody typed ``text``: each stem once, stop words left out."""
    found = (stem(token) for token in tokens(text[:WORDS_MAX]))
    return tuple(dict.fromkeys(word for word in found if word))[:PARTS_MAX]


def corrected(words: str, spellings: dict[str, str]) -> str | None:
    """Return ``words`` as typed, save that the folded tokens in ``spellings`` are spelt right; ``None`` if none is."""
    typed = unicodedata.normalize("NFC", words[:WORDS_MAX])
    right = re.sub(r"[^\W_]+", lambda found: spellings.get(fold(found.group()), found.group()), typed)
    return None if right == typed else right
