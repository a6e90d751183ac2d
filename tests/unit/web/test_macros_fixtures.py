"""Styles and scripts come from npm, macros from PyPI: the design system's fixtures say whether they belong together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.config import ROOT

COMPONENTS = ROOT / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
FIXTURES = sorted(COMPONENTS.glob("*/fixtures.json"))
COMPONENTS_MIN = 37
FIXTURES_MIN = 657

pytestmark = pytest.mark.skipif(not FIXTURES, reason="node_modules is absent: run npm ci")

_TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)((?:\s+[^\s=>/]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s>]+))?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([^\s=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|(\S+)))?")


def pieces(html: str) -> Iterator[tuple[str, ...]]:
    """Yield tags with sorted attributes, and texts: what is left when spaces that mean nothing are taken away."""
    end = 0
    for tag in _TAG.finditer(html):
        yield from _text(html[end : tag.start()])
        found = (match.groups() for match in _ATTRIBUTE.finditer(tag[3] or ""))
        attributes = sorted(f"{name}={_squash(one or two or bare or '')}" for name, one, two, bare in found)
        yield (tag[1] + tag[2].lower(), *attributes)
        end = tag.end()
    yield from _text(html[end:])


def _text(text: str) -> Iterator[tuple[str, ...]]:
    if squashed := _squash(re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL)):
        yield ("text", squashed)


def _squash(text: str) -> str:
    return " ".join(unescape(text).split())


def macro_name(component: str) -> str:
    return "govuk" + "".join(part.capitalize() for part in component.split("-"))


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.parent.name)
def test_every_fixture_of_a_component_comes_out_of_its_macro(pages_app: Flask, path: Path) -> None:
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    component = content["component"]
    template = pages_app.jinja_env.get_template(f"govuk_frontend_jinja/components/{component}/macro.html")
    macro = getattr(template.module, macro_name(component))
    different = [
        fixture["name"]
        for fixture in content["fixtures"]
        if list(pieces(macro(fixture["options"]))) != list(pieces(fixture["html"]))
    ]
    assert different == []


def test_all_components_are_compared() -> None:
    fixtures = [fixture for path in FIXTURES for fixture in json.loads(path.read_text(encoding="utf-8"))["fixtures"]]
    assert (len(FIXTURES), len(fixtures)) >= (COMPONENTS_MIN, FIXTURES_MIN)
