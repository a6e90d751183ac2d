"""What is marked, and that no text becomes markup."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations.search import Highlights, best_passage, mark, parse
from app.integrations.search.analysis import fold, spans


def asked(words: str) -> Highlights:
    return Highlights.of(parse(words))


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("repair", "Road <mark>repairs</mark> &amp; &lt;b&gt;signs&lt;/b&gt;"),
        ('"road repairs" -signs', "<mark>Road</mark> <mark>repairs</mark> &amp; &lt;b&gt;signs&lt;/b&gt;"),
        ("IT", "Road repairs &amp; &lt;b&gt;signs&lt;/b&gt;"),
        ("sig*", "Road repairs &amp; &lt;b&gt;<mark>signs</mark>&lt;/b&gt;"),
        ("b", "Road repairs &amp; &lt;<mark>b</mark>&gt;signs&lt;/<mark>b</mark>&gt;"),
        ("", "Road repairs &amp; &lt;b&gt;signs&lt;/b&gt;"),
    ],
)
def test_words_are_marked_and_text_is_escaped(words: str, marked: str) -> None:
    assert mark("Road repairs & <b>signs</b>", asked(words)) == marked


@pytest.mark.parametrize("text", ["IT does it", "IT for the café: does it"])
def test_it_is_marked_in_capitals_alone(text: str) -> None:
    assert mark(text, asked("IT")) == text.replace("IT", "<mark>IT</mark>")


def test_the_passage_holds_the_most_different_words() -> None:
    text = "damp damp damp " + "filler " * 200 + "damp homes in winter " + "filler " * 200
    passage = best_passage(text, asked("damp homes"))
    assert "<mark>damp</mark> <mark>homes</mark> in winter" in passage
    assert passage.startswith("…")
    assert passage.endswith("…")


def test_without_a_hit_the_passage_is_the_beginning() -> None:
    passage = best_passage("word " * 100, asked("damp"))
    assert passage.startswith("word word")
    assert passage.endswith("word…")


@given(
    text=st.text("abB1'\u2019 -_\n\u00a3\u00e9", max_size=40),
    beginnings=st.frozensets(st.sampled_from(["a", "ab", "b", "b1", "ba", "1b"]), min_size=1),
)
def test_words_are_found_by_their_beginnings(text: str, beginnings: frozenset[str]) -> None:
    words = re.finditer(r"[^\W_]+(?:'[^\W_]+)*", text.replace("\u2019", "'"))
    expected = [(word.start(), word.end(), fold(word.group())) for word in words]
    if "\u00e9" not in text:
        expected = [found for found in expected if found[2].startswith(tuple(beginnings))]
    assert list(spans(text, beginnings)) == expected


@given(text=st.text(max_size=900), words=st.text(max_size=30))
def test_taking_the_marks_off_gives_the_text_back(text: str, words: str) -> None:
    highlights = asked(words + " " + text[:20])
    without = re.sub("</?mark>", "", mark(text, highlights))
    assert html.unescape(without) == text
    passage = html.unescape(re.sub("</?mark>", "", best_passage(text, highlights)))
    assert passage.strip("…") in " ".join(text.split())
    assert len(passage) <= 242
