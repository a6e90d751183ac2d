"""Keys of the index, and what is not one."""

from __future__ import annotations

from uuid import UUID

import pytest

from app.core.policy import Actor, Role
from app.search.queries import audiences_of, challenge_key, cut, notice_key, split_keys

ID = UUID("11111111-2222-4333-8444-555555555555")


def test_keys_are_read_as_they_are_written() -> None:
    assert split_keys([challenge_key(ID), notice_key(12)]) == ([ID], [12])


@pytest.mark.parametrize("key", ["", "notice:", "notice:x", "notice:²", f"notice:{2**63}", "challenge:1", "award:1"])
def test_what_is_no_key_is_left_out(key: str) -> None:
    assert split_keys([key]) == ([], [])


def test_everybody_belongs_to_the_public() -> None:
    assert audiences_of(Actor()) == {"public"}
    assert audiences_of(Actor(user_id=ID, roles=frozenset({(ID, Role.MEMBER)}))) == {"public", f"org:{ID}"}


@pytest.mark.parametrize("text", ["", "short", "word " * 100, "x" * 1000])
def test_a_text_is_cut_between_words_and_nothing_is_lost(text: str) -> None:
    summary, rest = cut(text)
    assert summary + rest == text
    assert len(summary) <= 300
