"""See which mails were asked for, with the links that the database keeps only encrypted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from app.core import events
from app.core.events import MailWanted


@dataclass
class Mails:
    """Mails in the order in which they were asked for."""

    seen: list[MailWanted] = field(default_factory=list)

    def kinds(self) -> list[str]:
        """Return the kind of each."""
        return [mail.kind for mail in self.seen]

    def of(self, kind: str) -> list[MailWanted]:
        """Return those of one kind."""
        return [mail for mail in self.seen if mail.kind == kind]

    def last(self, kind: str) -> MailWanted:
        """Return the newest of one kind."""
        return self.of(kind)[-1]


@contextmanager
def watching() -> Iterator[Mails]:
    """Note every mail that is asked for, in place of whoever would send it."""
    mails = Mails()
    before = dict(events._reactions)
    events.set_reactions({**before, MailWanted: (lambda _session, wanted: mails.seen.append(wanted),)})
    try:
        yield mails
    finally:
        events.set_reactions(before)
