"""The lists of a draft: questions, criteria with their scale, contacts, documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.challenges import policy, queries
from app.challenges.forms.base import VersionedForm
from app.challenges.forms.rows import (
    SCALE_SCORES,
    ContactForm,
    CriterionForm,
    DocumentForm,
    QuestionForm,
    ScaleForm,
)
from app.challenges.models import Challenge, Contact, Criterion, Question
from app.challenges.services import rows as row_services
from app.challenges.services.documents import check_may_upload
from app.challenges.views import bp
from app.challenges.views.drafting import load
from app.challenges.views.public import file_store
from app.core.clock import utc_now
from app.core.errors import DomainError, EditedMeanwhile
from app.core.policy import Actor
from app.documents import services as documents_services
from app.documents.services import Checked
from app.web.authorise import require
from app.web.database import db
from app.web.identity import current_actor
from app.web.transaction import commits


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list of the draft: its table, its form, its fields, its page."""

    model: type[Any]
    form: type[VersionedForm]
    attribute: str
    fields: tuple[str, ...]
    endpoint: str
    template: str


QUESTION = RowKind(
    Question,
    QuestionForm,
    "questions",
    ("text", "guidance", "word_limit", "is_required"),
    ".questions",
    "challenges/questions.html",
)
CRITERION = RowKind(
    Criterion,
    CriterionForm,
    "criteria",
    ("name", "description", "weight", "minimum_score"),
    ".criteria",
    "challenges/criteria.html",
)
CONTACT = RowKind(Contact, ContactForm, "contacts", ("name", "email", "phone"), ".contacts", "challenges/contacts.html")
KINDS: Mapping[str, RowKind] = {"questions": QUESTION, "criteria": CRITERION, "contacts": CONTACT}


def _kind(name: str) -> RowKind:
    if name not in KINDS:
        abort(404)
    return KINDS[name]


def _values(kind: RowKind, form: VersionedForm) -> dict[str, Any]:
    return {name: form[name].data for name in kind.fields}


def _with_version(form: VersionedForm, challenge: Challenge) -> VersionedForm:
    form.version.data = str(challenge.version)
    form.version.raw_data = [form.version.data]
    return form


def _list_page(kind: RowKind, reference: str) -> ResponseReturnValue:
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    form = kind.form()
    if form.validate_on_submit():
        try:
            row_services.add_row(
                db.session, challenge, kind.model, _values(kind, form), version=form.seen_version, actor=actor, now=now
            )
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Added", "success")
            return redirect(url_for(kind.endpoint, reference=reference), code=303)
    is_sent = form.is_sent
    _with_version(form, challenge)
    return render_template(kind.template, challenge=challenge, form=form), 422 if is_sent else 200


@bp.route("/<reference:reference>/edit/questions", methods=["GET", "POST"])
@commits
def questions(reference: str) -> ResponseReturnValue:
    """List and add questions."""
    return _list_page(QUESTION, reference)


@bp.route("/<reference:reference>/edit/criteria", methods=["GET", "POST"])
@commits
def criteria(reference: str) -> ResponseReturnValue:
    """List and add award criteria."""
    return _list_page(CRITERION, reference)


@bp.route("/<reference:reference>/edit/contacts", methods=["GET", "POST"])
@commits
def contacts(reference: str) -> ResponseReturnValue:
    """List and add contacts, which are never public."""
    return _list_page(CONTACT, reference)


@bp.route("/<reference:reference>/edit/<name>/<uuid:row_id>", methods=["GET", "POST"])
@commits
def edit_row(reference: str, name: str, row_id: UUID) -> ResponseReturnValue:
    """Change one question, criterion or contact."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    kind = _kind(name)
    row = next((row for row in getattr(challenge, kind.attribute) if row.id == row_id), None)
    if row is None:
        abort(404)
    form = kind.form(obj=row)
    if not form.is_sent and not form.was_parked:
        _with_version(form, challenge)
    if form.validate_on_submit():
        try:
            row_services.save_row(
                db.session,
                challenge,
                kind.model,
                row_id,
                _values(kind, form),
                version=form.seen_version,
                actor=actor,
                now=now,
            )
        except EditedMeanwhile as error:
            form.refuse(error)
            _with_version(form, challenge)
            return render_template(
                "challenges/row.html", challenge=challenge, form=form, kind=kind, name=name, saved=row
            ), 422
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Saved", "success")
            return redirect(url_for(kind.endpoint, reference=reference), code=303)
    page = "challenges/row.html"
    return render_template(page, challenge=challenge, form=form, kind=kind, name=name, saved=None), (
        422 if form.is_sent else 200
    )


def _posted_version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


def _act(reference: str, endpoint: str, act: Any) -> ResponseReturnValue:
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    try:
        act(challenge, actor, now)
    except EditedMeanwhile:
        flash("Somebody else saved this challenge meanwhile. Nothing was changed: look at the list and try again.")
    return redirect(url_for(endpoint, reference=reference), code=303)


@bp.post("/<reference:reference>/edit/<name>/<uuid:row_id>/remove")
@commits
def remove_row(reference: str, name: str, row_id: UUID) -> ResponseReturnValue:
    """Remove one question, criterion or contact."""

    def act(challenge: Challenge, actor: Actor, now: Any) -> None:
        row_services.remove_row(
            db.session, challenge, _kind(name).model, row_id, version=_posted_version(), actor=actor, now=now
        )

    return _act(reference, _kind(name).endpoint, act)


@bp.post("/<reference:reference>/edit/<name>/<uuid:row_id>/up")
@commits
def move_row_up(reference: str, name: str, row_id: UUID) -> ResponseReturnValue:
    """Move one question, criterion or contact up."""

    def act(challenge: Challenge, actor: Actor, now: Any) -> None:
        row_services.move_row_up(
            db.session, challenge, _kind(name).model, row_id, version=_posted_version(), actor=actor, now=now
        )

    return _act(reference, _kind(name).endpoint, act)


@bp.route("/<reference:reference>/edit/scale", methods=["GET", "POST"])
@commits
def scale(reference: str) -> ResponseReturnValue:
    """Set the scale: scores, labels and what each means."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    stored = {level.score: level for level in challenge.scale}
    values = {f"label_{score}": level.label for score, level in stored.items()}
    values |= {f"descriptor_{score}": level.descriptor for score, level in stored.items()}
    form = ScaleForm(data=values)
    if not form.is_sent and not form.was_parked:
        _with_version(form, challenge)
    clash: list[Any] = []
    if form.validate_on_submit():
        try:
            row_services.save_scale(
                db.session, challenge, form.levels(), version=form.seen_version, actor=actor, now=now
            )
        except EditedMeanwhile as error:
            form.refuse(error)
            _with_version(form, challenge)
            clash = list(challenge.scale)
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Saved", "success")
            return redirect(url_for(".criteria", reference=reference), code=303)
    return render_template(
        "challenges/scale.html", challenge=challenge, form=form, scores=SCALE_SCORES, clash=clash
    ), 422 if form.is_sent else 200


def _check_upload(form: DocumentForm, reference: str) -> Checked | None:
    """Return the file that was sent, looked into outside any transaction; a refusal is shown in the form.

    Rights are asked of the person as loaded: :func:`current_actor` would begin the transaction that writes. They are
    asked once more inside it.
    """
    if not form.validate_on_submit():
        return None
    upload = form.file.data
    try:
        with db.database.reading() as reader:
            challenge = queries.get_challenge(reader, reference)
            require(policy.can_edit(current_user.actor, challenge, now=utc_now()))
            check_may_upload(challenge)
        return documents_services.check(upload.stream, upload.filename)
    except DomainError as error:
        form.refuse(error)
        return None


@bp.route("/<reference:reference>/edit/documents", methods=["GET", "POST"])
@commits
def documents(reference: str) -> ResponseReturnValue:
    """List and upload documents."""
    require(policy.can_open_drafts(current_user.actor))
    form = DocumentForm()
    checked = _check_upload(form, reference)
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    if checked is not None:
        stored = None
        try:
            stored = documents_services.store(db.session, file_store(), checked, actor=actor, now=now)
            row_services.attach(
                db.session,
                challenge,
                stored,
                title=form.title.data,
                version=form.seen_version,
                actor=actor,
                now=now,
            )
        except DomainError as error:
            form.refuse(error)
            if stored is not None:
                file_store().remove(stored.id)  # the row goes with the transaction
        else:
            flash("Uploaded", "success")
            return redirect(url_for(".documents", reference=reference), code=303)
    is_sent = form.is_sent
    if is_sent:
        db.session.expire(challenge, ["documents"])
        challenge = load(reference)
    _with_version(form, challenge)
    return render_template("challenges/documents.html", challenge=challenge, form=form), 422 if is_sent else 200


@bp.post("/<reference:reference>/edit/documents/<uuid:document_id>/remove-document")
@commits
def remove_document(reference: str, document_id: UUID) -> ResponseReturnValue:
    """Remove a document from the draft."""

    def act(challenge: Challenge, actor: Actor, now: Any) -> None:
        row_services.detach(db.session, challenge, document_id, version=_posted_version(), actor=actor, now=now)

    return _act(reference, ".documents", act)
