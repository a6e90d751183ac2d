"""Who may do what with an organisation: a full table over readers and states."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.core.policy import ANYBODY, Actor, Decision, Role
from app.organisations import policy
from app.organisations.models import Organisation
from app.organisations.states import OrganisationKind, Verification, roles_of

COUNCIL = Organisation(id=uuid4(), slug="a", name="A", kind=OrganisationKind.COUNCIL)
FIRM = Organisation(id=uuid4(), slug="b", name="B", kind=OrganisationKind.SME)


def member(organisation: Organisation, *roles: Role) -> Actor:
    return Actor(uuid4(), frozenset((organisation.id, role) for role in roles))


READERS = {
    "visitor": lambda _: ANYBODY,
    "stranger": lambda _: Actor(uuid4()),
    "elsewhere": lambda o: member(FIRM if o is COUNCIL else COUNCIL, Role.ADMINISTRATOR, Role.OWNER),
    "site": lambda _: Actor(uuid4(), is_site_admin=True),
    **{role.value: lambda o, role=role: member(o, role) for role in Role},
}
MANAGES = {COUNCIL.id: "administrator", FIRM.id: "owner"}


def says(decision: Decision) -> str:
    if decision:
        return "yes"
    assert decision.reason.endswith(".")
    return "hidden" if decision.hidden else "sign in" if decision.sign_in else "no"


def expected(reader: str, organisation: Organisation, verification: Verification, act: str) -> str:
    """Return what the rules say, told in another way than the policy tells it."""
    inside = reader == "site" or reader in [role.value for role in roles_of(organisation.kind)]
    if verification is not Verification.VERIFIED and not inside:
        return "hidden"
    if act == "view":
        return "yes"
    if reader == "visitor":
        return "sign in"
    allowed = {
        "members": inside,
        "manage": reader == MANAGES[organisation.id],
        "leave": inside and reader != "site",
    }
    return "yes" if allowed[act] else "no"


ACTS = {
    "view": policy.can_view,
    "members": policy.can_view_members,
    "manage": policy.can_manage,
    "leave": policy.can_leave,
}


def has_reader(organisation: Organisation, reader: str) -> bool:
    return reader not in {role.value for role in Role} - {role.value for role in roles_of(organisation.kind)}


@pytest.mark.parametrize(
    ("organisation", "reader"),
    [
        pytest.param(organisation, reader, id=f"{organisation.kind.value}-{reader}")
        for organisation in (COUNCIL, FIRM)
        for reader in READERS
        if has_reader(organisation, reader)
    ],
)
@pytest.mark.parametrize("verification", Verification)
@pytest.mark.parametrize("act", ACTS)
def test_the_table(reader, organisation, verification, act):
    organisation.verification = verification
    assert says(ACTS[act](READERS[reader](organisation), organisation)) == expected(
        reader, organisation, verification, act
    )


@pytest.mark.parametrize(
    ("reader", "answer"),
    [("visitor", "sign in"), ("stranger", "hidden"), ("administrator", "hidden"), ("site", "yes")],
)
def test_only_site_administrators_verify(reader, answer):
    assert says(policy.can_verify(READERS[reader](COUNCIL))) == answer


def test_members_remove_themselves_and_managers_remove_anybody():
    COUNCIL.verification = Verification.VERIFIED
    officer, manager = member(COUNCIL, Role.OFFICER), member(COUNCIL, Role.ADMINISTRATOR)
    assert says(policy.can_remove(officer, COUNCIL, officer.user_id)) == "yes"
    assert says(policy.can_remove(officer, COUNCIL, manager.user_id)) == "no"
    assert says(policy.can_remove(manager, COUNCIL, officer.user_id)) == "yes"
    assert says(policy.can_remove(ANYBODY, COUNCIL, officer.user_id)) == "sign in"


@pytest.mark.parametrize(
    ("actor", "own", "answer"),
    [
        (ANYBODY, None, "sign in"),
        (Actor(uuid4()), "a@example.org", "yes"),
        (Actor(uuid4()), "b@example.org", "no"),
        (Actor(uuid4(), is_site_admin=True), "b@example.org", "no"),
    ],
)
def test_only_the_invited_address_answers(actor, own, answer):
    assert says(policy.can_answer_invitation(actor, "a@example.org", own)) == answer


def test_anybody_signed_in_may_add_an_organisation():
    assert says(policy.can_create(ANYBODY)) == says(policy.can_list_own(ANYBODY)) == "sign in"
    assert says(policy.can_create(Actor(uuid4()))) == says(policy.can_list_own(Actor(uuid4()))) == "yes"
