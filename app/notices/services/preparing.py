"""One thing that was read becomes a release ready to store, or a refusal with its reason. No database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.notices.models import unpack
from app.notices.services.challenge_gov import challenge_facts, identify_challenge
from app.notices.services.cleaning import Refused, cleaned, pack
from app.notices.services.facts import Facts, identify, read_facts, source_of
from app.notices.services.reading import Found
from app.notices.states import NoticeSource

EXCERPT_MAX = 200  # characters of an id in the report


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release ready to store: what it says, its JSON without people, compressed, and the digest of that."""

    facts: Facts
    content: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line of the report: where it stood, what it called itself, and why it was refused."""

    document: str
    position: int
    ocid: str
    release_id: str
    reason: str


def prepare(found: Found, document: str, *, challenges: bool = False) -> Prepared | Refusal:
    """Return what is stored for ``found``, or why nothing is. Never raises for what it holds.

    Args:
        document: Where it was read, for the report.
        challenges: It is a line of Challenge.gov, not an OCDS release.
    """
    if not isinstance(found.release, dict):
        return Refusal(document, found.position, "", "", found.problem)
    try:
        return _prepared(found, challenges=challenges)
    except Refused as refused:
        return _refusal(found, document, str(refused))
    except (ValueError, TypeError, ArithmeticError, RecursionError, AttributeError, LookupError) as error:
        # A fault in a publisher's data that nobody foresaw costs one release and a line in the report, not the run.
        return _refusal(found, document, f"The release cannot be understood ({type(error).__name__}).")


def _prepared(found: Found, *, challenges: bool) -> Prepared:
    release = cleaned(found.release)
    ocid, release_id, released_at = identify_challenge(release) if challenges else identify(release)
    if found.licence and not challenges and source_of(ocid) is NoticeSource.OTHER:
        release.setdefault("license", found.licence.replace("\x00", ""))
    content, digest = pack(release)
    # A publisher that gives no ids gets one made of the content, so that importing it again finds it known.
    release_id = release_id or f"content-{digest.hex()}"
    facts = (challenge_facts if challenges else read_facts)(release, ocid, release_id, released_at)
    return Prepared(facts, content, digest)


def stored_facts(source: NoticeSource, ocid: str, release_id: str, released_at: datetime, content: bytes) -> Facts:
    """Return what a stored release says; ``content`` is its packed JSON."""
    read = challenge_facts if source is NoticeSource.CHALLENGE_GOV else read_facts
    return read(unpack(content), ocid, release_id, released_at)


def _refusal(found: Found, document: str, reason: str) -> Refusal:
    return Refusal(document, found.position, _excerpt(found.release, "ocid"), _excerpt(found.release, "id"), reason)


def _excerpt(release: dict[str, Any], key: str) -> str:
    value = release.get(key)
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return "".join(letter for letter in text[:EXCERPT_MAX] if letter.isprintable())
