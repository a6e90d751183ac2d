"""What everybody sees: lists, a challenge, its dates; and what nobody sees too early."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from icalendar import Calendar
from sqlalchemy.orm import Session

from app.challenges import queries
from app.challenges.states import ChallengeStage
from tests.conftest import NOW
from tests.factories.challenges import ChallengeFactory
from tests.integration.challenges.conftest import Maker
from tests.support.cast import ROLES, Cast
from tests.support.client import MarketClient
from tests.support.statements import Statements

Count = Callable[[], AbstractContextManager[Statements]]


def listed(text: str, references: list[str]) -> list[str]:
    """Return those of ``references`` that a list links to, in order."""
    found = [(text.find(f'href="/challenges/{reference}"'), reference) for reference in references]
    return [reference for at, reference in sorted(found) if at >= 0]


@pytest.mark.parametrize("trait", ["complete", "in_review", "scheduled", "open", "closed", "withdrawn"])
@pytest.mark.parametrize("role", ROLES)
def test_who_sees_the_page_at_which_stage(
    client: MarketClient, make: Maker, actors: Cast, trait: str, role: str
) -> None:
    challenge = make(trait, partner=actors.partner_council)
    if role != "anonymous":
        client.sign_in(actors.user(role))
    insiders = ("officer", "approver", "council_administrator", "partner_officer")
    is_seen = trait in ("open", "closed", "withdrawn") or role in insiders
    answer = client.get(f"/challenges/{challenge.reference}")
    assert answer.status_code == (200 if is_seen else 404)
    assert (challenge.title in answer.text) is is_seen
    if is_seen:
        assert ("It is not public" in answer.text) is (trait in ("complete", "in_review", "scheduled"))
        assert ("How it was prepared" in answer.text) is (role in insiders)
    for secret in ("Planted Contact", "planted.contact", "stepped aside"):
        assert secret not in answer.text


def test_the_page_says_everything_that_was_published(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("open", partner=actors.partner_council)
    text = client.get(f"/challenges/{challenge.reference}").text
    for words in (
        challenge.summary,
        "In January it took eleven minutes.",
        "Up to £50,000, VAT included",
        "Open competition below the threshold",
        "What shows Fit.",
        "Published range",
        "Range £30,000 to £50,000.",
        "It means 3.",
        "What will you do?",
        "11am on Sunday 11 April 2027",
        "BST",
        "20 May 2027",
        "4 – validated in the laboratory",
        "The supplier owns it",
        "Asked nine firms",
        "Severnside District Council",
        "West Midlands",
        "SHA-256",
    ):
        assert words in text, words
    assert "govuk-button" in text
    assert f"/challenges/{challenge.reference}/dates.ics" in text


@pytest.mark.parametrize("name", ["title", "summary", "problem", "outcomes", "eligibility", "sme_measures"])
def test_nothing_typed_runs_in_the_page(client: MarketClient, make: Maker, name: str) -> None:
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)> [x](javascript:alert(1))"
    challenge = make("open", **{name: evil})
    for address in (f"/challenges/{challenge.reference}", "/challenges", "/"):
        text = client.get(address).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text


@pytest.mark.parametrize("mark", ["#", "##", "###", "####", "#####", "######"])
def test_headings_that_people_type_stand_below_those_of_the_page(client: MarketClient, make: Maker, mark: str) -> None:
    challenge = make("open", problem=f"{mark} Deep water\n\nWords", intellectual_property_note=f"{mark} Deeper")
    text = client.get(f"/challenges/{challenge.reference}").text
    assert '<h3 class="govuk-heading-s">Deep water</h3>' in text


def test_a_scheduled_challenge_opens_and_closes_by_the_clock_alone(
    client: MarketClient, make: Maker, clock: time_machine.Coordinates
) -> None:
    challenge = make("scheduled")
    address, tick = f"/challenges/{challenge.reference}", timedelta(microseconds=1)
    assert challenge.opens_at is not None
    assert challenge.closes_at is not None

    def seen(moment: datetime) -> tuple[int, int, bool, bool, bool]:
        clock.move_to(moment, tick=False)
        lists = [client.get(at).text for at in ("/challenges", "/challenges?status=closed", "/")]
        inside = [challenge.reference in text for text in lists]
        return client.get(address).status_code, client.get(f"{address}/dates.ics").status_code, *inside

    assert seen(NOW) == (404, 404, False, False, False)
    assert seen(challenge.opens_at - tick) == (404, 404, False, False, False)
    assert seen(challenge.opens_at) == (200, 200, True, False, True)
    assert seen(challenge.closes_at - tick) == (200, 200, True, False, True)
    assert seen(challenge.closes_at) == (200, 200, False, True, False)


@pytest.mark.parametrize("status", ["open", "closed", "withdrawn"])
def test_paging_shows_each_challenge_exactly_once(
    client: MarketClient, make: Maker, session: Session, actors: Cast, status: str
) -> None:
    council = actors.council
    references = []
    for number in range(115):
        # Many at the same instant, so that the order within it matters.
        moment = {"open": "closes_at", "closed": "closes_at", "withdrawn": "withdrawn_at"}[status]
        base = {"open": NOW + timedelta(days=50), "closed": NOW - timedelta(days=5)}.get(status, NOW)
        at = base - timedelta(days=1, microseconds=number // 40)
        made = ChallengeFactory.create(lead=council, **{status: True, moment: at})
        references.append(made.reference)
    session.commit()
    make("complete")
    make("scheduled")
    seen: list[str] = []
    address = f"/challenges?status={status}"
    pages = 0
    while address:
        text = client.get(address).text
        seen += listed(text, references)
        pages += 1
        _, _, rest = text.partition('rel="next"')
        before = text.partition('" rel="next"')[0]
        address = before.rpartition('href="')[2].replace("&amp;", "&") if rest else ""
    assert pages == 3
    assert sorted(seen) == sorted(references)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize(
    "query",
    [
        "?status=nonsense",
        "?status=draft",
        "?after=",
        "?after=x",
        "?after=1_2",
        "?after=99999999999999999999_00000000000000000000000000000000",
        "?after=-99999999999999999_00000000000000000000000000000000",
        f"?after={'9' * 5000}_0",
        "?after=%00",
        "?after=%ED%A0%80",
        "?status=open&status=closed",
        "?after=253402300799999999_ffffffffffffffffffffffffffffffff",
        "?after=-62135596800000000_00000000000000000000000000000000",
    ],
)
@pytest.mark.parametrize("address", ["/challenges", "/challenges/drafts"])
def test_an_odd_address_is_a_list_all_the_same(
    client: MarketClient, make: Maker, actors: Cast, address: str, query: str
) -> None:
    make("open")
    client.sign_in(actors.user("officer"))
    assert client.get(address + query).status_code == 200


@pytest.mark.parametrize(
    "reference", ["PG-2027-9999", "x", "%00", "PG-2027-0001%00", "%ED%A0%80", "..", "PG-2027-" + "9" * 300, "’"]
)
@pytest.mark.parametrize("path", ["", "/dates.ics", "/edit", "/publish", "/copy"])
def test_an_unknown_challenge_is_not_found(
    client: MarketClient, make: Maker, actors: Cast, reference: str, path: str
) -> None:
    make("open")
    client.sign_in(actors.user("approver"))
    assert client.get(f"/challenges/{reference}{path}").status_code in (404, 308)


def test_dates_come_as_a_calendar_that_knows_its_zones(client: MarketClient, make: Maker) -> None:
    challenge = make("open", title="Floods; warn, early\nnow")
    answer = client.get(f"/challenges/{challenge.reference}/dates.ics")
    assert answer.mimetype == "text/calendar"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{challenge.reference}.ics"'
    calendar: Any = Calendar.from_ical(answer.data)
    events = {str(event["summary"]).partition(":")[0]: event for event in calendar.walk("VEVENT")}
    assert {name: event.decoded("dtstart") for name, event in events.items()} == {
        "Questions close": challenge.questions_close_at,
        "Answers due": challenge.answers_due_at,
        "Deadline for proposals": challenge.closes_at,
        "Decision expected": date(2027, 5, 20),
        "Contract starts": date(2027, 6, 20),
    }
    for event in events.values():
        start = event.decoded("dtstart")
        assert not isinstance(start, datetime) or start.utcoffset() == timedelta(0)
        assert event.decoded("dtstamp").tzinfo is not None
        assert str(event["description"]).endswith(f"/challenges/{challenge.reference}")
    assert len({str(event["uid"]) for event in events.values()}) == 5
    assert str(events["Decision expected"]["summary"]) == "Decision expected: Floods; warn, early\nnow"


def test_following_needs_signing_in_and_then_works(client: MarketClient, make: Maker, actors: Cast) -> None:
    challenge = make("open")
    address = f"/challenges/{challenge.reference}"
    answer = client.post(f"{address}/follow")
    assert answer.status_code == 303
    assert "/sign-in" in answer.location
    client.sign_in(actors.user("stranger"))
    assert client.post(f"{address}/follow").location.endswith(address)
    assert "Stop following" in client.get(address).text
    client.post(f"{address}/unfollow")
    assert "Stop following" not in client.get(address).text
    hidden = make("scheduled")
    assert client.post(f"/challenges/{hidden.reference}/follow").status_code == 404
    assert client.get(f"{address}/unfollow").status_code == 405


def many(session: Session, actors: Cast, number: int) -> str:
    for _ in range(number):
        made = ChallengeFactory.create(open=True, lead=actors.council, partner=actors.partner_council)
    session.commit()
    return str(made.reference)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/challenges", 2), ("/", 2), ("/challenges/{reference}", 3), ("/challenges/{reference}/dates.ics", 3)],
)
def test_statements_do_not_grow_with_challenges(
    client: MarketClient,
    session: Session,
    actors: Cast,
    count_queries: Count,
    clock: time_machine.Coordinates,
    address: str,
    most: int,
) -> None:
    reference = many(session, actors, 1)
    with count_queries() as few:
        assert client.get(address.format(reference=reference)).status_code == 200
    many(session, actors, 60)
    with count_queries() as lots:
        assert client.get(address.format(reference=reference)).status_code == 200
    assert len(few) == len(lots) <= most, f"{few}\n---\n{lots}"


@pytest.mark.parametrize("address", ["/challenges/drafts", "/waiting", "/challenges/{reference}/edit"])
def test_nor_do_those_of_an_officer(
    client: MarketClient,
    session: Session,
    actors: Cast,
    count_queries: Count,
    clock: time_machine.Coordinates,
    address: str,
) -> None:
    client.sign_in(actors.user("approver"))
    reference = many(session, actors, 1)
    ChallengeFactory.create(in_review=True, lead=actors.council)
    with count_queries() as few:
        assert client.get(address.format(reference=reference)).status_code == 200
    many(session, actors, 30)
    for _ in range(10):
        ChallengeFactory.create(in_review=True, lead=actors.council)
        ChallengeFactory.create(complete=True, lead=actors.council)
    with count_queries() as lots:
        assert client.get(address.format(reference=reference)).status_code == 200
    assert len(few) == len(lots), f"{few}\n---\n{lots}"


@pytest.mark.parametrize("size", [1, 7, 50])
def test_lists_go_on_after_each_cursor(session: Session, actors: Cast, size: int) -> None:
    for number in range(20):
        at = NOW + timedelta(days=30, seconds=number // 6)
        ChallengeFactory.create(open=True, lead=actors.council, closes_at=at, updated_at=at)
    session.commit()
    officer = actors.actor("officer")
    asks: list[tuple[Callable[..., Any], str, dict[str, Any]]] = [
        (queries.list_open, "closes_at", {"now": NOW}),
        (queries.list_closed, "closes_at", {"now": NOW + timedelta(days=60)}),
        (queries.list_of_councils, "updated_at", {"now": NOW, "actor": officer}),
    ]
    for ask, moment, facts in asks:
        seen: list[Any] = []
        rows = ask(session, limit=size, **facts)
        while rows:
            seen += [row.id for row in rows]
            rows = ask(session, limit=size, after=(getattr(rows[-1], moment), rows[-1].id), **facts)
        whole = [row.id for row in ask(session, limit=100, **facts)]
        assert seen == whole
        assert len(set(whole)) == 20


def test_the_index_is_given_what_was_approved_and_nothing_else(session: Session, make: Maker) -> None:
    made = {trait: make(trait) for trait in ("complete", "in_review", "scheduled", "open", "closed", "withdrawn")}
    given_up = make("complete", stage=ChallengeStage.WITHDRAWN, withdrawn_at=NOW, withdrawal_reason="x")
    approved = {made[trait].id for trait in ("scheduled", "open", "closed", "withdrawn")}
    assert set(queries.iterate_published_ids(session)) == approved
    ids = [challenge.id for challenge in (*made.values(), given_up)]
    assert {challenge.id for challenge, _ in queries.list_published_by_ids(session, ids)} == approved
    public = {row.id for row in queries.list_public_by_ids(session, ids, now=NOW)}
    assert public == approved - {made["scheduled"].id}
