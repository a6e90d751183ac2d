"""Forms of what is done with a challenge: begin, copy, comment, submit, send back, publish, withdraw."""

from __future__ import annotations

from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovSelect,
    GovSubmitInput,
    GovTextArea,
)
from wtforms import SelectField, SubmitField, TextAreaField
from wtforms.validators import Length, Optional, ValidationError

from app.challenges.forms.base import VersionedForm, line
from app.challenges.models import SHORT_TEXT_MAX, TITLE_MAX
from app.core.clock import london_instant
from app.core.errors import DomainError
from app.web.fields import (
    ClockField,
    DayField,
    Filled,
    Option,
    OptionField,
)
from app.web.forms import MarketForm, tidy_text


class LedForm(MarketForm):
    """A form that asks who leads the challenge; the page fills in the choices."""

    organisation_id = SelectField("Which organisation leads it?", widget=GovSelect(), validate_choice=False, choices=[])

    def validate_organisation_id(self, field: SelectField) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose one of your organisations")


class NewForm(LedForm):
    title = line(
        "What is the challenge called?",
        "You can change it later",
        most=TITLE_MAX,
        asks="Enter a name for the challenge",
    )
    submit = SubmitField("Start the draft", widget=GovSubmitInput())


class CopyForm(LedForm):
    title = line("What is the new challenge called?", most=TITLE_MAX, asks="Enter a name for the challenge")
    submit = SubmitField("Copy", widget=GovSubmitInput())


class CommentForm(MarketForm):
    text = TextAreaField(
        "Comment",
        filters=[tidy_text],
        validators=[
            Filled("Enter a comment"),
            Length(max=SHORT_TEXT_MAX, message=f"The comment must be {SHORT_TEXT_MAX:,} characters or fewer"),
        ],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 4}},
    )
    section = SelectField("About", widget=GovSelect(), choices=[], validate_choice=False)
    submit = SubmitField("Add comment", widget=GovSubmitInput())

    def validate_section(self, field: SelectField) -> None:
        if field.data not in {choice.value for choice in field.choices}:
            raise ValidationError("Choose what the comment is about")


class SubmitForm(VersionedForm):
    submit = SubmitField("Send for review", widget=GovSubmitInput())


class SendBackForm(MarketForm):
    text = TextAreaField(
        "What has to be changed?",
        filters=[tidy_text],
        validators=[
            Filled("Enter what has to be changed"),
            Length(max=SHORT_TEXT_MAX, message=f"This text must be {SHORT_TEXT_MAX:,} characters or fewer"),
        ],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 5}},
    )
    submit = SubmitField("Send back", widget=GovSubmitInput())


class PublishForm(VersionedForm):
    when = OptionField(
        "When does it open?",
        [Option("now", "Now", "now"), Option("later", "At a set time", "later")],
        validators=[Filled("Choose when it opens")],
    )
    opens_on = DayField("On which day?", validators=[Optional()])
    opens_time = ClockField("At what time?", description="UK time, for example 9:00")
    submit = SubmitField("Publish", widget=GovSubmitInput())

    def opens_at(self) -> Any:
        """Return the chosen instant, or ``None`` for now.

        Raises:
            DomainError: The answers contradict each other, the day or the time is missing, or London clocks show that
                time twice or never.
        """
        if self.when.data != "later":
            if self.opens_on.data is not None or self.opens_time.data is not None:
                # What is public stays public, so a slip must not publish at once.
                raise DomainError("Choose “At a set time”, or leave the day and the time empty.", field="when")
            return None
        if self.opens_on.data is None:
            raise DomainError("Enter the day on which it opens.", field="opens_on")
        if self.opens_time.data is None:
            raise DomainError("Enter the time at which it opens, for example 9:00.", field="opens_time")
        return london_instant(self.opens_on.data, self.opens_time.data, field="opens_time")


class WithdrawForm(MarketForm):
    reason = TextAreaField(
        "Why is it withdrawn?",
        description="Published with the challenge where it was public",
        filters=[tidy_text],
        validators=[
            Filled("Enter why the challenge is withdrawn"),
            Length(max=SHORT_TEXT_MAX, message=f"The reason must be {SHORT_TEXT_MAX:,} characters or fewer"),
        ],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 4}},
    )
    submit = SubmitField("Withdraw the challenge", widget=GovSubmitInput())
