"""Ask the index, confirm what it returns, and show why it was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from markupsafe import Markup
from sqlalchemy.orm import Session

from app.core.policy import Actor
from app.integrations.search import (
    Highlights,
    Kind,
    Matched,
    Results,
    SearchRequest,
    Sort,
    best_passage,
    current_engine,
    mark,
    parse,
)
from app.notices.models import Notice
from app.notices.states import SOURCE_NAMES
from app.search import queries
from app.search.queries import FoundChallenge

OWN_SOURCE_NAME = "Challenge"


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found, as the page shows it.

    Attributes:
        title: Escaped, with what was asked for marked; so is ``passage``.
        status: Value of a status of a challenge or a notice.
        endpoint: The page about it, with ``values`` for ``url_for``.
        source: Where it was published, in words.
    """

    kind: Kind
    title: Markup
    passage: Markup
    status: str
    buyer: str
    source: str
    value_pence: int | None
    published_at: datetime | None
    closes_at: datetime | None
    endpoint: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of hits, and what the engine said about the question.

    Attributes:
        first_partial: Which of ``hits``, from 0, is the first that does not hold all the words; ``None`` where none
            is, or where the order is another than that of relevance.
    """

    hits: tuple[Hit, ...]
    results: Results
    first_partial: int | None = None


def find(session: Session, request: SearchRequest, *, actor: Actor) -> Answer:
    """Return a page of what the actor may find.

    Every hit is read from the database with the actor's rights: an index that is behind shows less, never more. At
    most three queries, however many hits.

    Args:
        request: Its reader is replaced by the actor's audiences.

    Raises:
        IndexUnreadable: The index is missing or damaged.
    """
    results = current_engine().search(request.for_reader(queries.audiences_of(actor)))
    challenge_ids, notice_ids = queries.split_keys(results.ids)
    challenges = queries.list_challenges(session, challenge_ids, now=request.now)
    notices = queries.list_notices(session, notice_ids)
    highlights = Highlights.of(parse(request.words))
    hits: list[Hit] = []
    complete = complete_on_page(results, request)
    first_partial = None
    for place, key in enumerate(results.ids):
        if place == complete:
            first_partial = len(hits) or None
        of_kind, _, rest = key.partition(":")
        if of_kind == "challenge" and UUID(rest) in challenges:
            hits.append(hit_of_challenge(challenges[UUID(rest)], highlights))
        elif of_kind == "notice" and int(rest) in notices:
            hits.append(hit_of_notice(notices[int(rest)], highlights, now=request.now))
    return Answer(tuple(hits), results, first_partial if first_partial != len(hits) else None)


def complete_on_page(results: Results, request: SearchRequest) -> int | None:
    """Return how many hits of this page hold all the words, where the others follow them; ``None`` where they do not.

    ``None`` too where this page has none of them.
    """
    complete = results.complete - (request.page - 1) * request.per_page
    is_grouped = results.matched is Matched.ANY and request.sort is Sort.RELEVANCE
    return complete if is_grouped and complete > 0 else None


def hit_of_challenge(found: FoundChallenge, highlights: Highlights) -> Hit:
    """Return a challenge as a hit."""
    listed = found.listed
    return Hit(
        kind=Kind.CHALLENGE,
        title=mark(listed.title, highlights),
        passage=best_passage(f"{listed.summary} {found.text}", highlights),
        status=listed.status.value,
        buyer=listed.buyer,
        source=OWN_SOURCE_NAME,
        value_pence=listed.budget,
        published_at=listed.opens_at,
        closes_at=listed.closes_at,
        endpoint="challenges.show",
        values={"reference": listed.reference},
    )


def hit_of_notice(notice: Notice, highlights: Highlights, *, now: datetime) -> Hit:
    """Return a notice as a hit."""
    return Hit(
        kind=Kind.AWARD if notice.kind in queries.AWARDS else Kind.NOTICE,
        title=mark(notice.title, highlights),
        passage=best_passage(notice.description, highlights),
        status=notice.status(now).value,
        buyer=notice.buyer_name,
        source=SOURCE_NAMES[notice.source],
        value_pence=notice.value_pence,
        published_at=notice.published_at,
        closes_at=notice.closes_at,
        endpoint="notices.show",
        values={"notice_id": notice.id},
    )
