"""What is frozen at publication, and its hash."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.challenges.models import Challenge
from app.challenges.services.content import PLAIN, content_of, fingerprint
from app.core.clock import LONDON
from tests.factories.challenges import NOW, ChallengeFactory, attach

SECRETS = {
    "conflicts_note": "PLANTED-CONFLICT",
    "route_reason": "PLANTED-REASON",
}
NOT_PUBLISHED = {
    "id",
    "stage",
    "created_by_id",
    "copied_from_id",
    "conflicts_assessed_on",
    "conflicts_note",
    "route_reason",
    "withdrawn_at",
    "withdrawal_reason",
    "submitted_at",
    "updated_at",
    "updated_by_id",
    "is_demo",
    "version",
    "created_at",
}
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def complete(**facts: Any) -> Challenge:
    challenge: Challenge = ChallengeFactory.build(complete=True, **facts)
    return challenge


def test_contacts_and_notes_of_the_council_are_not_frozen() -> None:
    challenge = complete(**SECRETS)
    text = json.dumps(content_of(challenge, opens_at=NOW))
    for secret in (*SECRETS.values(), "Planted Contact", "planted.contact@example.org", "01632 960123"):
        assert secret not in text
    assert "contacts" not in content_of(challenge)


def test_every_column_is_either_published_or_held_back_on_purpose() -> None:
    columns = set(Challenge.__table__.columns.keys())
    published = set(PLAIN) | {"reference", "opens_at"}
    assert published | NOT_PUBLISHED == columns
    assert not published & NOT_PUBLISHED


def test_values_are_plain_json() -> None:
    challenge = complete()
    attach(challenge)
    content = content_of(challenge, opens_at=NOW)
    assert json.loads(json.dumps(content)) == content
    assert content["opens_at"] == "2027-03-02T10:00:00+00:00"
    assert content["route"] == "below_threshold_open"
    assert content["budget"] == 50_000_00
    assert content["decision_expected_on"] == "2027-05-20"
    assert content["conflicts_assessed"] is True
    assert [row["weight"] for row in content["criteria"]] == ["50", "30"]
    assert content["documents"][0]["name"] == "annex.txt"


@pytest.mark.parametrize("text", ["20", "20.0", "20.00", "2E+1"])
def test_the_same_weight_is_the_same_text_however_it_was_typed(text: str) -> None:
    assert content_of(complete(price_weight=Decimal(text)))["price_weight"] == "20"


@given(weight=st.decimals(min_value=0, max_value=100, places=2))
def test_weights_survive(weight: Decimal) -> None:
    text = content_of(complete(price_weight=weight))["price_weight"]
    assert Decimal(text) == weight
    assert "E" not in text


@given(moment=st.datetimes(timezones=st.just(LONDON), min_value=NOW.replace(tzinfo=None)))
def test_an_instant_is_written_in_utc_whatever_zone_it_came_in(moment: datetime) -> None:
    in_london = content_of(complete(closes_at=moment))
    in_utc = content_of(complete(closes_at=moment.astimezone(UTC)))
    assert in_london["closes_at"] == in_utc["closes_at"]
    assert in_london["closes_at"].endswith("+00:00")


def test_a_draft_without_anything_has_content_too() -> None:
    content = content_of(ChallengeFactory.build())
    assert content["closes_at"] is None
    assert content["conflicts_assessed"] is False
    assert content["decision_expected_on"] is None


@given(content=st.dictionaries(st.text(), json_values, max_size=5))
def test_the_hash_does_not_know_the_order_of_keys(content: dict[str, Any]) -> None:
    turned = dict(reversed(content.items()))
    again = json.loads(json.dumps(content))
    assert fingerprint(content) == fingerprint(turned) == fingerprint(again)


def test_the_hash_is_that_of_canonical_json() -> None:
    # printf '{"a":"é","b":[1,2]}' | sha256sum
    known = "9cfb1f938a87f2b8f3b8cc429c7a09116d54f048322742d4c23d4767b85f85da"
    assert fingerprint({"b": [1, 2], "a": "é"}) == known


@pytest.mark.parametrize(
    ("name", "value"),
    [("title", "Other"), ("budget", 1), ("closes_at", NOW), ("decision_expected_on", date(2027, 9, 9))],
)
def test_every_change_changes_the_hash(name: str, value: Any) -> None:
    challenge = complete()
    before = fingerprint(content_of(challenge))
    setattr(challenge, name, value)
    assert fingerprint(content_of(challenge)) != before
