"""Names and addresses as they are stored, and what pages may be seen."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import EMAIL_MAX, NAME_MAX
from app.accounts.policy import can_manage_own_account
from app.accounts.services.people import tidy_email, tidy_name
from app.core.errors import DomainError
from app.core.policy import ANYBODY, Actor


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Priya.Shah@Example.ORG ", "priya.shah@example.org"),
        ("o'neill+bids@example.org", "o'neill+bids@example.org"),
        ("a@münchen.example", "a@xn--mnchen-3ya.example"),
    ],
)
def test_addresses_are_stored_in_lower_case_ascii(typed, stored):
    assert tidy_email(typed) == stored


@given(st.text(max_size=300) | st.emails())
def test_an_address_is_stored_tidy_or_refused(typed):
    try:
        stored = tidy_email(typed)
    except DomainError:
        return
    assert stored == stored.lower() == tidy_email(stored)
    assert stored.isascii()
    assert len(stored) <= EMAIL_MAX


@pytest.mark.parametrize("typed", ["", "a", "a@", "@b.example", "a@b", "a@b@c.example", "a b@c.example", "ü@x.example"])
def test_what_is_not_an_address_is_refused(typed):
    with pytest.raises(DomainError):
        tidy_email(typed)


@pytest.mark.parametrize("typed", ["", "  ", "x" * (NAME_MAX + 1), "Win at https://evil.example", "www.evil.example"])
def test_what_is_not_a_name_is_refused(typed):
    with pytest.raises(DomainError):
        tidy_name(typed)


def test_spaces_in_names_are_squashed():
    assert tidy_name("  Ada \t  Lovelace\n") == "Ada Lovelace"


def test_only_people_who_are_signed_in_have_an_account_to_manage():
    assert can_manage_own_account(ANYBODY).sign_in
    assert can_manage_own_account(Actor(uuid4()))
