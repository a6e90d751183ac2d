"""A codec for Whoosh that writes the postings of a term as plain arrays, so that a word is read in one go.

Whoosh's own codec writes blocks of 128 compressed postings; reading a frequent word at 100,000 documents takes it
milliseconds. Here a term is one header and up to four arrays, which readers map into memory and take as they stand:
document numbers, weights where they are not all 1, numbers of positions, positions. Byte order is the machine's own,
because an index never leaves its machine.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.matching.mcore import ListMatcher

MAGIC = b"PGp1"
HEADER = struct.Struct("=4sIII")  # magic, number of documents, of weights (0: all are 1), of positions
WEIGHT_MAX = 65_535
UNSIGNED_16, UNSIGNED_32 = "H", "I"

Posting = tuple[str, bytes, int, float, bytes | None]


class ArrayCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's codec, save for the file of postings."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        return ArrayFieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """Return the postings as Whoosh wants them: for deleting by id and for merging segments."""
        offset = terminfo.extent()[0]
        header = dbfile.get(offset, HEADER.size)
        ids, weights, values = unpack(header + dbfile.get(offset + HEADER.size, body_size(header)))
        return ListMatcher(ids, weights, values, format_, scorer=scorer, term=term, terminfo=terminfo)


class ArrayFieldWriter(W3FieldWriter):  # type: ignore[misc]
    """Write sorted postings term by term."""

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        for fieldname, of_field in groupby(items, key=itemgetter(0)):
            self.start_field(fieldname, schema[fieldname])
            for text, of_term in groupby(of_field, key=itemgetter(1)):
                self._write_term(text, list(of_term))
            self.finish_field()

    def _write_term(self, text: bytes, postings: list[Posting]) -> None:
        block = pack(postings)
        info = W3TermInfo(weight=sum(posting[3] for posting in postings), df=len(postings))
        info.set_extent(self._postfile.tell(), len(block))
        self._postfile.write(block)
        self._tindex.add(struct.pack("!H", self._fieldid) + text, info.to_bytes())


def pack(postings: list[Posting]) -> bytes:
    """Return the postings of one term as bytes; a multiple of four, so that the next term is aligned too."""
    ids = array(UNSIGNED_32, [posting[2] for posting in postings])
    weights = array(UNSIGNED_16, [min(int(posting[3]), WEIGHT_MAX) for posting in postings])
    positions = b"".join(posting[4] or b"" for posting in postings)
    counts = array(UNSIGNED_16, [len(posting[4] or b"") // 2 for posting in postings]) if positions else b""
    are_all_one = max(weights) == 1
    block = b"".join(
        (
            HEADER.pack(MAGIC, len(ids), 0 if are_all_one else len(weights), len(positions) // 2),
            ids,
            b"" if are_all_one else weights,
            counts,
            positions,
        )
    )
    return block + bytes(-len(block) % 4)


def all_postings(storage: Any, segment: Any) -> Iterator[tuple[str, bytes, tuple[list[int], list[float], list[bytes]]]]:
    """Yield every field and term of a segment with its postings."""
    terms = segment.codec().terms_reader(storage, segment)
    with storage.open_file(segment.make_filename(W3Codec.POSTS_EXT)) as file:
        for (field, term), info in terms.items():
            header = file.get(info.extent()[0], HEADER.size)
            yield field, term, unpack(header + file.read(body_size(header)))
    terms.close()


def body_size(header: bytes) -> int:
    """Return how many bytes follow the header."""
    _, count, weight_count, position_count = HEADER.unpack(header)
    return int(4 * count + 2 * weight_count + (2 * count if position_count else 0) + 2 * position_count)


def unpack(block: bytes) -> tuple[list[int], list[float], list[bytes]]:
    """Return document numbers, weights and encoded positions of one term.

    Raises:
        ValueError: These bytes were not written by :func:`pack`.
    """
    magic, count, weight_count, position_count = HEADER.unpack_from(block)
    if magic != MAGIC:
        raise ValueError("damaged postings")
    at = HEADER.size
    ids, at = _take(block, at, UNSIGNED_32, count)
    weights, at = _take(block, at, UNSIGNED_16, weight_count)
    counts, at = _take(block, at, UNSIGNED_16, count if position_count else 0)
    values = []
    for number in counts:
        values.append(block[at : at + 2 * number])
        at += 2 * number
    return list(ids), [float(w) for w in weights] or [1.0] * count, values or [b""] * count


def _take(block: bytes, at: int, typecode: str, count: int) -> tuple[array[int], int]:
    taken = array(typecode)
    end = at + count * taken.itemsize
    taken.frombytes(block[at:end])
    return taken, end
