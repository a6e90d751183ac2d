"""flask db and flask work, called as an administrator calls them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.core.clock import utc_now
from app.outbox.models import OutboxJob
from app.outbox.services import enqueue
from app.web.migrations import expected_revision

Run = Callable[..., Result]


@pytest.fixture
def fresh(settings: dict[str, Any], tmp_path: Path) -> Run:
    """Return a function that runs a command of an application whose database does not exist yet."""
    url = f"sqlite:///{tmp_path / 'new' / 'market.sqlite'}"
    app = create_app({**settings, "DATABASE_URL": url})
    return lambda *words: app.test_cli_runner().invoke(args=words)


def test_a_new_database_goes_up_and_down(fresh: Run, tmp_path: Path) -> None:
    assert fresh("db", "upgrade").exit_code == 0
    assert f"at {expected_revision()}" in fresh("db", "current").output
    assert fresh("db", "check").exit_code == 0
    assert fresh("db", "downgrade", "0001_outbox").exit_code == 0
    behind = fresh("db", "current")
    assert (behind.exit_code, "at 0001_outbox" in behind.output) == (1, True)
    assert fresh("db", "check").exit_code == 1
    assert fresh("db", "upgrade").exit_code == 0
    assert (tmp_path / "new" / "market.sqlite").exists()


def test_work_once_does_what_waits(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("signal.signal", lambda *_: None)
    enqueue(session, "search.index", {"ids": ["notice:1"]}, now=utc_now())
    session.commit()
    result = app.test_cli_runner().invoke(args=["work", "--once"])
    assert result.output == "Did 1 jobs.\n"
    assert session.scalar(sa.select(sa.func.count()).where(OutboxJob.done_at.is_(None))) == 0


def test_verify_says_how_many_rows_are_good(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (0, "All 0 rows of the audit trail are as they were written.\n")


def test_verify_names_the_first_bad_row(app: Flask, session: Session) -> None:
    session.execute(sa.text("UPDATE audit_head SET sequence = 3"))
    session.commit()
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert result.output.startswith("Bad row: 1. Row 1 is missing")
