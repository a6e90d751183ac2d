"""/healthz says that the process is alive; /readyz says whether it can do its work.

Not ready (503) means: send nobody here. Degraded (200) means: people are served, and somebody should look; a missing
search index or a slow outbox must not take the whole service down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from flask import Blueprint, Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from app.core.db import Database
from app.web.authorise import public
from app.web.migrations import expected_revision, find_revision

bp = Blueprint("health", __name__)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found.

    Attributes:
        is_good: Whether all is as it should be.
        facts: Plain values for whoever looks; neither personal nor secret, for anybody may read them.
    """

    is_good: bool
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at.

    Attributes:
        look: Called with the database. Whatever it raises is a bad finding.
        is_vital: Without it nobody can be served.
    """

    look: Callable[[Database], Finding]
    is_vital: bool = False


def _database(database: Database) -> Finding:
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    return Finding(is_good=True)


def _migrations(database: Database) -> Finding:
    with database.engine.connect() as connection:
        found = find_revision(connection)
    return Finding(found == expected_revision(), {"found": found, "expected": expected_revision()})


OWN_CHECKS: Mapping[str, Check] = {
    "database": Check(_database, is_vital=True),
    "migrations": Check(_migrations, is_vital=True),
}


def init_app(app: Flask, checks: Mapping[str, Check]) -> None:
    """Answer at /healthz and /readyz; ``checks`` are those of the domain."""
    app.extensions["health_checks"] = {**OWN_CHECKS, **checks}
    app.register_blueprint(bp)


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that the process answers; asks neither the database nor anything else."""
    return jsonify(status="alive")


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say what each check found."""
    checks: Mapping[str, Check] = current_app.extensions["health_checks"]
    findings = {name: _look(name, check) for name, check in checks.items()}
    bad = [checks[name] for name, finding in findings.items() if not finding.is_good]
    vital = any(check.is_vital for check in bad)
    status = "not ready" if vital else "degraded" if bad else "ready"
    shown = {name: {"good": finding.is_good, **finding.facts} for name, finding in findings.items()}
    return jsonify(status=status, checks=shown), 503 if vital else 200


def _look(name: str, check: Check) -> Finding:
    try:
        return check.look(current_app.extensions["database"])
    except Exception as error:
        log.warning("health.check_failed", check=name, error=type(error).__name__)
        return Finding(is_good=False)
