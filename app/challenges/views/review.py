"""Send for review, comment, send back, publish, withdraw."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.challenges import policy, queries
from app.challenges.forms.acts import PublishForm, SendBackForm, SubmitForm, WithdrawForm
from app.challenges.forms.base import VersionedForm
from app.challenges.models import Challenge
from app.challenges.services import readiness, review
from app.challenges.states import ChallengeStatus, Section
from app.challenges.views import bp
from app.challenges.views.drafting import comment_form, load, section_url
from app.core.clock import utc_now
from app.core.errors import DomainError, EditedMeanwhile
from app.rules import statutory_notices
from app.web.authorise import require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits


def _remember_version(form: VersionedForm, challenge: Challenge) -> None:
    form.version.data = str(challenge.version)
    form.version.raw_data = [form.version.data]


def _linked(challenge: Challenge, blockers: list[readiness.Blocker]) -> list[tuple[readiness.Blocker, str]]:
    return [(blocker, section_url(challenge, blocker.section, blocker.field)) for blocker in blockers]


@bp.route("/<reference:reference>/submit", methods=["GET", "POST"])
@commits
def submit(reference: str) -> ResponseReturnValue:
    """Send a draft for review."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_submit(actor, challenge, now=now))
    form = SubmitForm()
    if form.validate_on_submit():
        try:
            review.submit(db.session, challenge, version=form.seen_version, actor=actor, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Sent for review. The approvers of the lead council have been told.", "success")
            return redirect(url_for(".edit", reference=reference), code=303)
    is_sent = form.is_sent
    _remember_version(form, challenge)
    blockers = readiness.list_blockers(challenge, opens_at=now, now=now)
    return render_template(
        "challenges/submit.html", challenge=challenge, form=form, blockers=_linked(challenge, blockers)
    ), 422 if is_sent else 200


@bp.route("/<reference:reference>/comments", methods=["GET", "POST"])
@commits
def comment(reference: str) -> ResponseReturnValue:
    """Add a comment."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_comment(actor, challenge, now=now))
    form = comment_form()
    if form.validate_on_submit():
        section = Section(form.section.data) if form.section.data else None
        review.comment(db.session, challenge, text=form.text.data, section=section, actor=actor, now=now)
        return redirect(url_for(".edit", reference=reference) + "#comments", code=303)
    return render_template("challenges/comment.html", challenge=challenge, form=form), 422 if form.is_sent else 200


@bp.post("/<reference:reference>/comments/<uuid:comment_id>/resolve")
@commits
def resolve_comment(reference: str, comment_id: UUID) -> ResponseReturnValue:
    """Mark a comment as dealt with."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_comment(actor, challenge, now=now))
    review.resolve_comment(db.session, challenge, comment_id, actor=actor, now=now)
    return redirect(url_for(".edit", reference=reference) + "#comments", code=303)


@bp.route("/<reference:reference>/send-back", methods=["GET", "POST"])
@commits
def send_back(reference: str) -> ResponseReturnValue:
    """Return a draft to its authors."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_send_back(actor, challenge, now=now))
    form = SendBackForm()
    if form.validate_on_submit():
        try:
            review.send_back(db.session, challenge, text=form.text.data, actor=actor, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Sent back. Its authors have been told what to change.", "success")
            return redirect(url_for(".edit", reference=reference), code=303)
    return render_template("challenges/send_back.html", challenge=challenge, form=form), 422 if form.is_sent else 200


@bp.route("/<reference:reference>/publish", methods=["GET", "POST"])
@commits
def publish(reference: str) -> ResponseReturnValue:
    """Publish a reviewed challenge, now or at a set time."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    authors = queries.list_author_ids(db.session, challenge)
    require(policy.can_publish(actor, challenge, author_ids=authors, now=now))
    form = PublishForm()
    if form.validate_on_submit():
        try:
            review.publish(
                db.session,
                challenge,
                opens_at=form.opens_at(),
                author_ids=authors,
                version=form.seen_version,
                actor=actor,
                now=now,
            )
        except EditedMeanwhile as error:
            form.refuse(error)
        except DomainError as error:
            form.refuse(error)
        else:
            is_open = challenge.status_at(now) is ChallengeStatus.OPEN
            flash("Published. It is open to everybody." if is_open else "Scheduled. It opens by itself.", "success")
            return redirect(url_for(".show", reference=reference), code=303)
    is_sent = form.is_sent
    _remember_version(form, challenge)
    blockers = readiness.list_blockers(challenge, opens_at=now, now=now)
    return render_template(
        "challenges/publish.html",
        challenge=challenge,
        form=form,
        blockers=_linked(challenge, blockers),
        record=queries.get_record(db.session, challenge),
        notice=statutory_notices.on_publishing(challenge.route, challenge.budget),
    ), 422 if is_sent else 200


@bp.post("/<reference:reference>/unschedule")
@commits
def unschedule(reference: str) -> ResponseReturnValue:
    """Take a challenge that has not opened yet back to draft."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_unschedule(actor, challenge, now=now))
    review.unschedule(db.session, challenge, actor=actor, now=now)
    flash("Taken back. It is a draft again and will not open.", "success")
    return redirect(url_for(".edit", reference=reference), code=303)


@bp.route("/<reference:reference>/withdraw", methods=["GET", "POST"])
@commits
def withdraw(reference: str) -> ResponseReturnValue:
    """End a challenge with a reason."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_withdraw(actor, challenge, now=now))
    form = WithdrawForm()
    if form.validate_on_submit():
        try:
            review.withdraw(db.session, challenge, reason=form.reason.data, actor=actor, now=now)
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Withdrawn", "success")
            return redirect(url_for(".show", reference=reference), code=303)
    return render_template(
        "challenges/withdraw.html",
        challenge=challenge,
        form=form,
        is_public=challenge.was_public_by(now),
        notice=statutory_notices.on_withdrawing(challenge.route),
    ), 422 if form.is_sent else 200
