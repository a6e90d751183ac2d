"""Pages of messages: what was told to me, how often I want to hear, and the way out that every optional mail has."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.clock import utc_now
from app.core.errors import DomainError
from app.notifications import policy, queries, services
from app.notifications.forms import FREQUENCY_WORDS, PreferencesForm, UnsubscribeForm
from app.notifications.states import Frequency
from app.web.authorise import public, require
from app.web.database import db
from app.web.identity import current_actor
from app.web.security import csrf
from app.web.transaction import commits

bp = Blueprint("notifications", __name__, url_prefix="/notifications")
CURSOR_MAX = 18  # digits


@bp.get("")
def index() -> ResponseReturnValue:
    """List what was told to the reader, newest first, from a cursor on."""
    require(policy.can_read_messages(current_actor()))
    cursor = request.args.get("before", "")
    before = int(cursor) if cursor.isascii() and cursor.isdigit() and len(cursor) <= CURSOR_MAX else None
    found = queries.list_messages(db.session, current_user.user_id, before=before, limit=queries.PER_PAGE + 1)
    messages = found[: queries.PER_PAGE]
    older = messages[-1].id if len(found) > len(messages) else None
    return render_template("notifications/index.html", messages=messages, older=older, is_first=before is None)


@bp.route("/preferences", methods=["GET", "POST"])
@commits
def preferences() -> ResponseReturnValue:
    """Choose how often to hear."""
    actor = current_actor()
    require(policy.can_choose_frequency(actor))
    form = PreferencesForm()
    if form.validate_on_submit():
        chosen = Frequency(form.frequency.data)
        try:
            services.choose_frequency(db.session, current_user.user_id, chosen, actor=actor, now=utc_now())
        except DomainError as error:
            form.refuse(error)
        else:
            flash(f"Saved. You will hear about challenges: {_in_a_sentence(chosen)}.", "success")
            return redirect(url_for(".preferences"), 303)
    if not form.is_sent and not form.was_parked:
        form.frequency.data = queries.find_frequency(db.session, current_user.user_id).value
    return render_template("notifications/preferences.html", form=form), 422 if form.errors else 200


def _in_a_sentence(frequency: Frequency) -> str:
    words = FREQUENCY_WORDS[frequency]
    return words[0].lower() + words[1:]


# The token is the permission: mail programs press this button for people, without a session (RFC 8058).
@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
@csrf.exempt
@commits
@public
def unsubscribe(token: str) -> ResponseReturnValue:
    """Stop optional mail for the person whose link it is; a button for people, one POST for mail programs.

    A scanner that follows the link changes nothing. The answer to the POST is a page, never a redirect: RFC 8058, 3.1.
    """
    user_id = services.read_unsubscribe_token(token)
    if request.method == "GET":
        return render_template("notifications/unsubscribe.html", form=UnsubscribeForm())
    services.choose_frequency(
        db.session, user_id, Frequency.REQUIRED_ONLY, actor=current_actor(), now=utc_now(), by_link=True
    )
    return render_template("notifications/unsubscribed.html")
