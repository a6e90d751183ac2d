"""Secrets of messages."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import keys
from app.core.errors import NotFound
from app.notifications.services import read_unsubscribe_token
from app.notifications.services.sealing import seal, unseal, unsubscribe_url


def test_a_sealed_path_comes_back_and_cannot_be_read_before():
    sealed = seal("/confirm/secret-token")
    assert unseal(sealed) == "/confirm/secret-token"
    assert b"secret" not in sealed


def test_under_another_secret_it_cannot_be_read_any_more():
    sealed = seal("/confirm/secret-token")
    keys.set_secret("another-secret")
    assert unseal(sealed) is None


def test_the_way_out_names_one_person():
    user_id = uuid4()
    url = unsubscribe_url(user_id)
    assert url.startswith("https://market.example/notifications/unsubscribe/")
    assert read_unsubscribe_token(url.rpartition("/")[2]) == user_id


@given(st.text(max_size=120))
def test_a_token_from_elsewhere_is_unknown(token):
    with pytest.raises(NotFound):
        read_unsubscribe_token(token)


def test_a_token_of_another_purpose_is_unknown():
    with pytest.raises(NotFound):
        read_unsubscribe_token(keys.signer("another purpose").dumps(uuid4().hex))
    with pytest.raises(NotFound):
        read_unsubscribe_token(keys.signer("notifications/unsubscribe").dumps({"not": "an id"}))
