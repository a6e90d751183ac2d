"""Pages of messages."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.notifications import queries
from app.notifications.models import Message, Preference
from app.notifications.services.sealing import unsubscribe_url
from app.notifications.states import Frequency, MessageState
from tests.conftest import NOW


def tell(session, user, count=1, **facts):
    legal = {
        "kind": "challenge_opened",
        "is_required": False,
        "text": "Text.",
        "state": MessageState.PAGE_ONLY,
        "due_at": NOW,
        "created_at": NOW,
    }
    for number in range(count):
        told = {"subject": f"News {number}", "path": f"/challenges/PG-{number}"}
        session.add(Message(user_id=user.id, **{**legal, **told, **facts}))
        session.flush()


def way_out(app, user):
    with app.app_context():
        return urlsplit(unsubscribe_url(user.id)).path


class TestList:
    def test_everybody_sees_their_own(self, session, actors, sign_in):
        tell(session, actors.user("officer"), subject="For the officer")
        tell(session, actors.user("approver"), subject="For the approver")
        page = sign_in(actors.user("officer")).get("/notifications").text
        assert "For the officer" in page
        assert "For the approver" not in page

    def test_without_any(self, actors, sign_in):
        assert "There are no messages yet." in sign_in(actors.user("stranger")).get("/notifications").text

    def test_a_visitor_signs_in_first(self, client):
        answer = client.get("/notifications")
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/notifications")

    def test_a_long_list_goes_on_from_a_cursor_and_repeats_nothing(self, session, actors, sign_in):
        tell(session, actors.user("officer"), count=queries.PER_PAGE + 3)
        client = sign_in(actors.user("officer"))
        first = client.get("/notifications").text
        last = session.scalars(select(Message.id).order_by(Message.id)).all()[3]
        assert f"before={last}" in first
        second = client.get(f"/notifications?before={last}").text
        assert [f"News {number}<" in second for number in range(5)] == [True, True, True, False, False]
        assert "Older messages" not in second
        assert "There are no older messages." in client.get("/notifications?before=1").text

    @pytest.mark.parametrize("cursor", ["", "x", "-1", "9" * 19, "1e3", "%00", "٣"])
    def test_an_odd_cursor_is_the_beginning(self, session, actors, sign_in, cursor):
        tell(session, actors.user("officer"))
        assert "News 0" in sign_in(actors.user("officer")).get(f"/notifications?before={cursor}").text

    def test_what_failed_says_so_and_secrets_are_not_shown(self, session, actors, sign_in):
        facts = {"is_required": True, "subject": "Choose a new password", "path": "", "text": "the text"}
        tell(session, actors.user("officer"), state=MessageState.FAILED, **facts)
        page = sign_in(actors.user("officer")).get("/notifications").text
        assert "We could not send this to your email address." in page
        assert "the text" not in page

    @pytest.mark.parametrize("count", [1, 20])
    def test_its_cost_does_not_grow(self, session, actors, sign_in, count_queries, count):
        tell(session, actors.user("officer"), count=count)
        client = sign_in(actors.user("officer"))
        with count_queries() as seen:
            client.get("/notifications")
        assert len(seen) <= 3


class TestPreferences:
    def test_at_once_until_something_is_chosen(self, actors, sign_in):
        page = sign_in(actors.user("officer")).get("/notifications/preferences").text
        assert checked(page) == "at_once"

    @pytest.mark.parametrize("frequency", list(Frequency))
    def test_choosing(self, session, actors, sign_in, frequency):
        client = sign_in(actors.user("officer"))
        for _ in range(2):
            answer = client.post("/notifications/preferences", data={"frequency": frequency.value})
            assert (answer.status_code, answer.location) == (303, "/notifications/preferences")
        assert checked(client.get("/notifications/preferences").text) == frequency.value
        (event, _) = session.scalars(select(AuditEvent).order_by(AuditEvent.sequence)).all()
        assert event.details == {"frequency": frequency.value, "by_link": False}

    @pytest.mark.parametrize("data", [{}, {"frequency": ""}, {"frequency": "hourly"}])
    def test_an_odd_choice_is_refused(self, session, actors, sign_in, data):
        answer = sign_in(actors.user("officer")).post("/notifications/preferences", data=data)
        assert answer.status_code == 422
        assert session.scalars(select(Preference)).all() == []

    def test_a_visitor_signs_in_first(self, client):
        assert client.get("/notifications/preferences").status_code == 303


class TestWayOut:
    def test_looking_changes_nothing(self, app, session, actors, client):
        answer = client.get(way_out(app, actors.user("officer")))
        assert answer.status_code == 200
        assert "Stop these messages" in answer.text
        assert session.scalars(select(Preference)).all() == []

    def test_a_mail_program_presses_the_button_without_a_session(self, app, session, actors, client):
        officer = actors.user("officer")
        data = {"List-Unsubscribe": "One-Click"}
        answer = client.post(way_out(app, officer), data=data, csrf=False)
        assert answer.status_code == 200
        assert session.scalars(select(Preference.frequency)).one() is Frequency.REQUIRED_ONLY
        assert session.scalars(select(AuditEvent)).one().details["by_link"] is True
        assert client.post(way_out(app, officer), data=data, csrf=False).status_code == 200

    def test_one_person_only(self, app, session, actors, client):
        client.post(way_out(app, actors.user("officer")))
        assert session.scalars(select(Preference.user_id)).all() == [actors.user("officer").id]

    @pytest.mark.parametrize("method", ["get", "post"])
    @pytest.mark.parametrize("token", ["x", "x.y", "IjEyMyI.abc", "%00"])
    def test_a_link_from_elsewhere_leads_nowhere(self, client, method, token):
        assert getattr(client, method)(f"/notifications/unsubscribe/{token}").status_code == 404

    def test_a_link_of_an_account_that_is_gone(self, app, session, actors, client):
        path = way_out(app, actors.user("stranger"))
        session.delete(actors.user("stranger"))
        assert client.post(path).status_code == 404


def checked(page):
    found = []

    class Radios(HTMLParser):
        def handle_starttag(self, tag, attrs):
            values = dict(attrs)
            if tag == "input" and values.get("type") == "radio" and "checked" in values:
                found.append(values["value"])

    Radios().feed(page)
    return found[0] if len(found) == 1 else found
