"""The state of a process from its releases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.services.facts import identify, read_facts
from app.notices.services.merging import UNTITLED, state_of
from app.notices.states import NoticeKind, NoticePhase
from tests.factories import notices as factories

NOW = datetime(2027, 5, 1, tzinfo=UTC)
OCID = "ocds-h6vhtk-0000ff"


def facts_of(release):
    return read_facts(release, *identify(release))


def test_the_newest_release_says_and_the_one_before_fills_its_gaps():
    state = state_of([facts_of(factories.award(OCID)), facts_of(factories.release(ocid=OCID))], now=NOW)
    assert (state["kind"], state["phase"], state["release_count"]) == (NoticeKind.AWARD, NoticePhase.AWARDED, 2)
    assert state["suppliers"] == ["Hush Machines Ltd"]
    assert state["value_pence"] == 9_000_000
    assert state["closes_at"] == datetime(2027, 3, 15, 12, tzinfo=UTC)
    assert state["first_published_at"] == datetime(2027, 2, 1, 9, tzinfo=UTC)
    assert state["published_at"] == datetime(2027, 4, 20, 9, tzinfo=UTC)


def test_releases_of_another_buyer_fill_no_gaps():
    other = factories.release(ocid=OCID, buyer={"id": "x", "name": "Eastbridge Council"})
    state = state_of([facts_of(other), facts_of(factories.award(OCID))], now=NOW)
    assert state["buyer_name"] == "Westbridge Council"
    assert state["closes_at"] is None
    assert state["release_count"] == 2


def test_a_correction_does_not_take_an_award_back():
    correction = factories.release(ocid=OCID, date="2027-06-01T09:00:00Z", tag=["tenderUpdate"], tender={"title": "T"})
    state = state_of([facts_of(factories.award(OCID)), facts_of(correction)], now=NOW)
    assert (state["phase"], state["kind"], state["title"]) == (NoticePhase.AWARDED, NoticeKind.AWARD, "T")


def test_suppliers_are_those_of_all_releases_each_once():
    calls = [
        {
            **factories.award(OCID),
            "date": f"2027-05-0{day}",
            "awards": [{"id": str(day), "suppliers": [{"name": name}]}],
        }
        for day, name in enumerate(["Hush Ltd", "Loud Ltd", "HUSH LIMITED"], start=1)
    ]
    for order in (calls, calls[::-1]):
        assert state_of(map_facts(order), now=NOW)["suppliers"] == ["HUSH LIMITED", "Loud Ltd"]


def map_facts(releases):
    return [facts_of(release) for release in releases]


def test_other_currencies_are_kept_out_of_the_filter():
    dirhams = factories.release(tender={"value": {"amount": 500, "currency": "AED"}})
    state = state_of([facts_of(dirhams)], now=NOW)
    assert (state["value_pence"], state["value_hundredths"], state["value_currency"]) == (None, 50_000, "AED")


def test_a_notice_without_a_title_gets_one():
    assert state_of([facts_of(factories.release(tender={}))], now=NOW)["title"] == UNTITLED


dates = st.sampled_from(["2027-01-01", "2027-01-02T09:00:00Z", "2027-01-02T10:00:00+01:00", "2027-02-03T00:00:00"])
tenders = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["One", "Two"]),
        "status": st.sampled_from(["active", "complete", "cancelled"]),
        "value": st.fixed_dictionaries({"amount": st.integers(2, 5), "currency": st.sampled_from(["GBP", "EUR"])}),
        "tenderPeriod": st.fixed_dictionaries({"endDate": dates}),
    },
)
tags = st.sampled_from([["tender"], ["tenderUpdate"], ["award"], ["planning"]])
buyers = st.sampled_from([{"name": "A Council"}, {"name": "A COUNCIL"}, {"name": "B Council"}, {}])
histories = st.lists(
    st.builds(
        lambda date, tag, tender, buyer, number: factories.release(
            ocid=OCID, id=f"{number}-2027", date=date, tag=tag, tender=tender, buyer=buyer, parties=[]
        ),
        dates,
        tags,
        tenders,
        buyers,
        st.integers(1, 9),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda release: release["id"],
)


@settings(deadline=None)
@given(histories, st.randoms())
def test_the_order_of_arrival_does_not_matter(history, random):
    releases = [facts_of(release) for release in history]
    shuffled = random.sample(releases, len(releases))
    assert state_of(releases, now=NOW) == state_of(shuffled, now=NOW)


@pytest.mark.parametrize("number", ["000001-2027", "000003-2027"])
def test_of_two_at_the_same_moment_the_greater_id_is_newer(number):
    one = factories.release(ocid=OCID, id=number, tender={"title": number})
    two = factories.release(ocid=OCID, id="000002-2027", tender={"title": "000002-2027"})
    state = state_of([facts_of(one), facts_of(two)], now=NOW)
    assert state["title"] == state["release_id"] == max(number, "000002-2027")
