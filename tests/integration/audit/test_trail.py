"""The audit trail: chained, append-only, and checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from app.audit import queries, services
from app.audit.models import AuditEvent, AuditHead
from app.core.db import Database
from app.core.events import Event

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoneTurned(Event):
    """Something to record."""

    kind: ClassVar[str] = "stone.turned"
    side: str = "left"


def turned(side: str = "left", subject_id: UUID | None = None) -> StoneTurned:
    return StoneTurned(subject_id=subject_id or uuid4(), actor_id=uuid4(), at=NOW, side=side)


def record(database: Database, *sides: str) -> None:
    for side in sides:
        with database.transaction() as session:
            services.record(session, turned(side))


def test_rows_are_numbered_without_gaps_and_carry_the_facts(database: Database) -> None:
    record(database, "left", "right", "ünder")
    with database.reading() as session:
        rows = session.scalars(sa.select(AuditEvent).order_by(AuditEvent.sequence)).all()
        assert [row.sequence for row in rows] == [1, 2, 3]
        assert [row.details["side"] for row in rows] == ["left", "right", "ünder"]
        assert rows[2].previous_hash == rows[1].hash
        assert services.verify(session).checked == 3


def test_a_refused_transaction_leaves_no_row(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.transaction() as session:
        services.record(session, turned())
        raise ZeroDivisionError
    with database.reading() as session:
        assert services.verify(session).checked == 0


def test_what_a_rolled_back_session_recorded_is_forgotten(database: Database) -> None:
    with database.writers() as session:
        services.record(session, turned("never"))
        session.rollback()
        services.record(session, turned("kept"))
        session.commit()
    with database.reading() as session:
        assert [row.details["side"] for row in session.scalars(sa.select(AuditEvent))] == ["kept"]


def test_the_events_of_one_thing_newest_first(session: Session) -> None:
    subject = uuid4()
    for side in ("one", "two"):
        services.record(session, turned(side, subject))
    services.record(session, turned("other"))
    session.commit()
    assert [row.details["side"] for row in queries.list_events_of(session, subject)] == ["two", "one"]


CHANGES = ("UPDATE audit_event SET kind = 'nothing.happened'", "DELETE FROM audit_event")


def refuses(database: Database, statement: str) -> None:
    """Check that the database itself refuses a change of the trail."""
    record(database, "left")
    with pytest.raises(DBAPIError, match="append-only"), database.transaction() as session:
        session.execute(sa.text(statement))
    with database.reading() as session:
        assert services.verify(session).checked == 1


@pytest.mark.only_on("sqlite")  # the statement that replaces is its own
@pytest.mark.parametrize("statement", [*CHANGES, "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event"])
def test_sqlite_itself_refuses_changes(database: Database, statement: str) -> None:
    refuses(database, statement)


@pytest.mark.only_on("postgresql")  # the statement that empties a table is its own
@pytest.mark.parametrize("statement", [*CHANGES, "TRUNCATE audit_event"])
def test_postgresql_itself_refuses_changes(database: Database, statement: str) -> None:
    refuses(database, statement)


def test_the_models_refuse_changes_too(session: Session) -> None:
    services.record(session, turned())
    session.commit()
    row = session.scalars(sa.select(AuditEvent)).one()
    row.kind = "nothing.happened"
    with pytest.raises(RuntimeError, match="append-only"):
        session.flush()


def without_triggers(session: Session, statement: str) -> None:
    if session.get_bind().dialect.name == "sqlite":
        names = session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
        for name in names:
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(sa.text(statement))


@pytest.mark.parametrize(
    ("tampering", "bad", "checked", "said"),
    [
        ("UPDATE audit_event SET kind = 'stone.kept' WHERE sequence = 2", 2, 1, "was changed after"),
        ("UPDATE audit_event SET actor_id = NULL WHERE sequence = 1", 1, 0, "was changed after"),
        ('UPDATE audit_event SET details = \'{"side": "right"}\' WHERE sequence = 4', 4, 3, "was changed after"),
        ("UPDATE audit_event SET previous_hash = repeat_of_zero WHERE sequence = 3", 3, 2, "does not follow"),
        ("DELETE FROM audit_event WHERE sequence = 3", 3, 2, "is missing"),
        ("DELETE FROM audit_event WHERE sequence = 1", 1, 0, "is missing"),
        ("DELETE FROM audit_event WHERE sequence = 5", 5, 4, "ends before"),
        ("DELETE FROM audit_event", 1, 0, "ends before"),
        ("UPDATE audit_head SET sequence = 4", 5, 5, "recorded head"),
        ("UPDATE audit_head SET hash = repeat_of_zero", 5, 5, "recorded head"),
        ("DELETE FROM audit_head", 6, 5, "ends before"),
    ],
)
def test_tampering_is_found_and_the_first_bad_row_named(
    database: Database, tampering: str, bad: int, checked: int, said: str
) -> None:
    record(database, "a", "b", "c", "d", "e")
    with database.transaction() as session:
        without_triggers(session, tampering.replace("repeat_of_zero", f"'{'0' * 64}'"))
    with database.reading() as session:
        verdict = services.verify(session)
    assert not verdict
    assert verdict.checked == checked
    assert said in verdict.problem
    assert verdict.bad_sequence == bad


def test_a_rewritten_row_with_a_new_hash_breaks_the_next_row(database: Database) -> None:
    record(database, "a", "b", "c")
    with database.transaction() as session:
        row = session.scalars(sa.select(AuditEvent).where(AuditEvent.sequence == 2)).one()
        session.expunge(row)
        row.details = {"side": "forged"}
        without_triggers(session, "SELECT 1")
        session.execute(
            sa.update(AuditEvent)
            .where(AuditEvent.sequence == 2)
            .values(details=row.details, hash=services.hash_of(row))
            .execution_options(synchronize_session=False)
        )
    with database.reading() as session:
        assert services.verify(session).bad_sequence == 3


def test_an_empty_trail_is_whole(database: Database) -> None:
    with database.reading() as session:
        assert services.verify(session)
        head = session.get_one(AuditHead, 1)
        assert (head.sequence, head.hash) == (0, "0" * 64)


@pytest.mark.parametrize("rows_at_once", [1, 2, 1000])
@pytest.mark.parametrize("bad", [1, 3, 5])
@pytest.mark.parametrize(
    "forgery",
    [
        "details = '{'",
        "at = 'yesterday'",
        "subject_id = 'zz'",
        "actor_id = x'00'",
        "kind = x'ff'",
        "details = CAST(x'ff' AS TEXT)",
        'details = \'{"side": "\\ud800"}\'',
    ],
)
@pytest.mark.only_on("sqlite")  # columns of PostgreSQL hold their own kind of value only
def test_a_row_that_cannot_be_read_is_named(
    database: Database, monkeypatch: pytest.MonkeyPatch, forgery: str, bad: int, rows_at_once: int
) -> None:
    monkeypatch.setattr(services, "ROWS_AT_ONCE", rows_at_once)
    record(database, "a", "b", "c", "d", "e")
    with database.transaction() as session:
        without_triggers(session, "SELECT 1")
        session.connection().exec_driver_sql(f"UPDATE audit_event SET {forgery} WHERE sequence = {bad}")
    with database.reading() as session:
        verdict = services.verify(session)
    assert (verdict.checked, verdict.bad_sequence) == (bad - 1, bad)
    assert verdict.problem == f"Row {bad} cannot be read."


@pytest.mark.only_on("postgresql")  # SQLite knows no such time
def test_a_time_without_end_cannot_be_read(database: Database) -> None:
    record(database, "a", "b", "c")
    with database.transaction() as session:
        without_triggers(session, "UPDATE audit_event SET at = 'infinity' WHERE sequence = 2")
    with database.reading() as session:
        verdict = services.verify(session)
    assert (verdict.bad_sequence, verdict.problem) == (2, "Row 2 cannot be read.")


@pytest.mark.only_on("sqlite")  # columns of PostgreSQL hold their own kind of value only
def test_a_missing_row_before_an_unreadable_one_is_named(database: Database) -> None:
    record(database, "a", "b", "c")
    with database.transaction() as session:
        without_triggers(session, "DELETE FROM audit_event WHERE sequence = 2")
        session.execute(sa.text("UPDATE audit_event SET details = '{' WHERE sequence = 3"))
    with database.reading() as session:
        verdict = services.verify(session)
    assert (verdict.bad_sequence, verdict.problem) == (2, "Row 2 is missing.")


@pytest.mark.only_on("sqlite")  # columns of PostgreSQL hold their own kind of value only
def test_an_unreadable_head_is_a_fault(database: Database) -> None:
    record(database, "a")
    with database.transaction() as session:
        session.execute(sa.text("UPDATE audit_head SET sequence = 'zz'"))
    with database.reading() as session:
        assert not services.verify(session)
