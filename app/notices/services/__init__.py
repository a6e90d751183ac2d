"""Import real notices: read, prepare, store, count; and read stored releases for a page."""

from __future__ import annotations

from app.notices.services.gathering import Gathered, gather, reason_of
from app.notices.services.names import may_be_same
from app.notices.services.preparing import Prepared, Refusal, prepare
from app.notices.services.presenting import Presentation, present
from app.notices.services.reading import Found, read_document
from app.notices.services.runs import begin_run, end_run, import_batch
from app.notices.services.storing import BATCH_MAX, Counts, store

__all__ = [
    "BATCH_MAX",
    "Counts",
    "Found",
    "Gathered",
    "Prepared",
    "Presentation",
    "Refusal",
    "begin_run",
    "end_run",
    "gather",
    "import_batch",
    "may_be_same",
    "prepare",
    "present",
    "read_document",
    "reason_of",
    "store",
]
