"""Documents and questions that differ in nothing but what a test says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.integrations.search import Document, Kind, SearchRequest

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def document(number: int = 1, **facts: Any) -> Document:
    """Return a document that anybody may find."""
    facts = {"kind": Kind.NOTICE, "source": "find-a-tender", "title": "Notice", "published_at": NOW} | facts
    return Document(id=f"notice:{number}", **facts)


def asking(words: str = "", **rest: Any) -> SearchRequest:
    """Return a question of an anonymous reader at ``NOW``."""
    return SearchRequest(**({"now": NOW, "words": words} | rest))
