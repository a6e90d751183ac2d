"""Factories: each makes a legal thing by default; a trait names a stage, so that a test says only what matters to it.

``.build()`` needs no database; ``.create()`` (or calling the factory) puts the thing into the test's session.
"""

from __future__ import annotations

from factory.alchemy import SQLAlchemyModelFactory
from sqlalchemy.orm import Session

_sessions: list[Session] = []


def use_session(session: Session) -> None:
    """Let factories put what they create into ``session``."""
    _sessions[:] = [session]


def forget_session() -> None:
    """Let factories only build."""
    _sessions.clear()


def _current_session() -> Session:
    if not _sessions:
        raise RuntimeError("This test has no database: use .build(), or ask for the session fixture.")
    return _sessions[-1]


class MarketFactory(SQLAlchemyModelFactory):
    """Base of all factories: what is created is flushed, never committed."""

    class Meta:
        abstract = True
        sqlalchemy_session_factory = _current_session
        sqlalchemy_session_persistence = "flush"
