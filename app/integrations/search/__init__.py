"""Full-text search behind one door: what a document is, what can be asked, and two engines that answer.

:class:`~app.integrations.search.engine.WhooshEngine` keeps an index in a folder and is the one in use;
:class:`~app.integrations.search.memory.MemoryEngine` walks through a list and is the oracle of the tests.

Rules.
1. The index holds instants, never a status: what is open at a moment is decided when somebody asks.
2. The rights of the reader are part of the question: for hits, for counts and for suggestions.
3. A document whose ``opens_at`` lies ahead is not found at all; it appears by the clock, without a job.
4. The index is a disposable copy. Damaged or missing, it raises ``IndexUnreadable`` and is built again beside.

Imports nothing of ours but ``core``; nobody else imports whoosh.
"""

from app.integrations.search.access import current_engine, open_engine, set_engine
from app.integrations.search.asking import Asked, parse
from app.integrations.search.engine import WhooshEngine
from app.integrations.search.memory import MemoryEngine
from app.integrations.search.passages import Highlights, best_passage, mark
from app.integrations.search.protocol import (
    PUBLIC,
    Document,
    IndexBusy,
    IndexState,
    IndexUnreadable,
    Kind,
    Matched,
    Phase,
    Results,
    SearchEngine,
    SearchRequest,
    Sort,
    Status,
    derive_status,
    open_until,
)

__all__ = [
    "PUBLIC",
    "Asked",
    "Document",
    "Highlights",
    "IndexBusy",
    "IndexState",
    "IndexUnreadable",
    "Kind",
    "Matched",
    "MemoryEngine",
    "Phase",
    "Results",
    "SearchEngine",
    "SearchRequest",
    "Sort",
    "Status",
    "WhooshEngine",
    "best_passage",
    "current_engine",
    "derive_status",
    "mark",
    "open_engine",
    "open_until",
    "parse",
    "set_engine",
]
