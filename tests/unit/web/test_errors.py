from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from structlog.testing import capture_logs
from werkzeug.test import TestResponse

from app.web import errors
from tests.support import page_rules

Get = Callable[..., TestResponse]


@pytest.mark.parametrize("status", sorted(errors.WITH_PAGE))
def test_every_error_has_a_page_of_its_own(get: Get, status: int) -> None:
    response = get(f"/fail/{status}")
    assert response.status_code == status
    assert "help@proving-ground.example" in response.text


@pytest.mark.parametrize(("status", "words"), [(418, "could not read"), (406, "could not read"), (502, "went wrong")])
def test_other_errors_keep_their_status_and_borrow_a_page(get: Get, status: int, words: str) -> None:
    response = get(f"/fail/{status}")
    assert response.status_code == status
    assert words in response.text


def test_a_refusal_says_what_to_do(get: Get) -> None:
    response = get("/refuse/domain")
    assert response.status_code == 409
    assert "The challenge is closed. Choose another." in response.text


def test_a_throttle_says_how_long(get: Get) -> None:
    response = get("/refuse/many")
    assert (response.status_code, response.headers["Retry-After"]) == (429, "900")
    assert "Try again in 15 minutes." in response.text


def test_a_service_that_does_not_answer_is_a_503(get: Get) -> None:
    assert get("/refuse/elsewhere").status_code == 503


def test_an_unexpected_error_shows_nothing_of_the_inside(get: Get) -> None:
    response = get("/refuse/bug")
    assert response.status_code == 500
    assert "secret detail" not in response.text
    assert "ZeroDivisionError" not in response.text
    assert response.headers["X-Request-ID"] in response.text


def test_an_unexpected_error_is_logged_by_its_rule(get: Get, caplog: pytest.LogCaptureFixture) -> None:
    with capture_logs() as lines:
        get("/refuse/bug?token=secret")
    (raised,) = [line for line in lines if line["event"] == "request.raised"]
    assert (raised["method"], raised["rule"]) == ("GET", "/refuse/<kind>")
    assert raised["exc_info"][0] is ZeroDivisionError
    assert "/refuse/bug" not in str(lines) + caplog.text


@pytest.mark.parametrize("address", ["/refuse/bug", "/fail/503"])
def test_the_pages_for_our_own_faults_ask_nobody_who_is_there(
    pages_app: Flask, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the database is gone")

    client = pages_app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "someone"
    monkeypatch.setattr(pages_app.login_manager, "_user_callback", broken)  # type: ignore[attr-defined]
    response = client.get(address)
    assert response.status_code == (500 if "bug" in address else 503)
    assert response.headers["Content-Security-Policy"]
    page_rules.check(response)


def test_a_page_that_asked_no_policy_is_not_sent(get: Get) -> None:
    response = get("/undecided")
    assert response.status_code == 500
    assert "no policy was asked" not in response.text


def test_a_wrong_method_names_the_right_ones(pages_app: Flask) -> None:
    response = pages_app.test_client().delete("/help")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
