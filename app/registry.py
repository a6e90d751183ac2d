"""What the market is made of: blueprints, commands, workers, and who reacts to what; all in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

import click
from flask import Blueprint, Flask
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from app.accounts import services as accounts_services
from app.accounts.commands import group as accounts_group
from app.accounts.views import bp as accounts
from app.audit.commands import group as audit_group
from app.challenges import events as challenge_events
from app.challenges.queries import list_scheduled_of
from app.challenges.services import documents as challenge_documents
from app.challenges.services.proof import list_problems
from app.challenges.services.review import take_back_scheduled
from app.challenges.views import bp as challenges
from app.config import ConfigurationError
from app.core.clock import utc_now
from app.core.db import Database
from app.core.errors import DomainError
from app.core.events import FindableChanged, Reaction
from app.integrations.file_store import FolderStore, set_file_store
from app.integrations.search import current_engine, open_engine, set_engine
from app.notices.commands import group as notices_group
from app.notices.views import bp as notices
from app.notifications import services as notifications_services
from app.notifications.commands import group as notifications_group
from app.notifications.views import bp as notifications_bp
from app.organisations import queries as organisations_queries
from app.organisations.events import VerificationDecided
from app.organisations.states import Verification
from app.organisations.views import bp as organisations
from app.outbox import queries as outbox_queries
from app.outbox import services as outbox_services
from app.outbox.commands import work
from app.outbox.services import Handler, Periodic
from app.pages.views import bp as pages
from app.search import services as search_services
from app.search.commands import group as search_group
from app.search.views import bp as search
from app.seed import services as seed_services
from app.seed.commands import group as seed_group
from app.web.health import Check, Finding
from app.web.migrations import group as db_group
from app.web.serving import serve

BLUEPRINTS: Sequence[Blueprint] = (pages, accounts, organisations, challenges, notices, search, notifications_bp)
COMMANDS: Sequence[click.Command] = (
    db_group,
    seed_group,
    serve,
    work,
    accounts_group,
    notices_group,
    search_group,
    notifications_group,
    audit_group,
)

# Changes of what people can find.
INDEXED = (
    challenge_events.ChallengePublished,
    challenge_events.ChallengeUnscheduled,
    challenge_events.ChallengeWithdrawn,
    FindableChanged,
)


def _stop_scheduled(session: Session, event: VerificationDecided) -> None:
    """Let nothing open by the clock for a council that is not verified any more."""
    if event.verification is not Verification.VERIFIED:
        take_back_scheduled(
            session,
            list_scheduled_of(session, event.subject_id, now=event.at),
            actor_id=event.actor_id,
            now=event.at,
        )


def _reactions() -> dict[type[Any], tuple[Reaction, ...]]:
    table: dict[type[Any], tuple[Reaction, ...]] = dict.fromkeys(INDEXED, (search_services.enqueue,))
    for kind, handlers in notifications_services.REACTIONS.items():
        table[kind] = (*table.get(kind, ()), *handlers)
    table[VerificationDecided] = (*table.get(VerificationDecided, ()), _stop_scheduled)
    return table


REACTIONS: Mapping[type[Any], Sequence[Reaction]] = MappingProxyType(_reactions())
HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "search.index": Handler(prepare=search_services.index, batch=20),
        **accounts_services.HANDLERS,
        **challenge_documents.HANDLERS,
        **notifications_services.HANDLERS,
    }
)


def _forget_old(database: Database, now: datetime) -> None:
    with database.transaction() as session:
        accounts_services.forget_old(session, now=now)
        outbox_services.give_up(session, now=now)
        outbox_services.forget_done(session, now=now)


PERIODIC: Mapping[str, Periodic] = MappingProxyType(
    {
        "search.keep_readable": search_services.keep_readable,
        "forget_old": _forget_old,
        **notifications_services.PERIODIC,
    }
)
load_identity = organisations_queries.load_identity
AUDIT_CHECKS = (list_problems,)
PARKED_FORMS = accounts_services.ParkedForms()

OUTBOX_AGE_MAX = 120  # seconds that a job may wait before somebody should look


def _outbox_age(database: Database) -> Finding:
    now = utc_now()
    with database.reading() as session:
        since = outbox_queries.find_oldest_waiting(session, now=now)
        failed = outbox_queries.count_failed(session)
    age = int((now - since).total_seconds()) if since else 0
    return Finding(age <= OUTBOX_AGE_MAX and not failed, {"oldest_seconds": age, "given_up": failed})


def _index(_database: Database) -> Finding:
    return Finding(current_engine().state().is_readable)  # how many it holds would tell of what is scheduled


HEALTH_CHECKS: Mapping[str, Check] = MappingProxyType({"index": Check(_index), "outbox": Check(_outbox_age)})


def configure(app: Flask) -> None:
    """Give the domain what it needs of this installation."""
    try:
        set_engine(open_engine(app.config["SEARCH_URL"]))
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    notifications_services.configure(notifications_services.from_config(app.config))
    app.extensions["file_store"] = FolderStore(app.config["FILES_DIR"])
    set_file_store(app.extensions["file_store"])


def refuse_demo_data(app: Flask) -> None:
    """Stop the start where the database holds demo accounts, whose password is public.

    Raises:
        ConfigurationError: There are some.
    """
    database: Database = app.extensions["database"]
    if not inspect(database.engine).has_table("app_user"):
        return  # the tables come with the first migration
    with database.reading() as session:
        try:
            seed_services.refuse_in_production(session)
        except DomainError as error:
            raise ConfigurationError(error.message) from error
