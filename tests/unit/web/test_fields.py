from __future__ import annotations

from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice

from app.core.money import format_pounds
from app.web.fields import (
    NUMBER_MAX,
    POUNDS_MAX,
    ClockField,
    DayField,
    Filled,
    Option,
    OptionField,
    PercentField,
    PoundsField,
    WholeNumberField,
)
from app.web.forms import MarketForm, without_odd

ANYTHING = st.text(max_size=40)
NUMBERISH = st.text(alphabet="0123456789.,£- e+_٣１½ \t:apm", max_size=24)


class Sheet(MarketForm):
    day = DayField("Day")
    at = ClockField("Time")
    amount = PoundsField("Amount")
    count = WholeNumberField("Count")


class Strict(MarketForm):
    count = WholeNumberField("Count", validators=[Filled("Enter how many")])
    kind = RadioField("Kind", choices=[SelectChoice("a", "A")], validators=[Filled("Choose what you are")])
    words = StringField("Words", validators=[Filled("Enter some words")])


class Choosing(MarketForm):
    lots = OptionField(
        "Lots",
        [Option("yes", "Yes", True, "Several contracts"), Option("no", "No", False)],
        validators=[Filled("Say whether there are lots")],
    )
    weight = PercentField("Weight")


def fill(app: Flask, kind: type[MarketForm], typed: dict[str, Any]) -> Any:
    pairs = [(name, value) for name, values in typed.items() for value in (values if _is_many(values) else [values])]
    with app.test_request_context():
        form = kind(formdata=MultiDict(pairs), meta={"csrf": False})
        form.validate()
    return form


def _is_many(values: Any) -> bool:
    return isinstance(values, list | tuple)


class TestDay:
    @given(st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 12, 31)))
    def test_every_day_of_the_century_is_read_back(self, pages_app: Flask, day: date) -> None:
        form = fill(pages_app, Sheet, {"day": [str(day.day), f"0{day.month}"[-2:], str(day.year)]})
        assert (form.day.data, form.day.errors) == (day, [])

    @given(st.lists(st.one_of(ANYTHING, NUMBERISH), max_size=6))
    def test_whatever_is_typed_is_a_day_or_a_sentence(self, pages_app: Flask, parts: list[str]) -> None:
        form = fill(pages_app, Sheet, {"day": parts})
        empty = not any(without_odd(part).strip() for part in parts)
        assert (form.day.data is None) == (empty or bool(form.day.errors))
        with pages_app.test_request_context():
            assert 'name="day"' in str(form.day())

    @pytest.mark.parametrize(
        ("parts", "words"),
        [
            (["31", "2", "2027"], "real date"),
            (["27", "3", ""], "must include"),
            (["27", "3"], "must include"),
            (["1", "1", "1999"], "between 2000 and 2100"),
            (["1", "1", "2101"], "between 2000 and 2100"),
            (["a", "1", "2027"], "made of numbers"),
            (["٣", "1", "2027"], "made of numbers"),
            (["0", "1", "2027"], "real date"),
            (["1", "1", "99999"], "made of numbers"),
        ],
    )
    def test_the_sentence_names_the_fault(self, pages_app: Flask, parts: list[str], words: str) -> None:
        assert words in fill(pages_app, Sheet, {"day": parts}).day.errors[0]

    def test_what_was_typed_is_shown_again_and_errors_point_at_the_first_box(self, pages_app: Flask) -> None:
        form = fill(pages_app, Sheet, {"day": ["31", "2", "2027"]})
        with pages_app.test_request_context():
            html = str(form.day())
        assert 'id="day-day"' in html
        assert form.problems() == [{"text": "The date must be a real date", "href": "#day-day"}]
        assert all(f'value="{part}"' in html for part in ("31", "2", "2027"))

    def test_a_stored_day_is_shown(self, pages_app: Flask) -> None:
        with pages_app.test_request_context():
            html = str(Sheet(data={"day": date(2027, 3, 9)}, meta={"csrf": False}).day())
        assert all(f'value="{part}"' in html for part in ("09", "03", "2027"))


class TestClock:
    @given(st.times())
    def test_twenty_four_hours_are_read_back(self, pages_app: Flask, at: time) -> None:
        at = at.replace(second=0, microsecond=0)
        assert fill(pages_app, Sheet, {"at": f"{at:%H:%M}"}).at.data == at
        assert fill(pages_app, Sheet, {"at": f"{at.hour}.{at:%M}"}).at.data == at

    @given(st.integers(1, 12), st.sampled_from(["am", "pm", " AM", " Pm"]))
    def test_twelve_hours_are_read_as_people_write_them(self, pages_app: Flask, hour: int, half: str) -> None:
        expected = time(hour % 12 + (12 if "p" in half.lower() else 0))
        assert fill(pages_app, Sheet, {"at": f"{hour}{half}"}).at.data == expected

    @given(st.one_of(ANYTHING, NUMBERISH))
    def test_whatever_is_typed_is_a_time_or_a_sentence(self, pages_app: Flask, typed: str) -> None:
        form = fill(pages_app, Sheet, {"at": typed})
        assert (form.at.data is None) == (not without_odd(typed).strip() or bool(form.at.errors))

    @pytest.mark.parametrize(("typed", "at"), [("noon", time(12)), ("Midday", time(12)), ("12am", time(0))])
    def test_words(self, pages_app: Flask, typed: str, at: time) -> None:
        assert fill(pages_app, Sheet, {"at": typed}).at.data == at

    @pytest.mark.parametrize("typed", ["12", "25:00", "12:60", "13pm", "0am", "1:1", "noonish", "١٢:٠٠"])
    def test_what_is_no_time_is_refused(self, pages_app: Flask, typed: str) -> None:
        assert fill(pages_app, Sheet, {"at": typed}).at.errors


class TestPounds:
    @given(st.integers(0, POUNDS_MAX))
    def test_every_amount_is_read_back_from_its_own_words(self, pages_app: Flask, pence: int) -> None:
        assert fill(pages_app, Sheet, {"amount": format_pounds(pence)}).amount.data == pence
        assert fill(pages_app, Sheet, {"amount": f"{pence // 100}.{pence % 100:02}"}).amount.data == pence

    @given(st.one_of(ANYTHING, NUMBERISH))
    def test_whatever_is_typed_is_pence_or_a_sentence(self, pages_app: Flask, typed: str) -> None:
        field = fill(pages_app, Sheet, {"amount": typed}).amount
        assert (field.data is None) == (not without_odd(typed).strip() or bool(field.errors))
        assert field.data is None or 0 <= field.data <= POUNDS_MAX

    @pytest.mark.parametrize(
        "typed", ["NaN", "Infinity", "1E+400", "1_000", "１２", "-5", "1.234", "5,00", "50k", "£", "1.", ".5", "1,0000"]
    )
    def test_what_is_no_amount_is_refused(self, pages_app: Flask, typed: str) -> None:
        assert "Enter an amount in pounds" in fill(pages_app, Sheet, {"amount": typed}).amount.errors[0]

    def test_an_amount_beyond_any_contract_asks_about_zeros(self, pages_app: Flask) -> None:
        assert "number of zeros" in fill(pages_app, Sheet, {"amount": f"{POUNDS_MAX // 100 + 1}"}).amount.errors[0]

    def test_a_stored_amount_is_shown_without_the_sign(self, pages_app: Flask) -> None:
        with pages_app.test_request_context():
            assert 'value="50,000"' in str(Sheet(data={"amount": 50_000_00}, meta={"csrf": False}).amount())


class TestWholeNumber:
    @given(st.integers(0, NUMBER_MAX))
    def test_every_number_is_read_back(self, pages_app: Flask, number: int) -> None:
        assert fill(pages_app, Sheet, {"count": f" {number:,} "}).count.data == number

    @given(st.one_of(ANYTHING, NUMBERISH, st.integers().map(str)))
    def test_whatever_is_typed_is_a_number_or_a_sentence(self, pages_app: Flask, typed: str) -> None:
        field = fill(pages_app, Sheet, {"count": typed}).count
        assert (field.data is None) == (not without_odd(typed).strip() or bool(field.errors))
        assert field.data is None or 0 <= field.data <= NUMBER_MAX

    @pytest.mark.parametrize("typed", ["2000000001", "9" * 5000, "1.5", "-1", "٣", "½"])
    def test_what_is_no_number_is_refused(self, pages_app: Flask, typed: str) -> None:
        assert fill(pages_app, Sheet, {"count": typed}).count.errors


class TestFilled:
    def test_nothing_is_asked_for_in_our_words(self, pages_app: Flask) -> None:
        form = fill(pages_app, Strict, {"count": "", "words": "  "})
        assert form.count.errors == ["Enter how many"]
        assert form.kind.errors == ["Choose what you are"]

    def test_a_zero_is_an_answer(self, pages_app: Flask) -> None:
        assert fill(pages_app, Strict, {"count": "0"}).count.errors == []

    def test_a_fault_of_shape_is_told_once(self, pages_app: Flask) -> None:
        assert fill(pages_app, Strict, {"count": "many"}).count.errors == ["Enter a whole number, for example 12"]

    def test_a_choice_that_is_not_offered_is_told_in_our_words(self, pages_app: Flask) -> None:
        assert fill(pages_app, Strict, {"kind": "zebra"}).kind.errors == ["Choose one of the options"]


def test_days_and_times_meet_at_both_ends(pages_app: Flask) -> None:
    last = date(2100, 12, 31)
    assert fill(pages_app, Sheet, {"day": ["31", "12", "2100"], "at": "23:59"}).day.data == last
    assert fill(pages_app, Sheet, {"day": ["1", "1", str((last + timedelta(days=1)).year)]}).day.errors


class TestOptions:
    @pytest.mark.parametrize(
        ("typed", "data", "errors"),
        [
            ({"lots": "no"}, False, []),
            ({"lots": "yes"}, True, []),
            ({"lots": "maybe"}, None, ["Choose one of the options"]),
            ({}, None, ["Say whether there are lots"]),
            ({"lots": ""}, None, ["Say whether there are lots"]),
        ],
    )
    def test_an_answer_is_what_it_means(
        self, pages_app: Flask, typed: dict[str, str], data: bool | None, errors: list[str]
    ) -> None:
        field = fill(pages_app, Choosing, typed).lots
        assert (field.data, field.errors) == (data, errors)

    def test_each_answer_shows_its_hint_and_the_stored_one_is_ticked(self, pages_app: Flask) -> None:
        with pages_app.test_request_context():
            html = str(Choosing(data={"lots": False}, meta={"csrf": False}).lots())
        assert "Several contracts" in html
        assert html.count("checked") == 1
        assert html.index('value="no"') < html.index("checked")


class TestPercent:
    @given(st.decimals(0, 100, places=2))
    def test_every_share_is_read_back_from_its_own_words(self, pages_app: Flask, share: Decimal) -> None:
        assert fill(pages_app, Choosing, {"weight": f"{share:f}%"}).weight.data == share
        with pages_app.test_request_context():
            html = str(Choosing(data={"weight": share}, meta={"csrf": False}).weight())
        assert f'value="{share.normalize():f}"' in html

    @given(st.one_of(ANYTHING, NUMBERISH))
    def test_whatever_is_typed_is_a_share_or_a_sentence(self, pages_app: Flask, typed: str) -> None:
        field = fill(pages_app, Choosing, {"weight": typed}).weight
        assert (field.data is None) == (not without_odd(typed).strip() or bool(field.errors))
        assert field.data is None or 0 <= field.data <= 100

    @pytest.mark.parametrize("typed", ["100.01", "1.234", "-1", "NaN", "٣", "1e1", "half"])
    def test_what_is_no_share_is_refused(self, pages_app: Flask, typed: str) -> None:
        assert fill(pages_app, Choosing, {"weight": typed}).weight.errors
