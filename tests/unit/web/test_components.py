from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSubmitInput, GovTextInput
from werkzeug.datastructures import MultiDict
from wtforms import FileField, StringField, SubmitField

from app.challenges.states import ChallengeStatus
from app.notices.states import NoticeStatus
from app.organisations.states import Verification
from app.web.fields import DayField, Filled
from app.web.forms import MarketForm
from app.web.paging import Page
from tests.support import page_rules


def macros(app: Flask, name: str) -> Any:
    return app.jinja_env.get_template(f"components/{name}.html").module


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize("status", [*ChallengeStatus, *NoticeStatus])
def test_every_status_has_a_word_and_a_colour(pages_app: Flask, status: Any) -> None:
    html = macros(pages_app, "status").status_tag(status)
    assert words_of(html) == status.value.replace("_", " ").capitalize()
    assert html == macros(pages_app, "status").status_tag(status.value)
    assert 'class="govuk-tag govuk-tag--' in html


def test_every_verification_has_words_of_its_own(pages_app: Flask) -> None:
    tags = {words_of(macros(pages_app, "status").verification_tag(kind)) for kind in Verification}
    assert len(tags) == len(Verification)
    assert not tags & {kind.value for kind in Verification}


def test_an_unknown_status_is_shown_as_text(pages_app: Flask) -> None:
    assert words_of(macros(pages_app, "status").status_tag("<b>")) == "&lt;b&gt;"


def test_a_list_of_one_page_has_no_links(pages_app: Flask) -> None:
    assert words_of(macros(pages_app, "paging").paging(Page(1, 20, 20))) == ""


def test_pages_link_to_their_neighbours(pages_app: Flask) -> None:
    with pages_app.test_request_context("/notices?words=a%26b&page=7"):
        html = macros(pages_app, "paging").paging(Page(7, 20, 1312))
    assert html.count('aria-current="page"') == 1
    assert 'href="/notices?words=a%26b&amp;page=6" rel="prev"' in html
    assert 'href="/notices?words=a%26b&amp;page=8" rel="next"' in html
    assert 'href="/notices?words=a%26b"' in html


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (Page(2, 20, 1312), "Showing 21 to 40 of 1,312 notices"),
        (Page(1, 20, 1), "Showing 1 to 1 of 1 notice"),
        (Page(1, 20, 0), "No notices"),
    ],
)
def test_what_is_shown_is_said(pages_app: Flask, page: Page, words: str) -> None:
    assert words_of(macros(pages_app, "paging").shown(page, "notice", "notices")) == words


class Sheet(MarketForm):
    title = StringField("Title <b>", validators=[Filled("Enter a title & more")], widget=GovTextInput())
    day = DayField("Day")
    submit = SubmitField("Save", widget=GovSubmitInput())


class WithFile(MarketForm):
    file = FileField("File", widget=GovFileInput())
    submit = SubmitField("Save", widget=GovSubmitInput())


def render(app: Flask, kind: type[MarketForm], typed: dict[str, str] | None = None) -> str:
    with app.test_request_context(method="POST" if typed is not None else "GET", data=typed):
        form = kind(formdata=MultiDict(typed or {})) if typed is not None else kind()
        if typed is not None:
            form.validate()
        context: dict[str, Any] = {"form": form}
        app.update_template_context(context)
        source = '{% extends "layouts/form.html" %}{% block title %}Add a thing{% endblock %}'
        html = app.jinja_env.from_string(source).render(context)
        page_rules.check(app.response_class(html, headers={"Content-Security-Policy": "script-src 'self'"}))
    return html


def test_a_form_page_is_whole(pages_app: Flask) -> None:
    html = render(pages_app, Sheet)
    assert "<title>Add a thing – Proving Ground</title>" in html
    assert "enctype" not in html
    assert html.count('name="csrf_token"') == 1


def test_a_refused_form_says_so_first(pages_app: Flask) -> None:
    html = render(pages_app, Sheet, {"title": "", "day": "31"})
    assert "<title>Error: Add a thing – Proving Ground</title>" in html
    assert '<a href="#title">Enter a title &amp; more</a>' in html
    assert '<a href="#day-day">The date must include a day, a month and a year</a>' in html
    assert html.index("There is a problem") < html.index("<h1")


def test_a_form_with_a_file_is_sent_in_parts(pages_app: Flask) -> None:
    assert 'enctype="multipart/form-data"' in render(pages_app, WithFile)
