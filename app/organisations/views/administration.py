"""Pages for those who run the service: verify organisations."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import utc_now
from app.core.errors import DomainError
from app.organisations import policy, queries, services
from app.organisations.forms import DecisionForm, role_names
from app.organisations.states import KIND_NAMES, VerificationAction
from app.organisations.views.blueprint import bp, cursor, refuse
from app.rules.places_and_sectors import REGIONS
from app.web.authorise import require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits


@bp.get("/administration/organisations")
def to_verify() -> ResponseReturnValue:
    """List organisations that wait to be verified, oldest first."""
    require(policy.can_verify(current_actor()))
    found = queries.list_to_verify(db.session, after=cursor())
    return render_template("organisations/to_verify.html", found=found, kinds=KIND_NAMES, regions=REGIONS)


@bp.route("/administration/organisations/<slug:slug>", methods=["GET", "POST"])
@commits
def decide(slug: str) -> ResponseReturnValue:
    """Verify an organisation, refuse to, or take a verification back."""
    actor = current_actor()
    require(policy.can_verify(actor))
    organisation = queries.get_organisation(db.session, slug, for_update=request.method == "POST")
    form = DecisionForm()
    form.offer(organisation)
    if form.validate_on_submit():
        try:
            services.decide(
                db.session,
                organisation,
                VerificationAction(str(form.action.data)),
                note=form.note.data or "",
                actor=actor,
                now=utc_now(),
            )
        except DomainError as error:
            refuse(form, error)
        else:
            flash(f"Your decision about {organisation.name} is saved.", "success")
            return redirect(url_for(".to_verify"), 303)
    return render_template(
        "organisations/decide.html",
        form=form,
        organisation=organisation,
        kind=KIND_NAMES[organisation.kind],
        region=REGIONS.get(organisation.region),
        members=queries.list_members(db.session, organisation.id),
        role_names=role_names,
    ), 422 if form.errors else 200
