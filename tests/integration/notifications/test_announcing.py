"""Who is told of what happens to a challenge, and how often."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.audit.services import record
from app.challenges import events
from app.challenges.models import Comment, Edit, Follow, Party
from app.challenges.states import ChallengeStage, PartyRole, Section
from app.core.policy import Actor, Role
from app.notifications import services
from app.notifications.models import Message, Preference
from app.notifications.services import announcing
from app.notifications.states import Frequency, MessageState
from app.organisations.models import Member, MemberRole
from app.organisations.states import Verification
from tests.conftest import NOW

S = ChallengeStage


def told(session):
    """Return ``(kind, address)`` of everybody who was told, in order."""
    rows = session.execute(select(Message.kind, User.email).join(User, User.id == Message.user_id))
    return sorted((kind, email.partition("@")[0]) for kind, email in rows)


def join(session, organisation, user, *roles):
    member = Member(organisation_id=organisation.id, user_id=user.id, created_at=NOW)
    member.roles = [MemberRole(role=role) for role in roles]
    session.add(member)
    session.flush()
    return user


@pytest.fixture
def challenge(session, carrier, actors, make_challenge):
    """A draft that the officer wrote, the partner's officer changed and the administrator commented on."""
    made = make_challenge(actors.council, stage=S.IN_REVIEW, created_by_id=actors.user("officer").id)
    made.parties.append(Party(organisation_id=actors.partner_council.id, role=PartyRole.CONTRIBUTING))
    for role in ("approver", "evaluator", "other_officer", "supplier_owner", "stranger", "site_administrator"):
        actors.user(role)
    partner, administrator = actors.user("partner_officer"), actors.user("council_administrator")
    session.add(Edit(challenge_id=made.id, user_id=partner.id, section=Section.PROBLEM, version=2, at=NOW))
    session.add(Comment(challenge_id=made.id, author_id=administrator.id, text="Secret remark", created_at=NOW))
    session.flush()
    return made


FACTS = {events.ChallengeSubmitted: {"sha256": "0" * 64}, events.ChallengeWithdrawn: {"reason_sha256": "0" * 64}}


def happen(session, kind, challenge, actor, **facts):
    facts = {**FACTS.get(kind, {}), **facts}
    record(session, kind(subject_id=challenge.id, actor_id=actor.user_id, at=NOW, **facts))


def published(session, challenge, actor, *, opens_at=NOW):
    challenge.stage, challenge.opens_at, challenge.closes_at = S.PUBLISHED, opens_at, NOW + timedelta(days=40)
    facts = {"opens_at": opens_at, "closes_at": challenge.closes_at, "version": 1, "sha256": "0" * 64}
    happen(session, events.ChallengePublished, challenge, actor, **facts)


class TestWho:
    def test_approvers_of_the_lead_hear_of_a_draft_that_waits(self, session, challenge, actors, make_user, drain):
        join(session, actors.partner_council, make_user("partner.approver"), Role.APPROVER)
        happen(session, events.ChallengeSubmitted, challenge, actors.actor("officer"))
        drain()
        assert told(session) == [("challenge_submitted", "approver")]

    def test_but_not_if_it_does_not_wait_any_more(self, session, challenge, actors, drain):
        happen(session, events.ChallengeSubmitted, challenge, actors.actor("officer"))
        challenge.stage = S.DRAFT
        drain()
        assert told(session) == []

    def test_authors_hear_of_one_sent_back_and_its_comment_is_not_news_again(
        self, session, challenge, actors, drain, clock
    ):
        comment_id = uuid4()
        happen(session, events.ChallengeCommented, challenge, actors.actor("approver"), comment_id=comment_id)
        happen(session, events.ChallengeSentBack, challenge, actors.actor("approver"), comment_id=comment_id)
        drain()
        clock.shift(announcing.COMMENT_DELAY)
        drain()
        assert told(session) == [
            ("challenge_commented", "council.administrator"),
            ("challenge_sent_back", "officer"),
            ("challenge_sent_back", "partner.officer"),
        ]

    def test_nobody_hears_of_their_own_act(self, session, challenge, actors, drain, clock):
        happen(session, events.ChallengeCommented, challenge, actors.actor("officer"), comment_id=uuid4())
        clock.shift(announcing.COMMENT_DELAY)
        drain()
        assert told(session) == [
            ("challenge_commented", "council.administrator"),
            ("challenge_commented", "partner.officer"),
        ]

    def test_those_who_left_its_councils_hear_nothing_of_a_draft(self, session, challenge, actors, drain):
        session.delete(session.scalar(select(Member).where(Member.user_id == actors.user("officer").id)))
        happen(session, events.ChallengeUnscheduled, challenge, actors.actor("approver"))
        drain()
        assert told(session) == [("challenge_unscheduled", "partner.officer")]

    def test_authors_and_firms_of_the_region_hear_of_a_publication(self, session, challenge, actors, make_user, drain):
        published(session, challenge, actors.actor("approver"))
        actors.user("supplier_member")
        drain()
        assert told(session) == [
            ("challenge_approved", "officer"),
            ("challenge_approved", "partner.officer"),
            ("challenge_opened", "supplier.member"),
            ("challenge_opened", "supplier.owner"),
        ]

    @pytest.mark.parametrize(
        "facts", [{"region": "TLD"}, {"region": ""}, {"verification": Verification.REFUSED, "verified_at": NOW}]
    )
    def test_other_firms_do_not(self, session, challenge, actors, drain, facts):
        for name, value in facts.items():
            setattr(actors.supplier, name, value)
        published(session, challenge, actors.actor("approver"))
        drain()
        assert {kind for kind, _ in told(session)} == {"challenge_approved"}

    def test_followers_and_authors_hear_of_a_withdrawal(self, session, challenge, actors, drain):
        session.add(Follow(user_id=actors.user("stranger").id, challenge_id=challenge.id, created_at=NOW))
        challenge.opens_at, challenge.closes_at = NOW - timedelta(days=2), NOW + timedelta(days=2)
        challenge.stage, challenge.withdrawn_at, challenge.withdrawal_reason = S.WITHDRAWN, NOW, "Money is gone."
        happen(session, events.ChallengeWithdrawn, challenge, actors.actor("approver"), was_public=True)
        drain()
        assert told(session) == [
            ("challenge_withdrawn", "officer"),
            ("challenge_withdrawn", "partner.officer"),
            ("challenge_withdrawn", "stranger"),
        ]

    def test_only_authors_hear_of_the_withdrawal_of_a_draft(self, session, challenge, actors, drain):
        happen(session, events.ChallengeWithdrawn, challenge, actors.actor("partner_officer"), was_public=False)
        drain()
        assert told(session) == [("draft_withdrawn", "officer")]

    @pytest.mark.parametrize("facts", [{"closed_at": NOW}, {"email_confirmed_at": None}])
    def test_accounts_that_are_closed_or_not_confirmed_hear_nothing(self, session, challenge, actors, drain, facts):
        for name, value in facts.items():
            setattr(actors.user("approver"), name, value)
        happen(session, events.ChallengeSubmitted, challenge, actors.actor("officer"))
        drain()
        assert told(session) == []


class TestWhat:
    def test_nothing_of_a_draft_but_its_reference(self, session, challenge, actors, carrier, drain, clock):
        approver = actors.actor("approver")
        happen(session, events.ChallengeSubmitted, challenge, actors.actor("officer"))
        happen(session, events.ChallengeCommented, challenge, approver, comment_id=uuid4())
        happen(session, events.ChallengeSentBack, challenge, approver, comment_id=uuid4())
        happen(session, events.ChallengeUnscheduled, challenge, approver)
        happen(session, events.ChallengeWithdrawn, challenge, approver, was_public=False)
        clock.shift(announcing.COMMENT_DELAY)
        drain()
        assert len(carrier.taken) >= 8
        for mail in carrier.taken:
            assert "Confidential" not in mail.subject + mail.text
            assert "Secret remark" not in mail.text
            assert challenge.reference in mail.subject
            assert f"https://market.example/challenges/{challenge.reference}/edit" in mail.text

    def test_a_published_challenge_by_its_title(self, session, challenge, actors, carrier, drain):
        published(session, challenge, actors.actor("approver"))
        drain()
        mail = next(mail for mail in carrier.taken if mail.to == "supplier.owner@example.org")
        assert mail.subject == "New challenge in your region: Confidential title of the draft"
        assert "Ardenbrook City Council has published" in mail.text
        assert f"https://market.example/challenges/{challenge.reference}\n" in mail.text


def test_every_link_leads_to_a_page(app, session, challenge):
    addresses = app.url_map.bind("localhost")
    for announcement in announcing.ANNOUNCEMENTS.values():
        path, _ = announcing._words(session, announcement, challenge)
        endpoint, values = addresses.match(path)
        assert endpoint.startswith("challenges.")
        assert values == {"reference": challenge.reference}


class TestWhen:
    def test_a_scheduled_challenge_is_news_when_it_opens(self, session, challenge, actors, drain, clock):
        opens_at = NOW + timedelta(days=3)
        published(session, challenge, actors.actor("approver"), opens_at=opens_at)
        drain()
        assert {kind for kind, _ in told(session)} == {"challenge_approved"}
        clock.move_to(opens_at)
        drain()
        assert ("challenge_opened", "supplier.owner") in told(session)

    def test_one_taken_back_is_not(self, session, challenge, actors, drain, clock):
        opens_at = NOW + timedelta(days=3)
        published(session, challenge, actors.actor("approver"), opens_at=opens_at)
        challenge.stage, challenge.opens_at = S.DRAFT, None
        session.commit()
        clock.move_to(opens_at)
        drain()
        assert "challenge_opened" not in {kind for kind, _ in told(session)}

    def test_one_scheduled_anew_is_news_once(self, session, challenge, actors, drain, clock):
        for days in (3, 5, 2):
            published(session, challenge, actors.actor("approver"), opens_at=NOW + timedelta(days=days))
        for days in (2, 3, 5):
            clock.move_to(NOW + timedelta(days=days))
            drain()
        assert [kind for kind, _ in told(session)].count("challenge_opened") == 1


class TestHowMany:
    @pytest.fixture
    def crowd(self, session, challenge, make_user):
        challenge.opens_at, challenge.closes_at = NOW - timedelta(days=2), NOW + timedelta(days=2)
        challenge.stage, challenge.withdrawn_at, challenge.withdrawal_reason = S.WITHDRAWN, NOW, "Why."
        for number in range(7):
            follower = make_user(f"follower{number}")
            session.add(Follow(user_id=follower.id, challenge_id=challenge.id, created_at=NOW))
        session.commit()

    @pytest.mark.parametrize("batch", [1, 2, 3, 7, 9, 200])
    def test_everybody_is_told_once_whatever_the_batch(
        self, session, challenge, actors, crowd, drain, monkeypatch, carrier, batch
    ):
        monkeypatch.setattr(announcing, "BATCH", batch)
        happen(session, events.ChallengeWithdrawn, challenge, actors.actor("approver"), was_public=True)
        drain()
        assert len(told(session)) == len(set(told(session))) == 7 + 2
        assert len(carrier.taken) == 9

    def test_a_job_that_runs_again_tells_nobody_again(self, session, challenge, actors, crowd, drain, carrier):
        happen(session, events.ChallengeWithdrawn, challenge, actors.actor("approver"), was_public=True)
        session.flush()
        drain()
        occasion = session.scalars(select(Message.occasion)).first()
        payload = {"kind": "challenge_withdrawn", "challenge_id": str(challenge.id), "actor_id": None}
        assert announcing.fan_out(session, {**payload, "occasion": occasion}, now=NOW) == 0
        assert announcing.fan_out(session, {**payload, "occasion": "another"}, now=NOW) == 9

    def test_the_request_writes_one_job_however_many_follow(
        self, session, challenge, actors, crowd, count_queries, jobs
    ):
        approver = actors.actor("approver")
        with count_queries() as seen:
            happen(session, events.ChallengeWithdrawn, challenge, approver, was_public=True)
            session.flush()
        assert (len(seen), len(jobs())) == (1, 1)

    def test_a_job_of_a_challenge_that_is_gone_does_nothing(self, session, carrier):
        payload = {"kind": "challenge_opened", "challenge_id": str(uuid4()), "actor_id": None, "occasion": "x"}
        assert announcing.fan_out(session, payload, now=NOW) == 0


class TestFrequency:
    @pytest.mark.parametrize(
        ("frequency", "state", "mails"),
        [
            (Frequency.AT_ONCE, MessageState.SENT, 1),
            (Frequency.DAILY, MessageState.HELD, 0),
            (Frequency.REQUIRED_ONLY, MessageState.PAGE_ONLY, 0),
        ],
    )
    def test_everybody_hears_as_they_want(
        self, session, challenge, actors, drain, carrier, messages, frequency, state, mails
    ):
        session.add(Preference(user_id=actors.user("approver").id, frequency=frequency, updated_at=NOW))
        happen(session, events.ChallengeSubmitted, challenge, actors.actor("officer"))
        drain()
        assert [message.state for message in messages()] == [state]
        assert len(carrier.taken) == mails

    def test_who_wants_no_more_is_not_sent_what_waits(self, session, make_user, make_message, carrier, messages, drain):
        user = make_user()
        for state in (MessageState.HELD, MessageState.WAITING):
            make_message(user, state=state)
        other = make_message(make_user("other"), state=MessageState.HELD)
        for _ in range(2):
            services.choose_frequency(session, user.id, Frequency.REQUIRED_ONLY, actor=Actor(user_id=user.id), now=NOW)
        session.commit()
        states = [message.state for message in messages()]
        assert states == [MessageState.PAGE_ONLY, MessageState.PAGE_ONLY, MessageState.HELD]
        assert other.state is MessageState.HELD
