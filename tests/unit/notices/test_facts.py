"""What a release says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notices.services.cleaning import Refused
from app.notices.services.facts import CPV_MAX, OGL, identify, read_facts
from app.notices.services.values import Amount
from app.notices.states import NoticeKind, NoticePhase, NoticeSource
from tests.factories import notices as factories


def facts_of(release):
    return read_facts(release, *identify(release))


def test_a_tender():
    release = factories.release()
    facts = facts_of(release)
    assert facts.source is NoticeSource.FIND_A_TENDER
    assert (facts.kind, facts.phase, facts.notice_type) == (NoticeKind.TENDER, NoticePhase.TENDER, "UK4")
    assert facts.title == "Quieter street sweepers"
    assert facts.buyer_name == "Westbridge Council"
    assert facts.region == "TLG"
    assert facts.cpv == ("34144431",)
    assert facts.value == Amount(12_000_000, "GBP", includes_vat=True)
    assert facts.sme_suitable is True
    assert facts.closes is not None
    assert facts.closes.at == datetime(2027, 3, 15, 12, tzinfo=UTC)
    assert facts.url == f"https://www.find-tender.service.gov.uk/Notice/{release['id']}"
    assert facts.licence == OGL


def test_an_award():
    facts = facts_of(factories.award("ocds-h6vhtk-00000a"))
    assert (facts.kind, facts.phase, facts.notice_type) == (NoticeKind.AWARD, NoticePhase.AWARDED, "UK6")
    assert facts.suppliers == ("Hush Machines Ltd",)
    assert facts.value == Amount(9_000_000, "GBP", includes_vat=None)


@pytest.mark.parametrize("changes", [{"ocid": None}, {"ocid": ""}, {"ocid": " "}, {"ocid": ["a"]}, {"ocid": "x" * 300}])
def test_a_release_without_an_ocid_is_refused(changes):
    with pytest.raises(Refused, match="ocid"):
        identify(factories.release(**changes))


@pytest.mark.parametrize("date", [None, "", "yesterday", 20270101, "0000-00-00", ["2027-01-01"], "2300-01-01"])
def test_a_release_without_a_date_is_refused(date):
    with pytest.raises(Refused, match="date"):
        identify(factories.release(date=date))


@pytest.mark.parametrize("number", [{"a": 1}, ["x"], "x" * 300, True, 1.5])
def test_an_odd_id_is_refused(number):
    with pytest.raises(Refused, match="id of the release"):
        identify(factories.release(id=number))


def test_a_number_as_id_is_a_text():
    assert identify(factories.release(id=12))[1] == "12"


@pytest.mark.parametrize(
    ("tags", "status", "kind", "phase"),
    [
        (["planning"], "planned", NoticeKind.PLANNING, NoticePhase.PLANNED),
        (["planningUpdate"], "planning", NoticeKind.PLANNING, NoticePhase.PLANNED),
        (["planning", "tender"], "planned", NoticeKind.PLANNING, NoticePhase.PLANNED),
        (["planning", "tender"], "active", NoticeKind.TENDER, NoticePhase.TENDER),
        (["tender"], "active", NoticeKind.TENDER, NoticePhase.TENDER),
        (["tenderAmendment"], "active", NoticeKind.TENDER, NoticePhase.TENDER),
        (["tenderUpdate"], "cancelled", NoticeKind.TENDER, NoticePhase.WITHDRAWN),
        (["tender"], "withdrawn", NoticeKind.TENDER, NoticePhase.WITHDRAWN),
        (["tenderCancellation"], "active", NoticeKind.TERMINATION, NoticePhase.WITHDRAWN),
        (["award"], "complete", NoticeKind.AWARD, NoticePhase.AWARDED),
        (["award", "contract"], "complete", NoticeKind.AWARD, NoticePhase.AWARDED),
        (["awardUpdate", "contractUpdate"], "complete", NoticeKind.AWARD, NoticePhase.AWARDED),
        (["contract"], "complete", NoticeKind.CONTRACT, NoticePhase.AWARDED),
        (["contractAmendment"], "complete", NoticeKind.CONTRACT, NoticePhase.AWARDED),
        (["contractTermination"], "complete", NoticeKind.CONTRACT, NoticePhase.AWARDED),
        (["implementation"], "complete", NoticeKind.CONTRACT, NoticePhase.AWARDED),
        (["compiled"], "active", NoticeKind.TENDER, NoticePhase.TENDER),
        ("tender", "active", NoticeKind.TENDER, NoticePhase.TENDER),
        ([["tender"]], "active", NoticeKind.TENDER, NoticePhase.TENDER),
    ],
)
def test_kind_and_phase_by_tags(tags, status, kind, phase):
    facts = facts_of(factories.release(tag=tags, tender={"title": "T", "status": status}))
    assert (facts.kind, facts.phase) == (kind, phase)


@pytest.mark.parametrize(
    ("notice_type", "kind", "phase"),
    [
        ("UK1", NoticeKind.PLANNING, NoticePhase.PLANNED),
        ("UK2", NoticeKind.PLANNING, NoticePhase.PLANNED),
        ("UK3", NoticeKind.PLANNING, NoticePhase.PLANNED),
        ("UK4", NoticeKind.TENDER, NoticePhase.TENDER),
        ("UK5", NoticeKind.AWARD, NoticePhase.AWARDED),
        ("UK6", NoticeKind.AWARD, NoticePhase.AWARDED),
        *((f"UK{number}", NoticeKind.CONTRACT, NoticePhase.AWARDED) for number in range(7, 12)),
        ("UK12", NoticeKind.TERMINATION, NoticePhase.WITHDRAWN),
        ("UK13", NoticeKind.DYNAMIC_MARKET, NoticePhase.PLANNED),
        ("UK14", NoticeKind.DYNAMIC_MARKET, NoticePhase.TENDER),
        ("UK15", NoticeKind.DYNAMIC_MARKET, NoticePhase.TENDER),
        ("UK16", NoticeKind.DYNAMIC_MARKET, NoticePhase.WITHDRAWN),
        ("UK17", NoticeKind.PAYMENTS, NoticePhase.AWARDED),
    ],
)
def test_kind_and_phase_by_notice_type(notice_type, kind, phase):
    tender = {"title": "T", "documents": [{"id": "x", "noticeType": notice_type}]}
    facts = facts_of(factories.release(tender=tender, tag=["award", "contract"]))
    assert (facts.notice_type, facts.kind, facts.phase) == (notice_type, kind, phase)


def test_an_unknown_notice_type_is_no_notice_type():
    tender = {"title": "T", "documents": [{"id": "x", "noticeType": "UK99"}]}
    assert facts_of(factories.release(tender=tender)).notice_type == ""


def test_awards_that_all_failed_are_no_award():
    awards = [{"id": "1", "status": "unsuccessful"}, {"id": "2", "status": "cancelled", "suppliers": [{"name": "X"}]}]
    facts = facts_of(factories.release(tag=["award"], awards=awards, tender={}))
    assert facts.phase is NoticePhase.WITHDRAWN
    assert facts.suppliers == ()


def test_a_deadline_without_a_time_says_so():
    facts = facts_of(factories.release(tender={"tenderPeriod": {"endDate": "2027-07-15"}}))
    assert facts.closes is not None
    assert facts.closes.day_only
    assert facts.closes.at == datetime(2027, 7, 15, 22, 59, 59, tzinfo=UTC)


def test_the_request_to_take_part_closes_first():
    tender = {
        "expressionOfInterestDeadline": "2027-03-01T12:00:00Z",
        "tenderPeriod": {"endDate": "2027-04-01T12:00:00Z"},
    }
    facts = facts_of(factories.release(tender=tender))
    assert facts.closes is not None
    assert facts.closes.at == datetime(2027, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tender", "value"),
    [
        ({"value": {"amount": 0.01, "currency": "GBP"}, "minValue": {"amount": 500, "currency": "GBP"}}, 50_000),
        (
            {"lots": [{"value": {"amount": 100, "currency": "GBP"}}, {"value": {"amount": 50, "currency": "GBP"}}]},
            15_000,
        ),
        ({"lots": [{"value": {"amount": 100, "currency": "GBP"}}, {"value": {"amount": 50, "currency": "AED"}}]}, None),
        ({"value": {"amount": "1e9999", "currency": "GBP"}}, None),
        ({"value": []}, None),
    ],
)
def test_values(tender, value):
    found = facts_of(factories.release(tender=tender)).value
    assert (found.hundredths if found else None) == value


def test_the_budget_stands_in_for_a_value():
    planning = {"budget": {"amount": {"amount": 70_000, "currency": "GBP"}}}
    found = facts_of(factories.release(tender={}, planning=planning)).value
    assert found == Amount(7_000_000, "GBP", includes_vat=None)


def test_regions_of_the_work_stand_before_that_of_the_buyer():
    tender = {"items": [{"deliveryAddresses": [{"region": "UKM82"}, {"region": "UKM71"}]}]}
    assert facts_of(factories.release(tender=tender)).region == "TLM"
    tender = {"items": [{"deliveryAddresses": [{"region": "UKM82"}, {"region": "UKC"}]}]}
    assert facts_of(factories.release(tender=tender)).region == "TLG"


def test_codes_are_kept_once_and_not_without_end():
    items = [{"additionalClassifications": [{"scheme": "CPV", "id": f"{30000000 + n // 2}"}]} for n in range(400)]
    codes = facts_of(factories.release(tender={"items": items})).cpv
    assert len(codes) == len(set(codes)) == CPV_MAX


def test_a_buyer_that_only_stands_among_the_parties_is_found():
    release = factories.release()
    del release["buyer"]
    assert facts_of(release).buyer_name == "Westbridge Council"


def test_the_description_holds_the_lots_without_repeating():
    tender = {"description": "Bins.", "lots": [{"description": "Bins."}, {"description": "<p>Lids.</p>"}]}
    assert facts_of(factories.release(tender=tender)).description == "Bins.\n\nLids."


@pytest.mark.parametrize(
    ("ocid", "source"),
    [
        ("ocds-h6vhtk-06e0ca", NoticeSource.FIND_A_TENDER),
        ("ocds-b5fd17-x", NoticeSource.CONTRACTS_FINDER),
        ("ocds-r6ebe6-x", NoticeSource.PUBLIC_CONTRACTS_SCOTLAND),
        ("ocds-kuma6s-x", NoticeSource.SELL2WALES),
        ("ocds-213czf-x", NoticeSource.OTHER),
        ("x", NoticeSource.OTHER),
    ],
)
def test_sources_are_known_by_their_prefix(ocid, source):
    assert facts_of(factories.release(ocid=ocid)).source is source
