"""What was typed, understood: numbers, capitals, and words that may be spelt otherwise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.search import parse
from app.integrations.search.analysis import best_spelling, identifiers, stem, tokens, without_identifiers
from app.integrations.search.asking import corrected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PG-2026-0012", ["pg-2026-0012"]),
        ("See (PG-2026-0012), and pg-2026-0012.", ["pg-2026-0012"]),
        ("ocds-h6vhtk-06c910", ["ocds-h6vhtk-06c910"]),
        ("075528-2026", ["075528-2026"]),
        ("2026/S 000-075528", ["075528-2026"]),
        ("2026/s000-075528", ["075528-2026"]),
        ("https://www.find-tender.service.gov.uk/Notice/075528-2026", ["075528-2026"]),
        ("2a1e3359-87a0-4fdd-ac61-20d5e6520a13-819950", ["2a1e3359-87a0-4fdd-ac61-20d5e6520a13-819950"]),
        ("covid-19", []),
        ("2026-27", []),
        ("2026-2027", []),
        ("2026-11-21", []),
        ("in-house e-bikes", []),
        ("1,257", []),
        ("", []),
    ],
)
def test_numbers_of_notices_and_challenges_are_known(text: str, found: list[str]) -> None:
    assert identifiers(text) == found


@given(st.text(alphabet="ab12-_/ S", max_size=60))
def test_what_is_left_holds_no_number(text: str) -> None:
    assert identifiers(without_identifiers(text)) == []


def test_a_number_is_one_phrase_and_the_words_beside_it_stay_words() -> None:
    asked = parse("repairs 2026/S 000-075528")
    assert [phrase.stems for phrase in asked.phrases] == [((0, "075528-2026"),)]
    assert asked.stems == ("repair",)


@pytest.mark.parametrize(
    ("words", "stems", "ignored"),
    [
        ("IT support", ("itinformationtechnolog", "support"), ()),
        ("it support", ("support",), ("it",)),
        ("it", ("itinformationtechnolog",), ()),
        ("the it", (), ("the", "it")),
        ("IT's", (), ("it's",)),
        ("EXIT ITEM", ("exit", "item"), ()),
    ],
)
def test_it_in_capitals_is_a_word(words: str, stems: tuple[str, ...], ignored: tuple[str, ...]) -> None:
    asked = parse(words)
    assert (asked.stems, asked.ignored) == (stems, ignored)


@pytest.mark.parametrize("words", ["SPS-02348", "h6vhtk", "IT", "ocds-h6vhtk-06c910"])
def test_codes_are_not_spelt_otherwise(words: str) -> None:
    assert not any(parse(words).plain)


@pytest.mark.parametrize(
    ("words", "spellings", "right"),
    [
        ("École RURALE", {"ecole": "cole"}, "cole RURALE"),
        ("e\u0301cole", {"ecole": "cole"}, "cole"),
        ("école", {"ecole": "école"}, None),
        ("damp homes", {"dump": "damp"}, None),
    ],
)
def test_corrections_are_looked_up_folded(words: str, spellings: dict[str, str], right: str | None) -> None:
    assert corrected(words, spellings) == right


def count_in(*known: str) -> Callable[[str], int]:
    return lambda word: known.count(word) if stem(word) else 0


@pytest.mark.parametrize(
    ("word", "spelling"),
    [
        ("hosing", "housing"),
        ("pothle", "potholes"),
        ("potholle", "potholes"),
        ("flytipping", "fly tipping"),
        ("theroad", None),
        ("road7", None),
        ("zzzzzz", None),
    ],
)
def test_the_best_spelling(word: str, spelling: str | None) -> None:
    assert best_spelling(word, count_in("housing", "potholes", "fly", "tipping", "road", "the")) == spelling


def test_long_texts_are_read() -> None:
    assert identifiers("a" * 200_000 + "-") == []
    assert len(identifiers("a-1234567 " * 3)) == 1
    assert tokens("IT " * 1000).count("itinformationtechnology") == 1000
