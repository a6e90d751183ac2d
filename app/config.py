"""Settings, read from the environment once, at the start. A wrong or missing one stops the start with a sentence."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_SECRET = "development-only-secret-do-not-use-in-production"  # noqa: S105 -- refused in production below
SECRET_MIN = 32  # characters
MEGABYTE = 1024 * 1024


class ConfigurationError(Exception):
    """A setting is missing or makes no sense; the message says which and what to do."""


def from_environment(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the settings as Flask keeps them.

    Raises:
        ConfigurationError: A setting is missing, malformed, or not safe in production.
    """
    env = os.environ if environment is None else environment
    app_env = env.get("APP_ENV", "development")
    if app_env not in ("development", "production", "test"):
        raise ConfigurationError(f"APP_ENV must be development, test or production, not {app_env!r}.")
    data = Path(env.get("DATA_DIR", str(ROOT / "instance"))).resolve()
    settings: dict[str, Any] = {
        "APP_ENV": app_env,
        "DATA_DIR": data,
        "DATABASE_URL": _database_url(env.get("DATABASE_URL") or f"sqlite:///{data / 'market.sqlite'}"),
        "SEARCH_URL": env.get("SEARCH_URL") or f"whoosh://{data / 'index'}",
        "FILES_DIR": Path(env.get("FILES_DIR", str(data / "files"))),
        "MAIL_URL": env.get("MAIL_URL") or f"folder://{data / 'mail'}",
        "MAIL_FROM": env.get("MAIL_FROM", "Proving Ground <no-reply@proving-ground.example>"),
        "NOTIFY_API_KEY": env.get("NOTIFY_API_KEY", ""),
        "NOTIFY_TEMPLATE_ID": env.get("NOTIFY_TEMPLATE_ID", ""),
        "NOTIFY_BASE_URL": env.get("NOTIFY_BASE_URL", "https://api.notifications.service.gov.uk"),
        "SECRET_KEY": _secret(env, app_env),
        "BASE_URL": env.get("BASE_URL", "http://127.0.0.1:5000").rstrip("/"),
        "PROXY_HOPS": _whole_number(env, "PROXY_HOPS", 0),
        "MAX_CONTENT_LENGTH": _whole_number(env, "MAX_UPLOAD_MB", 25) * MEGABYTE,
        "MAX_FORM_MEMORY_SIZE": 2 * MEGABYTE,
        "MAX_FORM_PARTS": 2_000,
        "PASSWORD_HASH_COST": env.get("PASSWORD_HASH_COST", "normal"),
        "DEMO": app_env != "production" and env.get("DEMO") == "1",
        "SERVICE_NAME": env.get("SERVICE_NAME", "Proving Ground"),
        "SERVICE_CONTACT": env.get("SERVICE_CONTACT", "help@proving-ground.example"),
    }
    settings.update(_cookies(env, app_env))
    if app_env == "production" and not settings["BASE_URL"].startswith("https://"):
        raise ConfigurationError("Set BASE_URL to the https:// address at which people reach the service.")
    return settings


def _secret(env: Mapping[str, str], app_env: str) -> str:
    secret = env.get("SECRET_KEY", "")
    # An https:// address is one that others reach, whether or not somebody thought of APP_ENV.
    if app_env != "production" and not _is_secure(env):
        return secret or DEVELOPMENT_SECRET
    if secret == DEVELOPMENT_SECRET or len(secret) < SECRET_MIN:
        raise ConfigurationError(
            f"In production, and wherever BASE_URL begins with https://, SECRET_KEY must be set to at least "
            f"{SECRET_MIN} random characters, for example the output of: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return secret


def _is_secure(env: Mapping[str, str]) -> bool:
    return env.get("BASE_URL", "").strip().lower().startswith("https://")


def _cookies(env: Mapping[str, str], app_env: str) -> dict[str, Any]:
    secure = app_env == "production" or _is_secure(env)
    return {
        "SESSION_COOKIE_NAME": "__Host-market" if secure else "market",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": 7 * 24 * 3600,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
    }


def _database_url(url: str) -> str:
    # The short forms that hosting companies hand out name no driver.
    for short in ("postgres://", "postgresql://"):
        if url.startswith(short):
            return "postgresql+psycopg://" + url.removeprefix(short)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise ConfigurationError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    return url


def _whole_number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        raise ConfigurationError(f"{name} must be a whole number, not {text!r}.")
    return int(text)
