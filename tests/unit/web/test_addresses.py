"""Every address that a template asks for exists: menus leave out what is missing, so nobody would notice a slip."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app import registry
from app.config import ROOT
from app.web import converters

TEMPLATES = ROOT / "templates"
ASKED = re.compile(r"\b(?:nav_url|url_for)\(\s*(['\"])([a-z_]+(?:\.[a-z_]+)?)\1\s*[,)]")
LISTED = re.compile(r"\(\s*\"([a-z]+\.[a-z_]+)\"")


@pytest.fixture(scope="module")
def endpoints() -> set[str]:
    app = Flask("app")
    converters.init_app(app)
    for blueprint in registry.BLUEPRINTS:
        app.register_blueprint(blueprint)
    return set(app.view_functions)


def asked() -> list[tuple[str, str]]:
    found = set()
    for path in sorted(TEMPLATES.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        names = {match[1] for match in ASKED.findall(text)}
        if "layouts" in path.parts:
            names |= set(LISTED.findall(text))
        found |= {(str(path.relative_to(TEMPLATES)), name) for name in names}
    return sorted(found)


@pytest.mark.parametrize(("template", "endpoint"), asked())
def test_the_address_exists(endpoints: set[str], template: str, endpoint: str) -> None:
    assert endpoint in endpoints
