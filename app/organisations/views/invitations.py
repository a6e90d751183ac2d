"""Pages of an invitation, for the person invited."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.clock import utc_now
from app.core.errors import AlreadyUsed
from app.core.policy import Decision, Role
from app.organisations import policy, queries, services
from app.organisations.forms import role_names
from app.organisations.models import Invitation
from app.organisations.views.blueprint import bp
from app.web.authorise import public, require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits

TOKEN = "<string(maxlength=400):token>"  # noqa: S105 -- a rule of addresses, not a password


@bp.get(f"/invitations/{TOKEN}")
@public
def invitation(token: str) -> ResponseReturnValue:
    """Show an invitation to whoever holds its link, and what to do to accept it."""
    found = _load(token)
    roles = role_names(Role(role) for role in found.roles)
    return render_template(
        "organisations/invitation.html", invitation=found, token=token, roles=roles, answer=_may_answer(found)
    )


@bp.post(f"/invitations/{TOKEN}/accept")
@commits
def accept_invitation(token: str) -> ResponseReturnValue:
    """Join."""
    require(policy.can_list_own(current_actor()))
    found = _load(token)
    require(_may_answer(found))
    services.accept(db.session, found, actor=current_actor(), now=utc_now())
    flash(f"You now belong to {found.organisation.name}.", "success")
    return redirect(url_for(".show", slug=found.organisation.slug), 303)


@bp.post(f"/invitations/{TOKEN}/decline")
@commits
def decline_invitation(token: str) -> ResponseReturnValue:
    """Decline to join."""
    require(policy.can_list_own(current_actor()))
    found = _load(token)
    require(_may_answer(found))
    services.decline(db.session, found, actor=current_actor(), now=utc_now())
    flash("The invitation is declined.", "success")
    return redirect(url_for(".index"), 303)


def _load(token: str) -> Invitation:
    found = queries.find_invitation_by_token(db.session, token, now=utc_now())
    if found is None:
        raise AlreadyUsed("This invitation cannot be used any more. It was answered, withdrawn, or has run out.")
    return found


def _may_answer(found: Invitation) -> Decision:
    return policy.can_answer_invitation(current_actor(), found.email, getattr(current_user, "email", None))
