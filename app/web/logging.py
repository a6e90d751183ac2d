"""Structured logs: one line an event, a request id on each, no personal data on any."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import MutableMapping
from typing import Any
from uuid import uuid4

import structlog
from flask import Flask, Response, g, request

PERSONAL = frozenset(
    {
        "email",
        "name",
        "phone",
        "address",
        "password",
        "token",
        "answer",
        "ip",
        "text",
        "title",
        "user_agent",
        "referrer",
    }
)
_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{8,80}$", re.ASCII)
log = structlog.get_logger("web")


def keep_people_out(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace values under personal keys, and refuse values that could hide them (lists, dicts, our own objects)."""
    for key, value in event.items():
        if key in PERSONAL:
            event[key] = "[removed]"
        elif key != "exc_info" and not isinstance(value, str | int | float | bool | None):
            event[key] = f"[{type(value).__name__}]"
    return event


def configure(*, as_json: bool) -> None:
    """Set structlog up for this process; JSON in production, columns at home."""
    renderer = (
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            keep_people_out,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if _REQUEST_ID.match(given) else uuid4().hex
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    response.headers["X-Request-ID"] = g.get("request_id", "")
    if request.endpoint != "static":
        # The rule, not the path: a path may carry a token or a name.
        log.info(
            "request.answered",
            method=request.method,
            rule=str(request.url_rule or "none"),
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        )
    return response


def _raised(exc_info: Any) -> None:
    # Flask would write the path.
    log.error(
        "request.raised",
        method=request.method,
        rule=str(request.url_rule or "none"),
        exc_info=exc_info,
    )


def init_app(app: Flask) -> None:
    """Log every request with its id, and what went wrong in it."""
    configure(as_json=app.config["APP_ENV"] == "production")
    app.log_exception = _raised  # type: ignore[method-assign]
    app.before_request(_begin)
    app.after_request(_end)
