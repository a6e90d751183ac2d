"""The session of a request."""

from __future__ import annotations

from flask import Flask, current_app, g, request
from sqlalchemy.orm import Session

from app.core.db import Database


class RequestDatabase:
    """Hand out one session for each request. Never commits; see :mod:`app.web.transaction`.

    A request that may commit gets a session that takes SQLite's write lock at its first statement; all others read.
    """

    def init_app(self, app: Flask) -> None:
        app.extensions["database"] = Database(app.config["DATABASE_URL"])
        app.teardown_appcontext(self._close)

    @property
    def database(self) -> Database:
        database: Database = current_app.extensions["database"]
        return database

    @property
    def may_commit(self) -> bool:
        """Whether this request may change something: only then does its session begin as a writer."""
        if "may_commit" not in g:
            g.may_commit = _may_commit()
        may_commit: bool = g.may_commit
        return may_commit

    @property
    def session(self) -> Session:
        if "db_session" not in g:
            g.db_session = self.database.writers() if self.may_commit else self.database.readers()
        session: Session = g.db_session
        return session

    @staticmethod
    def _close(_: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()


def _may_commit() -> bool:
    if not request or request.method in ("GET", "HEAD", "OPTIONS"):
        return False
    # The body is read before the transaction begins: a slow upload must not hold the write lock.
    request.form  # noqa: B018
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "commits", False))


db = RequestDatabase()
