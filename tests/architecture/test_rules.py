"""Rules of the house that no library checks."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

import pytest

from tests.architecture.sources import (
    FEATURES,
    MODULES,
    ROOT,
    calls_of,
    functions_of,
    imports_of,
    name_of,
    tree_of,
)

MODULE_MAX, TEST_MODULE_MAX, FUNCTION_MAX, FUNCTION_MEDIAN_MAX = 400, 500, 60, 10  # lines
STANDARD = frozenset(
    {"__init__", "states", "events", "models", "policy", "queries", "services", "forms", "views", "commands"}
)
CALLS_WITH_ONE_HOME = {
    "commit": {"web/transaction.py", "integrations/search/writing.py"},  # the latter commits an index
    "now": {"core/clock.py"},
    "utcnow": set(),
    "today": set(),
    "create_engine": {"core/db.py"},
    "print": set(),
}
ASK_THE_CLOCK = frozenset({"views", "commands"})


@pytest.mark.parametrize(("call", "homes"), CALLS_WITH_ONE_HOME.items())
def test_a_call_has_one_home(call: str, homes: set[str]) -> None:
    strays = [
        f"{name_of(path)}:{line}"
        for path in MODULES
        if name_of(path) not in homes
        for line, called in calls_of(path)
        if called == call
    ]
    assert not strays


def test_services_queries_and_policies_are_told_the_time() -> None:
    strays = [
        f"{name_of(path)}:{line}"
        for path in MODULES
        if path.relative_to(ROOT / "app").parts[0] in FEATURES and not ASK_THE_CLOCK & set(parts_of(path))
        for line, called in calls_of(path)
        if called == "utc_now" and name_of(path) not in MAY_ASK_THE_CLOCK
    ]
    assert not strays


# Code that the worker runs: nobody hands it an instant.
MAY_ASK_THE_CLOCK = frozenset(
    {
        "accounts/services/jobs.py",
        "notifications/services/announcing.py",
        "notifications/services/sending.py",
        "outbox/services.py",
        "search/services/indexing.py",
    }
)


def parts_of(path: Path) -> tuple[str, ...]:
    """Return package, layer and so on: ``challenges/views/public.py`` gives challenges, views, public."""
    return path.relative_to(ROOT / "app").with_suffix("").parts


@pytest.mark.parametrize("layer", ["views", "forms", "commands"])
def test_pages_are_not_imported_by_other_packages(layer: str) -> None:
    strays = [
        f"{name_of(path)}:{line} imports {name}"
        for path in MODULES
        if path.name != "registry.py"
        for line, name in imports_of(path)
        if name.split(".")[2:3] == [layer] and name.split(".")[1] in set(FEATURES) - {parts_of(path)[0]}
    ]
    assert not strays


def test_packages_have_the_standard_modules_only() -> None:
    strays = [
        name_of(path)
        for path in MODULES
        if parts_of(path)[0] in FEATURES and len(parts_of(path)) > 1 and parts_of(path)[1] not in STANDARD
        if parts_of(path)[:2] != ("seed", "content")
    ]
    assert not strays


def test_packages_say_their_words_and_rules() -> None:
    assert not [name for name in FEATURES if not ast.get_docstring(tree_of(ROOT / "app" / name / "__init__.py"))]


def test_modules_are_short() -> None:
    long = {
        name_of(path): lines
        for path in MODULES
        if "seed/content" not in name_of(path) and (lines := len(path.read_text("utf-8").splitlines())) > MODULE_MAX
    }
    long |= {
        str(path.relative_to(ROOT)): lines
        for path in (ROOT / "tests").rglob("*.py")
        if (lines := len(path.read_text("utf-8").splitlines())) > TEST_MODULE_MAX
    }
    assert not long


def test_functions_are_short() -> None:
    sizes = {
        f"{name_of(path)}:{function.name}": lines_of(function) for path in MODULES for function in functions_of(path)
    }
    assert not {name: size for name, size in sizes.items() if size > FUNCTION_MAX}
    assert median(sizes.values()) <= FUNCTION_MEDIAN_MAX


def lines_of(function: ast.FunctionDef) -> int:
    """Return how long a function is, without its docstring."""
    first = function.body[0]
    is_text = ast.get_docstring(function, clean=False) is not None
    text = (first.end_lineno or first.lineno) - first.lineno + 1 if is_text else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - text


@pytest.mark.parametrize("layer", ["services", "queries", "policy"])
def test_what_others_may_call_says_what_it_does(layer: str) -> None:
    silent = [
        f"{name_of(path)}:{node.name}"
        for path in MODULES
        if parts_of(path)[0] in FEATURES and layer in parts_of(path)[1:2]
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_nothing_is_left_for_later() -> None:
    words = ("TO" + "DO", "FIX" + "ME", "XX" + "X")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("app", "tests", "migrations", "templates")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if any(word in line for word in words)
    ]
    assert not found
