"""Fields that WTForms lacks, with messages as sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovRadioInput, GovTextInput
from wtforms import BooleanField, Field, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import StopValidation

from app.core.money import format_pounds, parse_pounds
from app.web.forms import without_odd

POUNDS_MAX = 10_000_000_000_00  # pence; ten thousand million pounds
NUMBER_MAX = 2_000_000_000


def _clean(valuelist: list[Any]) -> list[str]:
    """Drop what no page may show from what was sent, in place: a refused answer is shown again as it was typed."""
    valuelist[:] = [without_odd(str(value)) for value in valuelist]
    return valuelist


class TickField(BooleanField):
    """A box to tick; it sends back a word of ours, never what was sent."""

    def _value(self) -> str:
        return "y"


class SizedInput(GovTextInput):
    """A text input as wide as what belongs in it, with a unit before or behind it."""

    def __init__(self, width: int, *, prefix: str = "", suffix: str = "", inputmode: str = "") -> None:
        super().__init__()
        self._params: dict[str, Any] = {"classes": f"govuk-input--width-{width}"}
        if prefix:
            self._params["prefix"] = {"text": prefix}
        if suffix:
            self._params["suffix"] = {"text": suffix}
        if inputmode:
            self._params["inputmode"] = inputmode

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        return {**super().map_gov_params(field, **kwargs), **self._params}


class DayWidget(GovDateInput):
    """Day, month and year. Unlike its base it survives any number of values and lets errors point at the day."""

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        raw = field.raw_data
        if raw is not None and len(raw) != 3:
            field.raw_data = ([*raw, "", "", ""])[:3]
        try:
            params = super().map_gov_params(field, **kwargs)
        finally:
            field.raw_data = raw
        for item in params["items"][:1]:
            item["id"] = field.first_input_id
        return params


_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, start=1)}


class DayField(Field):
    """A day, typed as three numbers. ``data`` is a :class:`datetime.date` or ``None``."""

    widget = DayWidget()

    @property
    def first_input_id(self) -> str:
        return f"{self.id}-day"

    @property
    def format(self) -> list[str]:
        return ["%d %m %Y"]

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(str(part) for part in self.raw_data)
        return f"{self.data:%d %m %Y}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        parts = [part.strip() for part in _clean(valuelist)]
        self.data = None
        if not any(parts):
            return
        if len(parts) != 3 or not all(parts):
            raise ValueError("The date must include a day, a month and a year")
        parts[1] = str(_MONTHS.get(parts[1].lower()[:3], parts[1]) if parts[1].isalpha() else parts[1])
        if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
            raise ValueError("The date must be made of numbers, for example 27 3 2027")
        day, month, year = (int(part) for part in parts)
        try:
            found = date(year, month, day)
        except ValueError:
            raise ValueError("The date must be a real date") from None
        if not 2000 <= year <= 2100:
            raise ValueError("The year must be between 2000 and 2100")
        self.data = found


class ClockField(StringField):
    """A time of day such as ``12:00`` or ``2pm``. ``data`` is a :class:`datetime.time` or ``None``."""

    widget = SizedInput(5)
    _shape = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?$", re.IGNORECASE | re.ASCII)
    _words = {"noon": time(12), "midday": time(12)}

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = "".join(_clean(valuelist)[:1]).strip().lower()
        self.data = self._words.get(text)
        if not text or self.data:
            return
        found = self._shape.match(text)
        if not found:
            raise ValueError("Enter a time, for example 12:00 or 2pm")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if not half and not found[2]:
            raise ValueError("Enter a time with minutes, for example 12:00, or with am or pm")
        if half and not 1 <= hour <= 12:
            raise ValueError("Enter a time between 1am and 12pm, or use the 24-hour clock")
        hour = hour % 12 + (12 if half == "pm" else 0) if half else hour
        try:
            self.data = time(hour, minute)
        except ValueError:
            raise ValueError("Enter a real time, for example 12:00 or 2pm") from None


class PoundsField(StringField):
    """An amount in pounds, typed as people type it. ``data`` is whole pence or ``None``."""

    widget = SizedInput(10, prefix="£", inputmode="decimal")

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return format_pounds(self.data).removeprefix("£") if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = "".join(_clean(valuelist)[:1]).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = parse_pounds(text)
        except ValueError:
            raise ValueError("Enter an amount in pounds, for example 50,000 or 1250.50") from None
        if self.data > POUNDS_MAX:
            self.data = None
            raise ValueError("The amount is larger than any contract; check the number of zeros")


class WholeNumberField(StringField):
    """A whole number. ``data`` is an :class:`int` or ``None``."""

    widget = SizedInput(5, inputmode="numeric")
    _shape = re.compile(r"^(\d{1,3}(,\d{3})+|\d+)$", re.ASCII)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = "".join(_clean(valuelist)[:1]).strip()
        self.data = None
        if not text:
            return
        if not self._shape.match(text):
            raise ValueError("Enter a whole number, for example 12")
        digits = text.replace(",", "").lstrip("0") or "0"
        if len(digits) > len(str(NUMBER_MAX)) or int(digits) > NUMBER_MAX:
            raise ValueError("The number is too large")
        self.data = int(digits)


class PercentField(StringField):
    """A share of the whole, in per cent with at most two decimal places. ``data`` is a :class:`Decimal` or ``None``."""

    widget = SizedInput(4, suffix="%", inputmode="decimal")
    _shape = re.compile(r"^(\d{1,3}(?:\.\d{1,2})?)\s*%?$", re.ASCII)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.normalize():f}" if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = "".join(_clean(valuelist)[:1]).strip()
        self.data = None
        if not text:
            return
        found = self._shape.match(text)
        if not found:
            raise ValueError("Enter a percentage, for example 30 or 12.5")
        if Decimal(found[1]) > 100:
            raise ValueError("The percentage must be 100 or less")
        self.data = Decimal(found[1])


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of an :class:`OptionField`.

    Attributes:
        value: What the browser sends.
        data: What the answer means.
    """

    value: str
    label: str
    data: Any
    hint: str = ""


class OptionWidget(GovRadioInput):
    """Radio buttons, each with its hint."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        items: list[dict[str, Any]] = [{"hint": {"text": o.hint}} if o.hint else {} for o in field.options]
        params = dict(kwargs.pop("params", {}))
        return super().__call__(field, params={**params, "items": items}, **kwargs)

    def map_gov_params(self, field: Any, **kwargs: Any) -> Any:
        hints = kwargs["params"].pop("items")
        for item, extra in zip(kwargs["items"], hints, strict=True):
            item.update(extra)
        params = super().map_gov_params(field, **kwargs)
        params["idPrefix"] = field.id
        return params


class OptionField(RadioField):
    """One of a few answers, or none yet. ``data`` is what the chosen answer means, or ``None``."""

    widget = OptionWidget()

    def __init__(self, label: str, options: Iterable[Option], **kwargs: Any) -> None:
        self.options: Sequence[Option] = tuple(options)
        meaning = {option.value: option.data for option in self.options}
        super().__init__(
            label,
            choices=[SelectChoice(option.value, option.label) for option in self.options],
            coerce=lambda value: meaning.get(value) if isinstance(value, str) else value,
            validate_choice=False,
            **kwargs,
        )

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = None
        value = str(valuelist[0]) if valuelist else ""
        if not value:
            return
        for option in self.options:
            if option.value == value:
                self.data = option.data
                return
        raise ValueError("Choose one of the options")


class Filled:
    """Ask for an answer; unlike ``DataRequired`` a zero is one, and a shape error is not shown twice."""

    field_flags: dict[str, Any] = {}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: Any, field: Field) -> None:
        if any(str(value).strip() for value in field.raw_data or ()):
            if field.errors:
                raise StopValidation
        else:
            field.errors = []  # WTForms calls a choice that was not made "not valid" before it asks here
        if field.data is None or field.data in ("", []):
            raise StopValidation(self.message)
