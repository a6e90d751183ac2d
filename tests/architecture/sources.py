"""Read the source as trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))
PACKAGES = sorted(path.parent.name for path in APP.glob("*/__init__.py"))
PLAIN = frozenset({"core", "rules", "integrations", "web"})  # packages that are not stages of the market
FEATURES = tuple(name for name in PACKAGES if name not in PLAIN)


@cache
def tree_of(path: Path) -> ast.Module:
    """Return the module as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    """Return the path from the top of the application."""
    return path.relative_to(APP).as_posix()


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and full name of everything of ours that a module imports, wherever it does."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.startswith("app"))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "app":
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def calls_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and last name of everything that a module calls."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield node.lineno, function.attr
            elif isinstance(function, ast.Name):
                yield node.lineno, function.id


def functions_of(path: Path) -> Iterator[ast.FunctionDef]:
    """Yield every function and method of a module."""
    yield from (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.FunctionDef))
