"""What the index holds of a document: words with their places, who may find it, and the facts that filters need."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from whoosh.columns import FixedBytesColumn
from whoosh.fields import COLUMN, FieldType, Schema
from whoosh.formats import Existence

from app.integrations.search.analysis import identifiers, stem, tokens
from app.integrations.search.protocol import ID_MAX, Document, Kind, Phase

TITLE_WEIGHT = 3
IDENTIFIER_WEIGHT = 50  # of a document's own number: other documents that mention it follow
TITLE_MARK = "^"  # stands in no word; before a word of the field ``word``, it says that the word is in the title
GAP = 100  # places between title, summary, body, buyer and identifiers, so that no phrase reaches across
PLACE_MAX = 65_535  # words beyond this place are found, but not as part of a phrase
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NEVER = 2**63 - 1
ALWAYS = -(2**63)
UNKNOWN = ALWAYS

# id, published, opens, closes (microseconds since 1970), value (pence), length (words, the title's three times),
# kind, phase, and the hashes of source, region and buyer: one row of fixed length for each document.
FACTS = struct.Struct(f"={ID_MAX}sqqqqIBBQQQ")
KINDS = {kind: number for number, kind in enumerate(Kind)}
PHASES = {phase: number for number, phase in enumerate(Phase)}

NOT_ANALYSED: Any = None  # words reach the index ready-made

Item = tuple[bytes, int, float, bytes]


class Listed(FieldType):
    """A field whose words are counted by :func:`document_fields`, so that it takes them as they come."""

    def __init__(self, *, unique: bool = False) -> None:
        super().__init__(Existence(), NOT_ANALYSED, unique=unique)

    def index(self, value: Any, **_: Any) -> Generator[tuple[bytes, int, float | int, bytes], Any, None]:
        yield from [(value.encode(), 1, 1.0, b"")] if isinstance(value, str) else value


def make_schema() -> Schema:
    """Return the fields of the index."""
    return Schema(
        id=Listed(unique=True),
        text=Listed(),
        word=Listed(),
        buyer=Listed(),
        audience=Listed(),
        facts=COLUMN(FixedBytesColumn(FACTS.size)),
    )


def document_fields(document: Document) -> dict[str, Any]:
    """Return ``document`` as the index takes it."""
    text, length = weigh(document)
    titled = set(tokens(document.title))
    plain = titled | set(tokens(document.summary)) | {TITLE_MARK + word for word in titled}
    return {
        "id": document.id,
        "text": text,
        "word": [(word.encode(), 1, 1.0, b"") for word in plain],
        "buyer": [(word.encode(), 1, 1.0, b"") for word in {stem(token) for token in tokens(document.buyer)} if word],
        "audience": [(name.encode(), 1, 1.0, b"") for name in document.audience],
        "facts": pack_facts(document, length),
    }


def weigh(document: Document) -> tuple[list[Item], int]:
    """Return each stem with its weight and places, and the length of the document in weighted words."""
    weights: dict[str, int] = {}
    places: dict[str, array[int]] = {}
    start = 0
    for part, weight in (
        (document.title, TITLE_WEIGHT),
        (document.summary, 1),
        (document.body, 1),
        (document.buyer, 1),
        (" \n".join(document.identifiers), 1),
    ):
        place = start
        for place, token in enumerate(tokens(part), start):
            stemmed = stem(token)
            if not stemmed:
                continue
            weights[stemmed] = weights.get(stemmed, 0) + weight
            if place <= PLACE_MAX:
                places.setdefault(stemmed, array("H")).append(place)
        start = place + GAP
    length = sum(weights.values())
    weights.update(weigh_identifiers(document))
    none = array("H")
    items = [(word.encode(), 1, float(w), places.get(word, none).tobytes()) for word, w in weights.items()]
    return items, length


def weigh_identifiers(document: Document) -> dict[str, int]:
    """Return each number that the document mentions, and with more weight those that are its own."""
    texts = (document.title, document.summary, document.body, document.buyer)
    mentioned = (word for text in texts for word in identifiers(text))
    own = (word for text in document.identifiers for word in identifiers(text))
    return dict.fromkeys(mentioned, 1) | dict.fromkeys(own, IDENTIFIER_WEIGHT)


def pack_facts(document: Document, length: int) -> bytes:
    """Return the row of facts."""
    return FACTS.pack(
        document.id.encode(),
        instant(document.published_at),
        ALWAYS if document.opens_at is None else instant(document.opens_at),
        NEVER if document.closes_at is None else instant(document.closes_at),
        UNKNOWN if document.value_pence is None else clip(document.value_pence),
        length,
        KINDS[document.kind],
        PHASES[document.phase],
        code_of(document.source),
        code_of(document.region),
        code_of(document.buyer),
    )


def instant(moment: datetime) -> int:
    """Return microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def clip(number: int) -> int:
    """Return ``number``, or the nearest that 64 bits can hold beside the marks for unknown."""
    return max(ALWAYS + 1, min(NEVER - 1, number))


@lru_cache(maxsize=20_000)
def code_of(text: str) -> int:
    """Return a number that stands for ``text``: 64 bits of its BLAKE2b hash."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
