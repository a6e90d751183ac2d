"""Who may see messages."""

from __future__ import annotations

from uuid import uuid4

import pytest

from app.core.policy import ANYBODY, Actor
from app.notifications import policy


@pytest.mark.parametrize("ask", [policy.can_read_messages, policy.can_choose_frequency])
def test_whoever_is_signed_in_has_their_own(ask):
    assert ask(Actor(user_id=uuid4()))
    refused = ask(ANYBODY)
    assert not refused
    assert refused.sign_in
