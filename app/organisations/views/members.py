"""Pages of the people in an organisation: who they are, their roles, inviting more."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core.clock import utc_now
from app.core.errors import DomainError
from app.core.policy import Role
from app.organisations import policy, queries, services
from app.organisations.forms import ActForm, InvitationForm, RolesForm, role_names
from app.organisations.views.blueprint import bp, load, refuse
from app.web.authorise import require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits


@bp.get("/organisations/<slug:slug>/members")
def members(slug: str) -> ResponseReturnValue:
    """List members; to managers, invitations too."""
    organisation = load(slug, policy.can_view_members)
    can_manage = policy.can_manage(current_actor(), organisation)
    invitations = queries.list_open_invitations(db.session, organisation.id) if can_manage else []
    return render_template(
        "organisations/members.html",
        organisation=organisation,
        members=queries.list_members(db.session, organisation.id),
        invitations=invitations,
        invited_roles={one.id: role_names(Role(role) for role in one.roles) for one in invitations},
        role_names=role_names,
        can_manage=can_manage,
        now=utc_now(),
    )


@bp.route("/organisations/<slug:slug>/invite", methods=["GET", "POST"])
@commits
def invite(slug: str) -> ResponseReturnValue:
    """Invite somebody; the answer is the same whether or not the address has an account."""
    organisation = load(slug, policy.can_manage)
    form = InvitationForm()
    form.offer(organisation.kind)
    if form.validate_on_submit():
        try:
            services.invite(
                db.session,
                organisation,
                email=form.email.data or "",
                roles=form.chosen(),
                actor=current_actor(),
                now=utc_now(),
            )
        except DomainError as error:
            refuse(form, error)
        else:
            flash("The invitation is on its way.", "success")
            return redirect(url_for(".members", slug=slug), 303)
    return render_template(
        "organisations/invite.html", form=form, organisation=organisation
    ), 422 if form.errors else 200


@bp.post("/organisations/<slug:slug>/invitations/<uuid:invitation_id>/again")
@commits
def invite_again(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    """Send an invitation once more."""
    organisation = load(slug, policy.can_manage)
    invitation = queries.get_open_invitation(db.session, organisation.id, invitation_id)
    services.invite_again(db.session, organisation, invitation, actor=current_actor(), now=utc_now())
    flash("The invitation is on its way again.", "success")
    return redirect(url_for(".members", slug=slug), 303)


@bp.post("/organisations/<slug:slug>/invitations/<uuid:invitation_id>/withdraw")
@commits
def withdraw_invitation(slug: str, invitation_id: UUID) -> ResponseReturnValue:
    """Take an invitation back."""
    organisation = load(slug, policy.can_manage)
    invitation = queries.get_open_invitation(db.session, organisation.id, invitation_id)
    services.withdraw_invitation(db.session, organisation, invitation, actor=current_actor(), now=utc_now())
    flash("The invitation is withdrawn. Its link does not work any more.", "success")
    return redirect(url_for(".members", slug=slug), 303)


@bp.route("/organisations/<slug:slug>/members/<uuid:user_id>", methods=["GET", "POST"])
@commits
def member_roles(slug: str, user_id: UUID) -> ResponseReturnValue:
    """Change the roles of a member."""
    organisation = load(slug, policy.can_manage)
    member = queries.get_member(db.session, organisation.id, user_id)
    form = RolesForm(data={"roles": [role.role.value for role in member.roles]})
    form.offer(organisation.kind)
    if form.validate_on_submit():
        actor = current_actor()
        try:
            services.set_roles(db.session, organisation, user_id, form.chosen(), actor=actor, now=utc_now())
        except DomainError as error:
            refuse(form, error)
        else:
            flash(f"The roles of {member.user.name} are saved.", "success")
            return redirect(url_for(".members" if user_id != actor.user_id else ".show", slug=slug), 303)
    return render_template(
        "organisations/member_roles.html", form=form, organisation=organisation, member=member
    ), 422 if form.errors else 200


@bp.route("/organisations/<slug:slug>/members/<uuid:user_id>/remove", methods=["GET", "POST"])
@commits
def remove_member(slug: str, user_id: UUID) -> ResponseReturnValue:
    """End a membership: a manager's act, or one's own wish to leave."""
    organisation = load(slug, policy.can_view_members)
    actor = current_actor()
    require(policy.can_remove(actor, organisation, user_id))
    member = queries.get_member(db.session, organisation.id, user_id)
    form = ActForm()
    is_own = user_id == actor.user_id
    if form.validate_on_submit():
        try:
            services.remove(db.session, organisation, user_id, actor=actor, now=utc_now())
        except DomainError as error:
            refuse(form, error)
        else:
            flash(f"You have left {organisation.name}." if is_own else f"{member.user.name} is removed.", "success")
            return redirect(url_for(".index") if is_own else url_for(".members", slug=slug), 303)
    return render_template(
        "organisations/remove_member.html", form=form, organisation=organisation, member=member, is_own=is_own
    ), 422 if form.errors else 200
