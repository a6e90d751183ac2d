"""Errors as pages: what happened, what to do, nothing about the inside."""

from __future__ import annotations

import structlog
from flask import Flask, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from app.core.errors import DomainError, NotFound, ServiceUnavailable, TooManyAttempts
from app.web.parking import send_back_refilled

log = structlog.get_logger(__name__)
WITH_PAGE = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 503})
OUR_FAULT = frozenset({500, 503})


def _page(status: int, message: str = "") -> tuple[str, int]:
    g.decided = True
    known = status if status in WITH_PAGE else (500 if status >= 500 else 400)
    name = f"errors/{known}.html"
    if known in OUR_FAULT:
        # Flask's way of rendering asks who is signed in, and the database that knows may be what broke.
        return current_app.jinja_env.get_template(name).render(message=message), status
    return render_template(name, message=message), status


def _http(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    status = error.code or 500
    message = error.description if status == 403 else ""
    body, code = _page(status, message or "")
    methods = getattr(error, "valid_methods", None)
    return body, code, {"Allow": ", ".join(methods)} if methods else {}


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    back = send_back_refilled()
    return back if back is not None else _page(400)


def _too_many(error: TooManyAttempts) -> ResponseReturnValue:
    body, code = _page(429, error.message)
    return body, code, {"Retry-After": str(error.retry_after)}


def _busy(error: OperationalError) -> ResponseReturnValue:
    log.warning("database.unavailable", error=type(error.orig).__name__)
    return _page(503)


def _unexpected(error: InternalServerError) -> ResponseReturnValue:
    log.error("request.failed", endpoint=request.endpoint, error=type(error.original_exception or error).__name__)
    return _page(500)


def init_app(app: Flask) -> None:
    """Answer every error with a page of ours."""
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(RequestEntityTooLarge, lambda _: _page(413))
    app.register_error_handler(NotFound, lambda _: _page(404))
    app.register_error_handler(TooManyAttempts, _too_many)
    app.register_error_handler(DomainError, lambda error: _page(409, error.message))
    app.register_error_handler(ServiceUnavailable, lambda _: _page(503))
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(InternalServerError, _unexpected)
