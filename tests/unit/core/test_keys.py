"""Keys that are derived from the secret of the service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import BadSignature

from app.core import keys


@pytest.fixture(autouse=True)
def secret() -> Iterator[None]:
    before = list(keys._secrets)
    keys.set_secret("a secret of these tests")
    yield
    keys._secrets[:] = before


def test_without_a_secret_there_are_no_keys():
    keys._secrets.clear()
    with pytest.raises(RuntimeError):
        keys.derive("anything")


def test_every_purpose_has_a_key_of_its_own():
    assert keys.derive("a") != keys.derive("b")
    assert keys.keyed_hash("a", "x") != keys.keyed_hash("b", "x")
    with pytest.raises(BadSignature):
        keys.signer("a").loads(keys.signer("b").dumps("x"))
    with pytest.raises(InvalidToken):
        keys.cipher("a").decrypt(keys.cipher("b").encrypt(b"x"))


def test_another_secret_makes_other_keys():
    before = keys.keyed_hash("a", "x")
    keys.set_secret("another secret of these tests")
    assert keys.keyed_hash("a", "x") != before


@given(st.text())
def test_any_text_has_a_hash(text):
    assert len(keys.keyed_hash("a", text)) == 64


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_what_was_signed_is_read_back(text):
    token = keys.signer("a").dumps(text)
    assert keys.signer("a").loads(token) == text
    assert str(token).isascii()
