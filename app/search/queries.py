"""Load documents for the index, and confirm what the index returned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.challenges import queries as challenge_queries
from app.challenges.models import Challenge
from app.challenges.queries import Listed
from app.challenges.states import ChallengeStage
from app.core.policy import Actor
from app.integrations.search import PUBLIC, Document, Kind, Phase
from app.notices import queries as notice_queries
from app.notices.models import Notice, NoticeRelease
from app.notices.states import NoticeKind

OWN_SOURCE = "proving-ground"
SUMMARY = 300  # characters of a notice's description that count as its summary
NOTICE_ID_MAX = 2**63 - 1
AWARDS = (NoticeKind.AWARD, NoticeKind.CONTRACT)


def audiences_of(actor: Actor) -> frozenset[str]:
    """Return the audiences whose documents the actor may find."""
    return frozenset({PUBLIC, *(f"org:{organisation_id}" for organisation_id in actor.organisation_ids)})


def challenge_key(challenge_id: UUID) -> str:
    """Return the id under which the index holds a challenge."""
    return f"challenge:{challenge_id}"


def notice_key(notice_id: int) -> str:
    """Return the id under which the index holds a notice."""
    return f"notice:{notice_id}"


def split_keys(keys: Sequence[str]) -> tuple[list[UUID], list[int]]:
    """Return the ids of challenges and of notices among ``keys``; what is neither is left out."""
    challenges: list[UUID] = []
    notices: list[int] = []
    for key in keys:
        kind, _, rest = key.partition(":")
        if kind == "notice" and rest.isascii() and rest.isdigit() and int(rest) <= NOTICE_ID_MAX:
            notices.append(int(rest))
        elif kind == "challenge":
            try:
                challenges.append(UUID(rest))
            except ValueError:
                continue
    return challenges, notices


def load_documents(session: Session, keys: Sequence[str]) -> list[Document]:
    """Return the documents of ``keys`` as they stand; what is not for the index, or is gone, is left out.

    At most 500 keys at once. A constant number of queries for each kind.
    """
    challenge_ids, notice_ids = split_keys(keys)
    found: list[Document] = []
    if challenge_ids:
        published = challenge_queries.list_published_by_ids(session, challenge_ids)
        found += [
            document_of_challenge(challenge, version.content)
            for challenge, version in published
            if was_ever_public(challenge)
        ]
    if notice_ids:
        numbers = release_ids(session, notice_ids)
        found += [
            document_of_notice(notice, numbers.get(notice.id, ()))
            for notice in notice_queries.list_by_ids(session, notice_ids)
        ]
    return found


def was_ever_public(challenge: Challenge) -> bool:
    """Say whether the challenge is public or will be; one withdrawn before its moment never was."""
    return challenge.opens_at is not None and (
        challenge.withdrawn_at is None or challenge.opens_at <= challenge.withdrawn_at
    )


def document_of_challenge(challenge: Challenge, content: Mapping[str, Any]) -> Document:
    """Return what the index holds of a challenge.

    Args:
        challenge: Approved, loaded with its councils.
        content: What was frozen at publication; nothing that is not public stands in it.
    """
    opens_at = challenge.opens_at
    if opens_at is None:
        raise ValueError("an approved challenge has a moment of publication")
    lead = challenge.lead.organisation
    partners = [party.organisation.name for party in challenge.parties if party.organisation is not lead]
    texts = [content.get(name) or "" for name in ("problem", "outcomes", "affected", "constraints", "eligibility")]
    criteria = [f"{criterion['name']} {criterion['description']}" for criterion in content.get("criteria", ())]
    questions = [question["text"] for question in content.get("questions", ())]
    return Document(
        id=challenge_key(challenge.id),
        kind=Kind.CHALLENGE,
        source=OWN_SOURCE,
        title=challenge.title,
        summary=challenge.summary,
        body="\n\n".join([*texts, *questions, *criteria, *partners]),
        buyer=lead.name,
        identifiers=(challenge.reference,),
        region=lead.region,
        value_pence=challenge.budget,
        published_at=opens_at,
        opens_at=opens_at,
        closes_at=challenge.closes_at,
        phase=Phase.WITHDRAWN if challenge.stage is ChallengeStage.WITHDRAWN else Phase.TENDER,
    )


def release_ids(session: Session, notice_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the ids of the releases of each notice, which are its numbers on Find a Tender. One query."""
    rows = session.execute(
        select(NoticeRelease.notice_id, NoticeRelease.release_id)
        .where(NoticeRelease.notice_id.in_(notice_ids))
        .order_by(NoticeRelease.notice_id, NoticeRelease.release_id)
    )
    found: dict[int, list[str]] = {}
    for notice_id, release_id in rows:
        found.setdefault(notice_id, []).append(release_id)
    return found


def document_of_notice(notice: Notice, releases: Sequence[str]) -> Document:
    """Return what the index holds of a notice.

    Args:
        releases: Ids of its releases.
    """
    summary, rest = cut(notice.description)
    return Document(
        id=notice_key(notice.id),
        kind=Kind.AWARD if notice.kind in AWARDS else Kind.NOTICE,
        source=notice.source.value,
        title=notice.title,
        summary=summary,
        body="\n\n".join([rest, *notice.suppliers, *notice.cpv]),
        buyer=notice.buyer_name,
        identifiers=tuple(dict.fromkeys([notice.ocid, notice.release_id, *releases])),
        region=notice.region,
        value_pence=notice.value_pence,
        published_at=notice.published_at,
        closes_at=notice.ends_at,
        phase=Phase(notice.phase.value),
    )


def cut(text: str) -> tuple[str, str]:
    """Return the beginning of a text, up to a blank, and the rest."""
    if len(text) <= SUMMARY:
        return text, ""
    end = text.rfind(" ", 0, SUMMARY)
    end = end if end > 0 else SUMMARY
    return text[:end], text[end:]


def iterate_keys(session: Session) -> Iterator[str]:
    """Yield the key of everything that belongs into the index, in constant memory."""
    for challenge_id in challenge_queries.iterate_published_ids(session):
        yield challenge_key(challenge_id)
    for notice_id in notice_queries.iterate_ids(session):
        yield notice_key(notice_id)


def count_keys(session: Session) -> int:
    """Return about how many documents a rebuild will load."""
    approved = Challenge.stage.in_([ChallengeStage.PUBLISHED, ChallengeStage.WITHDRAWN])
    challenges = session.scalar(select(func.count()).select_from(Challenge).where(approved)) or 0
    return challenges + notice_queries.count_notices(session)


@dataclass(frozen=True, slots=True)
class FoundChallenge:
    """A challenge that the database confirms, with the text to take a passage from."""

    listed: Listed
    text: str


def list_challenges(session: Session, ids: Sequence[UUID], *, now: datetime) -> dict[UUID, FoundChallenge]:
    """Return those of ``ids`` that anybody may see now. Two queries, none for no ids."""
    listed = {row.id: row for row in challenge_queries.list_public_by_ids(session, ids, now=now)} if ids else {}
    if not listed:
        return {}
    texts = session.execute(
        select(Challenge.id, Challenge.problem, Challenge.outcomes, Challenge.affected, Challenge.constraints).where(
            Challenge.id.in_(list(listed))
        )
    )
    return {id_: FoundChallenge(listed[id_], "\n".join(filter(None, parts))) for id_, *parts in texts}


def list_notices(session: Session, ids: Sequence[int]) -> dict[int, Notice]:
    """Return those of ``ids`` that exist: every notice is public. One query, none for no ids."""
    return {notice.id: notice for notice in notice_queries.list_by_ids(session, ids)} if ids else {}
