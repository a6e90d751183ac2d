"""The life of a verification and the roles of each kind, over every pair."""

from __future__ import annotations

from itertools import product

import pytest

from app.core.errors import TransitionNotAllowed
from app.core.policy import Role
from app.organisations.states import (
    BUYERS,
    KIND_NAMES,
    ROLE_DUTIES,
    ROLE_NAMES,
    VERIFICATION_TRANSITIONS,
    OrganisationKind,
    Verification,
    VerificationAction,
    next_verification,
    roles_of,
    top_role_of,
)


@pytest.mark.parametrize(("current", "action"), list(product(Verification, VerificationAction)))
def test_every_pair_is_decided(current, action):
    if (current, action) in VERIFICATION_TRANSITIONS:
        assert next_verification(current, action) is VERIFICATION_TRANSITIONS[current, action]
    else:
        with pytest.raises(TransitionNotAllowed):
            next_verification(current, action)


@pytest.mark.parametrize("kind", OrganisationKind)
def test_every_kind_has_a_name_and_somebody_who_manages(kind):
    assert KIND_NAMES[kind]
    assert top_role_of(kind) in roles_of(kind)
    assert top_role_of(kind) is (Role.ADMINISTRATOR if kind in BUYERS else Role.OWNER)


def test_every_role_belongs_to_one_side_and_has_words():
    council, firm = set(roles_of(OrganisationKind.COUNCIL)), set(roles_of(OrganisationKind.SME))
    assert council | firm == set(Role) == set(ROLE_NAMES) == set(ROLE_DUTIES)
    assert not council & firm
