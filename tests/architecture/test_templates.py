"""Templates: each is used, each that is asked for exists, nothing is imported in vain, macros say what they take."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from tests.architecture.sources import MODULES, ROOT, tree_of

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file())
LIBRARIES = ("govuk_frontend_jinja/", "govuk_frontend_wtf/")
ENDINGS = (".html", ".txt", ".ics")


def trees(app: Flask) -> dict[str, nodes.Template]:
    """Return every template, parsed."""
    return {name: app.jinja_env.parse((FOLDER / name).read_text("utf-8")) for name in TEMPLATES}


def asked_for_by_python() -> set[str]:
    """Return what modules ask for; a part that is known only when it runs stands as ``*``."""
    found = set()
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.endswith(ENDINGS):
                found.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
                if text.endswith(ENDINGS):
                    found.add(text)
    return found


def asked_for_by_templates(app: Flask) -> set[str]:
    """Return what templates extend, include and import."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    return {
        constant.value
        for tree in trees(app).values()
        for node in tree.find_all(kinds)
        for constant in (node.template, *node.template.find_all(nodes.Const))
        if isinstance(constant, nodes.Const) and isinstance(constant.value, str)
    }


def fits(template: str, pattern: str) -> bool:
    """Say whether what is asked for may mean this template."""
    return re.fullmatch(re.escape(pattern).replace(r"\*", ".+"), template) is not None


def test_every_template_is_used(routes: Flask) -> None:
    asked = asked_for_by_python() | asked_for_by_templates(routes)
    assert not [name for name in TEMPLATES if not any(fits(name, pattern) for pattern in asked)]


def test_every_template_that_is_asked_for_exists(routes: Flask) -> None:
    asked = asked_for_by_templates(routes) | {name for name in asked_for_by_python() if "/" in name and "*" not in name}
    ours = {name for name in asked if not name.startswith((*LIBRARIES, "/"))}
    assert not [name for name in ours if not any(fits(template, name) for template in TEMPLATES)]


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_is_imported_is_used(routes: Flask, name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    tree = routes.jinja_env.parse(source)
    imported = [alias for node in tree.find_all(nodes.FromImport) for alias in node.names]
    names = {alias if isinstance(alias, str) else alias[1] for alias in imported}
    used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
    assert names <= used


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.startswith("components/")])
def test_components_open_by_saying_what_they_take(name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    assert re.match(r"\s*(\{%-? from [^%]*%\}\s*)*\{#", source), "open with a comment that states arguments and intent"


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_trust_no_text(name: str) -> None:
    source = (FOLDER / name).read_text("utf-8")
    assert not re.search(r"\|\s*safe\b", source), "mark text as safe where it is made, not in a page"
    assert "autoescape false" not in source


def test_forms_given_to_templates_are_forms_of_ours(root: Path) -> None:
    for path in MODULES:
        if "views" not in path.relative_to(root / "app").with_suffix("").parts:
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render_template":
                for argument in node.keywords:
                    assert argument.arg != "form" or not isinstance(argument.value, ast.Dict), f"{path}:{node.lineno}"
