"""What a load balancer and a watching colleague are told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.core.clock import utc_now
from app.core.db import Database
from app.outbox.models import OutboxJob
from app.outbox.services import enqueue
from app.web.migrations import expected_revision
from tests.support.client import MarketClient
from tests.support.statements import Statements


def ready(client: MarketClient) -> tuple[int, str, dict[str, Any]]:
    """Return status, verdict and what each check found."""
    response = client.get("/readyz")
    assert response.json is not None
    return response.status_code, response.json["status"], response.json["checks"]


def test_alive_asks_nobody(
    client: MarketClient, count_queries: Callable[[], AbstractContextManager[Statements]]
) -> None:
    with count_queries() as sent:
        response = client.get("/healthz")
    assert (response.status_code, response.json, len(sent)) == (200, {"status": "alive"}, 0)
    assert "Set-Cookie" not in response.headers


def test_ready_when_all_is_well(client: MarketClient) -> None:
    status, verdict, checks = ready(client)
    assert (status, verdict) == (200, "ready")
    assert set(checks) == {"database", "migrations", "index", "outbox"}
    assert checks["migrations"]["found"] == expected_revision()
    assert checks["index"] == {"good": True}, "how many it holds would tell how many challenges are scheduled"


@pytest.fixture
def behind(session: Session) -> Iterator[None]:
    """Let the database be at an earlier revision than the code."""
    session.execute(sa.text("UPDATE alembic_version SET version_num = '0001_outbox'"))
    session.commit()
    yield
    session.execute(sa.text("UPDATE alembic_version SET version_num = :now"), {"now": expected_revision()})
    session.commit()


@pytest.mark.usefixtures("behind")
def test_not_ready_while_migrations_are_missing(client: MarketClient) -> None:
    status, verdict, checks = ready(client)
    assert (status, verdict, checks["migrations"]["good"]) == (503, "not ready", False)


def test_not_ready_without_a_database(
    app: Flask, client: MarketClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = Database(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.sqlite'}")
    monkeypatch.setitem(app.extensions, "database", nowhere)
    status, verdict, checks = ready(client)
    assert (status, verdict, checks["database"]) == (503, "not ready", {"good": False})


def test_an_old_job_is_degraded_and_still_served(client: MarketClient, session: Session) -> None:
    enqueue(session, "mail.send", {}, now=utc_now() - timedelta(minutes=30))
    status, verdict, checks = ready(client)
    assert (status, verdict, checks["outbox"]["good"]) == (200, "degraded", False)
    assert checks["outbox"]["oldest_seconds"] >= 1800


def test_a_job_that_was_given_up_is_degraded(client: MarketClient, session: Session) -> None:
    now = utc_now()
    session.add(OutboxJob(kind="mail.send", payload={}, run_at=now, attempts=8, failed_at=now, created_at=now))
    assert ready(client)[:2] == (200, "degraded")


def test_an_index_that_cannot_be_read_is_degraded(client: MarketClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("disk on fire")

    monkeypatch.setattr("app.registry.current_engine", broken)
    status, verdict, checks = ready(client)
    assert (status, verdict, checks["index"]) == (200, "degraded", {"good": False})
