"""Words of organisations."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from app.core.errors import TransitionNotAllowed
from app.core.policy import Role


class OrganisationKind(StrEnum):
    """What an organisation is."""

    COUNCIL = "council"
    PUBLIC_BODY = "public_body"
    SME = "sme"
    LARGE_FIRM = "large_firm"
    UNIVERSITY = "university"
    CHARITY = "charity"
    NETWORK = "network"


class Verification(StrEnum):
    """Whether an administrator of the service checked the organisation."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"
    REFUSED = "refused"


class VerificationAction(StrEnum):
    """What an administrator can do about it."""

    VERIFY = "verify"
    REFUSE = "refuse"
    REVOKE = "revoke"


KIND_NAMES: Mapping[OrganisationKind, str] = MappingProxyType(
    {
        OrganisationKind.COUNCIL: "Council",
        OrganisationKind.PUBLIC_BODY: "Other public body",
        OrganisationKind.SME: "Small or medium-sized firm",
        OrganisationKind.LARGE_FIRM: "Large firm",
        OrganisationKind.UNIVERSITY: "University",
        OrganisationKind.CHARITY: "Charity",
        OrganisationKind.NETWORK: "Network",
    }
)
ROLE_NAMES: Mapping[Role, str] = MappingProxyType(
    {
        Role.OFFICER: "Officer",
        Role.APPROVER: "Approver",
        Role.EVALUATOR: "Evaluator",
        Role.OPENER: "Opener",
        Role.ADMINISTRATOR: "Administrator",
        Role.OWNER: "Owner",
        Role.MEMBER: "Member",
    }
)
ROLE_DUTIES: Mapping[Role, str] = MappingProxyType(
    {
        Role.OFFICER: "Drafts challenges and answers questions",
        Role.APPROVER: "Checks drafts of others, sends them back or publishes them",
        Role.EVALUATOR: "Reads and scores proposals",
        Role.OPENER: "Opens the box of proposals after the deadline, with a second opener",
        Role.ADMINISTRATOR: "Changes the profile, invites people and gives them roles",
        Role.OWNER: "Does what members do, changes the profile, invites people and gives them roles",
        Role.MEMBER: "Writes proposals for the organisation",
    }
)
BUYERS = frozenset({OrganisationKind.COUNCIL, OrganisationKind.PUBLIC_BODY})
BUYER_ROLES = (Role.OFFICER, Role.APPROVER, Role.EVALUATOR, Role.OPENER, Role.ADMINISTRATOR)
SUPPLIER_ROLES = (Role.OWNER, Role.MEMBER)

VERIFICATION_TRANSITIONS = {
    (Verification.UNVERIFIED, VerificationAction.VERIFY): Verification.VERIFIED,
    (Verification.UNVERIFIED, VerificationAction.REFUSE): Verification.REFUSED,
    (Verification.REFUSED, VerificationAction.VERIFY): Verification.VERIFIED,
    (Verification.VERIFIED, VerificationAction.REVOKE): Verification.UNVERIFIED,
}


def roles_of(kind: OrganisationKind) -> tuple[Role, ...]:
    """Return the roles that people can have in an organisation of this kind."""
    return BUYER_ROLES if kind in BUYERS else SUPPLIER_ROLES


def top_role_of(kind: OrganisationKind) -> Role:
    """Return the role that manages the organisation; somebody must always have it."""
    return Role.ADMINISTRATOR if kind in BUYERS else Role.OWNER


def next_verification(current: Verification, action: VerificationAction) -> Verification:
    """Return what follows from a decision.

    Raises:
        TransitionNotAllowed: No arrow leaves ``current`` by ``action``.
    """
    try:
        return VERIFICATION_TRANSITIONS[current, action]
    except KeyError:
        raise TransitionNotAllowed(
            f"You cannot {action.value} an organisation that is {current.value}. Open the page again."
        ) from None
