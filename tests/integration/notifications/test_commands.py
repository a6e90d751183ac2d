"""flask notifications."""

from __future__ import annotations

from app.core.clock import utc_now
from app.core.events import MailWanted, react
from app.notifications.models import Message
from app.notifications.states import MessageState


def test_send_sends_what_waits_and_says_how_it_stands(app, session, actors, settings):
    user = actors.user("officer")
    for _ in range(3):
        context = {"path": "/reset-password/token"}
        react(session, MailWanted(kind="reset_password", user_id=user.id, context=context, at=utc_now()))
    session.commit()
    runner = app.test_cli_runner()
    before = runner.invoke(args=["notifications", "status"])
    assert "3 waiting to be sent" in before.output
    assert "The oldest unsent message was written at" in before.output
    sent = runner.invoke(args=["notifications", "send"])
    assert (sent.exit_code, "3 sent\n" in sent.output) == (0, True)
    assert "Did 3 jobs." in sent.output
    assert "Did 0 jobs." in runner.invoke(args=["notifications", "send"]).output


def test_status_fails_where_a_mail_was_given_up(app, session, actors):
    now = utc_now()
    session.add(
        Message(
            user_id=actors.user("officer").id,
            kind="reset_password",
            is_required=True,
            subject="s",
            text="t",
            due_at=now,
            created_at=now,
            state=MessageState.FAILED,
        )
    )
    session.commit()
    outcome = app.test_cli_runner().invoke(args=["notifications", "status"])
    assert outcome.exit_code == 1
    assert "1 given up" in outcome.output
