"""Awards of a process, by supplier."""

from __future__ import annotations

import pytest

from app.notices.services.awards import AWARDS_READ_MAX, group_awards
from app.notices.services.values import Amount


def award(number, *suppliers, **others):
    return {"id": number, "status": "active", "suppliers": [{"name": name} for name in suppliers], **others}


def money(pounds, currency="GBP"):
    return {"amount": pounds, "currency": currency}


def test_awards_to_one_supplier_are_one_row():
    awards = [award(str(n), "Hush Ltd", value=money(1000), date=f"2027-01-{1 + n % 28:02}") for n in range(60)]
    (group,) = group_awards([{"awards": awards}])
    assert (group.suppliers, group.count) == (("Hush Ltd",), 60)
    assert group.value == Amount(6_000_000, "GBP", includes_vat=None)
    assert group.first_decided is not None
    assert group.last_decided is not None
    assert (group.first_decided.at.day, group.last_decided.at.day) == (1, 28)


def test_suppliers_are_told_apart_whatever_their_spelling_and_order():
    groups = group_awards(
        [{"awards": [award("1", "A Ltd", "B"), award("2", "B", "A LIMITED"), award("3", "B"), award("4")]}]
    )
    assert [(group.suppliers, group.count) for group in groups] == [(("A Ltd", "B"), 2), (("B",), 1), ((), 1)]


def test_awards_of_all_releases_count_each_once():
    newer = {"awards": [award("1", "A", value=money(5)), award("2", "B")]}
    older = {"awards": [award("1", "A", value=money(9), status="pending"), award("3", "A", value=money(7))]}
    first, second = group_awards([newer, older])
    assert (first.suppliers, first.count, first.value) == (("A",), 2, Amount(1200, "GBP", includes_vat=None))
    assert (second.suppliers, second.count, second.value) == (("B",), 1, None)


def test_awards_without_an_id_or_with_the_same_in_one_release_all_count():
    (group,) = group_awards(
        [{"awards": [award("1", "A"), award("1", "A"), award(None, "A")]}, {"awards": [award(None, "A")]}]
    )
    assert group.count == 4


def test_a_status_makes_a_row():
    groups = group_awards([{"awards": [award("1", "A"), award("2", "A", status="cancelled")]}])
    assert [group.status for group in groups] == ["active", "cancelled"]


@pytest.mark.parametrize("values", [[money(5), None], [money(5), money(5, "EUR")], [None, None]])
def test_there_is_no_sum_of_what_cannot_be_added(values):
    (group,) = group_awards([{"awards": [award(str(n), "A", value=value) for n, value in enumerate(values)]}])
    assert group.value is None


def test_titles_are_shown_where_all_are_the_same():
    (one,) = group_awards([{"awards": [award("1", "A", title="Lot 1"), award("2", "A", title="Lot 1")]}])
    (two,) = group_awards([{"awards": [award("1", "A", title="Lot 1"), award("2", "A", title="Lot 2")]}])
    assert (one.title, two.title) == ("Lot 1", "")


def test_awards_are_not_read_without_end():
    groups = group_awards([{"awards": [award(str(n), f"S{n}") for n in range(AWARDS_READ_MAX + 10)]}])
    assert len(groups) == AWARDS_READ_MAX


@pytest.mark.parametrize(
    "release", [{}, {"awards": None}, {"awards": [None, 5, [], {"suppliers": [None, {"name": 5}]}]}]
)
def test_odd_awards_are_no_fault(release):
    group_awards([release])
