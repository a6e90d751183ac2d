"""Questions about challenges. Who asks is part of each: what a reader may not see is not found."""

from __future__ import annotations

from app.challenges.queries.conditions import is_status, was_public
from app.challenges.queries.indexing import (
    iterate_published_ids,
    iterate_versions,
    list_published_by_ids,
    list_scheduled_of,
)
from app.challenges.queries.lists import (
    PER_PAGE,
    UNPUBLISHED,
    Cursor,
    Listed,
    list_closed,
    list_followed,
    list_of_councils,
    list_open,
    list_public_by_ids,
    list_withdrawn,
)
from app.challenges.queries.single import (
    Approval,
    Published,
    Record,
    Said,
    find_challenge,
    find_editor_name,
    find_published,
    find_version,
    get_challenge,
    get_record,
    list_author_ids,
    list_comments,
    list_follower_ids,
)
from app.challenges.queries.waiting import list_waiting

__all__ = [
    "PER_PAGE",
    "UNPUBLISHED",
    "Approval",
    "Cursor",
    "Listed",
    "Published",
    "Record",
    "Said",
    "find_challenge",
    "find_editor_name",
    "find_published",
    "find_version",
    "get_challenge",
    "get_record",
    "is_status",
    "iterate_published_ids",
    "iterate_versions",
    "list_author_ids",
    "list_closed",
    "list_comments",
    "list_followed",
    "list_follower_ids",
    "list_of_councils",
    "list_open",
    "list_public_by_ids",
    "list_published_by_ids",
    "list_scheduled_of",
    "list_waiting",
    "list_withdrawn",
    "was_public",
]
