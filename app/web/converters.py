"""Parts of addresses: what does not have the right form is not found, and never reaches the database."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter


class ReferenceConverter(BaseConverter):
    """A reference of a challenge, such as ``PG-2026-0042``."""

    regex = r"PG-\d{4}-\d{4,9}"


class SlugConverter(BaseConverter):
    """The name of an organisation in addresses."""

    regex = r"[a-z0-9][a-z0-9-]{0,79}"


def init_app(app: Flask) -> None:
    """Let routes use ``<reference:...>`` and ``<slug:...>``."""
    app.url_map.converters.update(reference=ReferenceConverter, slug=SlugConverter)
