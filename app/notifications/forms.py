"""The one choice about messages."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput
from wtforms import RadioField, SubmitField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from app.notifications.states import Frequency
from app.web.forms import MarketForm

FREQUENCY_WORDS = {
    Frequency.AT_ONCE: "At once, a mail for each change",
    Frequency.DAILY: "Once a day, at 7:30am (UK time)",
    Frequency.REQUIRED_ONLY: "Only what must be sent",
}


class PreferencesForm(MarketForm):
    """How often somebody wants to hear."""

    frequency = RadioField(
        "How often do you want to hear about challenges?",
        choices=[SelectChoice(frequency.value, words) for frequency, words in FREQUENCY_WORDS.items()],
        validators=[InputRequired("Choose how often you want to hear about challenges")],
        widget=GovRadioInput(),
    )
    submit = SubmitField("Save", widget=GovSubmitInput())


class UnsubscribeForm(MarketForm):
    """A bare button."""

    submit = SubmitField("Stop these messages", widget=GovSubmitInput())
