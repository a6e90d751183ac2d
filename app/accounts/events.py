"""What can happen to people and their sign-ins. No event carries an address, a name or a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from app.accounts.states import LinkPurpose
from app.core.events import Event

NOBODY = UUID(int=0)  # the subject of what was tried with an address that nobody here has


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRegistered(Event):
    """Somebody registered, or registered again before confirming."""

    kind: ClassVar[str] = "account.registered"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationRepeated(Event):
    """Somebody registered with the address of an account that is in use."""

    kind: ClassVar[str] = "account.registration_repeated"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountConfirmed(Event):
    """A person showed that the address is theirs."""

    kind: ClassVar[str] = "account.confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRenamed(Event):
    """A person changed their name."""

    kind: ClassVar[str] = "account.renamed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed(Event):
    """An account was closed: nobody can sign in to it any more."""

    kind: ClassVar[str] = "account.closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministratorAppointed(Event):
    """An account may run the service from now on."""

    kind: ClassVar[str] = "administrator.appointed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkIssued(Event):
    """A single-use link was sent to a person."""

    kind: ClassVar[str] = "link.issued"
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRefused(Event):
    """A link was asked for with an address that has no account to send it to."""

    kind: ClassVar[str] = "link.refused"
    purpose: LinkPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSucceeded(Event):
    """A person signed in."""

    kind: ClassVar[str] = "sign_in.succeeded"
    sign_in_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFailed(Event):
    """Somebody could not sign in; the subject is the account they tried, or :data:`NOBODY`."""

    kind: ClassVar[str] = "sign_in.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInEnded(Event):
    """A person signed out of one browser, or of all of them."""

    kind: ClassVar[str] = "sign_in.ended"
    everywhere: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A password was chosen; every sign-in made with the one before has ended."""

    kind: ClassVar[str] = "password.changed"
    by_link: bool
