"""Pages of notices: public, readable, sourced, and never a fault."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.notices import queries
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


def correction(*changes, **others):
    amendment = {"id": "1", "description": "More time was asked for", "unstructuredChanges": list(changes)}
    return factories.release(tag=["tenderUpdate"], tender={"title": "T", "amendments": [amendment]}, **others)


def test_a_correction_shows_what_stood_and_what_stands(client, hold):
    where = {"section": "IV.2.2", "label": "Time limit"}
    dates = {"oldValue": {"date": "2027-02-20T12:00:00Z"}, "newValue": {"date": "2027-02-26T12:00:00Z"}}
    texts = {"oldValue": {"text": "Ten & more"}, "newValue": {"text": ""}, "where": {"section": "II.1"}}
    page = client.get(f"/notices/{hold(correction({**dates, 'where': where}, texts)).id}").text
    for words in (
        "Tender (correction)",
        "Corrections",
        "More time was asked for",
        "Time limit (section IV.2.2)",
        "12 noon on Saturday 20 February 2027 (UK time)",
        "12 noon on Friday 26 February 2027 (UK time)",
        "Ten &amp; more",
        "Nothing",
    ):
        assert words in page, words


def test_a_correction_without_a_deadline_does_not_count_as_open(client, hold):
    page = client.get(f"/notices/{hold(correction()).id}").text
    assert "It is not shown as open for that reason" in page
    assert "Closed" in page
    listed = client.get("/notices").text
    assert "Closed" in listed
    assert "Open</strong>" not in listed


def test_dates_are_told_by_the_clock(client, hold):
    tender = {"title": "T", "status": "active", "tenderPeriod": {"endDate": "2020-12-21T12:00:00Z"}}
    notice = hold(factories.release(tender={**tender, "awardPeriod": {"endDate": "2100-10-06"}}))
    page = client.get(f"/notices/{notice.id}").text
    assert "Tenders closed" in page
    assert "Tenders close<" not in page
    assert "Award decision expected" in page


def awarded(date, **others):
    return {**factories.award(OCID), "date": date, **others}


def test_many_awards_are_a_short_table_of_all_releases(client, hold):
    def awards(number, *names):
        return [
            {"id": f"{number}-{n}", "status": "active", "suppliers": [{"name": name}]} for n, name in enumerate(names)
        ]

    releases = [
        awarded(f"2027-04-{n:02}", awards=awards(n, *["Hush Ltd"] * 60, f"Supplier {n:02}")) for n in range(1, 13)
    ]
    elsewhere = awards("e", "Elsewhere Ltd")
    other = awarded("2027-01-01", awards=elsewhere, buyer={"id": "x", "name": "Eastbridge Council"})
    notice = hold(*releases, other)
    page = client.get(f"/notices/{notice.id}").text
    assert page.count("<tr") < 40
    assert ">720<" in page
    for n in range(1, 13):
        assert f"Supplier {n:02}" in page
    assert "All 13 suppliers" in page
    assert "Elsewhere Ltd" not in page
    assert len(notice.suppliers) == 13


def test_older_releases_that_are_very_large_are_left_out_of_a_page(hold, session, monkeypatch):
    notice = hold(*(awarded(f"2027-04-{n:02}") for n in range(1, 10)))
    assert len(queries.list_newest_contents(session, notice.id)) == 9
    monkeypatch.setattr(queries, "SMALL_MAX", 10)
    found = queries.list_newest_contents(session, notice.id)
    assert len(found) == queries.READ_MAX
    assert found[0].release_id == notice.release_id


@pytest.mark.parametrize(("count", "words"), [(10, "30000009</dd>"), (11, "30000009 and 1 more"), (40, "and 30 more")])
def test_ten_codes_are_shown_and_how_many_more(client, hold, count, words):
    items = [{"additionalClassifications": [{"scheme": "CPV", "id": f"{30000000 + n}"}]} for n in range(count)]
    assert words in client.get(f"/notices/{hold(factories.release(tender={'title': 'T', 'items': items})).id}").text


def test_the_page_says_that_names_in_texts_remain(client, hold):
    page = client.get(f"/notices/{hold(factories.release()).id}").text
    assert "Names of people that stand inside titles and running text remain as they were published" in page


def test_entities_in_titles_are_read(client, hold):
    notice = hold(factories.release(tender={"title": "Children&apos;s homes &amp; care"}))
    assert notice.title == "Children's homes & care"
    assert "&amp;apos;" not in client.get(f"/notices/{notice.id}").text


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
