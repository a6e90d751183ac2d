"""What a page shows of the newest releases."""

from __future__ import annotations

import pytest

from app.notices.services.presenting import present
from app.notices.services.values import Amount
from tests.factories import notices as factories


def test_lots_criteria_dates_and_documents():
    shown = present([factories.release()])
    (lot,) = shown.lots
    assert [(c.name, c.kind, c.weight) for c in lot.criteria] == [
        ("Noise at ten metres", "quality", "60%"),
        ("Price", "price", "40%"),
    ]
    assert [dated.label for dated in shown.dates] == ["Tenders close"]


def test_each_part_comes_from_the_newest_release_that_has_it():
    shown = present([factories.award("ocds-h6vhtk-1"), factories.release()])
    (award,) = shown.awards
    assert award.suppliers == ("Hush Machines Ltd",)
    assert award.value == Amount(9_000_000, "GBP", includes_vat=None)
    assert len(shown.lots) == 1


@pytest.mark.parametrize(
    "standstill", [{"endDate": "2027-05-05"}, [{"endDate": "2027-05-05"}], [None, {"endDate": "2027-05-05"}]]
)
def test_a_standstill_may_be_a_list(standstill):
    (award,) = present([{"awards": [{"standstillPeriod": standstill}]}]).awards
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
    (lot,) = present([{"tender": {"lots": lots}}]).lots
    assert lot.criteria[0].weight == weight


def test_a_challenge_shows_its_sections_and_washington_dates():
    shown = present([factories.challenge()])
    assert [section.heading for section in shown.sections][:3] == ["About the challenge", "Prizes", "Judging criteria"]
    assert [dated.moment.at.isoformat() for dated in shown.dates] == [
        "2019-03-18T04:00:00+00:00",
        "2019-04-22T21:00:00+00:00",
    ]


def test_documents_with_odd_addresses_are_not_linked():
    documents = [{"title": "A", "url": "javascript:alert(1)"}, {"title": "B", "url": "https://example.org/b"}]
    shown = present([{"tender": {"documents": documents}}])
    assert [link.title for link in shown.documents] == ["B"]
