"""The demo region: what the content says is what the service shows, on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import User
from app.audit.services import verify
from app.challenges import queries
from app.challenges.models import Challenge, ChallengeVersion, Comment
from app.challenges.services.content import content_of, fingerprint
from app.challenges.services.readiness import list_blockers
from app.challenges.states import ChallengeStatus
from app.config import ConfigurationError
from app.core.clock import LONDON
from app.core.db import Database
from app.core.events import get_reactions
from app.organisations.models import Organisation
from app.outbox.models import OutboxJob
from app.seed import services
from app.seed.content import CHALLENGES, COUNCILS, FIRMS, NETWORKS
from tests.conftest import NOW
from tests.support.client import MarketClient

PUBLIC = (ChallengeStatus.OPEN, ChallengeStatus.CLOSED, ChallengeStatus.WITHDRAWN)
# A week at odd hours, the days on which clocks change, a leap day, the turn of the year.
DAYS = [
    *(datetime(2027, 3, 1 + day, (0, 9, 23)[day % 3], 30, tzinfo=LONDON) for day in range(7)),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2027, 3, 28, 0, 59, tzinfo=UTC),
    datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
    datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
]


@pytest.fixture
def region(session: Session, clock: time_machine.Coordinates) -> services.Region:
    """The region, loaded at :data:`NOW` and committed."""
    loaded = services.load_region(session, password_hash="x", now=NOW)
    session.commit()
    session.expunge_all()
    return loaded


def challenges(session: Session) -> dict[str, Challenge]:
    references = session.scalars(sa.select(Challenge.reference)).all()
    loaded = [queries.get_challenge(session, reference) for reference in references]
    return {challenge.title: challenge for challenge in loaded}


def test_everything_in_the_content_is_there(session: Session, region: services.Region) -> None:
    counted = {
        table: session.scalar(sa.select(sa.func.count()).select_from(table))
        for table in (Organisation, Challenge, User)
    }
    people = sum(len(seed.people) for seed in (*COUNCILS, *FIRMS, *NETWORKS))
    assert counted[Organisation] == len(COUNCILS) + len(FIRMS) + len(NETWORKS)
    assert counted[Challenge] == len(CHALLENGES) >= 25
    assert counted[User] == people + 1
    assert not session.scalar(sa.select(sa.func.count()).select_from(User).where(~User.is_demo))
    assert not session.scalar(sa.select(sa.func.count()).select_from(Organisation).where(~Organisation.is_demo))
    assert not session.scalar(sa.select(sa.func.count()).select_from(Challenge).where(~Challenge.is_demo))
    assert {status for seed in CHALLENGES for status in [seed.status]} == {status.value for status in ChallengeStatus}


def test_statuses_are_those_of_the_content(session: Session, region: services.Region) -> None:
    found = challenges(session)
    for seed in CHALLENGES:
        challenge = found[seed.title]
        assert challenge.status_at(NOW).value == seed.status, seed.slug
        assert challenge.created_at < challenge.updated_at <= NOW, seed.slug
        if seed.status in ("in_review", "scheduled"):
            opens_at = challenge.opens_at or NOW
            assert list_blockers(challenge, opens_at=opens_at, now=NOW) == [], seed.slug
        if seed.partners:
            shares = [party.share or 0 for party in challenge.parties]
            assert sum(shares) == challenge.budget
    said = session.scalars(sa.select(Comment.created_at)).all()
    assert said
    assert max(said) <= NOW


def test_what_was_published_can_be_computed_again(session: Session, region: services.Region) -> None:
    found = challenges(session)
    versions = session.scalars(sa.select(ChallengeVersion)).all()
    assert len(versions) == sum(seed.status in ("scheduled", *(s.value for s in PUBLIC)) for seed in CHALLENGES)
    for version in versions:
        content = content_of(found[version.content["title"]])
        assert content == version.content
        assert fingerprint(content) == version.sha256


def test_the_trail_is_whole_and_nobody_is_told(session: Session, region: services.Region) -> None:
    assert verify(session)
    assert not session.scalar(sa.select(sa.func.count()).select_from(OutboxJob))


def test_reactions_are_back_afterwards(app: Flask, session: Session) -> None:
    before = get_reactions()
    assert before
    services.load_region(session, password_hash="x", now=NOW)
    assert get_reactions() == before


def everything(session: Session) -> list[Any]:
    """Return what does not hang on random ids, of everything that was loaded."""
    rows: list[Any] = [(version.sha256, version.content) for version in session.scalars(sa.select(ChallengeVersion))]
    rows += [content_of(challenge) for challenge in challenges(session).values()]
    rows += [(user.email, user.name) for user in session.scalars(sa.select(User))]
    rows += [(o.slug, o.name, o.kind, o.description) for o in session.scalars(sa.select(Organisation))]
    return sorted(rows, key=repr)


def test_two_loads_on_one_day_are_equal(database: Database) -> None:
    found = []
    for hour in (7, 18):
        with database.writers() as session:
            services.load_region(session, password_hash="x", now=NOW.replace(hour=hour))
            session.flush()
            session.expire_all()
            found.append(everything(session))
            session.rollback()
    assert found[0] == found[1]


@pytest.mark.parametrize("now", DAYS, ids=lambda moment: f"{moment:%d-%b-%Hh}")
def test_statuses_hold_whenever_it_is_loaded(database: Database, database_kind: str, now: datetime) -> None:
    if database_kind != "sqlite":
        now = now + timedelta(days=365)  # other days; the engine changes nothing of it
    with database.writers() as session:
        services.load_region(session, password_hash="x", now=now)
        wanted = Counter(seed.status for seed in CHALLENGES)
        assert Counter(c.status_at(now).value for c in challenges(session).values()) == wanted
        session.rollback()


def test_every_page_of_every_challenge_for_everybody(
    make_client: Callable[[], MarketClient], session: Session, region: services.Region
) -> None:
    public, officers = make_client(), {}
    administrator = make_client().sign_in(session.get_one(User, region.users[services.ADMINISTRATOR[1]].id))
    found = challenges(session)
    for seed in CHALLENGES:
        challenge = found[seed.title]
        address = f"/challenges/{challenge.reference}"
        is_public = challenge.status_at(NOW) in PUBLIC
        for browser in (public, administrator):
            assert browser.get(address).status_code == (200 if is_public else 404), seed.slug
            assert browser.get(f"{address}/dates.ics").status_code == (200 if is_public else 404)
        if seed.author not in officers:
            officers[seed.author] = make_client().sign_in(session.get_one(User, region.users[seed.author].id))
        author = officers[seed.author]
        for path in ("", "/edit"):
            assert author.get(address + path).status_code == 200, seed.slug
        if seed.status == "draft":
            for path in ("problem", "dates", "criteria", "price", "questions", "scale", "contacts", "documents"):
                assert author.get(f"{address}/edit/{path}").status_code == 200, (seed.slug, path)
        for contact in seed.contacts:
            assert contact.email not in public.get(address).text


def test_lists_and_the_pages_of_all_people(
    make_client: Callable[[], MarketClient], session: Session, region: services.Region
) -> None:
    public = make_client()
    for address in ("/", "/challenges", "/challenges?status=closed", "/challenges?status=withdrawn"):
        assert public.get(address).status_code == 200
    seen: set[str] = set()
    for words, person, _ in services.demo_accounts():
        email = person.email if person else services.ADMINISTRATOR[1]
        seen.add(words)
        browser = make_client().sign_in(session.get_one(User, region.users[email].id))
        assert browser.get("/waiting").status_code == 200
        assert browser.get("/challenges/drafts").status_code in (200, 403)
    assert len(seen) == len(services.demo_accounts()) >= 8


def test_the_command_loads_once(app: Flask, session: Session, clock: time_machine.Coordinates) -> None:
    runner = app.test_cli_runner()
    first = runner.invoke(args=["seed", "demo"])
    assert first.exit_code == 0, first.output
    assert "all made up" in first.output
    before = session.scalar(sa.select(sa.func.count()).select_from(Challenge))
    session.rollback()
    second = runner.invoke(args=["seed", "demo"])
    assert second.exit_code == 0
    assert "nothing was changed" in second.output
    assert session.scalar(sa.select(sa.func.count()).select_from(Challenge)) == before
    accounts = runner.invoke(args=["seed", "accounts"])
    assert services.ADMINISTRATOR[1] in accounts.output
    assert "Password of all of them" in accounts.output


def test_the_command_is_refused_in_production(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "APP_ENV", "production")
    refused = app.test_cli_runner().invoke(args=["seed", "demo"])
    assert refused.exit_code == 1
    assert "refused in production" in refused.output
    assert services.is_empty(session)


@pytest.mark.parametrize("what", ["region", "one person", "one organisation", "nothing"])
def test_production_does_not_start_on_demo_data(
    session: Session, settings: dict[str, Any], clock: time_machine.Coordinates, what: str
) -> None:
    if what == "region":
        services.load_region(session, password_hash="x", now=NOW)
    if what == "one person":
        session.add(User(email="a@example.org", name="A", is_demo=True, created_at=NOW))
    if what == "one organisation":
        session.add(
            Organisation(name="A", slug="a", kind="council", is_demo=True, verification="unverified", created_at=NOW)
        )
    session.commit()
    production = settings | {"APP_ENV": "production"}
    if what == "nothing":
        create_app(production).extensions["database"].engine.dispose()
        return
    with pytest.raises(ConfigurationError, match="demo accounts"):
        create_app(production)
