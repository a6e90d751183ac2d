"""Events: plain facts, and who reacts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from sqlalchemy.orm import Session

from app.core import events
from app.core.events import Event, plain, react, set_reactions

NOW = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)


class Colour(StrEnum):
    """Of a stone."""

    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class StonePainted(Event):
    """Somebody painted a stone."""

    kind: ClassVar[str] = "stone.painted"
    colour: Colour
    beside: UUID | None = None
    dries_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StonePolished(StonePainted):
    """And polished it."""

    kind: ClassVar[str] = "stone.polished"


@pytest.fixture(autouse=True)
def keep_the_table() -> Iterator[None]:
    """Put the application's table of reactions back."""
    before = dict(events._reactions)
    yield
    set_reactions(before)


def painted(kind: type[StonePainted] = StonePainted, **facts: Any) -> StonePainted:
    return kind(subject_id=uuid4(), actor_id=None, at=NOW, colour=Colour.RED, **facts)


def test_details_are_the_facts_of_the_kind_alone_and_plain() -> None:
    stone = uuid4()
    details = painted(beside=stone, dries_at=NOW).details()
    assert details == {"colour": "red", "beside": str(stone), "dries_at": "2027-03-02T10:00:00+00:00"}
    assert json.loads(json.dumps(details)) == details
    assert type(details["colour"]) is str


@pytest.mark.parametrize(
    ("value", "shown"),
    [(None, None), (True, True), (3, 3), ((1, "a"), [1, "a"]), (frozenset({UUID(int=1)}), [str(UUID(int=1))])],
)
def test_plain_values(value: Any, shown: Any) -> None:
    assert plain(value) == shown


def test_reactions_run_in_order_for_a_kind_and_its_parents() -> None:
    called: list[str] = []
    set_reactions(
        {
            StonePainted: [lambda *_: called.append("first"), lambda *_: called.append("second")],
            StonePolished: [lambda *_: called.append("polished")],
        }
    )
    session = Session()
    react(session, painted())
    react(session, painted(StonePolished))
    assert called == ["first", "second", "polished", "first", "second"]
