"""What is kept of a release."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.models import unpack
from app.notices.services.cleaning import DEPTH_MAX, Refused, cleaned, pack
from tests.factories import notices as factories
from tests.unit.notices.test_values import ANYTHING


def test_people_are_dropped():
    kept = json.dumps(cleaned(factories.release()))
    for personal in ("An Officer", "officer@westbridge.example", "0121 496 0000", "telephone"):
        assert personal not in kept
    assert "https://westbridge.example" in kept


def test_addresses_in_texts_are_removed():
    kept = cleaned({"tender": {"description": "Write to jo.smith+bids@council.gov.uk, or to @council."}})
    assert kept["tender"]["description"] == "Write to [email removed], or to @council."


@pytest.mark.parametrize(
    "number",
    ["0121 496 0000", "(0121) 496 0000", "020 7946 0000", "+44 20 7946 0000", "+44 (0)20 7946 0000", "07700900123"],
)
def test_telephone_numbers_in_texts_are_removed(number):
    kept = cleaned({"description": f"Call {number}."})
    assert kept["description"] == "Call [telephone number removed]."


@pytest.mark.parametrize(
    "text", ["01214960000", "Lot 0012 of 0300", "ocds-h6vhtk-0 0121", "£1,000 000", "2026/S 000-029975", "CPV 09310000"]
)
def test_other_numbers_stay(text):
    assert cleaned({"a": text}) == {"a": text}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Children&apos;s homes &amp; care &#163;5&#x2019;s", "Children's homes & care £5’s"),
        ("&amp;apos;", "&apos;"),
        ("a&nbsp;b", "a\xa0b"),
        ("https://e.org/?a=1&copy=2&lt=3", "https://e.org/?a=1&copy=2&lt=3"),
        ("R&D; and &nothing;", "R&D; and &nothing;"),
        ("jo&#64;council.gov.uk", "[email removed]"),
        ("&#0;&#xD800;", "��"),
    ],
)
def test_entities_are_read_once(text, kept):
    assert cleaned({"title": text}) == {"title": kept}


@pytest.mark.parametrize("key", ["contactPoint", "additionalContactPoints", "contactPoints"])
@pytest.mark.parametrize("value", [{"name": "Jo", "email": "j@e.org"}, [{"name": "Jo"}], "Jo", None, 5, [["Jo"]]])
def test_contact_points_of_any_shape_are_dropped(key, value):
    assert "Jo" not in json.dumps(cleaned({"parties": [{key: value}]}))


def test_what_databases_refuse_is_replaced():
    kept = cleaned({"a\x00": "b\x00\ud800c", "d": float("inf"), "e": float("nan"), "f": 10**4000})
    assert kept == {"a�": "b��c", "d": "inf", "e": "nan", "f": "1.000000E+4000"}


def test_deep_nesting_is_refused():
    deep: object = "bottom"
    for _ in range(DEPTH_MAX + 5):
        deep = [deep]
    with pytest.raises(Refused, match="nested"):
        cleaned({"a": deep})


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=10), ANYTHING, max_size=5))
def test_what_is_kept_can_be_stored_and_read_again(release):
    kept = cleaned(release)
    content, digest = pack(kept)
    assert unpack(content) == json.loads(json.dumps(kept))
    assert pack(unpack(content)) == (content, digest)
    text = json.dumps(kept, ensure_ascii=False)
    assert "\\u0000" not in text
    text.encode()


def test_the_order_of_members_does_not_matter():
    assert pack({"a": 1, "b": 2}) == pack({"b": 2, "a": 1})
