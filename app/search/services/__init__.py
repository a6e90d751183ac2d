"""Find, and keep the index in step with the database."""

from __future__ import annotations

from app.search.services.finding import Answer, Hit, find
from app.search.services.indexing import enqueue, index, keep_readable, rebuild

__all__ = ["Answer", "Hit", "enqueue", "find", "index", "keep_readable", "rebuild"]
