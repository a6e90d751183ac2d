"""What messages need to know of the installation: set once, when the application is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.config import ConfigurationError
from app.integrations import mail


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the service is, what it is called, who carries its mail.

    Attributes:
        base_url: Without a slash at its end.
    """

    base_url: str
    service_name: str
    transport: mail.MailTransport


_current: list[Settings] = []


def from_config(config: Mapping[str, Any]) -> Settings:
    """Read the settings of an application.

    Raises:
        ConfigurationError: The carrier of mail cannot be made of them; says what to do.
    """
    try:
        transport = mail.from_url(
            config["MAIL_URL"],
            sender=config["MAIL_FROM"],
            notify_api_key=config["NOTIFY_API_KEY"],
            notify_template_id=config["NOTIFY_TEMPLATE_ID"],
            notify_base_url=config["NOTIFY_BASE_URL"],
        )
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    return Settings(config["BASE_URL"], config["SERVICE_NAME"], transport)


def configure(settings: Settings) -> None:
    """Use these settings from now on, in this process."""
    _current[:] = [settings]


def current() -> Settings:
    """Return the settings in use.

    Raises:
        RuntimeError: Nobody called :func:`configure`.
    """
    if not _current:
        raise RuntimeError("Messages are not configured.")
    return _current[0]
