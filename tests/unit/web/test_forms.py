from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import FieldList, Form, FormField, IntegerField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from app.core.errors import DomainError
from app.web.fields import DayField, Filled
from app.web.forms import MarketForm, is_storable, squash_spaces, tidy_text


class Row(Form):
    name = StringField("Name", validators=[Filled("Enter a name")])


class Sheet(MarketForm):
    title = StringField("Title", filters=[squash_spaces], validators=[Filled("Enter a title")])
    day = DayField("Day")
    rows = FieldList(FormField(Row), min_entries=1)
    inner = FormField(Row)


class Plain(MarketForm):
    number = IntegerField("Number")
    one = SelectField("One", choices=[SelectChoice("a", "A")])
    many = SelectMultipleField("Many", choices=[SelectChoice("a", "A")])
    needed = StringField("Needed", validators=[InputRequired()])
    short = StringField("Short", validators=[Length(max=3)])


def make(app: Flask, kind: type[MarketForm], typed: dict[str, Any] | None = None) -> Any:
    with app.test_request_context():
        return kind(formdata=MultiDict(typed or {}), meta={"csrf": False})


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs", "Cn"))))
def test_squashed_spaces_are_single_and_inside(text: str) -> None:
    squashed = squash_spaces(text)
    assert squashed is not None
    assert squashed.split(" ") == text.split() or (squashed == "" and not text.split())
    assert squash_spaces(squashed) == squashed


@given(st.text())
def test_a_squashed_line_holds_nothing_that_pages_or_databases_refuse(text: str) -> None:
    squashed = squash_spaces(text)
    assert squashed is not None
    assert is_storable(squashed)
    assert not set(squashed) & {"\x7f", "\x85", "\ufffe", "\uffff", "\t", "\n"}
    assert squash_spaces(squashed) == squashed


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_a_tidied_text_has_one_kind_of_line_end_and_no_control_characters(text: str) -> None:
    tidied = tidy_text(text)
    assert tidied is not None
    assert all(character >= " " or character in "\n\t" for character in tidied)
    assert tidy_text(tidied) == tidied
    assert is_storable(tidied)


def test_nothing_stays_nothing() -> None:
    assert (squash_spaces(None), tidy_text(None)) == (None, None)


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "x\udfffy"])
def test_what_databases_refuse_is_known(text: str) -> None:
    assert not is_storable(text)


def test_a_refusal_with_a_field_stands_beside_it_and_keeps_others(pages_app: Flask) -> None:
    form = make(pages_app, Sheet, {"title": ""})
    form.validate()
    form.refuse(DomainError("The title is taken.", field="title"))
    assert form.title.errors == ["Enter a title", "The title is taken."]


@pytest.mark.parametrize("field", [None, "no_such_field"])
def test_a_refusal_without_a_field_stands_at_the_top(pages_app: Flask, field: str | None) -> None:
    form = make(pages_app, Sheet)
    form.refuse(DomainError("The challenge is closed.", field=field))
    assert form.problems() == [{"text": "The challenge is closed.", "href": "#main-content"}]
    assert form.errors


def test_every_problem_points_at_the_input_that_can_mend_it(pages_app: Flask) -> None:
    typed = {"title": "", "day": "31", "rows-0-name": "", "inner-name": ""}
    form = make(pages_app, Sheet, typed)
    form.validate()
    assert [problem["href"] for problem in form.problems()] == ["#title", "#day-day", "#rows-0-name", "#inner-name"]


def test_a_form_without_faults_has_no_problems(pages_app: Flask) -> None:
    form = make(pages_app, Sheet, {"title": "x", "rows-0-name": "y", "inner-name": "z"})
    assert form.validate()
    assert form.problems() == []


def test_messages_of_the_library_are_sentences_of_ours(pages_app: Flask) -> None:
    form = make(pages_app, Plain, {"number": "x", "one": "z", "many": "z", "needed": "", "short": "abcd"})
    form.validate()
    assert {field.name: field.errors for field in form} == {
        "number": ["Enter a whole number, for example 12"],
        "one": ["Choose one of the options"],
        "many": ["Choose one of the options"],
        "needed": ["Enter an answer"],
        "short": ["The answer must be 3 characters or fewer"],
    }
