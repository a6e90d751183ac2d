"""Jinja: loaders, filters and globals that every page may use."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, current_app, url_for
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from markupsafe import Markup

from app.core.clock import LONDON, long_day
from app.core.money import format_pounds
from app.web.paging import page_url

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def day(value: date | datetime | None) -> str:
    """Return a day in words; of an instant, the day in London."""
    if value is None:
        return ""
    return long_day(value.astimezone(LONDON).date() if isinstance(value, datetime) else value)


def clock(value: datetime | None) -> str:
    """Return an instant as London clocks show it: ``12 noon on Tuesday 3 March 2027``. Pages add “(UK time)”."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    return f"{_hour(local)} on {local:%A} {long_day(local.date())}"


def _hour(local: datetime) -> str:
    if (local.hour, local.minute) == (12, 0):
        return "12 noon"
    if (local.hour, local.minute) == (0, 0):
        return "12 midnight"
    minutes = f":{local:%M}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'}"


def zone(value: datetime) -> str:
    """Return the name of London's time at an instant: ``GMT`` or ``BST``."""
    return value.astimezone(LONDON).strftime("%Z")


@lru_cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt  # loaded at the first page that needs it, so that a worker at rest stays small

    plain = MarkdownIt("commonmark", {"html": False, "breaks": False})
    usual = plain.validateLink
    # Two slashes lead to another site without saying so.
    plain.validateLink = lambda url: not url.strip().startswith("//") and usual(url)  # type: ignore[method-assign]
    return plain.disable(["image", "html_block", "html_inline"])


def markdown(text: str | None) -> Markup:
    """Return text with simple Markdown as safe HTML: no images, no raw HTML, links only to web and mail."""
    import nh3  # like the one above

    # Whatever level was typed, a heading inside a text stands below that of its section, and none is skipped.
    html = re.sub("<(/?)h[1-6]>", r"<\1h3>", _markdown().render(text or ""))
    clean = nh3.clean(
        html,
        tags={"p", "ul", "ol", "li", "strong", "em", "a", "code", "blockquote", "br", "h3"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )
    for plain, styled in _CLASSES.items():
        clean = clean.replace(plain, styled)
    return Markup(clean)  # noqa: S704 -- cleaned by nh3 above


_CLASSES = {
    "<p>": '<p class="govuk-body">',
    "<ul>": '<ul class="govuk-list govuk-list--bullet">',
    "<ol>": '<ol class="govuk-list govuk-list--number">',
    "<a ": '<a class="govuk-link" ',
    "<h3>": '<h3 class="govuk-heading-s">',
}


@lru_cache(maxsize=256)
def _fingerprint(path: Path, _modified: float) -> str:
    return sha256(path.read_bytes()).hexdigest()[:12]


def asset(name: str) -> str:
    """Return the address of a static file, with a hash of its content so that browsers may keep it for a year."""
    path = Path(current_app.static_folder or "") / name
    version = _fingerprint(path, path.stat().st_mtime) if path.is_file() else None
    return url_for("static", filename=name, v=version)


def plural(count: int, one: str, many: str | None = None) -> str:
    """Return ``count`` with its noun: ``1 day``, ``3 days``."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


FILTERS: Mapping[str, object] = {
    "day": day,
    "clock": clock,
    "zone": zone,
    "pounds": format_pounds,
    "markdown": markdown,
    "plural": plural,
}


def init_app(app: Flask) -> None:
    """Find templates, the design system's macros among them."""
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,  # type: ignore[list-item]
            PrefixLoader(
                {
                    "govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja"),
                    "govuk_frontend_wtf": PackageLoader("govuk_frontend_wtf"),
                }
            ),
        ]
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals.update(asset=asset, page_url=page_url, as_json=json.dumps)
