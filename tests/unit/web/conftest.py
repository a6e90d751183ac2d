"""An application of the plumbing and the standing pages alone: no domain, no database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask_login import LoginManager
from werkzeug.test import TestResponse

from app import config
from app.core.errors import DomainError, ServiceUnavailable, TooManyAttempts
from app.pages.views import bp as pages
from app.web import authorise, errors, headers, logging, navigation, security, templating
from app.web.identity import Anonymous
from tests.support import page_rules


@authorise.public
def _fail(status: int) -> str:
    abort(status)


@authorise.public
def _refuse(kind: str) -> str:
    raise {
        "domain": DomainError("The challenge is closed. Choose another."),
        "many": TooManyAttempts("Too many attempts. Try again in 15 minutes.", retry_after=900),
        "elsewhere": ServiceUnavailable("Nobody answers"),
        "bug": ZeroDivisionError("secret detail"),
    }[kind]


def _nobody_asked() -> str:
    return "<p>no policy was asked</p>"


@pytest.fixture(scope="session")
def pages_app() -> Flask:
    """Return an application whose pages need no database."""
    app = Flask("app", template_folder="../templates", static_folder="../static")
    app.config.from_mapping(config.from_environment({"APP_ENV": "test"}), PROPAGATE_EXCEPTIONS=False)
    for module in (logging, templating, navigation, headers, authorise, errors):
        module.init_app(app)
    security.csrf.init_app(app)
    manager = LoginManager(app)
    manager.anonymous_user = Anonymous
    manager.user_loader(lambda _: None)
    app.register_blueprint(pages)
    app.add_url_rule("/fail/<int:status>", "fail", _fail)
    app.add_url_rule("/refuse/<kind>", "refuse", _refuse)
    app.add_url_rule("/undecided", "undecided", _nobody_asked)
    return app


@pytest.fixture
def get(pages_app: Flask) -> Callable[..., TestResponse]:
    """Return a function that asks for a page and checks it against the page rules."""
    client = pages_app.test_client()

    def ask(address: str, **kwargs: Any) -> TestResponse:
        response = client.get(address, **kwargs)
        page_rules.check(response, address=address)
        return response

    return ask
