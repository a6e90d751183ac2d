"""The base of all forms: CSRF, refusals beside their field, and what was parked before signing in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from unicodedata import category

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField

from app.core.errors import DomainError
from app.web.parking import parked_form
from app.web.wording import Wording


def squash_spaces(text: str | None) -> str | None:
    """Strip a line, make runs of white space one space, and drop characters that no page may show."""
    if text is None:
        return None
    return " ".join(word for word in map(without_odd, text.split()) if word)


def tidy_text(text: str | None) -> str | None:
    """Strip a text, use one kind of line end, and drop characters that no page may show."""
    if text is None:
        return None
    return without_odd(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def without_odd(text: str) -> str:
    """Drop control characters but line ends and tabs, halves of surrogate pairs, and what is no character."""
    return "".join(c for c in text if c in "\n\t" or not _is_odd(c))


def _is_odd(character: str) -> bool:
    code = ord(character)
    # Control characters, halves of surrogate pairs, and the code points that Unicode keeps free of characters.
    return category(character) in ("Cc", "Cs") or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def is_storable(text: str) -> bool:
    """Say whether both databases can hold ``text``: no NUL, no half of a surrogate pair."""
    return "\x00" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


_SENT: Any = object()  # stands for what this request sends


class MarketForm(FlaskForm):
    """A form of the market. Checks shape; services check rules and raise :class:`~app.core.errors.DomainError`."""

    class Meta(FlaskForm.Meta):
        """Messages of WTForms in our words; files only where a file is asked for."""

        def get_translations(self, _form: Any) -> Wording:
            return Wording()

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            return _sent_to(form) if formdata is _SENT else formdata

    def __init__(self, formdata: Any = _SENT, **kwargs: Any) -> None:
        parked = parked_form()
        self.was_parked = parked is not None
        super().__init__(parked if self.was_parked and formdata is _SENT else formdata, **kwargs)

    @property
    def is_sent(self) -> bool:
        """Whether this request sends the form."""
        return request.method == "POST"

    def refuse(self, error: DomainError) -> None:
        """Show a broken rule beside its field, or at the top of the page."""
        if error.field and error.field in self:
            field = self[error.field]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)

    def problems(self) -> list[dict[str, str]]:
        """Return every error with the id of the input to go to, for the summary at the top of the page."""
        found: list[dict[str, str]] = [{"text": text, "href": "#main-content"} for text in self.form_errors]
        for field in self:
            found += _problems_of(field)
        return found


def _sent_to(form: MarketForm) -> Any:
    """Return what this request sends to a form: texts, and for the fields that ask for one, files."""
    if not form.is_submitted():
        return None
    # A file under the name of a text field is left out: filters and validators of texts would fail over it.
    asked = [field.name for field in form if isinstance(field, FileField)]
    files = MultiDict((name, file) for name in asked for file in request.files.getlist(name))
    return CombinedMultiDict([files, request.form]) if files else request.form


def _problems_of(field: Field) -> list[dict[str, str]]:
    inner = [part for part in field if isinstance(part, Field)] if _is_nested(field) else []
    if inner:
        nested = [problem for part in inner for problem in _problems_of(part)]
        own = [error for error in field.errors if isinstance(error, str)] if isinstance(field.errors, list) else []
        return [{"text": text, "href": f"#{field.id}"} for text in own] + nested
    return [{"text": str(text), "href": f"#{_target(field)}"} for text in _flat(field.errors)]


def _is_nested(field: Field) -> bool:
    return hasattr(field, "entries") or hasattr(field, "form")


def _target(field: Field) -> str:
    return str(getattr(field, "first_input_id", field.id))


def _flat(errors: Any) -> Iterable[str]:
    if isinstance(errors, dict):
        for value in errors.values():
            yield from _flat(value)
    elif isinstance(errors, list | tuple):
        for value in errors:
            yield from _flat(value)
    elif errors:
        yield str(errors)
