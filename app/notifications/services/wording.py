"""The words of messages, from templates of plain text: the first line is the subject."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from app.config import ROOT
from app.core.clock import LONDON, long_day
from app.notifications.models import SUBJECT_MAX
from app.notifications.services.settings import current

TEMPLATES = ROOT / "templates" / "emails"
LINK = "[the link is only in the mail]"  # stands in a stored text where the mail has a secret link
WORDS_MAX = 200  # characters of a name or title within a mail
_SUBJECT = "Subject: "


@dataclass(frozen=True, slots=True)
class Wording:
    """What a message says."""

    subject: str
    text: str


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 -- plain text, where there is nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def harmless(words: str) -> str:
    """Return words that people chose, such as a name, so that they cannot pass for a link of ours in a mail."""
    words = words.replace("://", " ").translate({ord("["): "(", ord("]"): ")", ord("<"): "(", ord(">"): ")"})
    return " ".join(words.split())[:WORDS_MAX]


def moment(instant: datetime | None) -> str:
    """Return an instant as London clocks show it, such as ``12:00 on 3 March 2027 (UK time)``."""
    if instant is None:
        return "a time to be announced"
    local = instant.astimezone(LONDON)
    return f"{local:%H:%M} on {long_day(local.date())} (UK time)"


def word(kind: str, context: Mapping[str, str], *, link: str) -> Wording:
    """Return the words of one kind of message.

    Args:
        kind: The name of its template.
        context: Words that people chose; made harmless here.
        link: The whole address it leads to, or ``LINK``.

    Raises:
        jinja2.TemplateNotFound: There is no such kind.
        jinja2.UndefinedError: The template needs a word that ``context`` lacks.
    """
    words = {name: harmless(value) for name, value in context.items()}
    settings = current()
    template = _environment().get_template(f"{kind}.txt")
    written = template.render(words, link=link, service=settings.service_name, home=settings.base_url)
    subject, _, text = written.strip().partition("\n")
    return Wording(subject.removeprefix(_SUBJECT).strip()[:SUBJECT_MAX], text.strip())


def digest(items: list[tuple[str, str]], *, more: int) -> Wording:
    """Return the words of a digest of ``(subject, path)``; ``more`` items are not listed."""
    settings = current()
    template = _environment().get_template("digest.txt")
    written = template.render(items=items, more=more, service=settings.service_name, home=settings.base_url)
    subject, _, text = written.strip().partition("\n")
    return Wording(subject.removeprefix(_SUBJECT).strip()[:SUBJECT_MAX], text.strip())


def frame(text: str, *, name: str, link: str, unsubscribe: str) -> str:
    """Return the whole mail around ``text``: greeting, secret link, signature and the way out."""
    settings = current()
    return (
        _environment()
        .get_template("frame.txt")
        .render(
            text=text.replace(LINK, link) if link else text,
            name=harmless(name),
            unsubscribe=unsubscribe,
            service=settings.service_name,
            home=settings.base_url,
        )
        .strip()
        + "\n"
    )
