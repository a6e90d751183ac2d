"""Send for review, comment, send back, publish, take back, withdraw, follow."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.challenges import queries
from app.challenges.models import Challenge, ChallengeVersion, Comment, Edit, Follow
from app.challenges.services import drafting, review
from app.challenges.services.content import content_of, fingerprint
from app.challenges.states import ChallengeAction, ChallengeStage, ChallengeStatus, Section, is_allowed
from app.core.clock import LONDON
from app.core.errors import DomainError, EditedMeanwhile, NotFound, TransitionNotAllowed
from app.core.policy import Actor
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast

Load = Callable[[Challenge | str], Challenge]
Trail = Callable[[Challenge], list[str]]
TRAITS = {
    ChallengeStatus.DRAFT: ("complete",),
    ChallengeStatus.IN_REVIEW: ("in_review",),
    ChallengeStatus.SCHEDULED: ("scheduled",),
    ChallengeStatus.OPEN: ("open",),
    ChallengeStatus.CLOSED: ("closed",),
    ChallengeStatus.WITHDRAWN: ("withdrawn",),
}


def publish(session: Session, challenge: Challenge, actor: Actor, **changes: Any) -> ChallengeVersion:
    arguments: dict[str, Any] = {
        "opens_at": None,
        "author_ids": frozenset(),
        "version": challenge.version,
        "actor": actor,
        "now": NOW,
    }
    return review.publish(session, challenge, **arguments | changes)


ACTS: dict[ChallengeAction, Callable[[Session, Challenge, Actor], object]] = {
    ChallengeAction.EDIT: lambda s, c, a: drafting.save_section(
        s, c, Section.PROBLEM, {"title": "New"}, version=c.version, actor=a, now=NOW
    ),
    ChallengeAction.SUBMIT: lambda s, c, a: review.submit(s, c, version=c.version, actor=a, now=NOW),
    ChallengeAction.SEND_BACK: lambda s, c, a: review.send_back(s, c, text="Shorter", actor=a, now=NOW),
    ChallengeAction.PUBLISH: publish,
    ChallengeAction.UNSCHEDULE: lambda s, c, a: review.unschedule(s, c, actor=a, now=NOW),
    ChallengeAction.WITHDRAW: lambda s, c, a: review.withdraw(s, c, reason="Changed plans", actor=a, now=NOW),
}


@pytest.mark.parametrize("status", ChallengeStatus)
@pytest.mark.parametrize("action", ChallengeAction)
def test_services_keep_the_table(
    session: Session, make: Maker, actors: Cast, stored: Load, trail: Trail, status: ChallengeStatus, action: Any
) -> None:
    challenge = make(*TRAITS[status])
    before = stored(challenge)
    act = ACTS[action]
    if is_allowed(status, action):
        act(session, challenge, actors.actor("approver"))
        session.commit()
        assert stored(challenge).version == before.version + 1
        assert trail(challenge)
        return
    with pytest.raises(TransitionNotAllowed):
        act(session, challenge, actors.actor("approver"))
    assert not session.dirty
    assert not session.new
    session.commit()
    assert (stored(challenge).version, trail(challenge)) == (before.version, [])


def test_a_draft_is_reviewed_sent_back_corrected_and_published(
    session: Session, make: Maker, actors: Cast, stored: Load, trail: Trail
) -> None:
    challenge = make("complete")
    officer, approver = actors.actor("officer"), actors.actor("approver")
    review.submit(session, challenge, version=challenge.version, actor=officer, now=NOW)
    session.commit()
    assert stored(challenge).status_at(NOW) is ChallengeStatus.IN_REVIEW
    review.send_back(session, challenge, text=" Name the gauge. ", actor=approver, now=NOW)
    session.commit()
    assert stored(challenge).status_at(NOW) is ChallengeStatus.DRAFT
    (said,) = queries.list_comments(session, challenge.id)
    assert (said.comment.text, said.author) == ("Name the gauge.", "Approver")
    review.resolve_comment(session, challenge, said.comment.id, actor=officer, now=NOW)
    review.resolve_comment(session, challenge, said.comment.id, actor=officer, now=NOW)
    review.submit(session, challenge, version=challenge.version, actor=officer, now=NOW)
    session.commit()
    publish(session, challenge, approver)
    session.commit()
    assert stored(challenge).status_at(NOW) is ChallengeStatus.OPEN
    assert trail(challenge) == [
        "challenge.submitted",
        "challenge.commented",
        "challenge.sent_back",
        "challenge.comment_resolved",
        "challenge.submitted",
        "challenge.published",
    ]


def test_what_is_frozen_can_be_computed_again_from_what_is_stored(
    session: Session, make: Maker, actors: Cast, stored: Load
) -> None:
    challenge = make("in_review", partner=actors.partner_council)
    challenge.closes_at = datetime(2027, 4, 12, 12, 0, tzinfo=LONDON)  # not UTC, as a careless caller may give it
    session.flush()
    version = publish(session, challenge, actors.actor("approver"))
    session.commit()
    again = content_of(stored(challenge))
    assert again == version.content == session.scalars(sa.select(ChallengeVersion.content)).one()
    assert fingerprint(again) == version.sha256
    assert (version.number, version.approved_by_id) == (1, actors.user("approver").id)


def test_nothing_secret_is_frozen(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("in_review", conflicts_note="PLANTED-NOTE", route_reason="PLANTED-REASON")
    review.comment(session, challenge, text="PLANTED-COMMENT", section=None, actor=actors.actor("officer"), now=NOW)
    text = json.dumps(publish(session, challenge, actors.actor("approver")).content)
    for secret in ("PLANTED", "Planted Contact", "planted.contact", "01632 960123"):
        assert secret not in text


def test_a_scheduled_challenge_can_be_taken_back_and_published_again(
    session: Session, make: Maker, actors: Cast, stored: Load
) -> None:
    challenge = make("in_review")
    approver = actors.actor("approver")
    opens = NOW + timedelta(days=3)
    publish(session, challenge, approver, opens_at=opens)
    session.commit()
    assert stored(challenge).status_at(opens - timedelta(seconds=1)) is ChallengeStatus.SCHEDULED
    assert stored(challenge).status_at(opens) is ChallengeStatus.OPEN
    review.unschedule(session, challenge, actor=approver, now=NOW)
    session.commit()
    taken = stored(challenge)
    assert (taken.stage, taken.opens_at) == (ChallengeStage.DRAFT, None)
    review.submit(session, challenge, version=challenge.version, actor=approver, now=NOW)
    session.flush()
    publish(session, challenge, approver, opens_at=opens + timedelta(days=1))
    session.commit()
    rows = session.scalars(sa.select(ChallengeVersion).order_by(ChallengeVersion.number)).all()
    assert [row.number for row in rows] == [1, 2]
    assert rows[0].content["opens_at"] == opens.isoformat()
    assert stored(challenge).opens_at == opens + timedelta(days=1)
    found = queries.find_published(session, challenge.reference, actor=approver, now=NOW + timedelta(days=5))
    assert found is not None
    assert found.version == 2


def test_what_has_opened_is_not_taken_back(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("scheduled")
    assert challenge.opens_at is not None
    with pytest.raises(TransitionNotAllowed):
        review.unschedule(session, challenge, actor=actors.actor("approver"), now=challenge.opens_at)


REFUSALS: dict[str, tuple[dict[str, Any], type[DomainError], str, str | None]] = {
    "an old page": ({"version": 99}, EditedMeanwhile, "changed after you opened", None),
    "in the past": ({"opens_at": NOW - timedelta(microseconds=1)}, DomainError, "in the future", "opens_on"),
    "far ahead": ({"opens_at": NOW + timedelta(days=367)}, DomainError, "within a year", "opens_on"),
    "too late for the deadline": ({"opens_at": NOW + timedelta(days=39)}, DomainError, "cannot be published yet", None),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refused_publication_leaves_everything_as_it_was(
    session: Session, make: Maker, actors: Cast, trail: Trail, name: str
) -> None:
    challenge = make("in_review")
    changes, kind, words, field = REFUSALS[name]
    with pytest.raises(kind, match=words) as refused:
        publish(session, challenge, actors.actor("approver"), **changes)
    assert refused.value.field == field
    assert not session.dirty
    assert not session.new
    session.commit()
    assert not trail(challenge)
    assert not session.scalar(sa.select(sa.func.count()).select_from(ChallengeVersion))


def test_a_blocker_is_named(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("in_review", sme_measures="")
    with pytest.raises(DomainError, match=r"cannot be published yet\. Say what keeps small firms"):
        publish(session, challenge, actors.actor("approver"))


@pytest.mark.parametrize("how", ["creator", "editor"])
def test_nobody_approves_what_they_wrote(session: Session, make: Maker, actors: Cast, how: str) -> None:
    approver = actors.actor("approver")
    facts = {"created_by_id": approver.user_id} if how == "creator" else {}
    challenge = make("in_review", **facts)
    if how == "editor":
        session.add(
            Edit(challenge_id=challenge.id, user_id=approver.user_id, section=Section.PROBLEM, version=2, at=NOW)
        )
        session.commit()
    authors = queries.list_author_ids(session, challenge)
    assert approver.user_id in authors
    with pytest.raises(DomainError, match="other than its authors"):
        publish(session, challenge, approver, author_ids=authors)
    tasks = queries.list_waiting(session, actor=approver, now=NOW)
    assert "challenge.review" not in {task.kind for task in tasks}


def test_authors_are_those_who_wrote_not_those_who_have_left(session: Session, make: Maker, actors: Cast) -> None:
    challenge = make("in_review", created_by_id=None)
    session.add(Edit(challenge_id=challenge.id, user_id=None, section=Section.PROBLEM, version=2, at=NOW))
    session.add(
        Edit(challenge_id=challenge.id, user_id=actors.user("officer").id, section=Section.PRICE, version=2, at=NOW)
    )
    session.commit()
    assert queries.list_author_ids(session, challenge) == {actors.user("officer").id}


@pytest.mark.parametrize("trait", ["complete", "in_review", "scheduled", "open", "closed"])
def test_a_withdrawn_challenge_says_why_and_stays_as_public_as_it_was(
    session: Session, make: Maker, actors: Cast, stored: Load, trait: str
) -> None:
    challenge = make(trait)
    was_public = challenge.was_public_by(NOW)
    review.withdraw(session, challenge, reason="  No money. ", actor=actors.actor("approver"), now=NOW)
    session.commit()
    after = stored(challenge)
    assert (after.stage, after.withdrawal_reason, after.withdrawn_at) == ("withdrawn", "No money.", NOW)
    for later in (NOW, NOW + timedelta(days=100)):
        assert after.was_public_by(later) is was_public
        found = queries.find_published(session, after.reference, actor=actors.actor("anonymous"), now=later)
        assert (found is not None) is was_public


@pytest.mark.parametrize("text", ["", "  \n\t"])
def test_silence_is_no_reason_and_no_comment(session: Session, make: Maker, actors: Cast, text: str) -> None:
    challenge = make("in_review")
    actor = actors.actor("approver")
    with pytest.raises(DomainError, match="why the challenge is withdrawn"):
        review.withdraw(session, challenge, reason=text, actor=actor, now=NOW)
    with pytest.raises(DomainError, match="what has to be changed"):
        review.send_back(session, challenge, text=text, actor=actor, now=NOW)
    with pytest.raises(DomainError, match="Enter a comment"):
        review.comment(session, challenge, text=text, section=None, actor=actor, now=NOW)
    assert not session.dirty
    assert not session.new


def test_a_comment_of_another_challenge_is_not_found(session: Session, make: Maker, actors: Cast) -> None:
    mine, other = make(), make()
    actor = actors.actor("officer")
    said = review.comment(session, other, text="There", section=Section.BUDGET, actor=actor, now=NOW)
    for identifier in (said.id, uuid4()):
        with pytest.raises(NotFound):
            review.resolve_comment(session, mine, identifier, actor=actor, now=NOW)
    assert session.get_one(Comment, said.id).resolved_at is None


def test_following_twice_is_following_once(session: Session, make: Maker, actors: Cast, trail: Trail) -> None:
    challenge = make("open")
    actor = actors.actor("stranger")
    for _ in range(2):
        review.follow(session, challenge, actor=actor, now=NOW)
        session.commit()
    assert session.scalar(sa.select(sa.func.count()).select_from(Follow)) == 1
    (task,) = queries.list_waiting(session, actor=actor, now=NOW)
    assert (task.kind, task.due_at) == ("challenge.deadline", challenge.closes_at)
    for _ in range(2):
        review.unfollow(session, challenge, actor=actor, now=NOW)
        session.commit()
    assert trail(challenge) == ["challenge.followed", "challenge.unfollowed"]
    assert queries.list_waiting(session, actor=actor, now=NOW) == []


def test_what_waits_for_whom(session: Session, make: Maker, actors: Cast) -> None:
    make("in_review", partner=actors.partner_council, title="To review")
    sent_back = make("complete", title="Sent back", submitted_at=NOW)
    review.comment(session, sent_back, text="More", section=None, actor=actors.actor("approver"), now=NOW)
    make("complete", title="Never sent")
    session.commit()

    def waiting(role: str) -> list[tuple[str, str]]:
        tasks = queries.list_waiting(session, actor=actors.actor(role), now=NOW)
        return [(task.kind, task.detail.partition(" (")[0]) for task in tasks]

    correct = ("challenge.correct", "Sent back")
    assert waiting("approver") == [("challenge.review", "To review"), correct]
    assert waiting("officer") == [correct]
    for role in ("partner_officer", "other_officer", "stranger", "site_administrator", "anonymous"):
        assert waiting(role) == []
