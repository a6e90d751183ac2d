"""Addresses for menus: found once, left out where a page does not exist."""

from __future__ import annotations

from flask import Flask, current_app, request, url_for
from werkzeug.routing import BuildError


def nav_url(endpoint: str) -> str | None:
    """Return the address of a page that needs no arguments; ``None`` where this installation has no such page.

    Menus stand on every page, so an address is built once and then remembered.
    """
    known: dict[tuple[str, str], str | None] = current_app.extensions["nav_urls"]
    key = (request.script_root, endpoint)
    if key not in known:
        known[key] = _build(endpoint)
    return known[key]


def _build(endpoint: str) -> str | None:
    try:
        return url_for(endpoint)
    except BuildError:
        return None


def init_app(app: Flask) -> None:
    """Give templates ``nav_url``."""
    app.extensions["nav_urls"] = {}
    app.add_template_global(nav_url)
