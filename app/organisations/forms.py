"""Forms of organisations: shape and wording."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    EmailField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Email, Length, Optional

from app.accounts.models import EMAIL_MAX
from app.core.policy import Role
from app.organisations.models import (
    CAPABILITIES_MAX,
    CAPABILITY_MAX,
    DESCRIPTION_MAX,
    NAME_MAX,
    NOTE_MAX,
    WEBSITE_MAX,
    Organisation,
)
from app.organisations.states import (
    KIND_NAMES,
    ROLE_DUTIES,
    ROLE_NAMES,
    VERIFICATION_TRANSITIONS,
    OrganisationKind,
    VerificationAction,
    roles_of,
)
from app.rules.places_and_sectors import REGIONS, SECTORS
from app.web.fields import Filled, Option, OptionField, PoundsField, SizedInput, WholeNumberField
from app.web.forms import MarketForm, squash_spaces, tidy_text

_EMAIL_SHAPE = "Enter an email address in the correct format, like name@example.com"
_TEXT_MAX = (CAPABILITY_MAX + 2) * CAPABILITIES_MAX
_FIRM_HINT = "Whether it is small, medium-sized or large is worked out from its figures"
_KINDS = (
    Option("council", KIND_NAMES[OrganisationKind.COUNCIL], OrganisationKind.COUNCIL),
    Option("public_body", KIND_NAMES[OrganisationKind.PUBLIC_BODY], OrganisationKind.PUBLIC_BODY),
    Option("firm", "Firm", OrganisationKind.SME, _FIRM_HINT),
    Option("university", KIND_NAMES[OrganisationKind.UNIVERSITY], OrganisationKind.UNIVERSITY),
    Option("charity", KIND_NAMES[OrganisationKind.CHARITY], OrganisationKind.CHARITY),
    Option("network", KIND_NAMES[OrganisationKind.NETWORK], OrganisationKind.NETWORK),
)
DECISIONS = {
    VerificationAction.VERIFY: "Verify: the organisation is who it says it is",
    VerificationAction.REFUSE: "Refuse: it is not, or it cannot be told",
    VerificationAction.REVOKE: "Take the verification back",
}


class ProfileForm(MarketForm):
    """What an organisation says about itself."""

    name = StringField(
        "Name of the organisation",
        description="As it is registered",
        filters=[squash_spaces],
        validators=[
            Filled("Enter the name of the organisation"),
            Length(max=NAME_MAX, message=f"Name must be {NAME_MAX} characters or fewer"),
        ],
        widget=GovTextInput(),
        render_kw={"autocomplete": "organization", "spellcheck": "false"},
    )
    description = TextAreaField(
        "What does it do?",
        description="Others read this on its page. Write plainly; lists and paragraphs are kept",
        filters=[tidy_text],
        validators=[
            Length(max=DESCRIPTION_MAX, message=f"Description must be {DESCRIPTION_MAX:,} characters or fewer")
        ],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 6}},
    )
    website = StringField(
        "Website",
        description="For example, https://www.example.com",
        filters=[squash_spaces],
        validators=[Length(max=WEBSITE_MAX, message=f"Website must be {WEBSITE_MAX} characters or fewer")],
        widget=GovTextInput(),
        render_kw={"autocomplete": "url", "spellcheck": "false", "inputmode": "url"},
    )
    region = SelectField(
        "Region",
        choices=[SelectChoice("", "Select a region"), *(SelectChoice(code, name) for code, name in REGIONS.items())],
        validate_choice=False,
        widget=GovSelect(),
    )
    company_number = StringField(
        "Company number",
        description="8 characters, if it is registered at Companies House. For example, 01234567 or SC123456",
        filters=[squash_spaces],
        validators=[Length(max=20, message="A company number has 8 characters")],
        widget=SizedInput(10),
        render_kw={"spellcheck": "false"},
    )
    charity_number = StringField(
        "Charity number",
        description="If it is a registered charity",
        filters=[squash_spaces],
        validators=[Length(max=20, message="A charity number has at most 12 characters")],
        widget=SizedInput(10),
        render_kw={"spellcheck": "false"},
    )
    sectors = SelectMultipleField(
        "Sectors",
        description="Select all in which it works",
        choices=[SelectChoice(code, name) for code, name in SECTORS.items()],
        validate_choice=False,
        widget=GovCheckboxesInput(),
    )
    capabilities = TextAreaField(
        "What can it do?",
        description=f"One capability a line, up to {CAPABILITIES_MAX}. For example, ‘Sensors for damp and mould’",
        filters=[tidy_text],
        validators=[Length(max=_TEXT_MAX, message=f"Enter at most {CAPABILITIES_MAX} short lines")],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 6}},
    )
    headcount = WholeNumberField(
        "How many people work for it?",
        description="Firms must answer. It decides with the next two answers whether a firm is an SME",
        validators=[Optional()],
        widget=SizedInput(5, inputmode="numeric"),
    )
    turnover = PoundsField(
        "Turnover in the last financial year, in pounds",
        description="Not shown to the public",
        validators=[Optional()],
        widget=SizedInput(10, prefix="£"),
    )
    balance_sheet = PoundsField(
        "Balance sheet total, in pounds",
        description="Not shown to the public. Needed where the turnover is above £44 million",
        validators=[Optional()],
        widget=SizedInput(10, prefix="£"),
    )

    def values(self) -> dict[str, Any]:
        """Return what was typed, as the service takes it."""
        return {
            "name": self.name.data or "",
            "description": self.description.data or "",
            "website": self.website.data or "",
            "region": self.region.data or "",
            "company_number": self.company_number.data,
            "charity_number": self.charity_number.data,
            "sectors": self.sectors.data or [],
            "capabilities": (self.capabilities.data or "").split("\n"),
            "headcount": self.headcount.data,
            "turnover": self.turnover.data,
            "balance_sheet": self.balance_sheet.data,
        }


class NewOrganisationForm(ProfileForm):
    """Add an organisation."""

    kind = OptionField("What kind of organisation is it?", _KINDS, validators=[Filled("Select what kind it is")])
    submit = SubmitField("Add organisation", widget=GovSubmitInput())


class EditOrganisationForm(ProfileForm):
    """Change a profile. ``version`` says which one was on the page."""

    version = HiddenField()
    submit = SubmitField("Save profile", widget=GovSubmitInput())

    @property
    def seen_version(self) -> int:
        """The version when the page was opened; -1 where the field was tampered with."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1

    def show_version(self, version: int) -> None:
        """Let the next save replace ``version`` knowingly."""
        self.version.data = str(version)
        self.version.raw_data = [str(version)]


class RolesForm(MarketForm):
    """The roles of one member."""

    roles = SelectMultipleField("Roles", validate_choice=False, widget=GovCheckboxesInput())
    submit = SubmitField("Save roles", widget=GovSubmitInput())

    def offer(self, kind: OrganisationKind) -> None:
        """Offer the roles of one kind of organisation."""
        self.roles.choices = [
            SelectChoice(role.value, f"{ROLE_NAMES[role]}: {ROLE_DUTIES[role].lower()}") for role in roles_of(kind)
        ]

    def chosen(self) -> set[Role]:
        """Return the roles that were ticked and that exist."""
        known = {role.value for role in Role}
        return {Role(value) for value in self.roles.data or () if value in known}


class InvitationForm(RolesForm):
    """Invite somebody by email."""

    email = EmailField(
        "Email address",
        description="We send a link to this address. It works once, for 14 days",
        filters=[squash_spaces],
        validators=[
            Filled("Enter an email address"),
            Length(max=EMAIL_MAX, message=_EMAIL_SHAPE),
            Email(message=_EMAIL_SHAPE),
        ],
        widget=GovTextInput(),
        render_kw={"type": "email", "autocomplete": "off", "spellcheck": "false"},
    )
    submit = SubmitField("Send invitation", widget=GovSubmitInput())


class ActForm(MarketForm):
    """One button that changes something."""

    submit = SubmitField("Confirm", widget=GovSubmitInput())


class DecisionForm(MarketForm):
    """Verify an organisation, or refuse to."""

    action = OptionField(
        "What do you decide?",
        [Option(action.value, words, action) for action, words in DECISIONS.items()],
        validators=[Filled("Select what you decide")],
    )
    note = TextAreaField(
        "Reason",
        description="The organisation is shown this. Needed unless you verify it",
        filters=[tidy_text],
        validators=[Length(max=NOTE_MAX, message=f"The reason must be {NOTE_MAX:,} characters or fewer")],
        widget=GovTextArea(),
        render_kw={"params": {"rows": 4}},
    )
    submit = SubmitField("Save decision", widget=GovSubmitInput())

    def offer(self, organisation: Organisation) -> None:
        """Offer only what can follow from what was decided before."""
        possible = {action.value for state, action in VERIFICATION_TRANSITIONS if state is organisation.verification}
        self.action.choices = [choice for choice in self.action.choices if choice.value in possible]
        self.action.options = [option for option in self.action.options if option.value in possible]


def role_names(roles: Iterable[Role]) -> str:
    """Return roles as words, in the order in which they are listed everywhere."""
    wanted = set(roles)
    return ", ".join(name for role, name in ROLE_NAMES.items() if role in wanted)
