"""Errors that mean something to a person: their message is a sentence that may be shown."""

from __future__ import annotations


class MarketError(Exception):
    """Base of all errors that the market raises on purpose."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class DomainError(MarketError):
    """A rule was broken by what somebody asked for.

    Attributes:
        message: A full sentence that says what is wrong and what to do; shown beside the field.
        field: Name of the form field it belongs to; ``None`` shows it at the top of the page.
    """

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TransitionNotAllowed(DomainError):
    """The thing is in a state from which this action does not lead anywhere."""


class NotFound(MarketError):
    """Nothing with this id, or nothing that this reader may know of."""


class EditedMeanwhile(DomainError):
    """Somebody else saved the same thing since the page was opened."""


class AlreadyUsed(DomainError):
    """A link or key that works once was used a second time, has run out, or was tampered with."""


class TooManyAttempts(DomainError):
    """A throttle is closed; ``retry_after`` says for how long (seconds)."""

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ServiceUnavailable(MarketError):
    """A service that others run did not answer, or answered nonsense."""
