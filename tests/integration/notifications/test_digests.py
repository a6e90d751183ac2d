"""One mail a day with everything that was held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.notifications.services import digests
from app.notifications.services.digests import make_digests, run_periodic
from app.notifications.states import MessageState

EVENING = datetime(2027, 3, 1, 20, 0, tzinfo=UTC)
HALF_PAST_SEVEN = datetime(2027, 3, 2, 7, 30, tzinfo=UTC)


@pytest.fixture
def hold(make_message):
    return lambda user, at=EVENING, **facts: make_message(user, at=at, state=MessageState.HELD, **facts)


def digests_in(messages):
    return [message for message in messages if message.kind == "digest"]


def test_nothing_goes_out_before_half_past_seven(session, carrier, make_user, hold, messages):
    hold(make_user(), at=HALF_PAST_SEVEN - timedelta(hours=1))
    assert make_digests(session, now=HALF_PAST_SEVEN - timedelta(seconds=1)) == 0
    assert make_digests(session, now=HALF_PAST_SEVEN) == 1
    assert len(digests_in(messages())) == 1


def test_one_mail_a_person_lists_what_was_held(session, carrier, make_user, hold, messages, drain, clock):
    sam, ada = make_user("sam"), make_user("ada")
    for number in range(3):
        hold(sam, subject=f"News {number}", path=f"/challenges/PG-{number}")
    hold(ada, subject="Other news")
    clock.move_to(HALF_PAST_SEVEN)
    assert make_digests(session, now=HALF_PAST_SEVEN) == 2
    drain()
    mails = {mail.to: mail for mail in carrier.taken}
    assert set(mails) == {"sam@example.org", "ada@example.org"}
    assert mails["sam@example.org"].subject == "3 messages for you on Proving Ground"
    assert "* News 2\n  https://market.example/challenges/PG-2" in mails["sam@example.org"].text
    assert mails["sam@example.org"].unsubscribe_url
    held = [message for message in messages() if message.kind != "digest"]
    assert {message.state for message in held} == {MessageState.BUNDLED}
    assert {message.digest_id for message in held} == {message.id for message in digests_in(messages())}


def test_it_may_run_twice(session, carrier, make_user, hold, messages):
    hold(make_user())
    for minutes in range(3):
        make_digests(session, now=HALF_PAST_SEVEN + timedelta(minutes=minutes))
    assert len(digests_in(messages())) == 1


def test_what_comes_later_waits_for_the_next_day(session, carrier, make_user, hold, messages):
    user = make_user()
    hold(user)
    make_digests(session, now=HALF_PAST_SEVEN)
    hold(user, at=HALF_PAST_SEVEN + timedelta(minutes=5))
    hold(user)  # of a transaction that began before half past seven and ended after
    assert make_digests(session, now=HALF_PAST_SEVEN + timedelta(hours=10)) == 0
    assert make_digests(session, now=HALF_PAST_SEVEN + timedelta(days=1)) == 1
    assert len(digests_in(messages())) == 2
    assert not [message for message in messages() if message.state is MessageState.HELD]


def test_killed_before_the_commit_nothing_is_lost_and_nothing_sent(session, carrier, make_user, hold, messages):
    hold(make_user())
    session.commit()
    make_digests(session, now=HALF_PAST_SEVEN)
    session.rollback()
    assert [message.state for message in messages()] == [MessageState.HELD]
    assert make_digests(session, now=HALF_PAST_SEVEN) == 1


def test_a_worker_that_was_away_in_the_morning_makes_up_for_it(session, carrier, make_user, hold, messages):
    hold(make_user())
    assert make_digests(session, now=HALF_PAST_SEVEN + timedelta(hours=8)) == 1


def test_a_closed_account_gets_none(session, carrier, make_user, hold, messages):
    hold(make_user(closed_at=EVENING))
    make_digests(session, now=HALF_PAST_SEVEN)
    assert [message.state for message in messages()] == [MessageState.PAGE_ONLY]


def test_a_long_list_is_cut_and_says_so(session, carrier, make_user, hold, messages, monkeypatch):
    monkeypatch.setattr(digests, "LISTED", 2)
    user = make_user()
    for number in range(5):
        hold(user, subject=f"News {number}")
    make_digests(session, now=HALF_PAST_SEVEN)
    (digest,) = digests_in(messages())
    assert digest.subject == "5 messages for you on Proving Ground"
    assert "News 1" in digest.text
    assert "News 2" not in digest.text
    assert "And 3 more" in digest.text


def test_everybody_gets_theirs_in_one_run_in_few_statements(
    database, session, carrier, make_user, hold, messages, monkeypatch, count_queries
):
    monkeypatch.setattr(digests, "PEOPLE", 2)
    for number in range(5):
        hold(make_user(f"person{number}"))
    session.commit()
    run_periodic(database, HALF_PAST_SEVEN)
    assert len(digests_in(messages())) == 5
    session.commit()
    with count_queries() as seen:
        run_periodic(database, HALF_PAST_SEVEN + timedelta(minutes=1))
    assert len(seen) <= 4


def test_old_messages_are_forgotten(database, session, carrier, make_user, make_message, messages):
    long_ago = HALF_PAST_SEVEN - digests.FORGET_AFTER - timedelta(days=1)
    user = make_user()
    make_message(user, at=long_ago, state=MessageState.PAGE_ONLY)
    make_message(user, at=long_ago, state=MessageState.SENT, sent_at=long_ago)
    waiting = make_message(user, at=long_ago)
    recent = make_message(user, state=MessageState.PAGE_ONLY)
    session.commit()
    run_periodic(database, HALF_PAST_SEVEN)
    assert [message.id for message in messages()] == [waiting.id, recent.id]
