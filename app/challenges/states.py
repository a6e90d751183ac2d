"""Words of a challenge, and its life as one table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from app.core.errors import TransitionNotAllowed


class ChallengeStage(StrEnum):
    """What is stored: the last thing that people decided."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class ChallengeStatus(StrEnum):
    """What is true at a moment: the stage, and what the clock made of it."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class ChallengeAction(StrEnum):
    """What people can do with it."""

    EDIT = "edit"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    PUBLISH = "publish"
    UNSCHEDULE = "unschedule"
    WITHDRAW = "withdraw"


class PartyRole(StrEnum):
    """How a council takes part."""

    LEAD = "lead"
    CONTRIBUTING = "contributing"


class Section(StrEnum):
    """One page of the draft."""

    PROBLEM = "problem"
    BUDGET = "budget"
    ROUTE = "route"
    DATES = "dates"
    ELIGIBILITY = "eligibility"
    QUESTIONS = "questions"
    CRITERIA = "criteria"
    PRICE = "price"
    FAIRNESS = "fairness"
    INNOVATION = "innovation"
    DOCUMENTS = "documents"
    CONTACTS = "contacts"


class TieRule(StrEnum):
    """What decides between equal totals; published beforehand."""

    HEAVIEST_CRITERION = "heaviest_criterion"
    LOWER_PRICE = "lower_price"
    DRAWING_LOTS = "drawing_lots"


class IntellectualProperty(StrEnum):
    """Who owns what the challenge pays for."""

    SUPPLIER_OWNS = "supplier_owns"
    BUYER_OWNS = "buyer_owns"
    SHARED = "shared"
    OPEN_SOURCE = "open_source"


TIE_RULES: Mapping[TieRule, str] = {
    TieRule.HEAVIEST_CRITERION: "The higher score on the heaviest criterion, then on the next, then drawing lots",
    TieRule.LOWER_PRICE: "The lower price, then drawing lots",
    TieRule.DRAWING_LOTS: "Drawing lots with witnesses",
}
OWNERSHIP: Mapping[IntellectualProperty, str] = {
    IntellectualProperty.SUPPLIER_OWNS: "The supplier owns it; the council may use it",
    IntellectualProperty.BUYER_OWNS: "The council owns it",
    IntellectualProperty.SHARED: "Shared, as the contract says",
    IntellectualProperty.OPEN_SOURCE: "Published under an open licence",
}
READINESS: Mapping[int, str] = {
    1: "1 – basic principles observed",
    2: "2 – concept formulated",
    3: "3 – concept proved in principle",
    4: "4 – validated in the laboratory",
    5: "5 – validated in a realistic place",
    6: "6 – demonstrated in a realistic place",
    7: "7 – prototype demonstrated in real use",
    8: "8 – complete and qualified",
    9: "9 – proven in real use",
}


S, A = ChallengeStatus, ChallengeAction

TRANSITIONS: Mapping[tuple[ChallengeStatus, ChallengeAction], ChallengeStage] = MappingProxyType(
    {
        (S.DRAFT, A.EDIT): ChallengeStage.DRAFT,
        (S.DRAFT, A.SUBMIT): ChallengeStage.IN_REVIEW,
        (S.DRAFT, A.WITHDRAW): ChallengeStage.WITHDRAWN,
        (S.IN_REVIEW, A.SEND_BACK): ChallengeStage.DRAFT,
        (S.IN_REVIEW, A.PUBLISH): ChallengeStage.PUBLISHED,
        (S.IN_REVIEW, A.WITHDRAW): ChallengeStage.WITHDRAWN,
        (S.SCHEDULED, A.UNSCHEDULE): ChallengeStage.DRAFT,
        (S.SCHEDULED, A.WITHDRAW): ChallengeStage.WITHDRAWN,
        (S.OPEN, A.WITHDRAW): ChallengeStage.WITHDRAWN,
        (S.CLOSED, A.WITHDRAW): ChallengeStage.WITHDRAWN,
    }
)

STATUS_WORDS: Mapping[ChallengeStatus, str] = MappingProxyType(
    {
        S.DRAFT: "a draft",
        S.IN_REVIEW: "in review",
        S.SCHEDULED: "scheduled",
        S.OPEN: "open",
        S.CLOSED: "closed",
        S.WITHDRAWN: "withdrawn",
    }
)
ACTION_WORDS: Mapping[ChallengeAction, str] = MappingProxyType(
    {
        A.EDIT: "edit",
        A.SUBMIT: "send for review",
        A.SEND_BACK: "send back",
        A.PUBLISH: "publish",
        A.UNSCHEDULE: "take back to draft",
        A.WITHDRAW: "withdraw",
    }
)


def status_at(
    stage: ChallengeStage, opens_at: datetime | None, closes_at: datetime | None, now: datetime
) -> ChallengeStatus:
    """Return what is true at ``now``.

    Open from ``opens_at`` on, closed from ``closes_at`` on. Its SQL twins are in :mod:`app.challenges.queries`; a
    test holds them together.
    """
    if stage is not ChallengeStage.PUBLISHED:
        return ChallengeStatus(stage.value)
    if opens_at is None or closes_at is None:
        raise ValueError("a published challenge has both instants")
    if now < opens_at:
        return ChallengeStatus.SCHEDULED
    return ChallengeStatus.OPEN if now < closes_at else ChallengeStatus.CLOSED


def is_allowed(status: ChallengeStatus, action: ChallengeAction) -> bool:
    """Say whether the action leads anywhere from this status."""
    return (status, action) in TRANSITIONS


def next_stage(status: ChallengeStatus, action: ChallengeAction) -> ChallengeStage:
    """Return the stage that follows.

    Raises:
        TransitionNotAllowed: No arrow leaves ``status`` by ``action``.
    """
    try:
        return TRANSITIONS[status, action]
    except KeyError:
        raise TransitionNotAllowed(
            f"You cannot {ACTION_WORDS[action]} a challenge that is {STATUS_WORDS[status]}."
        ) from None
