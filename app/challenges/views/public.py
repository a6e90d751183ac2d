"""What everybody sees: lists, the page of a challenge, its dates and documents; and following it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from flask import Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from app.challenges import policy, queries
from app.challenges.services import review
from app.challenges.services.content import canonical, content_of
from app.challenges.states import OWNERSHIP, READINESS, TIE_RULES, ChallengeStatus, IntellectualProperty, TieRule
from app.challenges.views import bp
from app.core.clock import utc_now
from app.integrations.file_store import FileStore
from app.rules.places_and_sectors import region_name
from app.rules.price import EXPLANATIONS, PriceMethod
from app.rules.regimes import ROUTES, Route
from app.web.authorise import public, require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits

LISTS = {
    ChallengeStatus.OPEN: (queries.list_open, "closes_at"),
    ChallengeStatus.CLOSED: (queries.list_closed, "closes_at"),
    ChallengeStatus.WITHDRAWN: (queries.list_withdrawn, "withdrawn_at"),
}


def parse_cursor(text: str) -> queries.Cursor | None:
    """Return where a list goes on; anything odd is its beginning."""
    moment, _, identifier = text.partition("_")
    try:
        return datetime.fromtimestamp(int(moment) / 1_000_000, UTC), UUID(identifier)
    except (ValueError, OverflowError, OSError):
        return None


def make_cursor(moment: datetime, identifier: UUID) -> str:
    """Return the address part from which a list goes on."""
    whole = int(moment.timestamp()) * 1_000_000 + moment.microsecond
    return f"{whole}_{identifier.hex}"


@bp.get("")
@public
def index() -> ResponseReturnValue:
    """List challenges of one status; goes on from a cursor, so that its cost does not grow with their number."""
    asked = request.args.get("status", "open")
    status = ChallengeStatus(asked) if asked in {s.value for s in LISTS} else ChallengeStatus.OPEN
    find, moment = LISTS[status]
    after = parse_cursor(request.args.get("after", ""))
    rows = list(find(db.session, now=utc_now(), limit=queries.PER_PAGE + 1, after=after))
    more = None
    if len(rows) > queries.PER_PAGE:
        rows = rows[: queries.PER_PAGE]
        more = make_cursor(getattr(rows[-1], moment), rows[-1].id)
    return render_template(
        "challenges/index.html", challenges=rows, status=status.value, more=more, is_first=after is None
    )


def revived(content: dict[str, Any]) -> dict[str, Any]:
    """Return published content with instants and days as such, and codes with their words."""
    shown = dict(content)
    for name in ("opens_at", "questions_close_at", "answers_due_at", "closes_at"):
        shown[name] = datetime.fromisoformat(content[name]) if content.get(name) else None
    for name in ("decision_expected_on", "contract_starts_on"):
        shown[name] = date.fromisoformat(content[name]) if content.get(name) else None
    shown["route_rule"] = ROUTES[Route(content["route"])] if content.get("route") else None
    shown["price"] = EXPLANATIONS[PriceMethod(content["price_method"])] if content.get("price_method") else None
    shown["tie"] = TIE_RULES[TieRule(content["tie_rule"])] if content.get("tie_rule") else ""
    owner = content.get("intellectual_property")
    shown["ownership"] = OWNERSHIP[IntellectualProperty(owner)] if owner else ""
    shown["readiness"] = [READINESS[n] for n in (content.get("readiness_from"), content.get("readiness_to")) if n]
    shown["parties"] = [{**party, "region_name": region_name(party["region"])} for party in content["parties"]]
    shown["regions"] = list(dict.fromkeys(party["region_name"] for party in shown["parties"] if party["region_name"]))
    return shown


@bp.get("/<reference:reference>")
def show(reference: str) -> ResponseReturnValue:
    """Show a challenge: as it was published, or to its councils as it would be."""
    now, actor = utc_now(), current_actor()
    found = queries.find_published(db.session, reference, actor=actor, now=now)
    if found is not None:
        require(policy.can_view(actor, found.challenge, now=now))
        return render_template(
            "challenges/show.html",
            challenge=found.challenge,
            content=revived(found.content),
            status=found.challenge.status_at(now),
            now=now,
            published=found,
            is_insider=policy.is_insider(actor, found.challenge),
            can_copy=bool(policy.can_create(actor)),
        )
    challenge = queries.get_challenge(db.session, reference)
    require(policy.can_view(actor, challenge, now=now))
    return render_template(
        "challenges/show.html",
        challenge=challenge,
        content=revived(content_of(challenge)),
        status=challenge.status_at(now),
        now=now,
        published=None,
        is_insider=True,
        can_copy=bool(policy.can_create(actor)),
    )


@bp.get("/<reference:reference>/versions/<int:number>.json")
def version(reference: str, number: int) -> ResponseReturnValue:
    """Give what was published as the very bytes whose SHA-256 is shown."""
    now, actor = utc_now(), current_actor()
    found = queries.find_version(db.session, reference, number, now=now)
    if found is None:
        abort(404)
    require(policy.can_view(actor, found[0], now=now))
    return Response(canonical(found[1].content), mimetype="application/json")


@bp.get("/<reference:reference>/dates.ics")
def dates(reference: str) -> ResponseReturnValue:
    """Give the dates of a public challenge as a calendar."""
    from icalendar import Calendar, Event  # loaded when it is first asked for, so that a worker at rest stays small

    now, actor = utc_now(), current_actor()
    found = queries.find_published(db.session, reference, actor=actor, now=now)
    if found is None:
        abort(404)
    require(policy.can_view(actor, found.challenge, now=now))
    content = revived(found.content)
    calendar = Calendar()
    calendar.add("prodid", "-//Proving Ground//Challenge dates//EN")
    calendar.add("version", "2.0")
    link = url_for(".show", reference=reference, _external=False)
    for name, words in (
        ("questions_close_at", "Questions close"),
        ("answers_due_at", "Answers due"),
        ("closes_at", "Deadline for proposals"),
        ("decision_expected_on", "Decision expected"),
        ("contract_starts_on", "Contract starts"),
    ):
        if content[name] is None:
            continue
        event = Event()
        event.add("uid", f"{reference}-{name}@proving-ground")
        event.add("dtstamp", found.challenge.updated_at)
        event.add("dtstart", content[name])
        if found.challenge.withdrawn_at is not None:
            event.add("status", "CANCELLED")
        event.add("summary", f"{words}: {content['title']}")
        event.add("description", f"{current_app.config['BASE_URL']}{link}")
        calendar.add_component(event)
    return Response(
        calendar.to_ical(),
        mimetype="text/calendar",
        headers={"Content-Disposition": f'attachment; filename="{reference}.ics"'},
    )


def file_store() -> FileStore:
    """Return where uploaded files lie."""
    store: FileStore = current_app.extensions["file_store"]
    return store


@bp.get("/<reference:reference>/documents/<uuid:document_id>")
def document(reference: str, document_id: UUID) -> ResponseReturnValue:
    """Send a document of the challenge; always as a download, never shown inside the browser."""
    now, actor = utc_now(), current_actor()
    challenge = queries.get_challenge(db.session, reference)
    require(policy.can_view(actor, challenge, now=now))
    attached = next((row for row in challenge.documents if row.id == document_id), None)
    if attached is None:
        abort(404)
    try:
        content = file_store().open(attached.file.id)
    except FileNotFoundError:
        abort(404)
    response = send_file(
        content, mimetype=attached.file.media_type, as_attachment=True, download_name=attached.file.name
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@bp.route("/<reference:reference>/follow", methods=["GET", "POST"])
@commits
def follow(reference: str) -> ResponseReturnValue:
    """Follow a challenge; asks once more where somebody had to sign in on the way."""
    now, actor = utc_now(), current_actor()
    challenge = queries.get_challenge(db.session, reference)
    require(policy.can_follow(actor, challenge, now=now))
    if request.method == "GET":
        return render_template("challenges/follow.html", challenge=challenge)
    review.follow(db.session, challenge, actor=actor, now=now)
    flash("You follow this challenge. We tell you about every change.", "success")
    return redirect(url_for(".show", reference=reference), code=303)


@bp.post("/<reference:reference>/unfollow")
@commits
def unfollow(reference: str) -> ResponseReturnValue:
    """Stop following a challenge."""
    now, actor = utc_now(), current_actor()
    challenge = queries.get_challenge(db.session, reference)
    require(policy.can_follow(actor, challenge, now=now))
    review.unfollow(db.session, challenge, actor=actor, now=now)
    flash("You do not follow this challenge any more.", "success")
    return redirect(url_for(".show", reference=reference), code=303)
