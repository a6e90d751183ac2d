"""A lock between processes that ends with its process, whatever ends it."""

from __future__ import annotations

import fcntl
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from app.integrations.search.protocol import IndexBusy

PAUSE = 0.02  # seconds between two tries


class held_lock:  # noqa: N801 - read as a statement: with held_lock(...)
    """Hold the lock file at ``path`` for the length of a block.

    Args:
        path: Its folder is made where it is missing.
        wait: Seconds to wait for whoever holds it.
        busy: Message of the error after that.

    Raises:
        IndexBusy: Somebody else held it all the time.
    """

    def __init__(self, path: Path, *, wait: float, busy: str) -> None:
        self.path = path
        self.wait = wait
        self.busy = busy
        self._file: IO[bytes] | None = None

    def __enter__(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("ab")
        until = time.monotonic() + self.wait
        while not _try(file):
            if time.monotonic() >= until:
                file.close()
                raise IndexBusy(self.busy)
            time.sleep(PAUSE)
        self._file = file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def is_free(path: Path) -> bool:
    """Say whether nobody holds the lock file at ``path`` at this moment."""
    try:
        with path.open("rb") as file:
            return _try(file)
    except OSError:
        return True


def _try(file: IO[bytes]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
