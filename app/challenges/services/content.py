"""What is frozen at publication: everything that the public may read, and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from app.challenges.models import Challenge

PLAIN = (
    "title",
    "summary",
    "problem",
    "outcomes",
    "affected",
    "constraints",
    "budget",
    "budget_note",
    "months",
    "route",
    "has_lots",
    "lots_reason",
    "questions_close_at",
    "answers_due_at",
    "closes_at",
    "decision_expected_on",
    "contract_starts_on",
    "eligibility",
    "restricts_who_may_tender",
    "price_method",
    "price_weight",
    "price_minimum",
    "price_maximum",
    "tie_rule",
    "sme_measures",
    "readiness_from",
    "readiness_to",
    "intellectual_property",
    "intellectual_property_note",
)


def content_of(challenge: Challenge, *, opens_at: datetime | None = None) -> dict[str, Any]:
    """Return the public content of a challenge as plain JSON values.

    Instants are ISO 8601 in UTC, days ISO 8601, money whole pence, weights decimal text. Contacts, comments and the
    conflicts note are left out: they are never public.

    Args:
        challenge: Loaded whole.
        opens_at: The moment of publication, where it is being decided now.
    """
    content: dict[str, Any] = {name: plain(getattr(challenge, name)) for name in PLAIN}
    content["reference"] = challenge.reference
    content["opens_at"] = plain(opens_at or challenge.opens_at)
    content["conflicts_assessed"] = challenge.conflicts_assessed_on is not None
    content["parties"] = [
        {
            "name": party.organisation.name,
            "slug": party.organisation.slug,
            "region": party.organisation.region,
            "role": party.role.value,
            "share": party.share,
        }
        for party in challenge.parties
    ]
    content["questions"] = [
        {"text": q.text, "guidance": q.guidance, "word_limit": q.word_limit, "is_required": q.is_required}
        for q in challenge.questions
    ]
    content["criteria"] = [
        {
            "name": c.name,
            "description": c.description,
            "weight": plain(c.weight),
            "minimum_score": c.minimum_score,
        }
        for c in challenge.criteria
    ]
    content["scale"] = [
        {"score": level.score, "label": level.label, "descriptor": level.descriptor} for level in challenge.scale
    ]
    content["documents"] = [
        {
            "id": str(document.id),
            "title": document.title,
            "name": document.file.name,
            "media_type": document.file.media_type,
            "size": document.file.size,
            "sha256": document.file.sha256,
        }
        for document in challenge.documents
    ]
    return content


def internal_of(challenge: Challenge) -> dict[str, Any]:
    """Return what stays inside: kept on the record, read by the approver, never published."""
    return {
        "route_reason": challenge.route_reason,
        "conflicts_assessed_on": plain(challenge.conflicts_assessed_on),
        "conflicts_note": challenge.conflicts_note,
        "contacts": [{"name": c.name, "email": c.email, "phone": c.phone} for c in challenge.contacts],
    }


def plain(value: Any) -> Any:
    """Return a value of a field as JSON can hold it."""
    if isinstance(value, datetime):
        # As the database gives it back, so that the hash can be computed again from what is stored.
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return value.value if hasattr(value, "value") else value


def canonical(content: dict[str, Any]) -> bytes:
    """Return the canonical JSON of ``content``: sorted keys, no white space, UTF-8."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def fingerprint(content: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON of ``content``, in hexadecimal."""
    return sha256(canonical(content)).hexdigest()
