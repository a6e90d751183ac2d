"""Pages on which a draft is written and decided, from the first page to the last."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, Comment, Edit
from app.challenges.services.readiness import list_blockers
from app.challenges.states import ChallengeStatus
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import ROLES, Cast
from tests.support.client import MarketClient

Load = Callable[[Challenge | str], Challenge]

SECTIONS = ("problem", "budget", "route", "dates", "eligibility", "price", "fairness", "innovation")
LISTS = ("questions", "criteria", "contacts", "scale", "documents")
GETS = ("edit", "submit", "copy", "withdraw", *(f"edit/{name}" for name in SECTIONS + LISTS))
INSIDERS = {"officer", "approver", "council_administrator", "partner_officer"}
WRITERS = INSIDERS - {"council_administrator"}


def expected(role: str, path: str, trait: str) -> int:
    """Return the answer that a role gets for a page of a challenge at a stage."""
    is_public = trait == "open"
    if path == "copy":
        if role not in INSIDERS and not is_public:
            return 404
        if role == "anonymous":
            return 303
        return 200 if role in WRITERS | {"other_officer"} else 403
    if role == "anonymous":
        return 303
    if role not in INSIDERS:
        return 403 if is_public else 404
    if path == "edit":
        return 200
    by_stage = {"complete": WRITERS, "in_review": set[str](), "open": set[str]()}
    allowed = by_stage[trait]
    if path == "withdraw" and trait != "complete":
        allowed = {"approver"}
    if path in ("publish", "send-back"):
        allowed = {"approver"} if trait == "in_review" else set()
    return 200 if role in allowed else 403


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("trait", ["complete", "in_review", "open"])
def test_every_page_answers_each_role_as_it_should(
    client: MarketClient, make: Maker, actors: Cast, role: str, trait: str
) -> None:
    challenge = make(trait, partner=actors.partner_council)
    if role != "anonymous":
        client.sign_in(actors.user(role))
    for path in (*GETS, "publish", "send-back"):
        answer = client.get(f"/challenges/{challenge.reference}/{path}")
        assert answer.status_code == expected(role, path, trait), path
        if answer.status_code == 404:
            assert challenge.title not in answer.text


@pytest.mark.parametrize("path", [*(p for p in GETS if p != "copy"), "publish", "send-back"])
def test_a_visitor_cannot_tell_a_draft_from_nothing(client: MarketClient, make: Maker, path: str) -> None:
    challenge = make("complete")
    there = client.get(f"/challenges/{challenge.reference}/{path}")
    nowhere = client.get(f"/challenges/PG-2027-9999/{path}")
    assert there.status_code == nowhere.status_code == 303
    assert there.location.replace(challenge.reference, "PG-2027-9999") == nowhere.location


def sent(fields: dict[str, Any], version: int) -> dict[str, Any]:
    return {**fields, "version": str(version)}


PAGES: dict[str, dict[str, Any]] = {
    "problem": {
        "title": "Quiet nights",
        "summary": "Sleep.",
        "problem": "Noise",
        "outcomes": "Quiet",
        "affected": "All",
        "constraints": "Nothing in particular",
    },
    "budget": {"budget": "£60,000", "months": "9", "budget_note": "Paid monthly"},
    "route": {"route": "below_threshold_open", "route_reason": "Small", "has_lots": "no", "lots_reason": "One street"},
    "dates": {
        "questions_close_on": ["19", "3", "2027"],
        "questions_close_time": "noon",
        "answers_due_on": ["24", "3", "2027"],
        "closes_on": ["13", "4", "2027"],
        "closes_time": "12:00",
        "decision_expected_on": ["1", "6", "2027"],
        "contract_starts_on": ["1", "7", "2027"],
    },
    "eligibility": {"eligibility": "Everybody", "restricts_who_may_tender": "no"},
    "price": {"price_method": "fixed_price", "price_weight": "0", "tie_rule": "drawing_lots"},
    "fairness": {
        "sme_measures": "Short form",
        "conflicts_assessed_on": ["1", "3", "2027"],
        "conflicts_note": "Nothing found",
    },
    "innovation": {"readiness_from": "3", "readiness_to": "6", "intellectual_property": "shared"},
    "questions": {"text": "How?", "word_limit": "300", "is_required": "y"},
    "criteria": {"name": "Works", "description": "It does", "weight": "100", "minimum_score": "2"},
    "contacts": {"name": "A Person", "email": "a.person@example.org"},
}


def test_a_challenge_from_the_first_page_to_the_last(
    client: MarketClient,
    make_client: Callable[[], MarketClient],
    actors: Cast,
    stored: Load,
    clock: time_machine.Coordinates,
    session: Session,
) -> None:
    client.sign_in(actors.user("officer"))
    answer = client.get("/challenges/new")
    assert answer.status_code == 200
    started = client.post(
        "/challenges/new",
        data={"title": "Quiet streets", "organisation_id": str(actors.council.id), "template": "blank"},
    )
    assert started.status_code == 303
    address = started.location.removesuffix("/edit")
    reference = address.rpartition("/")[2]
    assert "Not started" in client.get(f"{address}/edit").text
    for path, fields in PAGES.items():
        clock.shift(timedelta(minutes=1))
        assert client.get(f"{address}/edit/{path}").status_code == 200
        saved = client.post(f"{address}/edit/{path}", data=sent(fields, stored(reference).version))
        assert saved.status_code == 303, (path, saved.text)
    upload = {"title": "Map", "file": (BytesIO(b"x,y\n"), "map.csv")}
    saved = client.post(f"{address}/edit/documents", data=sent(upload, stored(reference).version))
    assert saved.status_code == 303
    challenge = stored(reference)
    assert list_blockers(challenge, opens_at=NOW, now=NOW) == []
    assert challenge.closes_at == datetime(2027, 4, 13, 11, 0, tzinfo=UTC)
    text = client.get(f"{address}/edit").text
    assert "Nothing is missing" in text
    assert "Not started" not in text
    for path in PAGES:
        assert client.get(f"{address}/edit/{path}").status_code == 200
    assert client.get(address).status_code == 200

    assert client.post(f"{address}/submit", data=sent({}, challenge.version)).status_code == 303
    assert client.get(f"{address}/edit/problem").status_code == 403
    assert client.get(f"{address}/publish").status_code == 403

    approver = make_client().sign_in(actors.user("approver"))
    assert "It waits for you" in approver.get(f"{address}/edit").text
    assert approver.post(f"{address}/comments", data={"text": "Why nine?", "section": "budget"}).status_code == 303
    assert approver.post(f"{address}/send-back", data={"text": "Say why nine months."}).status_code == 303
    text = client.get(f"{address}/edit").text
    assert "Say why nine months." in text
    assert "Why nine?" in text
    said = session.scalars(sa.select(Comment.id).where(Comment.text == "Why nine?")).one()
    assert client.post(f"{address}/comments/{said}/resolve").status_code == 303
    client.post(f"{address}/submit", data=sent({}, stored(reference).version))
    assert approver.get(f"{address}/publish").status_code == 200
    published = approver.post(f"{address}/publish", data=sent({"when": "now"}, stored(reference).version))
    assert published.status_code == 303
    anonymous = make_client()
    assert anonymous.get(address).status_code == 200
    assert "Quiet nights" in anonymous.get("/challenges").text
    assert approver.post(f"{address}/withdraw", data={"reason": "No money left"}).status_code == 303
    assert "No money left" in anonymous.get(address).text
    assert "Quiet nights" not in anonymous.get("/challenges").text


@pytest.mark.parametrize("path", SECTIONS)
def test_a_page_shows_what_is_stored_so_that_saving_it_changes_nothing(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, path: str
) -> None:
    challenge = make()
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/{path}"
    assert client.post(address, data=sent(PAGES[path], 1)).status_code == 303
    before = stored(challenge)
    assert client.post(address, data=typed_in(client.get(address).text)).status_code == 303
    after = stored(challenge)
    for column in Challenge.__table__.columns:
        if column.name not in ("version", "updated_at"):
            assert getattr(after, column.name) == getattr(before, column.name), column.name


def typed_in(html: str) -> dict[str, list[str]]:
    """Return what a browser would send back if nothing was touched."""
    import html5lib

    path = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False).parse(html)
    form = path.findall(".//main//form")[0]
    found: dict[str, list[str]] = {}
    for field in form.iter("input"):
        if field.get("type") in ("radio", "checkbox") and field.get("checked") is None:
            continue
        if field.get("name") and field.get("name") != "csrf_token":
            found.setdefault(field.get("name"), []).append(field.get("value") or "")
    for field in form.iter("textarea"):
        found[field.get("name")] = ["".join(field.itertext())]
    for field in form.iter("select"):
        chosen = [o for o in field.iter("option") if o.get("selected") is not None]
        found[field.get("name")] = [chosen[0].get("value") if chosen else ""]
    return found


@pytest.mark.parametrize("role", ["anonymous", "stranger", "other_officer", "supplier_owner", "site_administrator"])
def test_outsiders_cannot_post_anything(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, role: str
) -> None:
    challenge = make("complete", partner=actors.partner_council)
    before = stored(challenge).version
    if role != "anonymous":
        client.sign_in(actors.user(role))
    row = challenge.questions[0].id
    posts = [
        *(f"edit/{name}" for name in SECTIONS + LISTS),
        f"edit/questions/{row}",
        f"edit/questions/{row}/remove",
        f"edit/questions/{row}/up",
        f"edit/documents/{row}/remove-document",
        "submit",
        "comments",
        f"comments/{row}/resolve",
        "send-back",
        "publish",
        "unschedule",
        "withdraw",
    ]
    for path in posts:
        answer = client.post(f"/challenges/{challenge.reference}/{path}", data=sent({"text": "x", "reason": "x"}, 1))
        assert answer.status_code == (303 if role == "anonymous" else 404), path
        assert role != "anonymous" or "/sign-in" in answer.location
    assert stored(challenge).version == before


def test_a_council_can_only_lead_where_the_person_belongs(
    client: MarketClient, make: Maker, actors: Cast, session: Session
) -> None:
    source = make("open")
    client.sign_in(actors.user("other_officer"))
    for address in ("/challenges/new", f"/challenges/{source.reference}/copy"):
        for council in (str(actors.council.id), "x", "", "0" * 32):
            answer = client.post(address, data={"title": "T", "organisation_id": council, "template": "blank"})
            assert answer.status_code == 422
            assert "Choose one of your organisations" in answer.text
        own = {"title": "Mine", "organisation_id": str(actors.other_council.id), "template": "pilot"}
        assert client.post(address, data=own).status_code == 303
    assert session.scalar(sa.select(sa.func.count()).select_from(Challenge)) == 3


def test_rows_are_changed_on_their_own_page(client: MarketClient, make: Maker, actors: Cast, stored: Load) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit"
    for name, attribute, fields in (
        ("questions", "questions", {"text": "New?", "word_limit": "50"}),
        ("criteria", "criteria", {"name": "New", "description": "d", "weight": "10", "minimum_score": ""}),
        ("contacts", "contacts", {"name": "New", "email": "new@example.org", "phone": "01632 960000"}),
    ):
        row = getattr(stored(challenge), attribute)[-1].id
        assert client.get(f"{address}/{name}/{row}").status_code == 200
        version = stored(challenge).version
        assert client.post(f"{address}/{name}/{row}", data=sent(fields, version)).status_code == 303
        changed = getattr(stored(challenge), attribute)[-1]
        assert (changed.text if name == "questions" else changed.name).startswith("New")
        clash = client.post(f"{address}/{name}/{row}", data=sent(fields | {"name": "Late"}, version))
        assert clash.status_code == 422
        assert "This is what is saved now" in clash.text
        assert client.post(f"{address}/{name}/{row}/up", data={"version": str(version + 1)}).status_code == 303
        gone = client.post(f"{address}/{name}/{row}/remove", data={"version": str(version)}, follow_redirects=True)
        assert "Nothing was changed" in gone.text
        client.post(f"{address}/{name}/{row}/remove", data={"version": str(version + 2)})
        assert row not in {kept.id for kept in getattr(stored(challenge), attribute)}
        assert client.get(f"{address}/{name}/{row}").status_code == 404
    for path in ("nonsense", "documents/nonsense", f"scale/{row}", f"problem/{row}", "questions/x"):
        assert client.get(f"{address}/{path}").status_code == 404


def test_an_author_with_both_roles_is_told_to_ask_another(
    client: MarketClient, make: Maker, actors: Cast, session: Session
) -> None:
    challenge = make("in_review")
    session.add(Edit(challenge_id=challenge.id, user_id=actors.user("approver").id, section="price", version=2, at=NOW))
    client.sign_in(actors.user("approver"))
    text = client.get(f"/challenges/{challenge.reference}/edit").text
    assert "Ask another approver of your council" in text
    assert client.get(f"/challenges/{challenge.reference}/publish").status_code == 403


def test_scheduling_and_taking_back(client: MarketClient, make: Maker, actors: Cast, stored: Load) -> None:
    challenge = make("in_review")
    client.sign_in(actors.user("approver"))
    address = f"/challenges/{challenge.reference}"
    form = {"when": "later", "opens_on": ["8", "3", "2027"], "opens_time": "9am"}
    for wrong, words in (
        ({"when": "now"}, "Choose “At a set time”"),
        ({"when": "now", "opens_on": ["", "", ""]}, "leave the day and the time empty"),
        ({"when": ""}, "Choose when it opens"),
        ({"opens_on": ["", "", ""]}, "Enter the day on which it opens"),
        ({"opens_time": ""}, "Enter the time at which it opens"),
        ({"opens_on": ["28", "3", "2027"], "opens_time": "1:30"}, "the clocks go forward"),
        ({"opens_on": ["1", "3", "2027"]}, "must lie in the future"),
        ({"opens_on": ["10", "4", "2027"]}, "cannot be published yet"),
    ):
        answer = client.post(f"{address}/publish", data=sent(form | wrong, 1))
        assert answer.status_code == 422
        assert words in answer.text
    assert client.post(f"{address}/publish", data=sent(form, 1)).status_code == 303
    assert stored(challenge).opens_at == datetime(2027, 3, 8, 9, 0, tzinfo=UTC)
    assert "It opens by itself at 9am on Monday 8 March 2027" in client.get(f"{address}/edit").text
    assert client.post(f"{address}/unschedule").status_code == 303
    assert stored(challenge).status_at(NOW) is ChallengeStatus.DRAFT
    assert client.post(f"{address}/unschedule").status_code == 403


def test_a_blocked_challenge_cannot_be_published_by_a_crafted_form(
    client: MarketClient, make: Maker, actors: Cast, stored: Load
) -> None:
    challenge = make("in_review", budget=None)
    client.sign_in(actors.user("approver"))
    address = f"/challenges/{challenge.reference}/publish"
    text = client.get(address).text
    assert "1 thing to put right" in text
    assert f"/challenges/{challenge.reference}/edit/budget#budget" in text
    answer = client.post(address, data=sent({"when": "now"}, 1))
    assert answer.status_code == 422
    assert "cannot be published yet. Enter the most you could pay" in answer.text
    assert stored(challenge).status_at(NOW) is ChallengeStatus.IN_REVIEW
