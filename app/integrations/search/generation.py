"""One generation of the index: answers questions over all its segments."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from app.integrations.search.analysis import best_spelling, stem
from app.integrations.search.asking import Asked, corrected, parse, stems_of_name
from app.integrations.search.matching import (
    NOTHING_FOUND,
    Documents,
    Found,
    View,
    candidates,
    holds,
    look_up,
    narrow,
    weights_at,
)
from app.integrations.search.protocol import FEWEST_HITS, Matched, Results, SearchRequest, Sort
from app.integrations.search.schema import NEVER, TITLE_MARK, TITLE_WEIGHT, instant, make_schema
from app.integrations.search.segments import Ids, Mask, Segment

INDEX_NAME = "MAIN"
# BM25 as tuned on two public collections with human judgements; the title weighs three times (schema).
K1, B = 1.8, 0.6
COMPLETE = np.float32(1000)  # more than any score
PASSED = 2**61  # deadlines that have passed follow those that lie ahead,
WITHOUT_DEADLINE = 2**62  # and documents without one follow both
SAMPLED = 32  # each so-many-th number tells which ones cannot be among the smallest

Numbers = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found in one segment.

    Attributes:
        complete: Those of ``ids`` that hold all the words.
    """

    view: View
    found: Found
    ids: Ids
    complete: Ids


@dataclass(frozen=True, slots=True)
class Generation:
    """The index as one commit left it. Shared by threads; nothing in it changes but caches."""

    number: int
    views: tuple[View, ...]
    documents: int
    segments: dict[str, Segment] = field(repr=False)

    def search(self, request: SearchRequest) -> Results:
        """Answer one question."""
        asked = parse(request.words)
        if asked.only_ignored:
            return Results((), 0, ignored=asked.ignored)
        buyer = stems_of_name(request.buyer)
        found = [look_up(view.segment, asked, buyer) for view in self.views]
        hits, matched = self._match(found, asked, request)
        total = sum(len(part.ids) for part in hits)
        return Results(
            ids=self._page(hits, asked, request) if total else (),
            total=total,
            complete=sum(len(part.complete) for part in hits),
            matched=matched,
            # Where documents hold all the words, each word can be found, and nothing needs to be spelt otherwise.
            suggestion=None if total and matched is Matched.ALL else self._suggest(found, asked, request),
            ignored=asked.ignored,
        )

    def _match(self, found: list[Found], asked: Asked, request: SearchRequest) -> tuple[list[Hits], Matched]:
        hits = self._gather(found, request, need_all=True)
        several = len(asked.stems) + len(asked.prefixes) > 1
        if several and sum(len(part.ids) for part in hits) < FEWEST_HITS:
            some = self._gather(found, request, need_all=False)
            return [replace(part, complete=whole.ids) for part, whole in zip(some, hits, strict=True)], Matched.ANY
        return hits, Matched.ALL

    def _gather(self, found: list[Found], request: SearchRequest, *, need_all: bool) -> list[Hits]:
        hits = []
        for view, part in zip(self.views, found, strict=True):
            ids = narrow(view, candidates(view.segment, part, need_all=need_all), part, request)
            hits.append(Hits(view, part, ids, complete=ids))
        return hits

    def _page(self, hits: list[Hits], asked: Asked, request: SearchRequest) -> tuple[str, ...]:
        """Return the ids of the page asked for: by rank, then the newest first, then by id."""
        last = request.page * request.per_page
        rank = self._rank(hits, asked, request)
        chosen = smallest(rank, lambda places: -published_at(hits, places), last)
        names = np.concatenate([part.view.segment.ids[part.ids[mine]] for part, mine in split(hits, chosen)])
        order = np.lexsort((names, -published_at(hits, chosen), rank[chosen]))[last - request.per_page : last]
        return tuple(name.decode("ascii") for name in names[order].tolist())

    def _rank(self, hits: list[Hits], asked: Asked, request: SearchRequest) -> Numbers:
        """Return a number for each hit; the smallest comes first."""
        if request.sort is Sort.DEADLINE:
            return by_deadline(column("closes", hits), instant(request.now))
        if request.sort is Sort.NEWEST or not (asked.all_stems or asked.prefixes):
            return -column("published", hits)
        return -np.concatenate(self._scores(hits, asked))

    def _scores(self, hits: list[Hits], asked: Asked) -> list[Numbers]:
        """Return the BM25 of each hit, segment by segment; a beginning counts like a word.

        What holds all the words comes before what holds some of them.
        """
        scores = [np.zeros(len(part.ids), np.float32) for part in hits]
        norms = [part.view.norm.take(part.ids) for part in hits]
        for number in range(len(asked.all_stems)):
            places = [part.found.stems[number] for part in hits]
            idf = self._idf(sum(len(postings.ids) for postings in places if postings))
            for part, postings, score, norm in zip(hits, places, scores, norms, strict=True):
                if postings is not None and len(part.ids):
                    weight = weights_at(postings, part.ids, part.view.segment.count)
                    score += idf * (K1 + 1) * weight / (weight + norm)
        for number in range(len(asked.prefixes)):
            beginning = [part.found.prefixes[number] for part in hits]
            idf = self._idf(sum(map(len, beginning)))
            for part, ids, score, norm in zip(hits, beginning, scores, norms, strict=True):
                segment = part.view.segment
                titled = segment.ids_beginning(TITLE_MARK + asked.prefixes[number])
                weight = holds(ids, part.ids, segment.count).astype(np.float32)
                weight += (TITLE_WEIGHT - 1) * holds(titled, part.ids, segment.count)
                score += idf * (K1 + 1) * weight / (weight + norm)
        if any(len(part.complete) < len(part.ids) for part in hits):
            for part, score in zip(hits, scores, strict=True):
                score += COMPLETE * holds(part.complete, part.ids, part.view.segment.count)
        return scores

    def _idf(self, holders: int) -> np.float32:
        held = sum(view.segment.count for view in self.views)
        return np.float32(math.log(1 + (held - holders + 0.5) / (holders + 0.5)))

    def _suggest(self, found: list[Found], asked: Asked, request: SearchRequest) -> str | None:
        """Return the words with those spelt right that this reader can find nowhere."""
        bare = SearchRequest(now=request.now, reader=request.reader)
        spellings = {}
        for number, plain in enumerate(asked.plain):
            if any(
                self._readable(view, part.needed[number], bare) for view, part in zip(self.views, found, strict=True)
            ):
                continue
            spelling = best_spelling(plain, lambda word: self._count_plain(word, bare))
            if spelling is not None:
                spellings[plain] = spelling
        return corrected(request.words, spellings) if spellings else None

    def _count_plain(self, word: str, bare: SearchRequest) -> int:
        if not stem(word):
            return 0
        return sum(self._readable(view, view.segment.ids_of("word", word), bare) for view in self.views)

    def _readable(self, view: View, ids: Documents, bare: SearchRequest) -> int:
        return len(narrow(view, ids, NOTHING_FOUND, bare)) if len(ids) else 0


def by_deadline(closes: Numbers, now: int) -> Numbers:
    """Return ranks: the next deadline first, then those that passed last, then documents without a deadline."""
    ahead = closes > now
    rank = np.where(ahead, closes - now, PASSED + (now - closes))
    rank[closes == NEVER] = WITHOUT_DEADLINE
    return rank


def smallest(rank: Numbers, second: Callable[[Numbers], Numbers], most: int) -> Numbers:
    """Return where the ``most`` smallest pairs of numbers are, and all that equal the last of them; ascending places.

    Args:
        rank: The first numbers of the pairs.
        second: Returns the second numbers at some ascending places.
    """
    if len(rank) <= max(4 * most, 64):
        return np.arange(len(rank))
    border = nth(rank, most)
    clear = np.flatnonzero(rank < border)
    tied = np.flatnonzero(rank == border)
    missing = most - len(clear)
    if len(tied) > missing:
        then = second(tied)
        tied = tied[then <= nth(then, missing)]
    return np.sort(np.concatenate([clear, tied]))


def nth(numbers: Numbers, place: int) -> Any:
    """Return the smallest number but ``place - 1``; what is greater than that of a sample need not be sorted."""
    sample = numbers[::SAMPLED]
    if len(sample) > place:
        numbers = numbers[numbers <= np.partition(sample, place - 1)[place - 1]]
    return np.partition(numbers, place - 1)[place - 1]


def column(name: str, hits: list[Hits]) -> Numbers:
    """Return a column of all hits."""
    return np.concatenate([part.view.segment.columns[name].take(part.ids) for part in hits])


def published_at(hits: list[Hits], places: Numbers) -> Numbers:
    """Return when documents were published that stand at some ascending places in all hits together."""
    return np.concatenate(
        [part.view.segment.columns["published"][part.ids[mine]] for part, mine in split(hits, places)]
    )


def split(hits: list[Hits], chosen: Numbers) -> Iterable[tuple[Hits, Numbers]]:
    """Yield for each segment which of its hits are among ``chosen``, ascending places in all hits together."""
    start = 0
    for part in hits:
        end = start + len(part.ids)
        first, last = np.searchsorted(chosen, [start, end])
        yield part, chosen[first:last] - start
        start = end


def open_generation(folder: Path, known: dict[str, Segment]) -> Generation:
    """Open the newest commit in ``folder``; segments in ``known`` are not opened again."""
    toc = TOC.read(FileStorage(str(folder), readonly=True), INDEX_NAME, schema=make_schema())
    segments = {held.segment_id(): known.get(held.segment_id()) or Segment(folder, held) for held in toc.segments}
    count = sum(segment.count for segment in segments.values())
    length = sum(segment.length for segment in segments.values())
    average = max(length / count, 1.0) if count else 1.0
    return Generation(
        number=toc.generation,
        views=tuple(
            View(segment, alive(held), norm_of(segment, average))
            for segment, held in zip(segments.values(), toc.segments, strict=True)
        ),
        documents=sum(held.doc_count_all() - held.deleted_count() for held in toc.segments),
        segments=segments,
    )


def norm_of(segment: Segment, average: float) -> npt.NDArray[np.float32]:
    """Return the norm of each document.

    Args:
        segment: Holds the documents.
        average: Mean length of all documents of the index, in words.
    """
    lengths = segment.columns["length"].astype(np.float32)
    norm: npt.NDArray[np.float32] = np.float32(K1) * (np.float32(1 - B) + np.float32(B / average) * lengths)
    return norm


def alive(held: Any) -> Mask | None:
    """Return which documents of a segment are not deleted, or ``None`` for all."""
    if not held.deleted_count():
        return None
    mask: Mask = np.ones(held.doc_count_all(), np.bool_)
    mask[np.fromiter(held.deleted_docs(), np.int64)] = False
    return mask
