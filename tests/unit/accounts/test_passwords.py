"""Which passwords are accepted, and how they are checked."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import PASSWORD_MAX, PASSWORD_MIN
from app.accounts.services import check_password, hasher
from app.core.errors import DomainError

EMAIL, NAME = "priya.shah@ardenbrook.example", "Priya Shah Patel"


def is_accepted(password: str) -> bool:
    try:
        check_password(password, email=EMAIL, name=NAME)
    except DomainError:
        return False
    return True


def test_a_refusal_stands_beside_its_question():
    with pytest.raises(DomainError) as refused:
        check_password("short", email=EMAIL, name=NAME, field="new")
    assert refused.value.field == "new"


@pytest.mark.parametrize(
    "password",
    [
        "three random words",
        "correct staple violet",
        "Xk9#mQ2$vL7p",
        "ice-cream and rain",
        "пароль из трёх слов",
        "八つの単語で作る長い秘密",
        "password of my great aunt",
        "1066 1415 1815 1945",
        " leading and trailing ",
        "qwerty is what i never use",
    ],
)
def test_good_passwords(password):
    assert is_accepted(password)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password2027!",
        "P@ssw0rd!!!!",
        "passwordpassword",
        "123456789012",
        "098765432109",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcabcabcabc",
        "qwertyuiop12",
        "qwertyuiopas",
        "abcdefghijkl",
        "zyxwvutsrqpo",
        "letmein12345",
        "welcome12345",
        "iloveyou1234",
        "liverpool2027",
        "council12345",
        "provingground",
        "PROVING-GROUND-1",
        "correcthorsebatterystaple",
        "1qaz2wsx3edc",
        "priya.shah@ardenbrook.example",
        "Priya.Shah@Ardenbrook.example1",
        "priyashahpatel",
        "Priya Shah Patel 1985",
        "patelshahpriya",
        "ardenbrook.example",
        "x" * (PASSWORD_MIN - 1),
        "",
        "ab cd " * 50,
    ],
)
def test_bad_passwords(password):
    assert not is_accepted(password)


@given(st.text(max_size=PASSWORD_MIN - 1))
def test_short_ones_never_pass(password):
    assert not is_accepted(password)


@given(st.text(min_size=PASSWORD_MAX + 1, max_size=PASSWORD_MAX + 40))
def test_endless_ones_never_pass(password):
    assert not is_accepted(password)


@given(st.integers(min_value=0, max_value=10**20), st.sampled_from(["password", "welcome", "letmein", "qwerty"]))
def test_digits_around_a_common_word_add_nothing(number, word):
    for password in (f"{word}{number:0>12}", f"{number:0>12}{word}"):
        assert not is_accepted(password)


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=30))
def test_only_the_same_password_is_right(password):
    low = hasher("low")
    stored = low.hash(password)
    assert low.is_right(stored, password)
    assert not low.is_right(stored, password + "x")


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$x$y"])
def test_what_is_not_a_hash_is_never_right(stored):
    assert not hasher("low").is_right(stored, "nobody has this password")


def test_hashes_are_argon2id_and_renewed_when_settings_change():
    normal, low = hasher("normal"), hasher("low")
    weak = low.hash("three random words")
    assert weak.startswith("$argon2id$")
    assert low.renewed(weak, "three random words") is None
    renewed = normal.renewed(weak, "three random words")
    assert renewed is not None
    assert normal.is_right(renewed, "three random words")
    assert normal.renewed(None, "x") is None


def test_in_production_hashing_costs_what_is_recommended():
    argon = hasher("normal")._argon
    assert isinstance(argon, PasswordHasher)
    assert argon.memory_cost >= 19 * 1024
    assert argon.time_cost >= 2
