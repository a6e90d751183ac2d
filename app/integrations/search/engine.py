"""The engine in use: a Whoosh index in a folder, read by numpy, built anew beside the live one.

In the folder: ``CURRENT`` names the folder of the live index and is replaced in one step; ``write.lock`` and
``rebuild.lock`` are held while writing and building; ``MISSED`` collects what was written during a build; ``SUSPECT``
marks that a question failed. Any number of processes may read: each keeps one generation and looks for a newer one at
each question.

Whoosh and numpy are imported when first needed, so that a web worker at rest does not hold them.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from app.core.errors import MarketError
from app.integrations.search.locking import held_lock, is_free
from app.integrations.search.protocol import (
    Document,
    IndexBusy,
    IndexState,
    IndexUnreadable,
    Load,
    Results,
    SearchRequest,
)

if TYPE_CHECKING:
    from app.integrations.search.generation import Generation

log = structlog.get_logger(__name__)

POINTER = "CURRENT"
MISSED = "MISSED"
SUSPECT = "SUSPECT"
WRITE_LOCK = "write.lock"
REBUILD_LOCK = "rebuild.lock"
FORMAT = 2  # of the files; an index of another format counts as missing and is built anew
EVERY_FORMAT = "index-"
BUILT = f"{EVERY_FORMAT}{FORMAT}-"
WAIT = 10.0  # seconds to wait for another writer
ATTEMPTS = 5  # to open a generation while a writer puts newer ones in its place
CATCHING_UP = 5  # rounds without the lock, before the last one with it
NO_INDEX = "The search index has not been built yet."
DAMAGED = "The search index cannot be read."


class WhooshEngine:
    """Search in the index in ``folder``. One for each process; safe for its threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._opened: tuple[str, Generation] | None = None
        self._opening = threading.Lock()

    def search(self, request: SearchRequest) -> Results:
        """Answer; see :class:`~app.integrations.search.protocol.SearchEngine`."""
        generation = self._current()
        try:
            return generation.search(request)
        except Exception as error:
            self._opened = None
            self._suspect(error)
            raise IndexUnreadable(DAMAGED) from error

    def write(self, put: Sequence[Document], remove: Sequence[str] = ()) -> None:
        """Replace and remove documents in one commit; see :class:`~app.integrations.search.protocol.SearchEngine`."""
        self.update([*(document.id for document in put), *remove], lambda _: put)

    def update(self, ids: Sequence[str], load: Load) -> None:
        """Load and write with the lock held; see :class:`~app.integrations.search.protocol.SearchEngine`."""
        if not ids:
            return
        with self._writing():
            is_missed = self._note_missed(ids)
            live = self._live()
            if live is not None:
                self._commit(live, load(ids), ids)
            elif not is_missed:
                raise IndexUnreadable(NO_INDEX)

    def state(self) -> IndexState:
        """Say how the index stands; never raises."""
        is_rebuilding = not is_free(self.folder / REBUILD_LOCK)
        try:
            generation = self._current()
        except MarketError as error:
            return IndexState(problem=error.message, is_rebuilding=is_rebuilding)
        live = self._live() or self.folder
        return IndexState(
            documents=generation.documents,
            segments=len(generation.views),
            size=sum(file.stat().st_size for file in live.iterdir() if file.is_file()),
            is_suspect=(self.folder / SUSPECT).exists(),
            is_rebuilding=is_rebuilding,
        )

    def verify(self) -> bool:
        """Read the whole index; see :class:`~app.integrations.search.protocol.SearchEngine`."""
        try:
            for view in self._current().views:
                view.segment.verify()
        except Exception:
            log.warning("search.index_damaged", exc_info=True)
            return False
        (self.folder / SUSPECT).unlink(missing_ok=True)
        return True

    def rebuild(self, batches: Iterable[Sequence[Document]], reload: Load) -> None:
        """Build beside and swap; see :class:`~app.integrations.search.protocol.SearchEngine`."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with held_lock(self.folder / REBUILD_LOCK, wait=0.0, busy="The search index is being built already."):
            with self._writing():
                self._sweep()
                (self.folder / MISSED).touch()
            new = self.folder / f"{BUILT}{uuid4().hex}"
            try:
                writing = _writing_module()
                writing.create(new)
                writing.fill(new, batches)
                for _ in range(CATCHING_UP):
                    with self._writing():
                        missed = self._take_missed()
                    if not missed:
                        break
                    self._catch_up(new, missed, reload)
                self._swap(new, reload)
            except BaseException:
                shutil.rmtree(new, ignore_errors=True)
                raise

    def _swap(self, new: Path, reload: Load) -> None:
        """Point at the new index. What was written meanwhile is in it, because nobody writes during this."""
        with self._writing():
            if missed := self._take_missed():
                self._catch_up(new, missed, reload)
            beside = self.folder / f"{POINTER}.new"
            beside.write_text(new.name, encoding="ascii")
            beside.replace(self.folder / POINTER)
            self._sweep()

    def _catch_up(self, new: Path, missed: list[str], reload: Load) -> None:
        for start in range(0, len(missed), 500):
            ids = missed[start : start + 500]
            self._commit(new, reload(ids), ids)

    def _commit(self, index: Path, put: Sequence[Document], remove: Sequence[str]) -> None:
        try:
            _writing_module().write(index, put, remove)
        except Exception as error:
            if type(error).__name__ == "LockError":
                raise IndexBusy("Somebody else is writing to the search index.") from error
            if isinstance(error, OSError) and error.errno is not None and not isinstance(error, FileNotFoundError):
                raise
            raise IndexUnreadable(DAMAGED) from error

    def _current(self) -> Generation:
        """Return the newest generation; the one that is open where it still is the newest."""
        opened = self._opened
        if opened is not None and self._is_newest(*opened):
            return opened[1]
        with self._opening:
            opened = self._opened
            if opened is not None and self._is_newest(*opened):
                return opened[1]
            self._opened = self._open(opened)
            return self._opened[1]

    def _is_newest(self, name: str, generation: Generation) -> bool:
        live = self._live()
        if live is None or live.name != name:
            return False
        newer = live / f"_MAIN_{generation.number + 1}.toc"
        return (live / f"_MAIN_{generation.number}.toc").exists() and not newer.exists()

    def _open(self, opened: tuple[str, Generation] | None) -> tuple[str, Generation]:
        from app.integrations.search.generation import open_generation

        problem: Exception | None = None
        for _ in range(ATTEMPTS):
            live = self._live()
            if live is None:
                raise IndexUnreadable(NO_INDEX)
            known = opened[1].segments if opened is not None and opened[0] == live.name else {}
            try:
                return live.name, open_generation(live, known)
            except Exception as error:
                # A writer may have put newer files in the place of these; a damaged index fails each time.
                problem = error
        raise IndexUnreadable(DAMAGED) from problem

    def _live(self) -> Path | None:
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        return self.folder / name if name.startswith(BUILT) and name.isascii() and "/" not in name else None

    def _writing(self) -> held_lock:
        return held_lock(self.folder / WRITE_LOCK, wait=WAIT, busy="Somebody else is writing to the search index.")

    def _suspect(self, error: Exception) -> None:
        """Leave a mark that the worker sees, whichever process it is in: only it may spend the time to verify."""
        log.warning("search.question_failed", error=type(error).__name__)
        with suppress(OSError):
            (self.folder / SUSPECT).touch()

    def _note_missed(self, ids: Sequence[str]) -> bool:
        """Remember what a running rebuild must load anew; say whether one is running. Call with the lock held."""
        missed = self.folder / MISSED
        if not missed.exists():
            return False
        if is_free(self.folder / REBUILD_LOCK):
            missed.unlink()
            return False
        with missed.open("a", encoding="ascii") as file:
            file.writelines(f"{id_}\n" for id_ in ids)
        return True

    def _take_missed(self) -> list[str]:
        """Return what was written during the build, each id once, and forget it. Call with the lock held."""
        missed = self.folder / MISSED
        ids = list(dict.fromkeys(missed.read_text(encoding="ascii").split()))
        missed.write_text("", encoding="ascii")
        return ids

    def _sweep(self) -> None:
        """Remove every index but the live one, and what a build left behind. Call with both locks held."""
        (self.folder / MISSED).unlink(missing_ok=True)
        (self.folder / SUSPECT).unlink(missing_ok=True)
        live = self._live()
        for other in self.folder.glob(f"{EVERY_FORMAT}*"):
            if live is None or other.name != live.name:
                shutil.rmtree(other, ignore_errors=True)


def _writing_module() -> ModuleType:
    from app.integrations.search import writing

    return writing
