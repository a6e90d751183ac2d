"""Forms of accounts: shape and wording. Passwords are never filtered, trimmed or shown again."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import EmailField, PasswordField, StringField, SubmitField
from wtforms.validators import Email, Length, ValidationError

from app.accounts.models import EMAIL_MAX, NAME_MAX, PASSWORD_MAX, PASSWORD_MIN
from app.web.fields import Filled
from app.web.forms import MarketForm, is_storable, squash_spaces

_EMAIL_SHAPE = "Enter an email address in the correct format, like name@example.com"


def _storable(_form: MarketForm, field: StringField) -> None:
    if field.data and not is_storable(field.data):
        raise ValidationError("Remove the characters that cannot be shown, then try again")


def name_field() -> StringField:
    """Return the question for a person's name."""
    return StringField(
        "Full name",
        filters=[squash_spaces],
        validators=[
            Filled("Enter your name"),
            Length(max=NAME_MAX, message=f"Name must be {NAME_MAX} characters or fewer"),
            _storable,
        ],
        widget=GovTextInput(),
        render_kw={"autocomplete": "name", "spellcheck": "false"},
    )


def email_field(label: str = "Email address", description: str = "", autocomplete: str = "email") -> EmailField:
    """Return the question for an email address."""
    return EmailField(
        label,
        description=description,
        filters=[squash_spaces],
        validators=[
            Filled("Enter an email address"),
            Length(max=EMAIL_MAX, message=_EMAIL_SHAPE),
            Email(message=_EMAIL_SHAPE),
        ],
        widget=GovTextInput(),
        render_kw={"type": "email", "autocomplete": autocomplete, "spellcheck": "false"},
    )


def new_password_field(label: str) -> PasswordField:
    """Return the question for a password that somebody chooses."""
    return PasswordField(
        label,
        description=f"At least {PASSWORD_MIN} characters. Three random words are easy to remember and hard to guess",
        validators=[
            Filled("Enter a password"),
            Length(min=PASSWORD_MIN, message=f"Password must be {PASSWORD_MIN} characters or more"),
            Length(max=PASSWORD_MAX, message=f"Password must be {PASSWORD_MAX} characters or fewer"),
            _storable,
        ],
        widget=GovPasswordInput(),
        render_kw={"params": {"autocomplete": "new-password"}},
    )


def known_password_field(label: str, missing: str) -> PasswordField:
    """Return the question for a password that somebody has."""
    return PasswordField(
        label,
        validators=[Filled(missing), Length(max=PASSWORD_MAX, message="Enter a shorter password"), _storable],
        widget=GovPasswordInput(),
        render_kw={"params": {"autocomplete": "current-password"}},
    )


class RegisterForm(MarketForm):
    """Register."""

    name = name_field()
    email = email_field(description="We send you a link to show that it is yours. A work address is best")
    password = new_password_field("Choose a password")
    submit = SubmitField("Register", widget=GovSubmitInput())


class SignInForm(MarketForm):
    """Sign in."""

    email = email_field(autocomplete="username")
    password = known_password_field("Password", "Enter your password")
    submit = SubmitField("Sign in", widget=GovSubmitInput())


class ConfirmForm(MarketForm):
    """Confirm an address with the password chosen at registration."""

    password = known_password_field(
        "The password you chose when you registered", "Enter the password you chose when you registered"
    )
    submit = SubmitField("Confirm and sign in", widget=GovSubmitInput())


class ForgottenPasswordForm(MarketForm):
    """Ask for a link to choose a new password."""

    email = email_field()
    submit = SubmitField("Send the link", widget=GovSubmitInput())


class ResetPasswordForm(MarketForm):
    """Choose a password by link."""

    password = new_password_field("New password")
    submit = SubmitField("Save password", widget=GovSubmitInput())


class RenameForm(MarketForm):
    """Change one's name."""

    name = name_field()
    submit = SubmitField("Save name", widget=GovSubmitInput())


class ChangePasswordForm(MarketForm):
    """Choose another password."""

    current_password = known_password_field("Current password", "Enter your current password")
    password = new_password_field("New password")
    submit = SubmitField("Change password", widget=GovSubmitInput())
