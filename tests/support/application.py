"""The application under test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import create_app, registry
from app.core.db import Database
from app.outbox.models import OutboxJob
from app.outbox.services import work_once
from tests.support.client import MarketClient, note_dirty_sessions


def make_app(settings: Mapping[str, Any], database: Database) -> Flask:
    """Return an application that shares ``database`` with the test, and fails on requests that leave work undone."""
    app = create_app(settings)
    app.extensions["database"].engine.dispose()
    app.extensions["database"] = database
    app.test_client_class = MarketClient
    note_dirty_sessions(app, app.config["LEFT_DIRTY"])
    return app


def empty_stores(app: Flask) -> None:
    """Forget what an earlier test left outside the database: the index, mail, files, and a request's leftovers."""
    app.config["LEFT_DIRTY"].clear()
    registry.configure(app)


def drain_outbox(app: Flask) -> int:
    """Do every job that may run; return how many were done. A job that fails fails the test."""
    database: Database = app.extensions["database"]
    handlers = app.extensions["outbox_handlers"]
    done = 0
    while taken := work_once(database, handlers):
        done += taken
        with database.reading() as session:
            failed = session.scalars(select(OutboxJob).where(OutboxJob.last_error.is_not(None))).first()
        if failed is not None:
            raise AssertionError(f"job {failed.kind} failed: {failed.last_error}")
    return done
