"""What was published can be checked by anybody, and cannot be changed; what stays inside is read by the approver."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, ChallengeVersion
from app.challenges.services import drafting, review
from app.challenges.services.proof import list_problems
from app.challenges.states import ChallengeStatus, Section
from app.core.policy import Actor
from app.organisations.services.verification import decide
from app.organisations.states import VerificationAction
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.integration.challenges.test_draft_pages import PAGES, sent, typed_in
from tests.integration.challenges.test_nothing_typed_is_lost import WORDS, sign_in_again
from tests.integration.challenges.test_review import Load, publish
from tests.support.cast import Cast
from tests.support.client import MarketClient


@pytest.fixture
def published(session: Session, make: Maker, actors: Cast) -> Challenge:
    challenge = make("complete")
    review.submit(session, challenge, version=challenge.version, actor=actors.actor("officer"), now=NOW)
    publish(session, challenge, actors.actor("approver"))
    session.commit()
    return challenge


def tamper(session: Session, statement: str, **values: Any) -> None:
    """Change something as somebody would who holds the database."""
    if session.get_bind().dialect.name == "sqlite":
        for name in session.scalars(sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
    else:
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(sa.text(statement), values)
    session.commit()


def test_anybody_can_check_what_was_published(client: MarketClient, published: Challenge) -> None:
    page = client.get(f"/challenges/{published.reference}")
    answer = client.get(f"/challenges/{published.reference}/versions/1.json")
    assert answer.status_code == 200
    assert sha256(answer.data).hexdigest() in page.text
    assert client.get(f"/challenges/{published.reference}/versions/2.json").status_code == 404


def test_a_version_that_never_was_public_is_not_shown(client: MarketClient, make: Maker, actors: Cast) -> None:
    scheduled = make("scheduled")
    assert client.get(f"/challenges/{scheduled.reference}/versions/1.json").status_code == 404


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE challenge_version SET sha256 = 'x'",
        "UPDATE challenge_version SET number = 2",
        "DELETE FROM challenge_version",
    ],
)
def test_the_database_keeps_what_was_published(session: Session, published: Challenge, statement: str) -> None:
    with pytest.raises(DatabaseError, match="What was published cannot be changed"):
        session.execute(sa.text(statement))
    session.rollback()


def test_a_changed_version_is_found(app: Flask, session: Session, published: Challenge) -> None:
    assert list(list_problems(session)) == []
    version = session.scalars(sa.select(ChallengeVersion)).one()
    content = {**version.content, "budget": 1}
    statement = sa.update(ChallengeVersion).values(content=content).execution_options(synchronize_session=False)
    tamper(session, "SELECT 1")
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("SET LOCAL session_replication_role = replica"))
    session.execute(statement)
    session.commit()
    session.expire_all()
    (problem,) = list_problems(session)
    assert "is not what was published" in problem
    result = app.test_cli_runner().invoke(args=["audit", "verify"])
    assert result.exit_code == 1
    assert "is not what was published" in result.output


def test_a_moved_deadline_is_found(session: Session, published: Challenge) -> None:
    later = (published.closes_at or NOW) + timedelta(days=1)
    session.execute(sa.update(Challenge).values(closes_at=later))
    session.commit()
    (problem,) = list_problems(session)
    assert "dates" in problem


def test_a_council_that_is_not_verified_any_more_opens_nothing(
    app: Flask, session: Session, make: Maker, actors: Cast, stored: Load, clock: time_machine.Coordinates
) -> None:
    challenge = make("scheduled")
    other = make("open")
    administrator = Actor(actors.user("site_administrator").id, is_site_admin=True)
    decide(session, actors.council, VerificationAction.REVOKE, note="Not real.", actor=administrator, now=NOW)
    session.commit()
    assert stored(challenge).status_at(NOW) is ChallengeStatus.DRAFT
    assert stored(other).status_at(NOW) is ChallengeStatus.OPEN
    assert stored(challenge).opens_at is None


def test_two_who_write_different_sections_do_not_clash(
    session: Session, make: Maker, actors: Cast, stored: Load
) -> None:
    challenge = make("complete")
    seen, common = challenge.version, {"actor": actors.actor("officer"), "now": NOW}
    budget = {"budget": 90_000_00, "budget_note": "", "months": 6}
    drafting.save_section(session, challenge, Section.BUDGET, budget, version=seen, **common)
    drafting.save_section(session, challenge, Section.PROBLEM, {"title": "Other"}, version=seen, **common)
    session.commit()
    assert (stored(challenge).title, stored(challenge).months) == ("Other", 6)


def test_the_approver_reads_what_is_not_published(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("in_review", route_reason="Because of the reason", conflicts_note="A cousin on the panel")
    client.sign_in(actors.user("approver"))
    for page in ("edit", "publish"):
        text = client.get(f"/challenges/{challenge.reference}/{page}").text
        assert "Because of the reason" in text
        assert "A cousin on the panel" in text
        assert challenge.contacts[0].email in text


def test_what_was_asked_when_it_was_sent_back_stands_first(
    client: MarketClient, session: Session, make: Maker, actors: Cast
) -> None:
    challenge = make("in_review")
    review.send_back(session, challenge, text="Name the gauge.", actor=actors.actor("approver"), now=NOW)
    session.commit()
    client.sign_in(actors.user("officer"))
    text = client.get(f"/challenges/{challenge.reference}/edit").text
    assert text.index("Sent back by Approver") < text.index("Name the gauge.") < text.index("What you need")


def test_a_comment_is_kept_when_the_session_ended(
    client: MarketClient, make: Maker, actors: Cast, clock: time_machine.Coordinates, with_password: str
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/comments"
    assert client.get(address).status_code == 200
    clock.shift(timedelta(hours=2, minutes=1))
    answer = client.post(address, data={"text": WORDS, "section": ""})
    assert sign_in_again(client, answer, with_password).location == address
    assert typed_in(client.get(address).text)["text"][0].strip() == WORDS


def test_publishing_says_that_it_is_no_notice(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("in_review")
    client.sign_in(actors.user("approver"))
    assert "Find a Tender" in client.get(f"/challenges/{challenge.reference}/publish").text


def test_a_visitor_who_follows_is_asked_again_after_signing_in(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("open")
    address = f"/challenges/{challenge.reference}/follow"
    answer = client.post(address)
    assert "/sign-in" in answer.location
    assert "follow" in answer.location
    client.sign_in(actors.user("supplier_owner"))
    assert "Follow this challenge" in client.get(address).text
    assert client.post(address).status_code == 303
    assert "You follow this challenge" in client.get(f"/challenges/{challenge.reference}").text


def test_sections_are_saved_with_what_was_sent(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/dates"
    typed = {**PAGES["dates"], "closes_on": ["9", "April", "2027"]}
    assert client.post(address, data=sent(typed, 1)).status_code == 303
