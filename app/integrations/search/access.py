"""The engine of this process: named by a setting, opened once."""

from __future__ import annotations

from pathlib import Path

from app.integrations.search.engine import WhooshEngine
from app.integrations.search.memory import MemoryEngine
from app.integrations.search.protocol import SearchEngine

_engines: list[SearchEngine] = []


def open_engine(url: str) -> SearchEngine:
    """Return the engine that ``url`` names: ``whoosh://<folder>``, or ``memory:`` for tests.

    Raises:
        ValueError: It names neither.
    """
    if url == "memory:":
        return MemoryEngine()
    if url.startswith("whoosh://") and len(url) > len("whoosh://"):
        return WhooshEngine(Path(url.removeprefix("whoosh://")))
    raise ValueError("SEARCH_URL must be whoosh:// and a folder, or memory:")


def set_engine(engine: SearchEngine) -> None:
    """Let this process search and index with ``engine``."""
    _engines[:] = [engine]


def current_engine() -> SearchEngine:
    """Return the engine of this process.

    Raises:
        RuntimeError: None has been set.
    """
    if not _engines:
        raise RuntimeError("Set the search engine before asking it.")
    return _engines[0]
