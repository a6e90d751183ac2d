"""Every life is one table: each pair of status and action leads where the table says, or nowhere."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from importlib import import_module
from itertools import product
from typing import Any, get_type_hints

import pytest

from app.core.errors import TransitionNotAllowed
from tests.architecture.sources import APP, FEATURES, MODULES, name_of, tree_of

# Columns that hold where a thing is in its life, and which services may move it.
LIFE_COLUMNS = {"stage": "challenges/services", "verification": "organisations/services"}


def tables() -> Iterator[Any]:
    """Yield each table of transitions with the function that reads it."""
    for package in FEATURES:
        if not (APP / package / "states.py").exists():
            continue
        module = import_module(f"app.{package}.states")
        for name, table in vars(module).items():
            if name.endswith("TRANSITIONS"):
                yield pytest.param(table, step_of(module, table), id=f"{package}.{name}")


def step_of(module: Any, table: Mapping[Any, Any]) -> Callable[[Any, Any], Any]:
    """Return the function of ``module`` that takes a status and an action of this table."""
    status, action = (type(part) for part in next(iter(table)))
    for name, function in vars(module).items():
        if name.startswith("next_") and list(get_type_hints(function).values())[:2] == [status, action]:
            found: Callable[[Any, Any], Any] = function
            return found
    raise AssertionError(f"{module.__name__} has a table, and no next_... function that reads it")


@pytest.mark.parametrize(("table", "step"), list(tables()))
def test_every_pair_leads_where_the_table_says_or_nowhere(
    table: Mapping[tuple[StrEnum, StrEnum], StrEnum], step: Callable[[StrEnum, StrEnum], StrEnum]
) -> None:
    statuses, actions = (type(part) for part in next(iter(table)))
    for pair in product(statuses, actions):
        if pair in table:
            assert step(*pair) is table[pair]
        else:
            with pytest.raises(TransitionNotAllowed) as refused:
                step(*pair)
            assert refused.value.message.endswith(".")


@pytest.mark.parametrize(("table", "step"), list(tables()))
def test_every_action_is_possible_somewhere(table: Mapping[tuple[StrEnum, StrEnum], StrEnum], step: object) -> None:
    actions = type(next(iter(table))[1])
    assert {action for _, action in table} == set(actions)


def test_there_are_tables() -> None:
    assert len(list(tables())) >= 3


@pytest.mark.parametrize(("column", "home"), LIFE_COLUMNS.items())
def test_only_its_services_move_a_thing_along(column: str, home: str) -> None:
    strays = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if not name_of(path).startswith((home, "seed/"))
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Assign | ast.AugAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Attribute) and target.attr == column
    ]
    assert not strays
