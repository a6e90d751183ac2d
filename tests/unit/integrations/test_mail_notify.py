"""GOV.UK Notify, against answers as its documentation gives them."""

from __future__ import annotations

import json

import pytest
import requests
import responses

from app.integrations import mail
from app.integrations.mail import Mail, MailRefused, MailUnavailable

BASE = "https://notify.test"
SEND = f"{BASE}/v2/notifications/email"
FIND = f"{BASE}/v2/notifications"
SERVICE, SECRET = "26785a09-ab16-4eb0-8407-a37497a57506", "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEMPLATE = "9d751e0e-f929-4891-82a1-a3e1c3c18ee3"
LETTER = Mail("ref-1", "sam@example.org", "Subject", "Body", "https://market.example/notifications/unsubscribe/t")
TAKEN = {"id": "740e5834-3a29-46b4-9a6f-16142fde533a", "reference": "ref-1", "content": {}}


def error(status, kind, message):
    return {"status": status, "json": {"status_code": status, "errors": [{"error": kind, "message": message}]}}


@pytest.fixture
def carrier():
    return mail.from_url(
        "notify:",
        sender="ignored",
        notify_api_key=f"test-{SERVICE}-{SECRET}",
        notify_template_id=TEMPLATE,
        notify_base_url=BASE,
    )


@responses.activate
def test_a_mail_is_handed_over_with_its_reference(carrier):
    responses.post(SEND, json=TAKEN, status=201)
    assert carrier.send(LETTER, again=False) == TAKEN["id"]
    sent = json.loads(responses.calls[0].request.body)
    assert sent == {
        "email_address": "sam@example.org",
        "template_id": TEMPLATE,
        "personalisation": {"subject": "Subject", "body": "Body"},
        "reference": "ref-1",
        "one_click_unsubscribe_url": LETTER.unsubscribe_url,
    }
    assert responses.calls[0].request.headers["Authorization"].startswith("Bearer ")


@responses.activate
def test_a_mail_that_got_through_is_not_sent_again(carrier):
    responses.get(FIND, json={"notifications": [{**TAKEN, "status": "delivered"}], "links": {}})
    assert carrier.send(LETTER, again=True) == TAKEN["id"]
    assert [call.request.method for call in responses.calls] == ["GET"]
    assert "reference=ref-1" in responses.calls[0].request.url


@responses.activate
def test_a_mail_that_notify_does_not_know_is_sent_again(carrier):
    responses.get(FIND, json={"notifications": [], "links": {}})
    responses.post(SEND, json=TAKEN, status=201)
    assert carrier.send(LETTER, again=True) == TAKEN["id"]
    assert [call.request.method for call in responses.calls] == ["GET", "POST"]


@responses.activate
def test_where_the_question_fails_nothing_is_sent(carrier):
    responses.get(FIND, status=500)
    with pytest.raises(MailUnavailable):
        carrier.send(LETTER, again=True)
    assert len(responses.calls) == 1


@responses.activate
def test_a_bad_address_is_refused_for_good(carrier):
    responses.post(SEND, **error(400, "ValidationError", "email_address Not a valid email address sam@example.org"))
    with pytest.raises(MailRefused) as refused:
        carrier.send(LETTER, again=False)
    assert "sam@" not in refused.value.message


@responses.activate
@pytest.mark.parametrize(
    ("answer", "retry_after"),
    [
        pytest.param(error(403, "AuthError", "Invalid token"), 3600, id="key"),
        pytest.param(error(429, "RateLimitError", "Exceeded rate limit"), 60, id="minute"),
        pytest.param(error(429, "TooManyRequestsError", "Exceeded send limits (250000) for today"), 3600, id="day"),
        pytest.param({**error(429, "RateLimitError", "x"), "headers": {"Retry-After": "7"}}, 7, id="told"),
        pytest.param({**error(429, "RateLimitError", "x"), "headers": {"Retry-After": "soon"}}, 60, id="told oddly"),
        pytest.param(error(500, "Exception", "Internal server error"), None, id="500"),
        pytest.param({"status": 503, "body": "busy"}, None, id="503"),
        pytest.param({"body": requests.Timeout()}, None, id="time-out"),
        pytest.param({"body": requests.ConnectionError()}, None, id="no connection"),
        pytest.param({"status": 201, "body": "<html>"}, None, id="not JSON"),
        pytest.param({"status": 201, "json": {"unexpected": True}}, None, id="other JSON"),
        pytest.param({"status": 201, "json": None}, None, id="null"),
    ],
)
def test_everything_else_may_work_later(carrier, answer, retry_after):
    responses.post(SEND, **answer)
    with pytest.raises(MailUnavailable) as refused:
        carrier.send(LETTER, again=False)
    assert refused.value.retry_after == retry_after
