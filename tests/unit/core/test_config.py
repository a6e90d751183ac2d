"""Settings: what is missing or unsafe stops the start with a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.config import DEVELOPMENT_SECRET, ConfigurationError, from_environment

PRODUCTION = {
    "APP_ENV": "production",
    "SECRET_KEY": "x" * 48,
    "BASE_URL": "https://market.example",
    "DATABASE_URL": "postgres://user:secret@db.example/market",
}


def test_development_needs_no_settings() -> None:
    settings = from_environment({})
    assert settings["APP_ENV"] == "development"
    assert settings["DATABASE_URL"].startswith("sqlite:///")
    assert settings["SESSION_COOKIE_SECURE"] is False


def test_everything_lies_in_one_folder_unless_said_otherwise(tmp_path: Path) -> None:
    settings = from_environment({"DATA_DIR": str(tmp_path)})
    for name in ("DATABASE_URL", "SEARCH_URL", "FILES_DIR", "MAIL_URL"):
        assert str(tmp_path) in str(settings[name])


def test_production_is_locked_up() -> None:
    settings = from_environment(PRODUCTION)
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert settings["SESSION_COOKIE_HTTPONLY"] is True
    assert settings["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert settings["DATABASE_URL"] == "postgresql+psycopg://user:secret@db.example/market"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": DEVELOPMENT_SECRET}, "SECRET_KEY"),
        ({"BASE_URL": "http://market.example"}, "BASE_URL"),
        ({"BASE_URL": ""}, "BASE_URL"),
        ({"APP_ENV": "staging"}, "APP_ENV"),
        ({"DATABASE_URL": "mysql://db.example/market"}, "DATABASE_URL"),
        ({"PROXY_HOPS": "many"}, "PROXY_HOPS"),
        ({"PROXY_HOPS": "-1"}, "PROXY_HOPS"),
        ({"MAX_UPLOAD_MB": "１２"}, "MAX_UPLOAD_MB"),
    ],
)
def test_an_unsafe_or_senseless_setting_stops_the_start(changed: dict[str, str], said: str) -> None:
    with pytest.raises(ConfigurationError, match=said) as refused:
        from_environment({**PRODUCTION, **changed})
    assert str(refused.value).endswith((".", "'"))
    assert "user:secret" not in str(refused.value)


@pytest.mark.parametrize("app_env", ["development", "test"])
def test_a_secure_address_makes_secure_cookies_everywhere(app_env: str) -> None:
    secure = {"APP_ENV": app_env, "BASE_URL": "https://trial.example", "SECRET_KEY": "x" * 48}
    assert from_environment(secure)["SESSION_COOKIE_SECURE"]


@pytest.mark.parametrize("app_env", ["development", "test"])
@pytest.mark.parametrize("secret", ["", "short", DEVELOPMENT_SECRET])
@pytest.mark.parametrize("address", ["https://trial.example", "HTTPS://trial.example"])
def test_a_secret_that_everybody_knows_protects_no_secure_address(app_env: str, secret: str, address: str) -> None:
    with pytest.raises(ConfigurationError, match="SECRET_KEY"):
        from_environment({"APP_ENV": app_env, "BASE_URL": address, "SECRET_KEY": secret})
