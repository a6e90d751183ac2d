"""The life of a message, every pair of it."""

from __future__ import annotations

import itertools

import pytest

from app.core.errors import TransitionNotAllowed
from app.notifications.states import (
    FINAL,
    FIRST_STATE,
    TRANSITIONS,
    UNSENT,
    Frequency,
    MessageAction,
    MessageState,
    next_state,
)


@pytest.mark.parametrize(("state", "action"), list(itertools.product(MessageState, MessageAction)))
def test_every_pair_is_decided(state, action):
    if (state, action) in TRANSITIONS:
        assert next_state(state, action) is TRANSITIONS[state, action]
    else:
        with pytest.raises(TransitionNotAllowed, match=state.value):
            next_state(state, action)


def test_nothing_leads_out_of_a_final_state():
    assert not [pair for pair in TRANSITIONS if pair[0] in FINAL]
    assert set(FINAL) | set(UNSENT) | {MessageState.HELD} == set(MessageState)


def test_every_frequency_has_a_first_state():
    assert set(FIRST_STATE) == set(Frequency)
