"""Who may do what with a challenge. Pure.

Every rule speaks of the councils of this challenge, its parties, never of one council: officers of a contributing
council draft too. Publishing, sending back and withdrawing what is public belong to approvers of the lead.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from app.challenges.models import Challenge
from app.challenges.states import STATUS_WORDS, ChallengeStatus
from app.core.policy import ALLOWED, HIDDEN, SIGN_IN_FIRST, Actor, Decision, Role, deny

INSIDERS = (Role.OFFICER, Role.APPROVER, Role.ADMINISTRATOR)
EDITORS = (Role.OFFICER, Role.APPROVER)
NO_AUTHOR = "You cannot approve a challenge that you wrote or changed. Ask another approver of your council."


def is_insider(actor: Actor, challenge: Challenge) -> bool:
    """Say whether the actor works on challenges in one of its councils."""
    return actor.has_in_any(challenge.party_ids, *INSIDERS)


def can_view(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Anybody sees what was ever public; the rest is known to its councils only."""
    return ALLOWED if challenge.was_public_by(now) or is_insider(actor, challenge) else HIDDEN


def can_view_draft(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """The draft's pages, its comments and its contacts belong to its councils."""
    if is_insider(actor, challenge):
        return ALLOWED
    if not challenge.was_public_by(now):
        return HIDDEN
    return deny("Only officers of the councils of this challenge can see how it was prepared.")


def can_open_drafts(actor: Actor) -> Decision:
    """Pages of drafts are for people who have signed in; which drafts each of them may see is asked next."""
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST


def can_list_drafts(actor: Actor) -> Decision:
    """Whoever works on challenges somewhere has a list of them."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    if actor.organisations_with(*INSIDERS):
        return ALLOWED
    return deny("Only officers and approvers of a council prepare challenges.")


def can_create(actor: Actor) -> Decision:
    """Officers and approvers of a buyer begin a challenge."""
    if not actor.is_signed_in:
        return SIGN_IN_FIRST
    if actor.organisations_with(*EDITORS):
        return ALLOWED
    return deny("Only officers and approvers of a council or another public body can start a challenge.")


def can_create_for(actor: Actor, organisation_id: UUID) -> Decision:
    """A challenge is begun for a body in which the actor is an officer or an approver."""
    if not (asked := can_create(actor)):
        return asked
    if actor.has(*EDITORS, organisation_id=organisation_id):
        return ALLOWED
    return deny("You can start a challenge only for an organisation in which you are an officer or an approver.")


def can_edit(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Officers and approvers of its councils change a draft."""
    if not (seen := can_view_draft(actor, challenge, now=now)):
        return seen
    if not actor.has_in_any(challenge.party_ids, *EDITORS):
        return deny("Only officers and approvers can change a draft.")
    status = challenge.status_at(now)
    if status is not ChallengeStatus.DRAFT:
        return deny(f"You cannot change a challenge that is {STATUS_WORDS[status]}.")
    return ALLOWED


def can_submit(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Whoever may change the draft may send it for review."""
    return can_edit(actor, challenge, now=now)


def can_comment(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Everybody in its councils who works on challenges may comment while it is not public."""
    if not (seen := can_view_draft(actor, challenge, now=now)):
        return seen
    if challenge.status_at(now) not in (ChallengeStatus.DRAFT, ChallengeStatus.IN_REVIEW, ChallengeStatus.SCHEDULED):
        return deny("You can comment on a challenge only before it is published.")
    return ALLOWED


def _can_approve(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    if not (seen := can_view_draft(actor, challenge, now=now)):
        return seen
    if not actor.has(Role.APPROVER, organisation_id=challenge.lead.organisation_id):
        return deny("Only an approver of the lead council can do this.")
    return ALLOWED


def can_send_back(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """An approver of the lead council returns a draft with what is to be changed."""
    if not (asked := _can_approve(actor, challenge, now=now)):
        return asked
    status = challenge.status_at(now)
    if status is not ChallengeStatus.IN_REVIEW:
        return deny(f"You cannot send back a challenge that is {STATUS_WORDS[status]}.")
    return ALLOWED


def can_publish(actor: Actor, challenge: Challenge, *, author_ids: Collection[UUID], now: datetime) -> Decision:
    """An approver of the lead council publishes what somebody else wrote."""
    if not (asked := _can_approve(actor, challenge, now=now)):
        return asked
    status = challenge.status_at(now)
    if status is not ChallengeStatus.IN_REVIEW:
        return deny(f"You cannot publish a challenge that is {STATUS_WORDS[status]}.")
    if actor.user_id in author_ids:
        return deny(NO_AUTHOR)
    return ALLOWED


def can_unschedule(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """An approver of the lead council takes back what is not public yet."""
    if not (asked := _can_approve(actor, challenge, now=now)):
        return asked
    status = challenge.status_at(now)
    if status is not ChallengeStatus.SCHEDULED:
        return deny(f"You cannot take back to draft a challenge that is {STATUS_WORDS[status]}.")
    return ALLOWED


def can_withdraw(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """A draft is given up by those who write it; what is scheduled or public only by an approver of the lead."""
    if not (seen := can_view_draft(actor, challenge, now=now)):
        return seen
    status = challenge.status_at(now)
    if status is ChallengeStatus.WITHDRAWN:
        return deny("This challenge is withdrawn already.")
    if status is ChallengeStatus.DRAFT:
        return can_edit(actor, challenge, now=now)
    return _can_approve(actor, challenge, now=now)


def can_copy(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Whoever may begin a challenge may begin with one that they can see."""
    if not (seen := can_view(actor, challenge, now=now)):
        return seen
    return can_create(actor)


def can_follow(actor: Actor, challenge: Challenge, *, now: datetime) -> Decision:
    """Anybody signed in follows what is public."""
    if not challenge.was_public_by(now):
        return HIDDEN
    return ALLOWED if actor.is_signed_in else SIGN_IN_FIRST
