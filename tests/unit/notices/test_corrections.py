"""Corrections of older notices: what they change, whether the process is open, what is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.notices.models import CORRECTION, Notice
from app.notices.services.cleaning import cleaned
from app.notices.services.corrections import corrected_deadline, read_amendments, tells_of_award
from app.notices.services.facts import identify, read_facts
from app.notices.services.merging import state_of
from app.notices.services.values import Instant
from app.notices.states import NoticeKind, NoticePhase, NoticeStatus
from tests.conftest import NOW
from tests.factories import notices as factories

OCID = "ocds-h6vhtk-0c0ffe"
NOON = datetime(2027, 3, 20, 12, tzinfo=UTC)


def change(section="", label="", before=None, after=None):
    where = {key: value for key, value in (("section", section), ("label", label)) if value}
    return {"where": where, "oldValue": before or {}, "newValue": after or {}}


def correction(*changes, reason="", **others):
    """Return a release as Find a Tender gives a correction of an older notice."""
    amendment = {"id": "1", "description": reason, "unstructuredChanges": list(changes)}
    tender = {"id": "T1", "title": "Quieter street sweepers", "amendments": [amendment]}
    return factories.release(tag=["tenderUpdate"], **{"tender": tender, **others})


def state(*releases):
    return state_of([read_facts(release, *identify(release)) for release in releases], now=NOW)


def status(*releases, now=NOW):
    """Return what readers are told of the process."""
    return Notice(**state(*releases)).status(now)


@pytest.mark.parametrize(
    ("section", "label"),
    [
        ("IV.2.2", ""),
        ("IV.2.2)", "Time limit for receipt of tenders or requests to participate"),
        ("iv.2.2.1", ""),
        ("", "Time limit"),
        ("4", "Time limit for receipt of requests"),
        ("IV.2.7", "Conditions for opening of tenders"),
        ("IV.2.7.1", ""),
    ],
)
def test_a_corrected_deadline_is_the_deadline(section, label):
    release = correction(change(section, label, {"date": "2027-03-10T12:00:00Z"}, {"date": "2027-03-20T12:00:00Z"}))
    assert state(release)["closes_at"] == NOON
    assert status(release, now=NOON - timedelta(seconds=1)) is NoticeStatus.OPEN
    assert status(release, now=NOON) is NoticeStatus.CLOSED


@pytest.mark.parametrize(
    "other",
    [
        change(
            "IV.2.6",
            "Minimum time frame during which the tenderer must maintain the tender",
            after={"date": "2028-01-01"},
        ),
        change("IV.2.3", "Estimated date of dispatch of invitations", after={"date": "2028-01-01"}),
        change("IV.2.21", after={"date": "2028-01-01"}),
        change("II.2.7.4", after={"date": "2028-01-01"}),
        change("IV.2.2", after={"text": "2028-01-01"}),
        change("IV.2.2", after={"date": "soon"}),
    ],
)
def test_other_dates_are_no_deadline(other):
    assert corrected_deadline(correction(other)) is None
    opening = change("IV.2.2", after={"date": "2027-03-20T12:00:00Z"})
    assert corrected_deadline(correction(other, opening)) == Instant(NOON, day_only=False)


def test_the_time_limit_stands_before_the_opening_of_tenders():
    release = correction(
        change("IV.2.7", after={"date": "2027-03-20T13:00:00Z"}),
        change("IV.2.2", after={"date": "2027-03-20T12:00:00Z"}),
    )
    assert state(release)["closes_at"] == NOON


def test_of_several_lots_the_last_to_close_counts_and_of_several_amendments_the_last():
    def limited(*days):
        return {"unstructuredChanges": [change("IV.2.2", after={"date": f"2027-03-{day}"}) for day in days]}

    tender = {"title": "T", "amendments": [limited(28), limited(10, 12, 11)]}
    found = corrected_deadline(correction(tender=tender))
    assert found is not None
    assert (found.at.day, found.day_only) == (12, True)


def test_a_correction_moves_the_deadline_of_a_tender_that_is_held():
    tender = factories.release(ocid=OCID)
    later = correction(change("IV.2.2", after={"date": "2027-03-20T12:00:00Z"}), ocid=OCID, date="2027-02-10T09:00:00Z")
    found = state(later, tender)
    assert (found["closes_at"], found["phase"], found["notice_type"]) == (NOON, NoticePhase.TENDER, "UK4")


@pytest.mark.parametrize("age", [-timedelta(days=9), timedelta(0), timedelta(days=1), timedelta(days=100)])
def test_a_correction_alone_without_a_deadline_is_never_open(age):
    release = correction(change("I.1", after={"text": "Another council"}))
    found = Notice(**state(release))
    assert (found.kind, found.notice_type, found.phase) == (NoticeKind.TENDER, CORRECTION, NoticePhase.TENDER)
    assert found.closes_at is None
    assert found.status(found.published_at + age) is NoticeStatus.CLOSED


def test_a_tender_without_a_deadline_that_is_no_correction_is_open():
    assert status(factories.release(tender={"title": "T", "status": "active"})) is NoticeStatus.OPEN
    assert (
        status(factories.release(tag=["tenderUpdate"], tender={"title": "T", "status": "active"})) is NoticeStatus.OPEN
    )


@pytest.mark.parametrize(
    "release",
    [
        correction(reason="This is a Provider Selection Regime (PSR) confirmation of contract award notice."),
        correction(reason="This framework agreement has been concluded."),
        correction(change("VI.3", after={"text": "This Contract Award Notice was published in error."})),
        correction(change("VI.3", before={"text": "This is an intention to award notice."})),
        correction(change("V", "Information on value of the contract/lot")),
        correction(change("V.2.3", after={"text": "More suppliers"})),
        correction(change("VII.1.2")),
        correction(change("V11.1.2.1")),
        correction(description="This contract has now been formally awarded."),
    ],
)
def test_a_correction_that_speaks_of_an_award_is_an_award(release):
    assert tells_of_award(release)
    assert status(release) is NoticeStatus.AWARDED


@pytest.mark.parametrize("section", ["VI.3", "IV.2.2", "I.1", "II.2.5", "VI", "Volume"])
def test_other_sections_do_not_speak_of_an_award(section):
    assert not tells_of_award(correction(change(section, after={"text": "Award criteria: price 100%."})))


def test_of_corrections_alone_the_one_of_an_award_stands_whatever_the_order():
    award = correction(change("V"), ocid=OCID, date="2027-01-01")
    later = correction(change("I.1"), ocid=OCID, date="2027-02-01")
    assert state(award, later)["phase"] is state(later, award)["phase"] is NoticePhase.AWARDED


def test_what_was_changed_is_read_for_the_page():
    release = correction(
        {**change("II.1.5", "Estimated total value", {"text": "£1"}, {"text": "£2"}), "relatedLot": "2"},
        change("IV.2.2", "", {"date": "2027-03-10"}, {"date": "2027-03-20T12:00:00Z"}),
        change("", "Main CPV code", {"classifications": [{"scheme": "CPV", "id": "34144431"}]}, {}),
        change(),
        reason="Extra <b>time</b>",
    )
    (amendment,) = read_amendments(release)
    assert amendment.reason == "Extra time"
    first, second, third, fourth = amendment.changes
    assert (first.place, first.before, first.after) == ("Estimated total value (section II.1.5), lot 2", "£1", "£2")
    assert (second.place, second.after) == ("Section IV.2.2", Instant(NOON, day_only=False))
    assert (third.place, third.before, third.after) == ("Main CPV code", "CPV 34144431", "")
    assert fourth.place == ""


def test_an_amendment_that_says_nothing_is_left_out():
    assert read_amendments({"tender": {"amendments": [{"id": "1", "date": "2027-01-01"}, 5, None]}}) == ()


@pytest.mark.parametrize("label", ["Contact person", "E-mail", "email", "Telephone", "Fax", "Contact point(s)"])
def test_a_corrected_contact_is_not_kept(label):
    kept = cleaned(correction(change("I.1", label, {"text": "An Officer"}, {"text": "Another Officer"})))
    assert "Officer" not in str(kept)
    (amendment,) = read_amendments(kept)
    assert amendment.changes[0].place == f"{label} (section I.1)"
