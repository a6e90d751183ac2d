"""Where the bytes of uploaded files lie: a local folder, each file written once and never changed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Protocol
from uuid import UUID, uuid4

BLOCK = 64 * 1024  # bytes


class FileStore(Protocol):
    """A store of files under ids."""

    def put(self, file_id: UUID, content: BinaryIO) -> None:
        """Keep the content under the id; an id is written once."""

    def open(self, file_id: UUID) -> BinaryIO:
        """Return the content to read.

        Raises:
            FileNotFoundError: Nothing lies under this id.
        """

    def remove(self, file_id: UUID) -> None:
        """Forget the content; an unknown id is ignored."""


_stores: list[FileStore] = []


def set_file_store(store: FileStore) -> None:
    """Let this process keep files in ``store``."""
    _stores[:] = [store]


def current_file_store() -> FileStore:
    """Return the store of this process.

    Raises:
        RuntimeError: None has been set.
    """
    if not _stores:
        raise RuntimeError("Set the file store before asking it.")
    return _stores[0]


def blocks(content: BinaryIO) -> Iterator[bytes]:
    """Yield the content in blocks."""
    while block := content.read(BLOCK):
        yield block


class FolderStore:
    """Files in a folder: ``ab/abcdef...``, written beside and linked into place, so that half a file is never seen."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, file_id: UUID) -> Path:
        return self._folder / file_id.hex[:2] / file_id.hex

    def put(self, file_id: UUID, content: BinaryIO) -> None:
        path = self._path(file_id)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
        beside = path.with_name(f".{uuid4().hex}")
        try:
            with beside.open("xb") as target:
                for block in blocks(content):
                    target.write(block)
                target.flush()
                os.fsync(target.fileno())
            os.link(beside, path)  # refuses to replace what is there
        finally:
            beside.unlink(missing_ok=True)

    def open(self, file_id: UUID) -> BinaryIO:
        return self._path(file_id).open("rb")

    def remove(self, file_id: UUID) -> None:
        self._path(file_id).unlink(missing_ok=True)
