"""What the forms of a draft share."""

from __future__ import annotations

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import HiddenField, StringField, SubmitField, TextAreaField
from wtforms.validators import Length

from app.challenges.models import TEXT_MAX
from app.web.fields import (
    Filled,
)
from app.web.forms import MarketForm, squash_spaces, tidy_text


def long_text(label: str, hint: str = "", *, most: int = TEXT_MAX, rows: int = 8) -> TextAreaField:
    """Return a field for a text."""
    return TextAreaField(
        label,
        description=hint,
        filters=[tidy_text],
        validators=[Length(max=most, message=f"“{label}” must be {most:,} characters or fewer")],
        widget=GovTextArea(),
        render_kw={"params": {"rows": rows}},
    )


def line(label: str, hint: str = "", *, most: int, asks: str = "") -> StringField:
    """Return a field for one line; ``asks`` is what is said where it is empty."""
    validators: list[Any] = [Filled(asks)] if asks else []
    return StringField(
        label,
        description=hint,
        filters=[squash_spaces],
        validators=[*validators, Length(max=most, message=f"“{label}” must be {most} characters or fewer")],
        widget=GovTextInput(),
    )


class VersionedForm(MarketForm):
    """A form that knows which version of the challenge it shows."""

    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version when the page was opened; -1 where the field was tampered with or left out."""
        text = str(next(iter(self.version.raw_data or ()), ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class SectionForm(VersionedForm):
    """One page of the draft. Field names are those of the challenge where not said otherwise."""

    submit = SubmitField("Save and continue", widget=GovSubmitInput())

    def values(self) -> dict[str, Any]:
        """Return what is to be saved, by field name of the challenge."""
        skipped = {"version", "submit", "csrf_token"}
        return {name: field.data for name, field in self._fields.items() if name not in skipped}
