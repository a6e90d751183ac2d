"""A list of documents, searched from end to end: the oracle that the engine in use is tested against."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

from app.integrations.search.analysis import best_spelling, identifiers, stem, tokens
from app.integrations.search.asking import Asked, Phrase, corrected, parse, stems_of_name
from app.integrations.search.protocol import (
    FEWEST_HITS,
    LATEST,
    Document,
    IndexState,
    Load,
    Matched,
    Results,
    SearchRequest,
    Sort,
    derive_status,
)

TITLE_WEIGHT = 3
IDENTIFIER_WEIGHT = 50
COMPLETE = 1e6  # more than any score: what holds all the words comes before what holds some of them


class MemoryEngine:
    """Keep documents in memory and look at each of them for each question."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.documents = {document.id: document for document in documents}

    def write(self, put: Sequence[Document], remove: Sequence[str] = ()) -> None:
        """Put and remove documents."""
        for id_ in remove:
            self.documents.pop(id_, None)
        self.documents.update((document.id, document) for document in put)

    def state(self) -> IndexState:
        """Say how many documents there are."""
        return IndexState(documents=len(self.documents), segments=1)

    def verify(self) -> bool:
        """A list is always sound."""
        return True

    def update(self, ids: Sequence[str], load: Load) -> None:
        """Take what ``load`` returns in the place of these."""
        self.write(load(ids), ids)

    def rebuild(self, batches: Iterable[Sequence[Document]], reload: Load) -> None:
        """Take these documents in the place of all others."""
        self.documents = {document.id: document for batch in batches for document in batch}

    def search(self, request: SearchRequest) -> Results:
        """Answer by looking at every document."""
        asked = parse(request.words)
        if asked.only_ignored:
            return Results((), 0, ignored=asked.ignored)
        seen = [document for document in self.documents.values() if is_readable(document, request)]
        fitting = [document for document in seen if passes(document, request)]
        hits = [document for document in fitting if holds(document, asked, all)]
        matched = Matched.ALL
        if len(asked.stems) + len(asked.prefixes) > 1 and len(hits) < FEWEST_HITS:
            hits, matched = [document for document in fitting if holds(document, asked, any)], Matched.ANY
        hits.sort(key=self._order(hits, asked, request))
        start = (request.page - 1) * request.per_page
        return Results(
            ids=tuple(document.id for document in hits[start : start + request.per_page]),
            total=len(hits),
            complete=sum(holds(document, asked, all) for document in hits),
            matched=matched,
            suggestion=None if hits and matched is Matched.ALL else suggest(seen, asked, request),
            ignored=asked.ignored,
        )

    def _order(
        self, hits: list[Document], asked: Asked, request: SearchRequest
    ) -> Callable[[Document], tuple[float, float, str]]:
        counts = {word: sum(word in stems_of(document) for document in hits) for word in asked.all_stems}

        def key(document: Document) -> tuple[float, float, str]:
            newest = -document.published_at.timestamp()
            if request.sort is Sort.DEADLINE:
                return deadline_rank(document, request), newest, document.id
            if request.sort is Sort.NEWEST:
                return 0, newest, document.id
            lacks = COMPLETE * (not holds(document, asked, all))
            return lacks - score(document, counts, asked.prefixes, len(hits)), newest, document.id

        return key


def is_readable(document: Document, request: SearchRequest) -> bool:
    """Say whether this reader may find the document at this moment."""
    is_there = document.opens_at is None or document.opens_at <= request.now
    return is_there and not document.audience.isdisjoint(request.reader)


def passes(document: Document, request: SearchRequest) -> bool:
    """Say whether the document passes every filter."""
    status = derive_status(document.phase, document.published_at, document.closes_at, request.now)
    wanted = (
        (request.kinds, document.kind),
        (request.sources, document.source),
        (request.statuses, status),
        (request.buyers, document.buyer),
        (request.regions, document.region),
    )
    if any(allowed and value not in allowed for allowed, value in wanted):
        return False
    if not set(stems_of_name(request.buyer)) <= {stem(token) for token in tokens(document.buyer)}:
        return False
    if request.value_min is not None or request.value_max is not None:
        value = document.value_pence
        if value is None or (request.value_min is not None and value < request.value_min):
            return False
        if request.value_max is not None and value > request.value_max:
            return False
    if request.closes_after is not None or request.closes_before is not None:
        closes = document.closes_at
        if closes is None or (request.closes_after is not None and closes < request.closes_after):
            return False
        if request.closes_before is not None and closes >= request.closes_before:
            return False
    return True


def parts_of(document: Document) -> list[list[str]]:
    """Return the stems of title, summary, body, buyer and identifiers, with empty strings for stop words.

    Each number that is mentioned is a part of its own, beside the words in it.
    """
    mentioned = [document.title, document.summary, document.body, document.buyer]
    numbers = {word for text in (*mentioned, *document.identifiers) for word in identifiers(text)}
    texts = (*mentioned, " \n".join(document.identifiers))
    return [[stem(token) for token in tokens(text)] for text in texts] + [[number] for number in sorted(numbers)]


def stems_of(document: Document) -> set[str]:
    """Return every stem of the document."""
    return {word for part in parts_of(document) for word in part if word}


def holds(document: Document, asked: Asked, needed: Callable[[Iterable[bool]], bool]) -> bool:
    """Say whether the document holds all phrases, none that is excluded, and all or any of the words."""
    parts = parts_of(document)
    plain = plain_of(document)
    words = [any(word in part for part in parts) for word in asked.stems]
    words += [any(token.startswith(prefix) for token in plain) for prefix in asked.prefixes]
    if words and not needed(words):
        return False
    return all(has_phrase(parts, phrase) for phrase in asked.phrases) and not any(
        has_phrase(parts, phrase) for phrase in asked.without
    )


def has_phrase(parts: list[list[str]], phrase: Phrase) -> bool:
    """Say whether the stems stand at their distances somewhere in one part."""
    return any(
        all(start + distance < len(part) and part[start + distance] == word for distance, word in phrase.stems)
        for part in parts
        for start in range(len(part))
    )


def plain_of(document: Document) -> set[str]:
    """Return the unstemmed words of title and summary."""
    return {*tokens(document.title), *tokens(document.summary)}


def suggest(seen: list[Document], asked: Asked, request: SearchRequest) -> str | None:
    """Return the words with those spelt right that stand in none of the documents ``seen``."""

    def count(word: str) -> int:
        return sum(word in plain_of(document) for document in seen) if stem(word) else 0

    spellings = {}
    for wanted, plain in zip(asked.stems, asked.plain, strict=True):
        if not any(wanted in stems_of(document) for document in seen):
            spelling = best_spelling(plain, count)
            if spelling is not None:
                spellings[plain] = spelling
    return corrected(request.words, spellings) if spellings else None


def deadline_rank(document: Document, request: SearchRequest) -> float:
    """Return ranks: the next deadline first, then those that passed last, then documents without a deadline."""
    if document.closes_at is None:
        return 1e12
    ahead = (document.closes_at - request.now).total_seconds()
    return ahead if ahead > 0 else (LATEST - request.now).total_seconds() - ahead


def score(document: Document, counts: dict[str, int], prefixes: Sequence[str], held: int) -> float:
    """Return how well the document fits: rare words count more, the title three times, further mentions ever less.

    A number that is the document's own counts most; a beginning of a word counts like a word.
    """
    title, *others = parts_of(document)
    own = {number for text in document.identifiers for number in identifiers(text)}
    total = 0.0
    for word, holders in counts.items():
        weight = TITLE_WEIGHT * title.count(word) + sum(part.count(word) for part in others)
        weight += IDENTIFIER_WEIGHT * (word in own)
        total += math.log(1 + (held + 1) / (holders + 1)) * weight / (weight + 2)
    for prefix in prefixes:
        weight = sum(
            most
            for most, text in ((TITLE_WEIGHT - 1, [document.title]), (1, [document.title, document.summary]))
            if any(token.startswith(prefix) for part in text for token in tokens(part))
        )
        total += weight / (weight + 2)
    return total
