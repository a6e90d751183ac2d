"""What a page shows of the newest releases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.notices.services.presenting import present
from app.notices.services.values import Amount
from tests.conftest import NOW
from tests.factories import notices as factories


def test_lots_criteria_dates_and_documents():
    shown = present([factories.release()], now=NOW)
    (lot,) = shown.lots
    assert [(c.name, c.kind, c.weight) for c in lot.criteria] == [
        ("Noise at ten metres", "quality", "60%"),
        ("Price", "price", "40%"),
    ]
    assert [dated.label for dated in shown.dates] == ["Tenders close"]


def test_each_part_comes_from_the_newest_release_that_has_it():
    shown = present([factories.award("ocds-h6vhtk-1"), factories.release()], now=NOW)
    (award,) = shown.awards
    assert award.suppliers == ("Hush Machines Ltd",)
    assert award.value == Amount(9_000_000, "GBP", includes_vat=None)
    assert len(shown.lots) == 1


AFTER = datetime(2032, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("release", "before", "after"),
    [
        (
            {"tender": {"enquiryPeriod": {"endDate": "2031-01-01"}, "tenderPeriod": {"endDate": "2031-01-02"}}},
            ["Questions close", "Tenders close"],
            ["Questions closed", "Tenders closed"],
        ),
        (
            {"tender": {"expressionOfInterestDeadline": "2031-01-01", "awardPeriod": {"endDate": "2031-01-02"}}},
            ["Requests to take part close", "Award decision expected"],
            ["Requests to take part closed", "Award decision was expected"],
        ),
        (
            {"tender": {"communication": {"futureNoticeDate": "2031-01-01"}}},
            ["Tender notice expected"],
            ["Tender notice was expected"],
        ),
        (
            {"planning": {"milestones": [{"type": "engagement", "dueDate": "2031-01-01"}]}},
            ["Market engagement ends"],
            ["Market engagement ended"],
        ),
        (
            {"submission_start": "2031-01-01", "submission_end": "2031-02-01"},
            ["Entries open", "Entries close"],
            ["Entries opened", "Entries closed"],
        ),
    ],
)
def test_dates_are_told_as_to_come_or_as_past(release, before, after):
    for now, labels in ((NOW, before), (AFTER, after)):
        assert [dated.label for dated in present([release], now=now).dates] == labels


def test_a_date_of_today_is_past_from_its_very_moment_on():
    release = {"tender": {"tenderPeriod": {"endDate": NOW.isoformat()}}}
    (dated,) = present([release], now=NOW).dates
    assert dated.label == "Tenders closed"


def test_a_correction_moves_the_deadline_and_leaves_the_other_dates():
    tender = {"tenderPeriod": {"endDate": "2027-04-01T12:00:00Z"}, "enquiryPeriod": {"endDate": "2027-03-20"}}
    corrected = {"oldValue": {}, "newValue": {"date": "2027-04-08T12:00:00Z"}, "where": {"section": "IV.2.2"}}
    correction = {"tender": {"amendments": [{"unstructuredChanges": [corrected]}]}}
    shown = present([correction, {"tender": tender}, {"tender": {"awardPeriod": {"endDate": "2027-05-01"}}}], now=NOW)
    assert [(dated.label, dated.moment.at.day) for dated in shown.dates] == [
        ("Questions close", 20),
        ("Tenders close", 8),
    ]


@pytest.mark.parametrize(
    "standstill", [{"endDate": "2027-05-05"}, [{"endDate": "2027-05-05"}], [None, {"endDate": "2027-05-05"}]]
)
def test_a_standstill_may_be_a_list(standstill):
    (award,) = present([{"awards": [{"standstillPeriod": standstill}]}], now=NOW).awards
    assert award.standstill_ends is not None
    assert award.standstill_ends.day_only


@pytest.mark.parametrize(
    ("number", "weight"),
    [
        ({"number": 40, "weight": "percentageExact"}, "40%"),
        ({"number": 12.5, "weight": "percentageRangeMiddle"}, "12.5%"),
        ({"number": 1, "weight": "order"}, "Number 1 in importance"),
        ({"number": 3}, "3"),
        ({"number": "40"}, ""),
        ({"number": True}, ""),
        ({"number": -4}, ""),
        ("x", ""),
    ],
)
def test_weights(number, weight):
    lots = [{"awardCriteria": {"criteria": [{"name": "Quality", "numbers": [number]}]}}]
    (lot,) = present([{"tender": {"lots": lots}}], now=NOW).lots
    assert lot.criteria[0].weight == weight


def test_a_challenge_shows_its_sections_and_washington_dates():
    shown = present([factories.challenge()], now=NOW)
    assert [section.heading for section in shown.sections][:3] == ["About the challenge", "Prizes", "Judging criteria"]
    assert [dated.moment.at.isoformat() for dated in shown.dates] == [
        "2019-03-18T04:00:00+00:00",
        "2019-04-22T21:00:00+00:00",
    ]


def test_documents_with_odd_addresses_are_not_linked():
    documents = [{"title": "A", "url": "javascript:alert(1)"}, {"title": "B", "url": "https://example.org/b"}]
    shown = present([{"tender": {"documents": documents}}], now=NOW)
    assert [link.title for link in shown.documents] == ["B"]
