"""Forms of the lists of a draft."""

from __future__ import annotations

from flask_wtf.file import FileField
from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovFileInput,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import EmailField, SubmitField
from wtforms.validators import Email, Length, Optional, ValidationError

from app.challenges.forms.base import VersionedForm, line, long_text
from app.challenges.models import QUESTION_MAX, SHORT_TEXT_MAX, TITLE_MAX
from app.web.fields import (
    Filled,
    PercentField,
    TickField,
    WholeNumberField,
)
from app.web.forms import squash_spaces

WORD_LIMIT_MAX = 5_000
SCALE_SCORES = range(6)


class QuestionForm(VersionedForm):
    text = line("Question", most=QUESTION_MAX, asks="Enter the question")
    guidance = long_text("What does a good answer cover?", "Shown beside the question", most=SHORT_TEXT_MAX, rows=3)
    word_limit = WholeNumberField(
        "Word limit", description="For example 500", validators=[Filled("Enter how many words an answer may have")]
    )
    is_required = TickField("Every proposal must answer it", default=True, widget=GovCheckboxInput())
    submit = SubmitField("Save question", widget=GovSubmitInput())

    def validate_word_limit(self, field: WholeNumberField) -> None:
        if field.data is not None and not 1 <= field.data <= WORD_LIMIT_MAX:
            raise ValidationError(f"The word limit must be between 1 and {WORD_LIMIT_MAX:,}")


class CriterionForm(VersionedForm):
    name = line("Name", "For example ‘How well it works for visitors’", most=TITLE_MAX, asks="Enter a name")
    description = long_text(
        "What do evaluators look for?",
        "Clear, measurable and specific. Published word for word; nothing else may count",
        most=SHORT_TEXT_MAX,
        rows=4,
    )
    weight = PercentField("Weight, in per cent of the total", validators=[Filled("Enter the weight, for example 30")])
    minimum_score = WholeNumberField(
        "Minimum score", description="Optional. Below it a proposal is disqualified", validators=[Optional()]
    )
    submit = SubmitField("Save criterion", widget=GovSubmitInput())

    def validate_weight(self, field: PercentField) -> None:
        if field.data is not None and field.data <= 0:
            raise ValidationError("The weight must be more than 0")

    def validate_minimum_score(self, field: WholeNumberField) -> None:
        if field.data is not None and field.data not in SCALE_SCORES:
            raise ValidationError(f"The minimum score must be between 0 and {SCALE_SCORES[-1]}")


class ScaleForm(VersionedForm):
    """Up to six levels; a level without label and descriptor is not part of the scale."""

    submit = SubmitField("Save scale", widget=GovSubmitInput())

    def levels(self) -> list[tuple[int, str, str]]:
        """Return the levels that were filled in."""
        typed = [(s, self[f"label_{s}"].data or "", self[f"descriptor_{s}"].data or "") for s in SCALE_SCORES]
        return [(score, label, text) for score, label, text in typed if label or text]


for _score in SCALE_SCORES:
    setattr(ScaleForm, f"label_{_score}", line(f"Label of score {_score}", most=60))
    setattr(ScaleForm, f"descriptor_{_score}", long_text(f"What score {_score} means", most=SHORT_TEXT_MAX, rows=2))


class DocumentForm(VersionedForm):
    file = FileField("File", description="Up to 20 MB", widget=GovFileInput())
    title = line("What is it called?", most=TITLE_MAX, asks="Enter what the document is called")
    submit = SubmitField("Upload", widget=GovSubmitInput())

    def validate_file(self, field: FileField) -> None:
        if not field.data or not getattr(field.data, "filename", ""):
            raise ValidationError("Choose a file")


class ContactForm(VersionedForm):
    name = line("Name", most=TITLE_MAX, asks="Enter a name")
    email = EmailField(
        "Email address",
        filters=[squash_spaces],
        validators=[
            Filled("Enter an email address"),
            Email(message="Enter an email address in the right form, such as name@example.org"),
            Length(max=254, message="The email address is too long"),
        ],
        widget=GovTextInput(),
    )
    phone = line("Telephone", "Optional", most=40)
    submit = SubmitField("Save contact", widget=GovSubmitInput())
