"""Stored first, sent once, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core import keys
from app.core.events import MailWanted, react
from app.core.policy import Actor
from app.integrations.mail import FolderTransport, MailRefused, MailUnavailable
from app.notifications import services
from app.notifications.models import Message
from app.notifications.services import sending
from app.notifications.services.digests import requeue_forgotten
from app.notifications.services.sending import LEASE, Busy, Outcome, Parcel
from app.notifications.states import Frequency, MessageState
from app.outbox import services as outbox
from tests.conftest import NOW

TOKEN = "s3cret-t0ken"


def want(session, user, kind="reset_password"):
    react(session, MailWanted(kind=kind, user_id=user.id, context={"name": "Sam", "path": f"/r/{TOKEN}"}, at=NOW))


def everything_in(session, table):
    return " ".join(str(value) for row in session.execute(text(f"SELECT * FROM {table}")) for value in row)


class TestStored:
    def test_with_what_it_tells_or_not_at_all(self, session, carrier, make_user, messages, jobs):
        user = make_user()
        session.commit()
        want(session, user)
        session.rollback()
        assert (messages(), jobs()) == ([], [])
        want(session, user)
        session.commit()
        (message,) = messages()
        assert [job.payload for job in jobs()] == [{"message_id": message.id}]
        assert (message.state, message.is_required, message.kind) == (MessageState.WAITING, True, "reset_password")

    def test_the_secret_of_a_link_can_be_read_nowhere_before_or_after(self, session, carrier, make_user, drain):
        want(session, make_user())
        session.commit()
        for _ in range(2):
            assert TOKEN not in everything_in(session, "message") + everything_in(session, "outbox_job")
            drain()
        assert f"https://market.example/r/{TOKEN}" in carrier.taken[0].text

    def test_to_an_address_that_is_not_confirmed_without_the_name_that_somebody_chose(
        self, session, carrier, make_user, drain
    ):
        bait, known = make_user("bait", email_confirmed_at=None), make_user("known")
        bait.name = "Claim your £500 council refund: bit.ly/x"
        for user in (bait, known):
            want(session, user, kind="confirm_email")
        drain()
        assert not any("refund" in mail.text + mail.subject for mail in carrier.taken)
        assert f"Hello {known.name}" in carrier.taken[1].text

    def test_for_an_address_without_an_account(self, session, carrier, drain, messages):
        context = {"organisation": "Lantern Sensors", "path": "/invitations/t"}
        react(session, MailWanted(kind="invitation", email="new@example.org", context=context, at=NOW))
        drain()
        assert (carrier.taken[0].to, carrier.taken[0].subject) == ("new@example.org", "Lantern Sensors invites you")
        assert messages()[0].state is MessageState.SENT


class TestSent:
    def test_once_with_everything_noted(self, session, carrier, make_user, drain, messages, jobs):
        want(session, make_user())
        drain()
        drain()
        (message,) = messages()
        (mail,) = carrier.taken
        assert (message.state, message.sent_at, message.provider_id) == (MessageState.SENT, NOW, "carrier-1")
        assert (message.sealed_path, message.lease_until, message.last_error) == (None, None, None)
        assert (mail.to, mail.reference, mail.unsubscribe_url) == ("sam@example.org", str(message.reference), "")
        assert jobs() == []

    def test_to_the_address_that_the_person_has_by_then(self, session, carrier, make_user, drain):
        user = make_user()
        want(session, user)
        session.commit()
        user.email = "moved@example.org"
        drain()
        assert carrier.taken[0].to == "moved@example.org"

    def test_optional_mail_has_its_way_out(self, session, carrier, make_message, drain):
        message = make_message()
        sending.enqueue(session, sending.SEND, {"message_id": message.id}, now=NOW)
        drain()
        (mail,) = carrier.taken
        assert mail.unsubscribe_url in mail.text
        assert services.read_unsubscribe_token(mail.unsubscribe_url.rpartition("/")[2]) == message.user_id

    def test_what_was_silenced_or_sent_meanwhile_is_not_sent(self, session, carrier, make_user, make_message, drain):
        message = make_message(make_user("ada"))
        sending.enqueue(session, sending.SEND, {"message_id": message.id}, now=NOW)
        sending.enqueue(session, sending.SEND, {"message_id": 999_999}, now=NOW)
        services.choose_frequency(
            session, message.user_id, Frequency.REQUIRED_ONLY, actor=Actor(user_id=message.user_id), now=NOW
        )
        drain()
        assert carrier.taken == []

    def test_optional_mail_to_a_closed_account_is_dropped_and_required_mail_is_not(
        self, session, carrier, make_user, make_message, drain, messages
    ):
        user = make_user(closed_at=NOW)
        message = make_message(user)
        sending.enqueue(session, sending.SEND, {"message_id": message.id}, now=NOW)
        want(session, user)
        drain()
        assert [message.state for message in messages()] == [MessageState.PAGE_ONLY, MessageState.SENT]


class TestRefused:
    def test_for_good(self, session, carrier, make_user, drain, messages, jobs):
        carrier.troubles = [MailRefused("The mail server refused the mail for good (550).")]
        want(session, make_user())
        drain()
        (message,) = messages()
        assert (message.state, message.sealed_path) == (MessageState.FAILED, None)
        assert message.last_error == "The mail server refused the mail for good (550)."
        assert jobs() == []

    @pytest.mark.parametrize(
        ("trouble", "seconds"),
        [
            (MailUnavailable("Not now."), 30),
            (MailUnavailable("Not now.", retry_after=7), 30),
            (MailUnavailable("Not now.", retry_after=600), 600),
            (ZeroDivisionError("sam@example.org"), 30),
        ],
    )
    def test_for_now(self, session, carrier, make_user, drain, messages, clock, trouble, seconds):
        carrier.troubles = [trouble]
        want(session, make_user())
        drain()
        (message,) = messages()
        assert (message.state, message.due_at) == (MessageState.WAITING, NOW + timedelta(seconds=seconds))
        assert "sam@" not in message.last_error
        clock.shift(seconds - 1)
        assert drain() == 0
        clock.shift(1)
        drain()
        assert messages()[0].state is MessageState.SENT
        assert carrier.again == [False, True]

    def test_for_two_days_and_then_given_up(self, session, carrier, make_user, drain, messages, jobs, clock):
        carrier.troubles = [MailUnavailable("Not now.")] * 100
        want(session, make_user())
        drain()
        while jobs():
            clock.move_to(max(job.run_at for job in jobs()))
            drain()
        (message,) = messages()
        assert message.state is MessageState.FAILED
        assert message.attempts == len(sending.DELAYS) + 1
        assert message.due_at - NOW == sum(sending.DELAYS, timedelta(0))
        assert timedelta(days=1.5) < message.due_at - NOW < timedelta(days=2)

    def test_because_the_secret_of_the_service_changed(self, session, carrier, make_user, drain, messages):
        want(session, make_user())
        session.commit()
        keys.set_secret("another secret")
        drain()
        assert carrier.taken == []
        assert (messages()[0].state, messages()[0].last_error) == (MessageState.FAILED, sending.UNREADABLE)


class TestKilled:
    def test_after_the_beginning_it_is_sent_by_the_next(
        self, database, session, carrier, make_user, drain, messages, clock
    ):
        want(session, make_user())
        session.commit()
        self.claim_and_die(database, send=False)
        assert drain() == 0
        clock.shift(outbox.LEASE + timedelta(seconds=1))
        drain()
        assert messages()[0].state is MessageState.SENT
        assert (len(carrier.taken), carrier.again) == (1, [True])

    def test_after_the_sending_a_folder_keeps_one_file(
        self, database, session, carrier, make_user, drain, messages, clock, tmp_path
    ):
        folder = FolderTransport(tmp_path, sender="no-reply@market.example")
        services.configure(services.Settings("https://market.example", "Proving Ground", folder))
        want(session, make_user())
        session.commit()
        self.claim_and_die(database, send=True)
        clock.shift(outbox.LEASE + timedelta(seconds=1))
        drain()
        (message,) = messages()
        assert (message.state, message.attempts) == (MessageState.SENT, 2)
        assert [path.name for path in tmp_path.iterdir()] == [f"{message.reference}.eml"]

    @staticmethod
    def claim_and_die(database, *, send):
        with database.transaction() as session:
            (claim,) = outbox.claim(session, services.HANDLERS, now=NOW)
        with database.transaction() as session:
            parcel = sending.begin(session, claim.payload["message_id"], now=NOW)
        if send:
            assert sending.send(parcel).provider_id


class TestTogether:
    def test_two_jobs_for_one_message_send_it_once(
        self, database, session, carrier, make_message, drain, messages, clock
    ):
        message = make_message()
        session.commit()
        with database.transaction() as other:
            assert isinstance(sending.begin(other, message.id, now=NOW), Parcel)
        with database.transaction() as other:
            assert isinstance(sending.begin(other, message.id, now=NOW), Busy)
        sending.enqueue(session, sending.SEND, {"message_id": message.id}, now=NOW)
        assert drain() == 1
        assert carrier.taken == []
        clock.shift(LEASE)
        drain()
        assert (len(carrier.taken), messages()[0].state) == (1, MessageState.SENT)

    def test_what_an_overtaken_try_found_is_not_noted(self, session, carrier, make_message, messages):
        message = make_message()
        sending.begin(session, message.id, now=NOW)
        sending.begin(session, message.id, now=NOW + LEASE)
        sending.note(session, Outcome(message.id, 1, error="late", is_final=True), now=NOW + LEASE)
        assert message.state is MessageState.SENDING
        sending.note(session, Outcome(message.id, 2, provider_id="x"), now=NOW + LEASE)
        sending.note(session, Outcome(message.id, 2, error="later still", is_final=True), now=NOW + LEASE)
        assert message.state is MessageState.SENT

    def test_a_message_whose_job_was_given_up_gets_another(self, session, carrier, make_message, drain, jobs, clock):
        message = make_message()
        session.commit()
        assert requeue_forgotten(session, now=NOW + timedelta(minutes=59)) == 0
        clock.shift(timedelta(hours=2))
        assert requeue_forgotten(session, now=NOW + timedelta(hours=2)) == 1
        assert requeue_forgotten(session, now=NOW + timedelta(hours=2)) == 0
        drain()
        session.refresh(message)
        assert message.state is MessageState.SENT


@pytest.mark.parametrize(
    "facts",
    [
        {"user_id": None, "email": None},
        {"is_required": True, "state": MessageState.HELD},
        {"state": MessageState.SENT},
        {"state": MessageState.FAILED, "sealed_path": b"x"},
        {"state": MessageState.BUNDLED},
    ],
)
def test_the_database_refuses_what_makes_no_sense(session, make_user, facts):
    legal = {"user_id": make_user().id, "is_required": False, "state": MessageState.WAITING}
    session.add(Message(kind="k", subject="s", text="t", due_at=NOW, **{**legal, **facts}))
    with pytest.raises(IntegrityError):
        session.flush()
