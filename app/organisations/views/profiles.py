"""Pages of profiles: mine, the directory, add, show, change."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.clock import utc_now
from app.core.errors import DomainError, EditedMeanwhile
from app.organisations import policy, queries, services
from app.organisations.forms import EditOrganisationForm, NewOrganisationForm
from app.organisations.models import Organisation
from app.organisations.states import KIND_NAMES, OrganisationKind, Verification
from app.organisations.views.blueprint import bp, cursor, load, refuse
from app.rules import sme
from app.rules.places_and_sectors import REGIONS, SECTORS
from app.web.authorise import public, require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody else saved while the page was open.

    Attributes:
        who: Who saved it.
        differing: Label, saved text and typed text of each answer that differs.
    """

    who: str
    when: datetime
    differing: list[tuple[str, str, str]]


@bp.get("/organisations")
def index() -> ResponseReturnValue:
    """List one's own organisations and the invitations to more."""
    actor = current_actor()
    require(policy.can_list_own(actor))
    invitations = queries.list_invitations_for(db.session, current_user.user_id, now=utc_now())
    return render_template(
        "organisations/index.html",
        invitations=invitations,
        token_of=queries.token_of,
        is_site_admin=actor.is_site_admin,
    )


@bp.get("/organisations/directory")
@public
def directory() -> ResponseReturnValue:
    """List verified organisations."""
    kind, region = request.args.get("kind", ""), request.args.get("region", "")
    wanted = OrganisationKind(kind) if kind in set(OrganisationKind) else None
    region = region if region in REGIONS else ""
    found = queries.list_verified(db.session, kind=wanted, region=region, after=cursor())
    return render_template(
        "organisations/directory.html", found=found, kind=wanted, region=region, kinds=KIND_NAMES, regions=REGIONS
    )


@bp.route("/organisations/new", methods=["GET", "POST"])
@commits
def new() -> ResponseReturnValue:
    """Add an organisation."""
    actor = current_actor()
    require(policy.can_create(actor))
    form = NewOrganisationForm()
    if form.validate_on_submit():
        profile = services.Profile(**form.values())
        try:
            organisation = services.create(
                db.session, OrganisationKind(str(form.kind.data)), profile, actor=actor, now=utc_now()
            )
        except DomainError as error:
            refuse(form, error)
        else:
            flash(f"{organisation.name} is added. We check new organisations and tell you by mail.", "success")
            return redirect(url_for(".show", slug=organisation.slug), 303)
    return render_template("organisations/new.html", form=form), 422 if form.errors else 200


@bp.get("/organisations/<slug:slug>")
def show(slug: str) -> ResponseReturnValue:
    """Show the profile: to everybody once it is verified, before that to those who belong to it."""
    actor = current_actor()
    organisation = queries.get_organisation(db.session, slug)
    require(policy.can_view(actor, organisation))
    return render_template(
        "organisations/show.html",
        organisation=organisation,
        kind=KIND_NAMES[organisation.kind],
        region=REGIONS.get(organisation.region),
        sectors=[SECTORS.get(code, code) for code in organisation.sectors],
        assessment=assessment_of(organisation),
        source=sme.SOURCE,
        can_manage=policy.can_manage(actor, organisation),
        can_view_members=policy.can_view_members(actor, organisation),
        can_verify=policy.can_verify(actor),
    )


def assessment_of(organisation: Organisation) -> sme.Assessment | None:
    """Return whether a supplier is an SME, or ``None`` for buyers and where nothing is known."""
    if organisation.is_buyer or organisation.headcount is None:
        return None
    return sme.assess(organisation.headcount, organisation.turnover, organisation.balance_sheet)


@bp.route("/organisations/<slug:slug>/edit", methods=["GET", "POST"])
@commits
def edit(slug: str) -> ResponseReturnValue:
    """Change the profile. Two who do so at once both keep what they typed."""
    organisation = load(slug, policy.can_manage)
    form, clash = _filled(organisation), None
    if form.validate_on_submit():
        try:
            services.change(
                db.session,
                organisation,
                services.Profile(**form.values()),
                version=form.seen_version,
                actor=current_actor(),
                now=utc_now(),
            )
        except EditedMeanwhile as error:
            form.refuse(error)
            clash = _clash(organisation, form)
        except DomainError as error:
            refuse(form, error)
        else:
            flash("The profile is saved.", "success")
            return redirect(url_for(".show", slug=organisation.slug), 303)
    return render_template(
        "organisations/edit.html",
        form=form,
        organisation=organisation,
        clash=clash,
        is_refused=_is_refused(organisation),
    ), 422 if form.errors else 200


def _is_refused(organisation: Organisation) -> bool:
    return bool(organisation.verification_note) and organisation.verification is not Verification.VERIFIED


def _filled(organisation: Organisation, **kwargs: Any) -> EditOrganisationForm:
    stored = {field.name: getattr(organisation, field.name) for field in fields(services.Profile)}
    stored |= {"capabilities": "\n".join(organisation.capabilities), "version": str(organisation.version)}
    return EditOrganisationForm(data=stored, **kwargs)


def _clash(organisation: Organisation, form: EditOrganisationForm) -> Clash:
    saved = _filled(organisation, formdata=None)
    form.show_version(organisation.version)
    differing = [
        (field.label.text, _shown(field), _shown(form[field.name]))
        for field in saved
        if field.name not in ("version", "submit", "csrf_token") and _shown(field) != _shown(form[field.name])
    ]
    last = queries.find_last_change(db.session, organisation.id)
    name = last.name if last and last.name else "An administrator of the service"
    return Clash(name, last.at if last else organisation.created_at, differing)


def _shown(field: Any) -> str:
    if field.name == "sectors":
        return ", ".join(SECTORS.get(code, code) for code in field.data or ()) or "Nothing"
    if field.name == "region":
        return REGIONS.get(field.data or "", "Nothing")
    return str(field._value() or "") or "Nothing"
