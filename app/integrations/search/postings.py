"""A codec for Whoosh that writes the postings of a term as plain arrays, so that a word is read in one go.

Whoosh's own codec writes blocks of 128 compressed postings; reading a frequent word at 100,000 documents takes it
milliseconds. Here a term is one header and up to four arrays, which readers map into memory and take as they stand:
document numbers, weights where they are not all 1, numbers of positions, positions. Segments are merged array by
array. Byte order is the machine's own, because an index never leaves its machine.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.matching.mcore import ListMatcher

MAGIC = b"PGp1"
END = b"PGend"  # the last bytes of a complete file of postings
HEADER = struct.Struct("=4sIII")  # magic, number of documents, of weights (0: all are 1), of positions
WEIGHT_MAX = 65_535
NUMBERS, SMALL_NUMBERS = "I", "H"  # 32 and 16 bits, without sign

Posting = tuple[str, bytes, int, float, bytes | None]


class Block(NamedTuple):
    """The postings of one term.

    Attributes:
        ids: Document numbers, ascending.
        weights: One for each document; empty where all are 1.
        counts: How many of ``places`` belong to each document; empty where there are none.
        places: 16 bits each.
    """

    ids: array[int]
    weights: array[int]
    counts: array[int]
    places: bytes


Term = tuple[str, bytes, Block]


class ArrayCodec(W3Codec):
    """Whoosh's codec, save for the file of postings."""

    length_stats = False

    def field_writer(self, storage: Any, segment: Any) -> ArrayFieldWriter:
        return ArrayFieldWriter(self, storage, segment)

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> ListMatcher:
        """Return the postings as Whoosh wants them: for deleting by id."""
        offset = terminfo.extent()[0]
        (ids, weights, _, _), _ = read_block(dbfile.get(offset, size_of(dbfile.get(offset, HEADER.size))), 0)
        return ListMatcher(list(ids), list(weights) or [1.0] * len(ids), None, format_, scorer=scorer, term=term)


class ArrayFieldWriter(W3FieldWriter):
    """Write sorted postings term by term, together with those of segments that are merged in."""

    def __init__(self, codec: Any, storage: Any, segment: Any) -> None:
        super().__init__(codec, storage, segment)
        self._carried: list[Iterator[Term]] = []

    def carry(self, terms: Iterator[Term]) -> None:
        """Write these terms too; their document numbers follow all that were carried or added before."""
        self._carried.append(terms)

    def add_postings(self, schema: Any, lengths: Any, items: Iterable[Posting]) -> None:
        terms = merge(collected(items), *self._carried, key=itemgetter(0, 1))
        for field, of_field in groupby(terms, key=itemgetter(0)):
            self.start_field(field, schema[field])
            for text, of_term in groupby(of_field, key=itemgetter(1)):
                self._write_term(text, joined([block for _, _, block in of_term]))
            self.finish_field()

    def close(self) -> None:
        self._postfile.write(END)
        super().close()

    def _write_term(self, text: bytes, block: Block) -> None:
        content = to_bytes(block)
        info = W3TermInfo(weight=len(block.ids), df=len(block.ids))
        info.set_extent(self._postfile.tell(), len(content))
        self._postfile.write(content)
        self._tindex.add(struct.pack("!H", self._fieldid) + text, info.to_bytes())


def collected(items: Iterable[Posting]) -> Iterator[Term]:
    """Yield the postings of each field and term as one block."""
    for (field, text), postings in groupby(items, key=itemgetter(0, 1)):
        yield field, text, block_of([(number, weight, value or b"") for _, _, number, weight, value in postings])


def block_of(postings: Sequence[tuple[int, float, bytes]]) -> Block:
    """Return a block of document numbers, weights and places."""
    weights = array(SMALL_NUMBERS, [min(int(weight), WEIGHT_MAX) for _, weight, _ in postings])
    places = b"".join(value for _, _, value in postings)
    return Block(
        ids=array(NUMBERS, [number for number, _, _ in postings]),
        weights=weights if max(weights) > 1 else array(SMALL_NUMBERS),
        counts=array(SMALL_NUMBERS, [len(value) // 2 for _, _, value in postings] if places else ()),
        places=places,
    )


def joined(blocks: list[Block]) -> Block:
    """Return several blocks as one; their document numbers ascend from block to block."""
    if len(blocks) == 1:
        return blocks[0]
    ids, weights, counts = array(NUMBERS), array(SMALL_NUMBERS), array(SMALL_NUMBERS)
    has_weights = any(block.weights for block in blocks)
    has_places = any(block.places for block in blocks)
    for block in blocks:
        number = len(block.ids)
        ids += block.ids
        if has_weights:
            weights += block.weights or array(SMALL_NUMBERS, [1]) * number
        if has_places:
            counts += block.counts or array(SMALL_NUMBERS, [0]) * number
    return Block(ids, weights, counts, b"".join(block.places for block in blocks))


def moved(block: Block, start: int, numbers: Mapping[int, int] | None) -> Block | None:
    """Return a block under new document numbers, or ``None`` where nothing is left of it.

    Args:
        start: Added to each number, where ``numbers`` is ``None``.
        numbers: New numbers of those documents that are not deleted.
    """
    if numbers is None:
        return block._replace(ids=array(NUMBERS, [start + number for number in block.ids]))
    kept = [
        (numbers[number], weight, value)
        for number, weight, value in zip(block.ids, weights_of(block), values_of(block), strict=True)
        if number in numbers
    ]
    return block_of(kept) if kept else None


def weights_of(block: Block) -> Iterable[int]:
    """Return the weight in each document."""
    return block.weights or [1] * len(block.ids)


def values_of(block: Block) -> Iterator[bytes]:
    """Yield the places in each document."""
    at = 0
    for count in block.counts or [0] * len(block.ids):
        yield block.places[at : at + 2 * count]
        at += 2 * count


def terms_of(storage: Any, segment: Any, start: int, numbers: Mapping[int, int] | None) -> Iterator[Term]:
    """Yield every field and term of a segment with its postings under new document numbers; see :func:`moved`."""
    terms = segment.codec().terms_reader(storage, segment)
    with storage.open_file(segment.make_filename(W3Codec.POSTS_EXT)) as file:
        content = file.read()
    at = 0
    for field, text in terms.terms():  # postings stand in the file in the order of their terms
        block, at = read_block(content, at)
        left = moved(block, start, numbers)
        if left is not None:
            yield field, text, left
    terms.close()


def to_bytes(block: Block) -> bytes:
    """Return a block as it stands in the file; a multiple of four bytes, so that the next is aligned too."""
    header = HEADER.pack(MAGIC, len(block.ids), len(block.weights), len(block.places) // 2)
    content = b"".join((header, block.ids, block.weights, block.counts, block.places))
    return content + bytes(-len(content) % 4)


def size_of(header: bytes) -> int:
    """Return how many bytes a block has that begins so."""
    _, count, weight_count, place_count = HEADER.unpack(header)
    return int(HEADER.size + 4 * count + 2 * weight_count + 2 * (count if place_count else 0) + 2 * place_count)


def read_block(content: bytes, at: int) -> tuple[Block, int]:
    """Return the block that begins at ``at``, and where the next one begins.

    Raises:
        ValueError: No block begins there.
    """
    magic, count, weight_count, place_count = HEADER.unpack_from(content, at)
    if magic != MAGIC:
        raise ValueError("damaged postings")
    at += HEADER.size
    ids, at = _read(content, at, NUMBERS, count)
    weights, at = _read(content, at, SMALL_NUMBERS, weight_count)
    counts, at = _read(content, at, SMALL_NUMBERS, count if place_count else 0)
    end = at + 2 * place_count
    return Block(ids, weights, counts, content[at:end]), end + -end % 4


def _read(content: bytes, at: int, typecode: str, count: int) -> tuple[array[int], int]:
    numbers = array(typecode)
    end = at + count * numbers.itemsize
    numbers.frombytes(content[at:end])
    return numbers, end
