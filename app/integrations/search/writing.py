"""Write to an index in a folder: one writer, one commit, segments merged in bounded steps."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.query.terms import Term
from whoosh.reading import SegmentReader

from app.integrations.search.postings import ArrayCodec, terms_of
from app.integrations.search.protocol import Document
from app.integrations.search.schema import document_fields, make_schema

SEGMENT_MAX = 25_000  # documents that a rebuild puts into one segment, which bounds its memory
MERGED_MAX = 25_000  # documents that one commit may copy from older segments
LEVEL_MIN = 8  # documents; smaller segments count as of one size
FAN = 6  # so many segments of about the same size become one
MEMORY_MB = 48  # for postings that wait to be sorted


def create(folder: Path) -> None:
    """Make an empty index in a new folder."""
    folder.mkdir(parents=True)
    FileIndex.create(FileStorage(str(folder)), make_schema())


def write(folder: Path, put: Sequence[Document], remove: Iterable[str]) -> None:
    """Replace and remove documents in one commit. The same id twice: the last document counts."""
    documents = {document.id: document for document in put}
    index = FileIndex(FileStorage(str(folder)))
    writer = index.writer(codec=ArrayCodec(), compound=False, limitmb=MEMORY_MB, timeout=5.0)
    try:
        delete(writer, {*documents, *remove})
        for document in documents.values():
            writer.add_document(**document_fields(document))
    except BaseException:
        writer.cancel()
        raise
    writer.commit(mergetype=merge_level)


def fill(folder: Path, batches: Iterable[Sequence[Document]]) -> None:
    """Add documents to an index that does not hold them yet; a commit for each full segment bounds the memory."""
    index = FileIndex(FileStorage(str(folder)))
    writer: Any = None
    for batch in batches:
        if writer is None:
            writer = index.writer(codec=ArrayCodec(), compound=False, limitmb=MEMORY_MB, timeout=5.0)
        for document in batch:
            writer.add_document(**document_fields(document))
        if writer.doc_count() >= SEGMENT_MAX:
            writer.commit(merge=False)
            writer = None
    if writer is not None:
        writer.commit(merge=False)


def delete(writer: Any, ids: Iterable[str]) -> None:
    """Mark the committed documents with these ids as deleted."""
    if not writer.segments:
        return
    with writer.searcher() as searcher:
        for id_ in ids:
            for number in searcher.docs_for_query(Term("id", id_), for_deletion=True):
                writer.delete_document(number)


def merge_level(writer: Any, segments: list[Any]) -> list[Any]:
    """Merge the smallest segments once several of about the same size have gathered; a merge policy for Whoosh.

    Sizes grow by ``FAN`` from level to level, so a document is copied once a level, and a commit copies no more than
    ``MERGED_MAX`` documents. Whoosh's own policy may copy nearly the whole index in one commit of one document.
    """
    empty = [held for held in segments if not size(held)]
    small = sorted((held for held in segments if 0 < size(held) < MERGED_MAX), key=size)
    joined = to_join([size(held) for held in small])
    for held in small[:joined]:
        copy_segment(writer, held)
    gone = empty + small[:joined]
    return [held for held in segments if held not in gone]


def copy_segment(writer: Any, held: Any) -> None:
    """Add what is left of a segment to the one being written, as ``writer.add_reader`` does, but array by array."""
    start = writer.docnum
    reader = SegmentReader(writer.storage, writer.schema, held)
    numbers: dict[int, int] | None = writer.write_per_doc({"facts"}, reader)
    reader.close()
    writer.fieldwriter.carry(terms_of(writer.storage, held, start, numbers))
    writer._added = True


def to_join(sizes: Sequence[int]) -> int:
    """Return how many of the smallest segments to make one, given their sizes, ascending; 0 for none."""
    for start in range(len(sizes) - FAN + 1):
        end = start + FAN
        if sizes[end - 1] <= FAN * max(sizes[start], LEVEL_MIN):
            return end if sum(sizes[:end]) <= MERGED_MAX else 0
    return 0


def size(held: Any) -> int:
    """Return how many documents of a segment are not deleted."""
    return int(held.doc_count_all() - held.deleted_count())
