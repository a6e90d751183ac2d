"""The blueprint, and what its pages share."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.core.errors import AlreadyUsed, DomainError, TooManyAttempts
from app.core.policy import Actor, Decision
from app.organisations import policy, queries
from app.organisations.models import Organisation
from app.web.authorise import require
from app.web.database import db
from app.web.forms import MarketForm
from app.web.identity import current_actor

bp = Blueprint("organisations", __name__)


def load(slug: str, may: Callable[[Actor, Organisation], Decision]) -> Organisation:
    """Return the organisation for a page of its own people; locked where the page is about to change it.

    Visitors are sent to sign in first, whether or not there is such an organisation.
    """
    actor = current_actor()
    require(policy.can_list_own(actor))
    organisation = queries.get_organisation(db.session, slug, for_update=request.method == "POST")
    require(may(actor, organisation))
    return organisation


def refuse(form: MarketForm, error: DomainError) -> None:
    """Show a broken rule on the form; let through what has a page of its own."""
    if isinstance(error, AlreadyUsed | TooManyAttempts):
        raise error
    form.refuse(error)


def cursor() -> UUID | None:
    """Return after which organisation the page begins; anything odd is the beginning."""
    try:
        return UUID(request.args.get("after", ""))
    except ValueError:
        return None


@bp.errorhandler(AlreadyUsed)
def dead_invitation(error: AlreadyUsed) -> ResponseReturnValue:
    """Say what to do about an invitation that cannot be used any more."""
    return render_template("organisations/dead_invitation.html", message=error.message), 410
