"""Keep the index in step with the database: jobs, their handler, and rebuilding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any

import structlog
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.events import Event, FindableChanged
from app.integrations.search import Document, IndexBusy, IndexUnreadable, current_engine
from app.outbox import services as outbox
from app.search import queries

log = structlog.get_logger(__name__)

JOB = "search.index"
BATCH = 500  # documents that are loaded at once
COMMIT = 2_000  # documents that one commit of the index may write: about two seconds


def enqueue(session: Session, event: Event | FindableChanged) -> None:
    """Write the job that brings the index up to date, in the transaction of the change.

    Reacts to :class:`~app.core.events.FindableChanged` and to events whose subject is a challenge.
    """
    keys = list(event.ids) if isinstance(event, FindableChanged) else [queries.challenge_key(event.subject_id)]
    for start in range(0, len(keys), BATCH):
        outbox.enqueue(session, JOB, {"ids": keys[start : start + BATCH]}, now=event.at)


def index(database: Database, payloads: Sequence[Mapping[str, Any]]) -> None:
    """Do a batch of jobs: load what they name as it stands now, and write it; one commit unless they name very much.

    Safe to repeat. Where the index cannot be read it is built anew, which does these jobs and all others.

    Raises:
        IndexBusy: Another process has been writing for too long; try again later.
    """
    keys = list(dict.fromkeys(str(key) for payload in payloads for key in payload["ids"]))
    engine = current_engine()
    for start in range(0, len(keys), COMMIT):
        part = keys[start : start + COMMIT]
        try:
            engine.update(part, partial(load, database))
        except IndexUnreadable as error:
            log.warning("search.index_unreadable", problem=error.message)
            try:
                rebuild(database)
            except IndexBusy:
                # Somebody is building it: what is named now is loaded anew into the new index.
                engine.update(part, partial(load, database))
            else:
                return


def load(database: Database, keys: Sequence[str]) -> list[Document]:
    """Return the documents of ``keys``, read in a transaction of their own for each batch."""
    found: list[Document] = []
    for start in range(0, len(keys), BATCH):
        with database.reading() as session:
            found += queries.load_documents(session, keys[start : start + BATCH])
    return found


def rebuild(database: Database, *, after_batch: Callable[[int], None] = lambda _: None) -> None:
    """Build the index anew from the database, beside the one in use. Constant memory; may be stopped and run again.

    Args:
        after_batch: Told how many documents were looked at since it was last called.

    Raises:
        IndexBusy: Another rebuild is running.
    """

    def batches() -> Iterator[list[Document]]:
        with database.reading() as session:
            keys = queries.iterate_keys(session)
            while batch := list(islice(keys, BATCH)):
                yield load(database, batch)
                after_batch(len(batch))

    current_engine().rebuild(batches(), partial(load, database))
    log.info("search.index_rebuilt", documents=current_engine().state().documents)


def keep_readable(database: Database, now: datetime) -> None:
    """Build the index anew where it is missing or damaged; called by the worker every minute.

    Where a question has failed, the whole index is read to find out whether it is the index that is to blame.

    Args:
        now: Not needed; every periodic function of the worker is told.
    """
    engine = current_engine()
    state = engine.state()
    if state.is_rebuilding or (state.is_readable and not state.is_suspect):
        return
    if state.is_readable and engine.verify():
        return
    log.warning("search.index_unreadable", problem=state.problem)
    try:
        rebuild(database)
    except IndexBusy:
        log.info("search.rebuild_running")
