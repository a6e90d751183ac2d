"""One segment of the index, read by numpy: its columns are kept, its postings are mapped from the file.

A segment never changes, save that documents in it are deleted. So it is opened once and serves every generation of
the index that still holds it; what is kept for it is bounded by its number of documents.
"""

from __future__ import annotations

import mmap
import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3TermsReader
from whoosh.filedb.structfile import StructFile
from whoosh.reading import TermNotFound

from app.integrations.search.postings import END, HEADER, MAGIC
from app.integrations.search.protocol import ID_MAX
from app.integrations.search.schema import FACTS

Ids = npt.NDArray[np.integer[Any]]
Mask = npt.NDArray[np.bool_]
Key = TypeVar("Key")
Value = TypeVar("Value")
READERS_KEPT = 8  # sets of audiences for which a segment remembers who may find what
FILTERS_KEPT = 32  # sets of filters for which it remembers what passes
PREFIXES_KEPT = 16
WORDS_KEPT = 64
COMMON = 16  # a word is common where at least every so-many-th document holds it
ROW = np.dtype(
    [
        ("id", f"S{ID_MAX}"),
        ("published", "=i8"),
        ("opens", "=i8"),
        ("closes", "=i8"),
        ("value", "=i8"),
        ("length", "=u4"),
        ("kind", "u1"),
        ("phase", "u1"),
        ("source", "=u8"),
        ("region", "=u8"),
        ("buyer", "=u8"),
    ]
)
KEPT = tuple(name for name in ROW.names or () if name != "id")
NO_IDS: Ids = np.zeros(0, np.uint32)


class Damaged(Exception):
    """A file of the segment is not what was written."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Where one word stands: document numbers, ascending, with weights and places.

    Attributes:
        weights: ``None`` where all are 1.
        counts: How many of ``places`` belong to each document.
        table: The weight in every document of the segment, 0 where the word is absent; ``None`` for a rare word.
    """

    ids: Ids
    weights: npt.NDArray[np.uint16] | None
    counts: npt.NDArray[np.uint16]
    places: npt.NDArray[np.uint16]
    table: npt.NDArray[Any] | None = None


@dataclass(frozen=True, slots=True)
class Passing:
    """Which documents pass a set of filters from one instant until another: in between nothing opens or closes."""

    mask: Mask
    first: int
    until: int


class Segment:
    """One segment, open for reading."""

    def __init__(self, folder: Path, segment: Any) -> None:
        self.count: int = segment.doc_count_all()
        self.readers: OrderedDict[frozenset[str], Mask] = OrderedDict()
        self.passing: OrderedDict[Any, Passing] = OrderedDict()
        self.words: OrderedDict[str, Postings] = OrderedDict()
        self.prefixes: OrderedDict[str, Ids] = OrderedDict()
        self._lock = threading.Lock()
        if ROW.itemsize != FACTS.size:
            raise Damaged("the row of facts has another length")
        codec = segment.codec()
        self._postings = _map(folder / segment.make_filename(codec.POSTS_EXT))
        if self._postings[-len(END) :] != END:
            raise Damaged("the file of postings is not complete")
        terms = _map(folder / segment.make_filename(codec.TERMS_EXT))
        self._terms = W3TermsReader(codec, StructFile(cast(BinaryIO, terms)), len(terms), None)
        rows = np.frombuffer(_map(folder / codec.column_filename(segment, "facts")), ROW)
        if len(rows) != self.count:
            raise Damaged("the column of facts has another length")
        self.ids = rows["id"]
        self.columns: dict[str, npt.NDArray[Any]] = {name: np.ascontiguousarray(rows[name]) for name in KEPT}
        self.length = int(self.columns["length"].sum(dtype=np.int64))

    def find(self, field: str, word: str) -> Postings | None:
        """Return where ``word`` stands, or ``None``."""
        term = word.encode("utf-8", "ignore")
        try:
            with self._lock:  # the dictionary is read with seek and read
                offset, _ = self._terms.term_info(field, term).extent()
        except TermNotFound:
            return None
        return self._read(offset)

    def find_text(self, word: str) -> Postings | None:
        """Return where ``word`` stands in texts, or ``None``; with a table where it is common."""
        known = recall(self.words, word)
        if known is not None:
            return known
        found = self.find("text", word)
        if found is None:
            return None
        if len(found.ids) * COMMON > self.count:
            found = replace(found, table=table_of(found, self.count))
        remember(self.words, word, found, WORDS_KEPT)
        return found

    def ids_of(self, field: str, word: str) -> Ids:
        """Return the documents that hold ``word``, ascending."""
        found = self.find(field, word)
        return NO_IDS if found is None else found.ids

    def ids_beginning(self, prefix: str) -> Ids:
        """Return the documents that hold a word of the field ``word`` that begins so, ascending."""
        known = recall(self.prefixes, prefix)
        if known is not None:
            return known
        start = prefix.encode("utf-8", "ignore")
        flags = np.zeros(self.count, np.bool_)
        with self._lock:
            extents = []
            for (field, term), info in self._terms.items_from("word", start):
                if field != "word" or not term.startswith(start):
                    break
                extents.append(info.extent()[0])
        for offset in extents:
            flags[self._read(offset).ids] = True
        holders: Ids = np.flatnonzero(flags).astype(np.uint32)
        remember(self.prefixes, prefix, holders, PREFIXES_KEPT)
        return holders

    def verify(self) -> None:
        """Read every word and every row of facts.

        Raises:
            Damaged: A word cannot be read, or names documents that are not there, or a row is not what was written.
        """
        with self._lock:
            terms = [(field, text, info.extent()[0]) for (field, text), info in self._terms.items()]
        for field, text, offset in terms:
            postings = self._read(offset)
            ids = postings.ids
            if not len(ids) or ids[-1] >= self.count or (ids[1:] <= ids[:-1]).any():
                raise Damaged("postings name documents that are not there")
            if int(postings.counts.sum(dtype=np.int64)) != len(postings.places):
                raise Damaged("postings and their places do not agree")
            if field == "id" and self.ids[ids[0]] != text:
                raise Damaged("a row of facts belongs to another document")

    def _read(self, offset: int) -> Postings:
        magic, count, weight_count, place_count = HEADER.unpack_from(self._postings, offset)
        if magic != MAGIC:
            raise Damaged("postings begin with another mark")
        at = offset + HEADER.size
        ids = np.frombuffer(self._postings, np.uint32, count, at)
        at += 4 * count
        weights = np.frombuffer(self._postings, np.uint16, weight_count, at) if weight_count else None
        at += 2 * weight_count
        counts = np.frombuffer(self._postings, np.uint16, count if place_count else 0, at)
        places = np.frombuffer(self._postings, np.uint16, place_count, at + counts.nbytes)
        return Postings(ids, weights, counts, places)


def table_of(postings: Postings, count: int) -> npt.NDArray[Any]:
    """Return the weight of a word in each of ``count`` documents, in as few bytes as hold the greatest."""
    weights = postings.weights
    is_small = weights is None or weights.max() <= np.iinfo(np.uint8).max
    table = np.zeros(count, np.uint8 if is_small else np.uint16)
    table[postings.ids] = 1 if weights is None else weights
    return table


def recall(cache: OrderedDict[Key, Value], key: Key) -> Value | None:
    """Return what is kept under ``key``, or ``None``; it is forgotten last."""
    try:
        cache.move_to_end(key)
        return cache[key]
    except KeyError:  # never kept, or another thread has just forgotten it
        return None


def remember(cache: OrderedDict[Key, Value], key: Key, value: Value, most: int) -> None:
    """Keep ``value`` under ``key`` and forget what was not asked for the longest beyond ``most``."""
    cache[key] = value
    while len(cache) > most:
        try:
            cache.popitem(last=False)
        except KeyError:  # another thread was quicker
            break


def _map(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
