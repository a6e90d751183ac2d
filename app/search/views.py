"""The search page."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import utc_now
from app.integrations.search import IndexUnreadable, Status
from app.search import services
from app.search.forms import PER_PAGE, SearchForm
from app.web.authorise import public
from app.web.database import db
from app.web.identity import current_actor
from app.web.paging import Page, changed_url, requested_page

bp = Blueprint("search", __name__, url_prefix="/search")

TRY_AGAIN = 60  # seconds; the worker looks after the index every minute


@bp.get("")
@public
def index() -> ResponseReturnValue:
    form = SearchForm.of(request.args)
    question = form.request(page=requested_page(), now=utc_now())
    try:
        answer = services.find(db.session, question, actor=current_actor())
    except IndexUnreadable:
        return render_template("search/unavailable.html"), 503, {"Retry-After": str(TRY_AGAIN)}
    page = Page(number=question.page, size=PER_PAGE, total=answer.results.total)
    return render_template(
        "search/index.html",
        form=form,
        answer=answer,
        page=page,
        only_open=question.statuses == {Status.OPEN},
        changed=_changed,
    )


def _changed(**changes: str) -> str:
    """Return the address of the same search with other words or filters, from its first page on."""
    return changed_url(**changes, page="")
