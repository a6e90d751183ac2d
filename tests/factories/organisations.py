"""Organisations and the people in them: a verified council by default."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import factory

from app.accounts.models import User
from app.core.policy import Actor, Role
from app.organisations.models import Invitation, Member, MemberRole, Organisation
from app.organisations.states import OrganisationKind, Verification
from tests.factories import MarketFactory
from tests.factories.accounts import UserFactory

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class OrganisationFactory(MarketFactory):
    """A verified council."""

    class Meta:
        model = Organisation

    class Params:
        unverified = factory.Trait(verification=Verification.UNVERIFIED, verified_at=None)
        refused = factory.Trait(verification=Verification.REFUSED, verification_note="The number is another firm’s.")
        firm = factory.Trait(kind=OrganisationKind.SME, headcount=12, turnover=1_000_000_00)

    slug = factory.Sequence("council-{}".format)
    name = factory.Sequence("Council {}".format)
    kind = OrganisationKind.COUNCIL
    region = "TLG"
    verification = Verification.VERIFIED
    verified_at = LONG_AGO
    created_at = LONG_AGO


class MemberFactory(MarketFactory):
    """An administrator of a council; say ``roles`` for others."""

    class Meta:
        model = Member

    class Params:
        organisation = factory.SubFactory(OrganisationFactory)
        user = factory.SubFactory(UserFactory)
        given = (Role.ADMINISTRATOR,)

    organisation_id = factory.LazyAttribute(lambda member: member.organisation.id)
    user_id = factory.LazyAttribute(lambda member: member.user.id)
    roles = factory.LazyAttribute(lambda member: [MemberRole(role=role) for role in member.given])
    created_at = LONG_AGO


class InvitationFactory(MarketFactory):
    """An open invitation to be an officer."""

    class Meta:
        model = Invitation

    class Params:
        to = factory.SubFactory(OrganisationFactory)

    organisation_id = factory.LazyAttribute(lambda invitation: invitation.to.id)
    email = factory.Sequence("invited{}@example.org".format)
    roles = factory.LazyFunction(lambda: ["officer"])
    created_at = factory.LazyFunction(lambda: datetime.now(UTC))
    expires_at = factory.LazyAttribute(lambda invitation: invitation.created_at + timedelta(days=14))


def join(user: User, organisation: Organisation, *roles: Role) -> Actor:
    """Make somebody a member and return the actor they are then, with these roles alone."""
    MemberFactory(user=user, organisation=organisation, given=roles)
    return actor_of(user, organisation, *roles)


def actor_of(user: User, organisation: Organisation, *roles: Role) -> Actor:
    """Return the actor that a person with these roles is."""
    return Actor(user.id, frozenset((organisation.id, role) for role in roles))


def profile(**changes: Any) -> dict[str, Any]:
    """Return what a browser sends for the profile of a firm."""
    return {
        "kind": "firm",
        "name": "Lantern Sensors Ltd",
        "company_number": "9912345",
        "region": "TLG",
        "sectors": ["connectivity", "health"],
        "capabilities": "Sensors for damp\nDashboards",
        "headcount": "12",
        "turnover": "900,000",
        **changes,
    }
