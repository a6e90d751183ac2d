"""Which documents of one segment answer a question: postings and columns, in bulk.

Sets of documents are ascending arrays of document numbers or, where they are large, masks over the whole segment. What
passes a set of filters is remembered for as long as nothing opens or closes; for few documents it is looked up instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from app.integrations.search.asking import Asked, Phrase
from app.integrations.search.protocol import OPEN_WITHOUT_DEADLINE, Phase, SearchRequest, Status
from app.integrations.search.schema import (
    ALWAYS,
    KINDS,
    MICROSECOND,
    NEVER,
    PHASES,
    PLACE_MAX,
    UNKNOWN,
    clip,
    code_of,
    instant,
)
from app.integrations.search.segments import (
    COMMON,
    FILTERS_KEPT,
    NO_IDS,
    READERS_KEPT,
    Ids,
    Mask,
    Passing,
    Postings,
    Segment,
    recall,
    remember,
)

Documents = npt.NDArray[Any]  # numbers or a mask
PLACES_A_DOCUMENT = PLACE_MAX + 1
FIXED_STATUSES = (Status.PLANNED, Status.AWARDED, Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class View:
    """One segment as one generation of the index sees it.

    Attributes:
        alive: ``None`` where nothing in the segment was deleted.
        norm: How much the length of each document counts against its words; BM25 calls it so.
    """

    segment: Segment
    alive: Mask | None
    norm: npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Found:
    """The parts of a question as they stand in one segment.

    Attributes:
        stems: Postings of each word that counts for the ranking, phrases included; ``None`` where it is absent.
        needed: Documents that hold each word or beginning: all of them are needed, or any.
        phrases: Documents that hold each phrase: all are needed in any case.
        buyers: Documents whose buyer's name holds each of the words asked for: all are needed.
        without: Documents that must be left out.
    """

    stems: tuple[Postings | None, ...]
    prefixes: tuple[Ids, ...]
    needed: tuple[Documents, ...]
    phrases: tuple[Ids, ...]
    buyers: tuple[Ids, ...]
    without: tuple[Ids, ...]


NOTHING_FOUND = Found((), (), (), (), (), ())


def look_up(segment: Segment, asked: Asked, buyer: Sequence[str]) -> Found:
    """Find the parts of a question in one segment."""
    stems = tuple(segment.find_text(word) for word in asked.all_stems)
    prefixes = tuple(segment.ids_beginning(prefix) for prefix in asked.prefixes)
    return Found(
        stems=stems,
        prefixes=prefixes,
        needed=(*map(holders, stems[: len(asked.stems)]), *prefixes),
        phrases=tuple(ids_of_phrase(segment, phrase) for phrase in asked.phrases),
        buyers=tuple(segment.ids_of("buyer", word) for word in buyer),
        without=tuple(ids_of_phrase(segment, phrase) for phrase in asked.without),
    )


def holders(postings: Postings | None) -> Documents:
    """Return the documents that hold a word."""
    if postings is None:
        return NO_IDS
    return postings.ids if postings.table is None else postings.table > 0


def candidates(segment: Segment, found: Found, *, need_all: bool) -> Documents | None:
    """Return the documents that hold the words; ``None`` stands for every document of the segment."""
    demands: list[Documents] = [*found.phrases, *found.buyers]
    if found.needed and need_all:
        demands += found.needed
    elif found.needed:
        demands.append(union(found.needed, segment.count))
    return intersection(demands, segment.count) if demands else None


def narrow(view: View, documents: Documents | None, found: Found, request: SearchRequest) -> Ids:
    """Return those of ``documents`` that the reader may find at this moment and that pass every filter.

    Args:
        documents: ``None`` stands for every document of the segment.
    """
    segment = view.segment
    if documents is None or documents.dtype == np.bool_:
        mask = passing(segment, request) if documents is None else documents & passing(segment, request)
        kept = np.flatnonzero(mask if view.alive is None else mask & view.alive)
    else:
        good = passing_among(segment, documents, request)
        kept = documents[good if view.alive is None else good & view.alive[documents]]
    if request.closes_after is not None or request.closes_before is not None:
        kept = kept[in_time(segment.columns["closes"][kept], request)]
    if found.without and len(kept):
        kept = kept[~flags(found.without, segment.count)[kept]]
    return kept


def passing_among(segment: Segment, ids: Ids, request: SearchRequest) -> Mask:
    """Return which of ``ids`` pass; few of them are looked up one by one unless the answer for all is known."""
    if len(ids) * COMMON > segment.count or known_passing(segment, request) is not None:
        return passing(segment, request)[ids]
    return all_of([readable(segment, request.reader)[ids], *filters(segment, ids, request)])


def passing(segment: Segment, request: SearchRequest) -> Mask:
    """Return which documents the reader may find at this moment and pass the filters; not to be changed."""
    known = known_passing(segment, request)
    if known is None:
        mask = all_of([readable(segment, request.reader), *filters(segment, None, request)])
        first, until = steady(segment, instant(request.now))
        known = Passing(mask, first, until)
        remember(segment.passing, filters_of(request), known, FILTERS_KEPT)
    return known.mask


def known_passing(segment: Segment, request: SearchRequest) -> Passing | None:
    """Return what is remembered for these filters, if it holds at the moment of asking."""
    known = recall(segment.passing, filters_of(request))
    return known if known is not None and known.first <= instant(request.now) < known.until else None


def filters_of(request: SearchRequest) -> tuple[object, ...]:
    """Return what :func:`readable` and :func:`filters` look at, save the moment."""
    return (
        *(request.reader, request.kinds, request.sources, request.buyers, request.regions, request.statuses),
        *(request.value_min, request.value_max),
    )


def steady(segment: Segment, now: int) -> tuple[int, int]:
    """Return from when until when, about ``now``, no document of the segment opens or closes."""
    columns = segment.columns
    moments = np.concatenate([columns["opens"], ends_of(columns["published"], columns["closes"])])
    ahead = moments > now
    return int(moments[~ahead].max(initial=ALWAYS)), int(moments[ahead].min(initial=NEVER))


def readable(segment: Segment, reader: frozenset[str]) -> Mask:
    """Return which documents are meant for one of the reader's audiences; not to be changed."""
    mask = recall(segment.readers, reader)
    if mask is None:
        mask = flags([segment.ids_of("audience", name) for name in sorted(reader)], segment.count)
        remember(segment.readers, reader, mask, READERS_KEPT)
    return mask


def filters(segment: Segment, ids: Ids | None, request: SearchRequest) -> list[Mask]:
    """Return a mask over ``ids`` for everything in the question that restricts, save bounds of the deadline."""

    def column(name: str) -> npt.NDArray[Any]:
        return segment.columns[name] if ids is None else segment.columns[name][ids]

    now = instant(request.now)
    masks: list[Mask] = [column("opens") <= now]
    if request.kinds:
        masks.append(one_of(column("kind"), [KINDS[kind] for kind in request.kinds]))
    for name, wanted in (("source", request.sources), ("buyer", request.buyers), ("region", request.regions)):
        if wanted:
            masks.append(one_of(column(name), [code_of(text) for text in wanted]))
    if request.statuses:
        masks.append(
            with_status(column("phase"), ends_of(column("published"), column("closes")), request.statuses, now)
        )
    if request.value_min is not None or request.value_max is not None:
        masks.append(between(column("value"), UNKNOWN, request.value_min, request.value_max))
    return masks


def in_time(closes: npt.NDArray[Any], request: SearchRequest) -> Mask:
    """Return which deadlines lie between the bounds asked for: these move with the clock, so nothing is remembered."""
    first = None if request.closes_after is None else instant(request.closes_after)
    last = None if request.closes_before is None else instant(request.closes_before) - 1
    return between(closes, NEVER, first, last)


def all_of(masks: Sequence[Mask]) -> Mask:
    """Return where all of ``masks`` are true."""
    mask: Mask = reduce(np.bitwise_and, masks)
    return mask


def one_of(column: npt.NDArray[Any], codes: Sequence[int]) -> Mask:
    """Return where ``column`` holds one of ``codes``."""
    if len(codes) > 8:
        return np.isin(column, np.array(sorted(codes), column.dtype))
    return reduce(np.bitwise_or, [column == column.dtype.type(code) for code in codes])


def between(column: npt.NDArray[Any], unknown: int, first: int | None, last: int | None) -> Mask:
    """Return where ``column`` is known and lies between two bounds, both inclusive."""
    mask: Mask = column != unknown
    if first is not None:
        mask &= column >= clip(first)
    if last is not None:
        mask &= column <= clip(last)
    return mask


def ends_of(published: npt.NDArray[Any], closes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return until when tenders count as open; see :func:`app.integrations.search.protocol.open_until`."""
    return np.where(closes == NEVER, published + OPEN_WITHOUT_DEADLINE // MICROSECOND, closes)


def with_status(phase: npt.NDArray[Any], ends: npt.NDArray[Any], statuses: frozenset[Status], now: int) -> Mask:
    """Return where the status that follows from the times is one of ``statuses``."""
    mask: Mask = np.zeros(len(phase), np.bool_)
    is_tender = phase == PHASES[Phase.TENDER]
    if Status.OPEN in statuses:
        mask |= is_tender & (ends > now)
    if Status.CLOSED in statuses:
        mask |= is_tender & (ends <= now)
    for status in FIXED_STATUSES:
        if status in statuses:
            mask |= phase == PHASES[Phase(status.value)]
    return mask


def ids_of_phrase(segment: Segment, phrase: Phrase) -> Ids:
    """Return the documents in which the stems of ``phrase`` stand at their distances."""
    found = [(distance, segment.find_text(word)) for distance, word in phrase.stems]
    present = [(distance, postings) for distance, postings in found if postings is not None]
    if len(present) < len(found):
        return NO_IDS
    if len(present) == 1:
        return present[0][1].ids
    present.sort(key=lambda pair: len(pair[1].places))
    spots = reduce(
        lambda common, begins: np.intersect1d(common, begins, assume_unique=True),
        [starts(postings, distance) for distance, postings in present],
    )
    return np.unique(spots // PLACES_A_DOCUMENT).astype(np.uint32)


def starts(postings: Postings, distance: int) -> npt.NDArray[np.int64]:
    """Return where a phrase would begin whose word at ``distance`` is this one: document and place in one number."""
    if not len(postings.counts):
        return np.zeros(0, np.int64)
    documents = np.repeat(postings.ids.astype(np.int64) * PLACES_A_DOCUMENT, postings.counts)
    places = postings.places.astype(np.int64) - distance
    return (documents + places)[places >= 0]


def flags(sets: Sequence[Documents], count: int) -> Mask:
    """Return a mask over ``count`` documents that is true where one of ``sets`` has them."""
    mask = np.zeros(count, np.bool_)
    for documents in sets:
        if documents.dtype == np.bool_:
            mask |= documents
        else:
            mask[documents] = True
    return mask


def union(sets: Sequence[Documents], count: int) -> Documents:
    """Return the documents in any of ``sets``."""
    return sets[0] if len(sets) == 1 else flags(sets, count)


def intersection(sets: Sequence[Documents], count: int) -> Documents:
    """Return the documents in all of ``sets``; the smallest set of numbers decides what it costs."""
    masks = [documents for documents in sets if documents.dtype == np.bool_]
    numbers = sorted((documents for documents in sets if documents.dtype != np.bool_), key=len)
    if not numbers:
        return all_of(masks)
    smallest = numbers[0]
    for ids in numbers[1:]:
        smallest = smallest[holds(ids, smallest, count)]
    for mask in masks:
        smallest = smallest[mask[smallest]]
    return smallest


def holds(ids: Ids, asked: Ids, count: int) -> Mask:
    """Return which of ``asked`` are in ``ids``; both ascending."""
    if len(asked) * COMMON > len(ids):
        return flags([ids], count)[asked]
    at = np.searchsorted(ids, asked.astype(ids.dtype, copy=False))
    at[at == len(ids)] = 0
    here: Mask = ids[at] == asked
    return here


def weights_at(postings: Postings, asked: Ids, count: int) -> npt.NDArray[np.float32]:
    """Return the weight of a word in each of the documents ``asked``; 0 where it is absent."""
    ids, weights = postings.ids, postings.weights
    if postings.table is not None:
        return postings.table.take(asked).astype(np.float32)
    if len(asked) * COMMON > len(ids):
        dense = np.zeros(count, np.float32)
        dense[ids] = 1.0 if weights is None else weights
        return dense[asked]
    at = np.searchsorted(ids, asked.astype(ids.dtype, copy=False))
    at[at == len(ids)] = 0
    here = ids[at] == asked
    return np.where(here, np.float32(1.0) if weights is None else weights[at], 0).astype(np.float32)
