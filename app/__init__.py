"""Proving Ground: a marketplace for the public procurement of innovation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import config


def create_app(overrides: Mapping[str, Any] | None = None) -> Flask:
    """Build an application as a list of named steps.

    Args:
        overrides: Settings that stand above those of the environment; tests pass theirs here.
    """
    app = Flask("app", template_folder="../templates", static_folder="../static")
    app.config.from_mapping({**config.from_environment(), **(overrides or {})})
    for step in (_init_web, _init_domain, _init_blueprints, _init_commands, _refuse_unsafe_start):
        step(app)
    return app


def _init_web(app: Flask) -> None:
    from app.web import authorise, converters, errors, headers, logging, navigation, security, templating
    from app.web.database import db

    if hops := app.config["PROXY_HOPS"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    logging.init_app(app)
    db.init_app(app)
    converters.init_app(app)
    templating.init_app(app)
    navigation.init_app(app)
    headers.init_app(app)
    security.init_app(app)
    authorise.init_app(app)
    errors.init_app(app)


def _init_domain(app: Flask) -> None:
    from app import registry
    from app.core.events import set_reactions
    from app.core.keys import set_secret
    from app.web import health, identity, parking

    set_secret(app.config["SECRET_KEY"])
    set_reactions(registry.REACTIONS)
    registry.configure(app)
    app.extensions["outbox_handlers"] = registry.HANDLERS
    app.extensions["outbox_periodic"] = registry.PERIODIC
    app.extensions["audit_checks"] = registry.AUDIT_CHECKS
    identity.init_app(app, registry.load_identity)
    parking.init_app(app, registry.PARKED_FORMS, "accounts.sign_in")
    health.init_app(app, registry.HEALTH_CHECKS)


def _init_blueprints(app: Flask) -> None:
    from app import registry

    for blueprint in registry.BLUEPRINTS:
        app.register_blueprint(blueprint)


def _init_commands(app: Flask) -> None:
    from app import registry

    for group in registry.COMMANDS:
        app.cli.add_command(group)


def _refuse_unsafe_start(app: Flask) -> None:
    from app import registry

    if app.config["APP_ENV"] == "production":
        registry.refuse_demo_data(app)
