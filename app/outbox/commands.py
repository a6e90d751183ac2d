"""flask work: do what waits in the outbox, and what is due every minute."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Mapping
from typing import Any

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from app.core.clock import utc_now
from app.core.db import Database
from app.outbox import queries, services

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.25
PERIOD_SECONDS = 60.0
BACK_OFF_MAX = 8.0  # seconds between attempts while the database does not answer


class Worker:
    """Take jobs one batch after the other until told to stop; the batch in hand is always finished.

    Waiting costs one read of a partial index that holds waiting jobs only, whatever was done before.
    """

    def __init__(
        self,
        database: Database,
        handlers: Mapping[str, services.Handler],
        periodic: Mapping[str, services.Periodic],
    ) -> None:
        self._database = database
        self._handlers = handlers
        self._periodic = periodic
        self._stop = threading.Event()
        self._failures = 0

    def stop(self, *_: Any) -> None:
        """Finish the batch in hand, then stop. May be called from a signal handler and from other threads."""
        self._stop.set()

    def run(self) -> None:
        """Work until :meth:`stop` is called."""
        due = 0.0
        while not self._stop.is_set():
            if time.monotonic() >= due:
                self.run_periodic()
                due = time.monotonic() + PERIOD_SECONDS
            if not self._try_once():
                self._stop.wait(min(POLL_SECONDS * 2**self._failures, BACK_OFF_MAX))

    def run_once(self) -> int:
        """Do what is due every minute and every job that may run now; return how many jobs were taken."""
        self.run_periodic()
        done = 0
        while not self._stop.is_set() and (taken := services.work_once(self._database, self._handlers)):
            done += taken
        return done

    def run_periodic(self) -> None:
        """Call what is due every minute; one that fails does not keep the others from running."""
        for name, function in self._periodic.items():
            if self._stop.is_set():
                return
            try:
                function(self._database, utc_now())
            except Exception as error:
                log.warning("worker.periodic_failed", function=name, error=type(error).__name__)

    def _try_once(self) -> int:
        try:
            with self._database.reading() as session:
                waiting = queries.find_oldest_waiting(session, now=utc_now())
            done = services.work_once(self._database, self._handlers) if waiting else 0
        except Exception as error:
            # The database went away, or is too busy to hand out a job: a worker waits, it does not die.
            self._failures = min(self._failures + 1, 10)
            log.warning("worker.database_unavailable", error=type(error).__name__)
            return 0
        self._failures = 0
        return done


@click.command("work")
@click.option("--once", is_flag=True, help="Do what waits now, then stop.")
@with_appcontext
def work(once: bool) -> None:
    """Send mail, write the search index and do what else waits in the outbox. Stop with Ctrl-C or SIGTERM."""
    extensions = current_app.extensions
    worker = Worker(extensions["database"], extensions["outbox_handlers"], extensions["outbox_periodic"])
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, worker.stop)
    if once:
        click.echo(f"Did {worker.run_once():,} jobs.")
        return
    log.info("worker.started")
    worker.run()
    log.info("worker.stopped")
