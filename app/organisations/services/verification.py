"""Verify organisations: the work of those who run the service."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.audit.services import record
from app.core.errors import DomainError
from app.core.events import MailWanted, react
from app.core.policy import Actor
from app.organisations import queries
from app.organisations.events import VerificationDecided
from app.organisations.models import NOTE_MAX, Organisation
from app.organisations.states import Verification, VerificationAction, next_verification, top_role_of

MAIL_KINDS = {
    VerificationAction.VERIFY: "organisation_verified",
    VerificationAction.REFUSE: "organisation_refused",
    VerificationAction.REVOKE: "organisation_revoked",
}


def decide(
    session: Session,
    organisation: Organisation,
    action: VerificationAction,
    *,
    note: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """Verify an organisation, refuse to, or take a verification back; its managers are told.

    Args:
        organisation: Locked by the caller.
        note: Why; shown to its members. Needed for everything but verifying.

    Raises:
        TransitionNotAllowed: This does not follow from what was decided before.
        DomainError: The note is missing or too long, or another verified organisation has the company number.
    """
    verification = next_verification(organisation.verification, action)
    note = note.strip()
    if not note and action is not VerificationAction.VERIFY:
        raise DomainError("Enter the reason: the organisation is shown it", field="note")
    if len(note) > NOTE_MAX:
        raise DomainError(f"The reason must be {NOTE_MAX:,} characters or fewer", field="note")
    if verification is Verification.VERIFIED:
        _refuse_taken_number(session, organisation)
    _write(session, organisation, verification, note, now=now)
    record(
        session,
        VerificationDecided(subject_id=organisation.id, actor_id=actor.user_id, at=now, verification=verification),
    )
    _tell_managers(session, organisation, action, actor, now=now)


def _refuse_taken_number(session: Session, organisation: Organisation) -> None:
    holder = queries.find_holder(session, organisation.company_number)
    if holder is not None and holder.id != organisation.id:
        raise _number_taken(holder.name)


def _number_taken(name: str) -> DomainError:
    return DomainError(
        f"{name} is verified with the same company number. Find out whose number it is. If it is not theirs, take "
        "their verification back first; otherwise refuse this organisation.",
        field="action",
    )


def _write(
    session: Session, organisation: Organisation, verification: Verification, note: str, *, now: datetime
) -> None:
    try:
        with session.begin_nested():
            organisation.verification = verification
            organisation.verified_at = None if verification is Verification.UNVERIFIED else now
            organisation.verification_note = note
            session.flush()
    except IntegrityError:
        # Another with the same company number was verified between the check above and now.
        raise _number_taken("Another organisation") from None


def _tell_managers(
    session: Session, organisation: Organisation, action: VerificationAction, actor: Actor, *, now: datetime
) -> None:
    page = "" if action is VerificationAction.VERIFY else "/edit"
    context = {"path": f"/organisations/{organisation.slug}{page}", "organisation": organisation.name}
    for user_id in queries.list_user_ids_with(session, [organisation.id], top_role_of(organisation.kind)):
        if user_id != actor.user_id:
            react(session, MailWanted(kind=MAIL_KINDS[action], user_id=user_id, email=None, context=context, at=now))
