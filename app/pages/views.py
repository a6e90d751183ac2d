"""The start page and the standing pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, render_template

from app.challenges.queries import list_open
from app.core.clock import utc_now
from app.pages import policy, queries
from app.web.authorise import public, require
from app.web.database import db
from app.web.identity import current_actor

bp = Blueprint("pages", __name__)

CLOSING_NEXT = 6  # challenges on the start page
STANDING: Mapping[str, str] = {
    "help": "/help",
    "help_search": "/help/search",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "cookies": "/cookies",
    "terms": "/terms",
    "open_source": "/open-source",
}


@bp.get("/")
@public
def start() -> str:
    challenges = list_open(db.session, now=utc_now(), limit=CLOSING_NEXT)
    return render_template("pages/start.html", challenges=challenges)


@bp.get("/waiting")
def waiting() -> str:
    """Show what waits for the signed-in person, what presses first."""
    now, actor = utc_now(), current_actor()
    require(policy.can_see_waiting(actor))
    return render_template("pages/waiting.html", tasks=queries.list_waiting(db.session, actor=actor, now=now), now=now)


def _standing(name: str) -> Callable[[], str]:
    @public
    def show() -> str:
        return render_template(f"pages/{name}.html")

    return show


for name, address in STANDING.items():
    bp.add_url_rule(address, name, _standing(name))
