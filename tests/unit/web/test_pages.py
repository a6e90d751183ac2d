from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.pages.views import STANDING

Get = Callable[..., TestResponse]


@pytest.mark.parametrize("address", STANDING.values())
def test_standing_pages_keep_the_page_rules(get: Get, address: str) -> None:
    response = get(address)
    assert response.status_code == 200
    assert "No supplier is ever charged." in response.text


@pytest.mark.parametrize("address", STANDING.values())
def test_the_footer_leads_to_every_standing_page(get: Get, address: str) -> None:
    text = get("/help").text
    assert f'href="{address}"' in text


def test_no_page_wears_marks_of_central_government(get: Get) -> None:
    for address in STANDING.values():
        text = get(address).text.lower()
        assert "crown" not in text
        assert "gds transport" not in text


def test_the_demonstration_says_that_it_is_one(pages_app: Flask, get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "made up" not in get("/cookies").text
    monkeypatch.setitem(pages_app.config, "DEMO", True)
    assert "Every council, firm and person here is made up." in get("/cookies").text


def test_a_council_may_give_the_service_its_own_name(
    pages_app: Flask, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(pages_app.config, "SERVICE_NAME", "Open Problems <Mercia>")
    assert "<title>Cookies – Open Problems &lt;Mercia&gt;</title>" in get("/cookies").text


def test_the_cookie_page_names_the_cookie(pages_app: Flask, get: Get) -> None:
    assert pages_app.config["SESSION_COOKIE_NAME"] in get("/cookies").text
