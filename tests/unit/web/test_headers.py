from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import config

Get = Callable[..., TestResponse]
EVERYWHERE = ("/help", "/no-such-page", "/refuse/bug", "/static/css/market.css", "/fail/503")


@pytest.mark.parametrize("address", EVERYWHERE)
def test_every_answer_carries_the_headers(get: Get, address: str) -> None:
    headers = get(address).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]


def test_the_content_policy_allows_only_ourselves(get: Get) -> None:
    policy = get("/help").headers["Content-Security-Policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["style-src"] == rules["form-action"] == rules["connect-src"] == "'self'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{20,}'", rules["script-src"])
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_two_answers_share_a_nonce(get: Get) -> None:
    assert len({get("/help").headers["Content-Security-Policy"] for _ in range(5)}) == 5


def test_assets_are_kept_for_a_year_where_their_address_carries_a_hash(get: Get) -> None:
    assert get("/static/css/market.css?v=1").headers["Cache-Control"] == "public, max-age=31536000"
    assert get("/static/css/market.css").headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("address", ["/static/nope", "/static/nope?v=1", "/static/../app/config.py"])
def test_an_asset_that_is_missing_is_asked_for_again(get: Get, address: str) -> None:
    response = get(address)
    assert (response.status_code, response.headers["Cache-Control"]) == (404, "no-cache, private")


def test_pages_are_asked_for_again(get: Get) -> None:
    assert get("/help").headers["Cache-Control"] == "no-cache, private"


def test_reading_sets_no_cookie(get: Get) -> None:
    assert "Set-Cookie" not in get("/help").headers


def test_https_is_insisted_on_where_cookies_are_secure(pages_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = pages_app.test_client()
    assert "Strict-Transport-Security" not in client.get("/help").headers
    monkeypatch.setitem(pages_app.config, "SESSION_COOKIE_SECURE", True)
    assert "max-age=63072000" in client.get("/help").headers["Strict-Transport-Security"]


class TestSettings:
    def test_production_needs_a_secret_of_its_own(self) -> None:
        for secret in ("", "short", config.DEVELOPMENT_SECRET):
            with pytest.raises(config.ConfigurationError):
                config.from_environment(
                    {"APP_ENV": "production", "SECRET_KEY": secret, "BASE_URL": "https://a.example"}
                )

    def test_production_needs_https(self) -> None:
        with pytest.raises(config.ConfigurationError):
            config.from_environment({"APP_ENV": "production", "SECRET_KEY": "x" * 40, "BASE_URL": "http://a.example"})

    def test_production_cookies_are_bound_to_the_host(self) -> None:
        found = config.from_environment(
            {"APP_ENV": "production", "SECRET_KEY": "x" * 40, "BASE_URL": "https://a.example"}
        )
        assert found["SESSION_COOKIE_SECURE"]
        assert found["SESSION_COOKIE_HTTPONLY"]
        assert found["SESSION_COOKIE_NAME"].startswith("__Host-")

    @pytest.mark.parametrize(
        "environment",
        [{"APP_ENV": "live"}, {"PROXY_HOPS": "one"}, {"DATABASE_URL": "mysql://x"}, {"MAX_UPLOAD_MB": "-1"}],
    )
    def test_odd_settings_stop_the_start(self, environment: dict[str, str]) -> None:
        with pytest.raises(config.ConfigurationError):
            config.from_environment(environment)

    @pytest.mark.parametrize("short", ["postgres://h/d", "postgresql://h/d"])
    def test_short_addresses_name_their_driver(self, short: str) -> None:
        assert config.from_environment({"DATABASE_URL": short})["DATABASE_URL"] == "postgresql+psycopg://h/d"
