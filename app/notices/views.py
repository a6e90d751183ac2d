"""Pages of imported notices: public and read-only."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import utc_now
from app.notices import queries, services
from app.notices.states import KIND_NAMES, SOURCE_NAMES
from app.rules.places_and_sectors import REGIONS
from app.web.authorise import public
from app.web.database import db

bp = Blueprint("notices", __name__, url_prefix="/notices")

PAGE_SIZE = 25


@bp.get("")
@public
def index() -> ResponseReturnValue:
    before = _read_place(request.args.get("before", ""))
    found = queries.list_newest(db.session, limit=PAGE_SIZE + 1, before=before)
    shown = found[:PAGE_SIZE]
    older = f"{shown[-1].published_at:%Y%m%dT%H%M%S%f}-{shown[-1].id}" if len(found) > PAGE_SIZE else ""
    return render_template(
        "notices/index.html", notices=shown, older=older, first=before is None, now=utc_now(), sources=SOURCE_NAMES
    )


@bp.get("/<int:notice_id>")
@public
def show(notice_id: int) -> ResponseReturnValue:
    notice = queries.get_notice(db.session, notice_id)
    held = queries.list_newest_contents(db.session, notice.id)
    now = utc_now()
    return render_template(
        "notices/show.html",
        notice=notice,
        shown=services.present(
            [release.document for release in held[: queries.READ_MAX]],
            now=now,
            # One ocid may serve several buyers; what others awarded is not shown as this one's.
            awarding=(one.document for one in held if services.may_be_same(one.buyer_name, notice.buyer_name)),
        ),
        releases=queries.list_releases(db.session, notice.id),
        now=now,
        region=REGIONS.get(notice.region, ""),
        source=SOURCE_NAMES[notice.source],
        kinds=KIND_NAMES,
    )


@bp.get("/<int:notice_id>/releases/<int:release_id>.json")
@public
def release(notice_id: int, release_id: int) -> ResponseReturnValue:
    document = queries.get_release(db.session, notice_id, release_id).document
    return Response(current_app.json.dumps(document, indent=2, sort_keys=True), mimetype="application/json")


def _read_place(text: str) -> tuple[datetime, int] | None:
    """Return the place in the list that an address names; anything odd is the beginning."""
    moment, _, number = text.partition("-")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    try:
        return datetime.strptime(moment, "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC), int(number)
    except ValueError:
        return None
