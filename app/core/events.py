"""What happens in the market, as dataclasses; and the table of who reacts, filled by :mod:`app.registry`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened: a subclass for each kind, its fields are exactly the facts that kind must carry.

    Attributes:
        kind: ``subject.verb``, the verb in the past tense.
        subject_id: What it happened to.
        actor_id: Who did it; ``None`` for the clock and the command line.
        at: When. Aware.
    """

    kind: ClassVar[str]
    subject_id: UUID
    actor_id: UUID | None
    at: datetime

    def details(self) -> dict[str, Any]:
        """Return the facts of this kind as plain values: no personal data belongs in an event."""
        common = {"subject_id", "actor_id", "at"}
        return {f.name: plain(getattr(self, f.name)) for f in fields(self) if f.name not in common}


@dataclass(frozen=True, slots=True)
class FindableChanged:
    """Documents that people can search for have changed; a signal between packages, not a record.

    Attributes:
        ids: Such as ``notice:12`` or ``challenge:<uuid>``; at most 500.
        at: When. Aware.
    """

    ids: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWanted:
    """A mail that must be sent, such as a link to confirm an address; a signal between packages, not a record.

    Attributes:
        kind: Which mail: the name of its template.
        user_id: Who gets it; ``None`` for an address that may have no account.
        email: Where to; ``None`` for the address that the person has when it is sent.
        context: Words of the mail. ``path`` is the page it leads to and may be secret: it is kept encrypted, and
            only until it is sent.
        at: When. Aware.
    """

    kind: str
    user_id: UUID | None = None
    email: str | None = None
    context: dict[str, str] = field(default_factory=dict)
    at: datetime


Reaction = Callable[[Session, Any], None]
_reactions: dict[type[Any], tuple[Reaction, ...]] = {}


def plain(value: Any) -> Any:
    """Return ``value`` as JSON can hold it; instants as ISO 8601 in UTC, ids and enums as text."""
    if value is None or isinstance(value, bool | int | str):
        return str(value) if isinstance(value, str) else value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def set_reactions(table: Mapping[type[Any], Sequence[Reaction]]) -> None:
    """Replace the table of who reacts to what."""
    _reactions.clear()
    _reactions.update({kind: tuple(handlers) for kind, handlers in table.items()})


def get_reactions() -> dict[type[Any], tuple[Reaction, ...]]:
    """Return a copy of the table of who reacts to what."""
    return dict(_reactions)


def react(session: Session, event: Event | FindableChanged | MailWanted) -> None:
    """Run every reaction to ``event`` in the caller's transaction."""
    for kind in type(event).__mro__:
        for handle in _reactions.get(kind, ()):
            handle(session, event)
