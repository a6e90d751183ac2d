"""Find a Tender and Contracts Finder, answered by a fake that follows their contract."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import responses

from app.core.errors import ServiceUnavailable
from app.integrations import notice_service
from app.integrations.notice_service import ATTEMPTS, ENDPOINTS, WAIT_MAX, NoticeService, period_of

URL = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"
FIRST = f"{URL}?updatedFrom=2026-08-10T00%3A00%3A00&limit=100"


@pytest.fixture
def waits():
    return []


@pytest.fixture
def service(waits):
    return NoticeService(sleep=waits.append)


def page(*ids, next_url=None):
    package = {"releases": [{"ocid": "ocds-h6vhtk-1", "id": number} for number in ids]}
    return json.dumps(package | ({"links": {"next": next_url}} if next_url else {}))


def ids(pages):
    return [release["id"] for found in pages for release in json.loads(found.body)["releases"]]


@responses.activate
def test_pages_follow_the_cursor_until_there_is_none(service):
    responses.get(FIRST, body=page("1", next_url=f"{URL}?cursor=two"), match_querystring=None)
    responses.get(f"{URL}?cursor=two", body=page("2", next_url=f"{URL}?cursor=three"))
    responses.get(f"{URL}?cursor=three", body=page("3"))
    pages = list(service.pages(FIRST))
    assert ids(pages) == ["1", "2", "3"]
    assert [found.next_url for found in pages] == [f"{URL}?cursor=two", f"{URL}?cursor=three", ""]


def test_a_period_is_asked_for_in_uk_time():
    since, until = datetime(2026, 8, 10, 12, tzinfo=UTC), datetime(2026, 11, 10, 12, tzinfo=UTC)
    asked = ENDPOINTS["find-a-tender"].first_page(since=since, until=until)
    assert asked == f"{URL}?updatedFrom=2026-08-10T13%3A00%3A00&updatedTo=2026-11-10T12%3A00%3A00&limit=100"
    assert period_of(asked) == "2026-08-10T13:00:00"
    assert "publishedFrom=2026-08-10T13" in ENDPOINTS["contracts-finder"].first_page(since=since, until=until)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
@responses.activate
def test_a_busy_service_is_asked_again_when_it_says(service, waits, status):
    body = "Rate limit of 12 exceeded. Please retry after 120 seconds."
    responses.get(URL, status=status, body=body, headers={"Retry-After": "120"})
    responses.get(URL, body=page("1"))
    assert ids(service.pages(URL)) == ["1"]
    assert waits == [120.0]


@responses.activate
def test_retry_after_may_be_a_date(service, waits):
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    responses.get(URL, status=503, headers={"Retry-After": later})
    responses.get(URL, body=page("1"))
    list(service.pages(URL))
    assert 80 < waits[0] <= 90


@pytest.mark.parametrize("header", ["", "soon", "-5", "١٢", "99999999999999999999"])
@responses.activate
def test_an_odd_retry_after_does_not_stop_us(service, waits, header):
    responses.get(URL, status=429, headers={"Retry-After": header.encode().decode("latin-1")})
    responses.get(URL, body=page("1"))
    list(service.pages(URL))
    assert 0 < waits[0] <= WAIT_MAX


@responses.activate
def test_waits_grow_and_end(service, waits):
    responses.get(URL, body=requests.ConnectTimeout())
    with pytest.raises(ServiceUnavailable, match="could not be reached"):
        list(service.pages(URL))
    assert len(responses.calls) == ATTEMPTS
    assert waits == sorted(waits)
    assert len(waits) == ATTEMPTS - 1


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (400, json.dumps({"exception": "Request parameter 'x' is not recognised"}), "not recognised"),
        (404, json.dumps({"status": 404, "error": "Not found", "message": "nothing"}), "404: nothing"),
        (403, "<html>Forbidden</html>", "answered 403. Run"),
        (400, json.dumps([{"Message": "m"}]), "answered 400"),
        (302, "", "answered 302"),
    ],
)
@responses.activate
def test_a_refusal_is_not_tried_again(service, waits, status, body, words):
    responses.get(URL, status=status, body=body)
    with pytest.raises(ServiceUnavailable, match=words):
        list(service.pages(URL))
    assert waits == []


@pytest.mark.parametrize("body", ["", "<html></html>", "{", "[" * 50_000])
@responses.activate
def test_an_answer_that_is_not_json_is_unavailable(service, body):
    responses.get(URL, body=body)
    with pytest.raises(ServiceUnavailable, match="not JSON"):
        list(service.pages(URL))


@pytest.mark.parametrize("links", [None, [], "x", {"next": None}, {"next": 5}, {"next": ""}, {"next": []}, {}])
@responses.activate
def test_odd_links_are_the_end(service, links):
    responses.get(URL, json={"releases": [], "links": links})
    assert len(list(service.pages(URL))) == 1


@responses.activate
def test_a_next_page_on_another_server_is_not_followed(service):
    responses.get(URL, body=page("1", next_url="http://169.254.169.254/latest/meta-data"))
    with pytest.raises(ServiceUnavailable, match="another server"):
        list(service.pages(URL))


@responses.activate
def test_a_next_page_that_is_only_a_query_or_plain_http_stays_on_the_server(service):
    responses.get(URL, body=page("1", next_url="?cursor=two"))
    responses.get(f"{URL}?cursor=two", body=page("2", next_url=f"{URL.replace('https', 'http')}?cursor=three"))
    responses.get(f"{URL}?cursor=three", body=page("3"))
    assert ids(service.pages(URL)) == ["1", "2", "3"]


@responses.activate
def test_pages_that_lead_in_a_circle_end(service):
    responses.get(f"{URL}?cursor=one", body=page("1", next_url=f"{URL}?cursor=two"))
    responses.get(f"{URL}?cursor=two", body=page("2", next_url=f"{URL}?cursor=one"))
    with pytest.raises(ServiceUnavailable, match="circle"):
        list(service.pages(f"{URL}?cursor=one"))


@responses.activate
def test_an_enormous_page_is_not_taken_in(service, monkeypatch):
    monkeypatch.setattr(notice_service, "PAGE_MAX", 1000)
    responses.get(URL, body=page(*(["x"] * 1000)))
    with pytest.raises(ServiceUnavailable, match="larger than"):
        list(service.pages(URL))


@responses.activate
def test_every_request_has_a_time_out(service):
    responses.get(URL, body=page("1"))
    list(service.pages(URL))
    assert responses.calls[0].request.req_kwargs["timeout"] == (5.0, 60.0)
