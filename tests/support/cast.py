"""Who appears in tests: one person for each role, in councils and firms that stand apart."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cached_property

from sqlalchemy.orm import Session

from app.accounts.models import User
from app.core.policy import ANYBODY, Actor, Role
from app.organisations.models import Member, MemberRole, Organisation
from app.organisations.states import OrganisationKind, Verification

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)

MEMBERS = {
    "officer": ("council", Role.OFFICER),
    "approver": ("council", Role.APPROVER),
    "evaluator": ("council", Role.EVALUATOR),
    "opener": ("council", Role.OPENER),
    "council_administrator": ("council", Role.ADMINISTRATOR),
    "partner_officer": ("partner_council", Role.OFFICER),
    "other_officer": ("other_council", Role.OFFICER),
    "supplier_owner": ("supplier", Role.OWNER),
    "supplier_member": ("supplier", Role.MEMBER),
}
ROLES = ("anonymous", "stranger", *MEMBERS, "site_administrator")


class Cast:
    """Make people and organisations when they are first asked for; each is in the database then, not committed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._people: dict[str, User] = {}

    @cached_property
    def council(self) -> Organisation:
        """The council whose challenge it is."""
        return self._organisation("Ardenbrook City Council", "ardenbrook", OrganisationKind.COUNCIL)

    @cached_property
    def partner_council(self) -> Organisation:
        """A council that contributes to the same challenge."""
        return self._organisation("Severnside District Council", "severnside", OrganisationKind.COUNCIL)

    @cached_property
    def other_council(self) -> Organisation:
        """A council that has nothing to do with it."""
        return self._organisation("Wyreford Borough Council", "wyreford", OrganisationKind.COUNCIL)

    @cached_property
    def supplier(self) -> Organisation:
        """A firm that may propose."""
        return self._organisation("Lantern Sensors Ltd", "lantern-sensors", OrganisationKind.SME)

    def user(self, role: str) -> User:
        """Return the person who plays ``role``, one of :data:`ROLES` but ``anonymous``."""
        if role not in self._people:
            self._people[role] = self._person(role)
        return self._people[role]

    def actor(self, role: str) -> Actor:
        """Return the same person as policies see them."""
        if role == "anonymous":
            return ANYBODY
        user = self.user(role)
        if role not in MEMBERS:
            return Actor(user_id=user.id, is_site_admin=user.is_site_admin)
        name, membership = MEMBERS[role]
        return Actor(user_id=user.id, roles=frozenset({(getattr(self, name).id, membership)}))

    def _person(self, role: str) -> User:
        user = User(
            email=f"{role.replace('_', '.')}@example.org",
            name=role.replace("_", " ").title(),
            email_confirmed_at=LONG_AGO,
            is_site_admin=role == "site_administrator",
            created_at=LONG_AGO,
        )
        self._session.add(user)
        self._session.flush()
        if role in MEMBERS:
            name, membership = MEMBERS[role]
            member = Member(organisation_id=getattr(self, name).id, user_id=user.id, created_at=LONG_AGO)
            member.roles = [MemberRole(role=membership)]
            self._session.add(member)
            self._session.flush()
        return user

    def _organisation(self, name: str, slug: str, kind: OrganisationKind) -> Organisation:
        organisation = Organisation(
            name=name,
            slug=slug,
            kind=kind,
            region="TLG",
            verification=Verification.VERIFIED,
            verified_at=LONG_AGO,
            created_at=LONG_AGO,
        )
        self._session.add(organisation)
        self._session.flush()
        return organisation
