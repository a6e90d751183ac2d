"""What counts as one network address and one account."""

from __future__ import annotations

from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.services.throttle import LIMITS, network_of, sign_in_subjects
from app.accounts.states import ThrottleKind


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::9", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_network_of(address, network):
    assert network_of(address) == network


@given(st.integers(min_value=2**96, max_value=2**128 - 1), st.integers(min_value=0, max_value=2**64 - 1))
def test_neighbours_in_a_64_are_one(number, other):
    neighbour = (number >> 64 << 64) | other
    assert network_of(str(IPv6Address(number))) == network_of(str(IPv6Address(neighbour)))
    assert network_of(str(IPv6Address(number))) != network_of(str(IPv6Address(number ^ (1 << 64))))


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_is_its_own(address):
    assert network_of(str(address)) == str(address)


def test_every_kind_has_a_limit():
    assert set(LIMITS) == set(ThrottleKind)


def test_capitals_make_no_other_account():
    assert sign_in_subjects("A@Example.org", "192.0.2.1") == sign_in_subjects("a@example.org", "192.0.2.1")
