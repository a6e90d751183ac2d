"""The one place that commits a request's work."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, current_app, g
from flask.typing import ResponseReturnValue

from app.web.database import db

REFUSED = 400  # answers from here on leave no trace


def commits(view: Callable[..., ResponseReturnValue]) -> Callable[..., Response]:
    """Commit when the view answers below 400 and a policy was asked; otherwise leave no trace."""

    @wraps(view)
    def wrapper(*args: Any, **kwargs: Any) -> Response:
        try:
            response = current_app.make_response(view(*args, **kwargs))
            if "db_session" in g and g.get("decided") and (response.status_code < REFUSED or g.get("keep_changes")):
                db.session.commit()
        finally:
            if "db_session" in g:
                db.session.rollback()  # no effect after a commit
        return response

    wrapper.commits = True  # type: ignore[attr-defined]
    return wrapper


def keep_changes() -> None:
    """Commit although the answer is a refusal: for a failed sign-in, which must be counted."""
    g.keep_changes = True
