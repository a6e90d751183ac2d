"""The search page."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.clock import utc_now
from app.integrations.search import IndexUnreadable
from app.search import services
from app.search.forms import PER_PAGE, SearchForm
from app.web.authorise import public
from app.web.database import db
from app.web.identity import current_actor
from app.web.paging import Page, requested_page

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
    return render_template("search/index.html", form=form, answer=answer, page=page, with_words=_with_words)


def _with_words(words: str) -> str:
    """Return the address of the same search with other words, from its first page on."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name not in ("words", "page")]
    return f"{request.path}?{urlencode([('words', words), *kept])}"
