"""Both engines, empty."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.integrations.search import MemoryEngine, SearchEngine, WhooshEngine
from tests.integration.search_engine.documents import asking


@pytest.fixture
def whoosh(tmp_path: Path) -> WhooshEngine:
    """An empty index in a folder."""
    engine = WhooshEngine(tmp_path / "index")
    engine.rebuild([], lambda ids: [])
    return engine


@pytest.fixture(params=["whoosh", "memory"])
def engine(request: pytest.FixtureRequest) -> SearchEngine:
    """Each engine in turn, empty."""
    return MemoryEngine() if request.param == "memory" else request.getfixturevalue("whoosh")


@pytest.fixture
def found(engine: SearchEngine) -> Callable[..., set[str]]:
    """Ask and return the ids of the first page."""
    return lambda words="", **rest: set(engine.search(asking(words, per_page=100, **rest)).ids)
