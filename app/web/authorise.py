"""Deny by default: a page that asked no policy is not sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from flask import Flask, Response, abort, current_app, g, request

from app.core.policy import Decision
from app.web.identity import current_actor
from app.web.parking import send_to_sign_in

log = structlog.get_logger(__name__)
View = TypeVar("View", bound=Callable[..., Any])


def require(decision: Decision) -> None:
    """Record that a policy was asked; stop the request if it said no."""
    g.decided = True
    if decision:
        return
    if decision.sign_in or (not decision.hidden and not current_actor().is_signed_in):
        abort(send_to_sign_in())
    log.warning("access.denied", endpoint=request.endpoint, reason=decision.reason)
    abort(404 if decision.hidden else 403, decision.reason)


def public(view: View) -> View:
    """Mark a page that anybody may see."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _open_public_pages() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "is_public", False):
        g.decided = True


def _is_about_methods() -> bool:
    """Say whether Flask answers by itself, with the methods of an address and nothing else."""
    return request.method == "OPTIONS" and bool(getattr(request.url_rule, "provide_automatic_options", False))


def refuse_undecided(response: Response) -> Response:
    """Refuse to send what no policy allowed."""
    if request.endpoint is None or response.status_code >= 300 or g.get("decided") or _is_about_methods():
        return response
    raise RuntimeError(f"{request.endpoint} answered without asking a policy")


def init_app(app: Flask) -> None:
    """Guard every answer of the application."""
    app.before_request(_open_public_pages)
    app.after_request(refuse_undecided)
    app.view_functions["static"] = public(app.view_functions["static"])
