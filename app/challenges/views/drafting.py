"""Begin a draft, see what is missing, write its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from app.challenges import policy, queries
from app.challenges.forms.acts import CommentForm, CopyForm, NewForm
from app.challenges.forms.base import SectionForm
from app.challenges.forms.sections import SECTION_FORMS, DatesForm
from app.challenges.models import Challenge
from app.challenges.services import drafting, readiness, skeletons
from app.challenges.states import ChallengeStatus, Section
from app.challenges.views import bp
from app.challenges.views.public import make_cursor, parse_cursor
from app.core.clock import london_day, utc_now
from app.core.errors import DomainError, EditedMeanwhile
from app.core.policy import Actor
from app.rules import periods, thresholds
from app.rules.regimes import ROUTES
from app.web.authorise import require
from app.web.database import db
from app.web.fields import Option, OptionField
from app.web.identity import current_actor
from app.web.transaction import commits

SECTION_NAMES = {
    Section.PROBLEM: "Problem and outcomes",
    Section.BUDGET: "Budget",
    Section.ROUTE: "Route and lots",
    Section.ELIGIBILITY: "Who can propose",
    Section.DATES: "Dates",
    Section.QUESTIONS: "Questions for the proposal",
    Section.CRITERIA: "Award criteria and scale",
    Section.PRICE: "Price and ties",
    Section.FAIRNESS: "Small firms and conflicts",
    Section.INNOVATION: "Readiness and ownership",
    Section.DOCUMENTS: "Documents",
    Section.CONTACTS: "Contacts",
}
GROUPS = (
    ("What you need", (Section.PROBLEM, Section.ELIGIBILITY, Section.INNOVATION)),
    ("How you buy", (Section.BUDGET, Section.ROUTE, Section.DATES)),
    ("How you choose", (Section.QUESTIONS, Section.CRITERIA, Section.PRICE)),
    ("Before you publish", (Section.FAIRNESS, Section.DOCUMENTS, Section.CONTACTS)),
)
LIST_SECTIONS = {
    Section.QUESTIONS: ".questions",
    Section.CRITERIA: ".criteria",
    Section.DOCUMENTS: ".documents",
    Section.CONTACTS: ".contacts",
}


def section_url(challenge: Challenge, section: Section, field: str = "") -> str:
    """Return the page of a section, at one of its fields."""
    if endpoint := LIST_SECTIONS.get(section):
        return url_for(f"challenges{endpoint}", reference=challenge.reference)
    address = url_for("challenges.edit_section", reference=challenge.reference, name=section.value)
    return f"{address}#{field}" if field else address


def load(reference: str) -> Challenge:
    """Return the challenge, locked where this request may change it. Read the clock afterwards: a lock takes time.

    Whoever has not signed in is sent to do so, whether there is such a challenge or not: nothing that was typed is lost
    when a session ends, and nobody learns which drafts exist.
    """
    require(policy.can_open_drafts(current_actor()))
    return queries.get_challenge(db.session, reference, for_update=request.method == "POST")


def _choose_organisations(field: SelectField, actor: Actor) -> None:
    allowed = actor.organisations_with(*policy.EDITORS)
    field.choices = [
        SelectChoice(str(member.organisation_id), member.name)
        for member in current_user.memberships
        if member.is_buyer and member.organisation_id in allowed
    ]


class StartForm(NewForm):
    """How a draft begins, with the skeletons to choose from."""

    template = OptionField(
        "How do you want to start?",
        [
            Option("blank", "With an empty draft", "blank", "You write everything; the usual scale is there"),
            *(Option(key, skeleton.name, key, skeleton.hint) for key, skeleton in skeletons.SKELETONS.items()),
        ],
        default="blank",
    )


@bp.get("/drafts")
def drafts() -> ResponseReturnValue:
    """List every challenge of the reader's councils."""
    now, actor = utc_now(), current_actor()
    require(policy.can_list_drafts(actor))
    after = parse_cursor(request.args.get("after", ""))
    rows = list(queries.list_of_councils(db.session, actor=actor, now=now, limit=queries.PER_PAGE + 1, after=after))
    more = None
    if len(rows) > queries.PER_PAGE:
        rows = rows[: queries.PER_PAGE]
        more = make_cursor(rows[-1].updated_at, rows[-1].id)
    return render_template(
        "challenges/drafts.html", challenges=rows, more=more, can_create=bool(policy.can_create(actor))
    )


@bp.route("/new", methods=["GET", "POST"])
@commits
def new() -> ResponseReturnValue:
    """Begin a draft, empty or from a skeleton."""
    actor = current_actor()
    require(policy.can_create(actor))
    form = StartForm()
    _choose_organisations(form.organisation_id, actor)
    if form.validate_on_submit():
        organisation_id = UUID(form.organisation_id.data)
        require(policy.can_create_for(actor, organisation_id))
        organisation = drafting.get_buyer(db.session, organisation_id)
        try:
            challenge = skeletons.begin(
                db.session,
                form.template.data or "blank",
                title=form.title.data,
                organisation=organisation,
                actor=actor,
                now=utc_now(),
            )
        except DomainError as error:
            form.refuse(error)
        else:
            return redirect(url_for(".edit", reference=challenge.reference), code=303)
    return render_template("challenges/new.html", form=form), 422 if form.is_sent else 200


@bp.route("/<reference:reference>/copy", methods=["GET", "POST"])
@commits
def copy(reference: str) -> ResponseReturnValue:
    """Begin a draft with the text of another challenge."""
    now, actor = utc_now(), current_actor()
    source = queries.get_challenge(db.session, reference)
    require(policy.can_copy(actor, source, now=now))
    form = CopyForm(title=source.title)
    _choose_organisations(form.organisation_id, actor)
    if form.validate_on_submit():
        organisation_id = UUID(form.organisation_id.data)
        require(policy.can_create_for(actor, organisation_id))
        organisation = drafting.get_buyer(db.session, organisation_id)
        try:
            challenge = drafting.copy(
                db.session, source, title=form.title.data, organisation=organisation, actor=actor, now=now
            )
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Copied. Dates, documents, contacts and the conflicts assessment are for you to add.", "success")
            return redirect(url_for(".edit", reference=challenge.reference), code=303)
    return render_template("challenges/copy.html", form=form, source=source), 422 if form.is_sent else 200


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the task list."""

    name: str
    url: str
    missing: int
    is_started: bool


def _is_started(challenge: Challenge, section: Section) -> bool:
    lists: dict[Section, Any] = {
        Section.QUESTIONS: challenge.questions,
        Section.CRITERIA: challenge.criteria,
        Section.DOCUMENTS: challenge.documents,
        Section.CONTACTS: challenge.contacts,
    }
    if section in lists:
        return bool(lists[section])
    names = (name for name in drafting.FIELDS[section] if name != "title")
    return any(getattr(challenge, name) not in (None, "") for name in names)


def task_groups(challenge: Challenge, blockers: list[readiness.Blocker]) -> list[tuple[str, list[Row]]]:
    """Return the task list: sections in groups, each with what is missing."""
    return [
        (
            words,
            [
                Row(
                    SECTION_NAMES[section],
                    section_url(challenge, section),
                    sum(blocker.section is section for blocker in blockers),
                    _is_started(challenge, section),
                )
                for section in sections
            ],
        )
        for words, sections in GROUPS
    ]


@bp.get("/<reference:reference>/edit")
def edit(reference: str) -> ResponseReturnValue:
    """Show the task list of a draft, its blockers and what colleagues said."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_view_draft(actor, challenge, now=now))
    status = challenge.status_at(now)
    is_open_to_work = status in (ChallengeStatus.DRAFT, ChallengeStatus.IN_REVIEW)
    blockers = readiness.list_blockers(challenge, opens_at=now, now=now) if is_open_to_work else []
    authors = queries.list_author_ids(db.session, challenge)
    comments = queries.list_comments(db.session, challenge.id)
    return render_template(
        "challenges/edit.html",
        challenge=challenge,
        status=status,
        groups=task_groups(challenge, blockers),
        blockers=[(blocker, section_url(challenge, blocker.section, blocker.field)) for blocker in blockers],
        comments=comments,
        sent_back=_sent_back(status, comments),
        record=queries.get_record(db.session, challenge),
        comment_form=comment_form(),
        section_names=SECTION_NAMES,
        section_urls={section: section_url(challenge, section) for section in SECTION_NAMES},
        can_edit=policy.can_edit(actor, challenge, now=now),
        can_comment=policy.can_comment(actor, challenge, now=now),
        can_send_back=policy.can_send_back(actor, challenge, now=now),
        can_publish=policy.can_publish(actor, challenge, author_ids=authors, now=now),
        can_unschedule=policy.can_unschedule(actor, challenge, now=now),
        can_withdraw=policy.can_withdraw(actor, challenge, now=now),
    )


def _sent_back(status: ChallengeStatus, comments: Sequence[queries.Said]) -> queries.Said | None:
    """Return what the approver asked for, while it is still to be done."""
    asked = [said for said in comments if said.comment.sends_back and said.comment.resolved_at is None]
    return asked[-1] if asked and status is ChallengeStatus.DRAFT else None


def comment_form() -> CommentForm:
    """Return the form for a comment, with its choice of sections."""
    form = CommentForm()
    form.section.choices = [
        SelectChoice("", "The whole draft"),
        *(SelectChoice(section.value, words) for section, words in SECTION_NAMES.items()),
    ]
    return form


@dataclass(frozen=True, slots=True)
class Clash:
    """What somebody else saved while this page was open.

    Attributes:
        who: Who saved.
        fields: Label and saved text of each field that differs from what was typed.
    """

    who: str
    when: Any
    fields: list[tuple[str, str]]


def clash_of(challenge: Challenge, form: SectionForm, saved: SectionForm) -> Clash:
    """Return how the saved section differs from the typed one, and let the next save replace it knowingly."""
    form.version.data = str(challenge.version)
    form.version.raw_data = [str(challenge.version)]
    differing = []
    for name, field in saved._fields.items():
        if name in ("version", "submit", "csrf_token") or form[name].data == field.data:
            continue
        differing.append((field.label.text, _shown(field)))
    is_own = challenge.updated_by_id is not None and challenge.updated_by_id == current_actor().user_id
    who = "You" if is_own else queries.find_editor_name(db.session, challenge.updated_by_id)
    return Clash(who, challenge.updated_at, differing)


def _shown(field: Any) -> str:
    if isinstance(field, OptionField | SelectField):
        chosen = [label for _value, label, is_chosen, _ in field.iter_choices() if is_chosen]
        return str(chosen[0]) if chosen else "Not answered"
    return str(field._value() or "") or "Not answered"


def filled(kind: type[SectionForm], challenge: Challenge, **kwargs: Any) -> SectionForm:
    """Return a section's form with what is stored."""
    form = kind(obj=challenge, **kwargs)
    if isinstance(form, DatesForm) and (not form.is_sent or "formdata" in kwargs) and not form.was_parked:
        form.fill(challenge)
    return form


@bp.route("/<reference:reference>/edit/<name>", methods=["GET", "POST"])
@commits
def edit_section(reference: str, name: str) -> ResponseReturnValue:
    """Write one section."""
    actor, challenge, now = current_actor(), load(reference), utc_now()
    require(policy.can_edit(actor, challenge, now=now))
    sections = {section.value: section for section in SECTION_FORMS}
    if name not in sections:
        abort(404)
    section = sections[name]
    form = filled(SECTION_FORMS[section], challenge)
    clash = None
    if form.validate_on_submit():
        try:
            drafting.save_section(
                db.session, challenge, section, form.values(), version=form.seen_version, actor=actor, now=now
            )
        except EditedMeanwhile as error:
            clash = clash_of(challenge, form, filled(SECTION_FORMS[section], challenge, formdata=None))
            form.refuse(error)
        except DomainError as error:
            form.refuse(error)
        else:
            flash("Saved", "success")
            return redirect(url_for(".edit", reference=reference), code=303)
    return render_template(
        "challenges/section.html",
        challenge=challenge,
        form=form,
        heading=SECTION_NAMES[section],
        section=section.value,
        clash=clash,
        minimum_days=periods.minimum_days(challenge.route) if challenge.route else None,
        route_rule=ROUTES[challenge.route] if challenge.route else None,
        threshold=thresholds.threshold_on(london_day(now)),
    ), 422 if form.is_sent else 200
