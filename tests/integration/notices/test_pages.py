"""Pages of notices: public, readable, sourced, and never a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.notices.models import Notice
from app.notices.services import Found, prepare, store
from app.notices.views import _read_place
from tests.conftest import NOW
from tests.factories import notices as factories

OCID = "ocds-h6vhtk-0000bb"


@pytest.fixture
def hold(session):
    """Return a function that stores releases and returns the notice of the first."""

    def keep(*releases, challenges=False):
        batch = [prepare(Found(1, release=release), "test", challenges=challenges) for release in releases]
        store(session, batch, now=NOW)
        session.commit()
        return session.scalars(select(Notice).where(Notice.ocid == batch[0].facts.ocid)).one()

    return keep


def test_a_notice_says_what_when_who_and_where_from(client, hold):
    notice = hold(factories.release(ocid=OCID), factories.award(OCID))
    page = client.get(f"/notices/{notice.id}").text
    for words in (
        "Quieter street sweepers",
        "Westbridge Council",
        "Hush Machines Ltd",
        "Noise at ten metres",
        "60%",
        "12 noon on Monday 15 March 2027 (UK time)",
        "Awarded",
        "£90,000",
        "West Midlands",
        "copy of a notice published on Find a Tender",
        "Contains public sector information licensed under the",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        notice.url,
        OCID,
    ):
        assert words in page, words
    assert "officer@" not in page


def test_a_deadline_without_a_time_says_that_none_was_published(client, hold):
    notice = hold(factories.release(tender={"title": "T", "tenderPeriod": {"endDate": "2027-03-15"}}))
    assert "no time was published" in client.get(f"/notices/{notice.id}").text


def test_a_tender_without_a_deadline_says_so(client, hold):
    notice = hold(factories.release(tender={"title": "T", "status": "active"}))
    assert "No deadline was published" in client.get(f"/notices/{notice.id}").text


def test_a_challenge_shows_its_criteria_and_its_own_licence(client, hold):
    notice = hold(factories.challenge(), challenges=True)
    page = client.get(f"/notices/{notice.id}").text
    for words in (
        "Judging criteria",
        "Accuracy counts 60",
        "USD 25,000",
        "public domain (US Government work)",
        "Challenge.gov",
    ):
        assert words in page, words


def test_markup_in_a_notice_is_shown_as_text(client, hold):
    attack = "<script>alert(1)</script>"
    notice = hold(
        factories.release(
            buyer={"name": attack},
            tender={
                "title": attack,
                "description": attack,
                "lots": [{"title": attack, "awardCriteria": {"criteria": [{"name": attack}]}}],
            },
        )
    )
    for address in (f"/notices/{notice.id}", "/notices"):
        assert attack not in client.get(address).text


def test_releases_can_be_had_as_they_came(client, hold):
    notice = hold(factories.release(ocid=OCID), factories.award(OCID))
    page = client.get(f"/notices/{notice.id}").text
    links = [f"/notices/{notice.id}/releases/{number}.json" for number in range(1, 200)]
    held = [link for link in links if f'"{link}"' in page]
    assert len(held) == 2
    answer = client.get(held[0])
    assert answer.mimetype == "application/json"
    assert json.loads(answer.text)["ocid"] == OCID


@pytest.mark.parametrize(
    "address",
    [
        "/notices/0",
        "/notices/999999",
        f"/notices/{10**30}",
        "/notices/1/releases/1.json",
        f"/notices/1/releases/{10**30}.json",
        "/notices/x",
    ],
)
def test_what_is_not_there_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_release_of_another_notice_is_not_found(client, hold, session):
    one, other = hold(factories.release()), hold(factories.release())
    page = client.get(f"/notices/{other.id}").text
    number = next(n for n in range(1, 200) if f'"/notices/{other.id}/releases/{n}.json"' in page)
    assert client.get(f"/notices/{one.id}/releases/{number}.json").status_code == 404


def test_the_list_is_paged_without_repeating(client, hold):
    assert "There are no notices here yet" in client.get("/notices").text
    hold(*(factories.release(tender={"title": f"Notice {n:02}!"}, date=f"2027-01-{1 + n % 9:02}") for n in range(60)))
    address, seen = "/notices", []
    while address:
        page = client.get(address).text
        seen += [title for n in range(60) if (title := f"Notice {n:02}!") in page]
        _, found, rest = page.partition('href="/notices?before=')
        address = f"/notices?before={rest.partition(chr(34))[0]}" if found else ""
    assert sorted(seen) == [f"Notice {n:02}!" for n in range(60)]
    assert len(seen) == 60


@pytest.mark.parametrize(
    "before", ["", "x", "20270101T000000000000-", "20271301T000000000000-1", "-1", "20270101T000000000000-١"]
)
def test_an_odd_place_in_the_list_is_its_beginning(client, hold, before):
    hold(factories.release())
    assert "Quieter street sweepers" in client.get("/notices", query_string={"before": before}).text


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_place_is_read(text):
    _read_place(text)


def test_pages_cost_the_same_statements_for_few_and_many(client, hold, count_queries):
    counted = []
    for size in (1, 60):
        releases = [factories.release(ocid=f"ocds-h6vhtk-{size}") for _ in range(size)]
        notice = hold(*releases, *(factories.release() for _ in range(size)))
        costs = []
        for address in ("/notices", f"/notices/{notice.id}"):
            with count_queries() as seen:
                client.get(address)
            costs.append(len(seen))
        counted.append(costs)
    assert counted[0] == counted[1] == [1, 3]


def test_every_real_notice_has_a_page(client, session, shared_data: Path):
    from app.notices.services import read_document

    for folder in ("find-a-tender", "contracts-finder", "public-contracts-scotland", "challenge-gov"):
        for path in (shared_data / folder).iterdir():
            with path.open("rb") as stream:
                found = list(read_document(stream, path.name))[::12]
            batch = [prepare(item, path.name, challenges=folder == "challenge-gov") for item in found]
            store(session, batch, now=NOW)
    session.commit()
    for number in session.scalars(select(Notice.id)).all():
        answer = client.get(f"/notices/{number}")
        assert answer.status_code == 200
