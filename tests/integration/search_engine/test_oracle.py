"""Any corpus, any question, any reader: the engine in use finds exactly what the oracle finds."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.integrations.search import (
    Document,
    Kind,
    MemoryEngine,
    Phase,
    SearchRequest,
    Sort,
    Status,
    WhooshEngine,
    matching,
    segments,
)
from app.integrations.search.segments import COMMON
from tests.integration.search_engine.documents import NOW

VOCABULARY = ["damp", "dam", "homes", "home", "road", "roads", "repair", "the", "of", "bridge", "café", "e-bike", "3.5"]
VOCABULARY += ["IT", "it", "PG-2026-0012", "2026/S 000-075528", "ocds-h6vhtk-06c910"]
NUMBERS = ["PG-2026-0012", "075528-2026", "ocds-h6vhtk-06c910", "12345"]
AUDIENCES = ["public", "org:a", "org:b"]
texts = st.lists(st.sampled_from(VOCABULARY), max_size=6).map(" ".join)
instants = st.integers(-3, 3).map(lambda hours: NOW + timedelta(hours=hours))
pence = st.integers(0, 4)


def subset(values: list[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=3)


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    return Document(
        id=f"notice:{number}",
        kind=draw(st.sampled_from(Kind)),
        source=draw(st.sampled_from("ab")),
        title=draw(texts),
        summary=draw(texts),
        body=draw(texts),
        buyer=draw(texts),
        identifiers=tuple(draw(st.lists(st.sampled_from(NUMBERS), max_size=2))),
        region=draw(st.sampled_from(["", "TLE"])),
        value_pence=draw(st.none() | pence),
        published_at=draw(instants),
        opens_at=draw(st.none() | instants),
        closes_at=draw(st.none() | instants),
        phase=draw(st.sampled_from(Phase)),
        audience=draw(subset(AUDIENCES)),
    )


corpora = st.lists(st.integers(0, 20), max_size=14).flatmap(
    lambda numbers: st.tuples(*(documents(number) for number in numbers))
)
MORE = ["hom*", "roa*", '"home repair"', '"road of the"', "-dam", '-"the damp"', "raod", "roadhomes", "12345"]
pieces = st.sampled_from([*VOCABULARY, *NUMBERS, *MORE])
questions = st.builds(
    SearchRequest,
    now=instants,
    words=st.lists(pieces, max_size=4).map(" ".join),
    kinds=st.frozensets(st.sampled_from(Kind), max_size=2),
    sources=subset(["a", "b"]),
    statuses=st.frozensets(st.sampled_from(Status), max_size=3),
    buyer=st.just("") | texts,
    buyers=st.just(frozenset()) | subset(["", "damp", "road"]),
    regions=subset(["", "TLE"]),
    value_min=st.none() | pence,
    value_max=st.none() | pence,
    closes_after=st.none() | instants,
    closes_before=st.none() | instants,
    sort=st.sampled_from(Sort),
    per_page=st.just(50),
    reader=subset(AUDIENCES),
)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@contextmanager
def empty_index() -> Iterator[WhooshEngine]:
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine(Path(folder))
        engine.rebuild([], lambda ids: [])
        yield engine


@pytest.mark.parametrize("common", [COMMON, 1], ids=["tables", "numbers"])
@settings(unhurried, max_examples=25)
@given(
    commits=st.lists(st.tuples(corpora, st.lists(st.integers(0, 20), max_size=4)), min_size=1, max_size=12),
    data=st.data(),
)
def test_finds_what_the_oracle_finds(
    common: int, commits: list[tuple[tuple[Document, ...], list[int]]], data: st.DataObject
) -> None:
    oracle = MemoryEngine()
    with empty_index() as engine, pytest.MonkeyPatch.context() as patch:
        for module in (matching, segments):
            patch.setattr(module, "COMMON", common)
        for put, removed in commits:
            ids = [f"notice:{number}" for number in removed]
            put = tuple(document for document in put if document.id not in ids)
            engine.write(put, ids)
            oracle.write(put, ids)
        for question in data.draw(st.lists(questions, min_size=8, max_size=16)):
            answer, expected = engine.search(question), oracle.search(question)
            assert set(answer.ids) == set(expected.ids)
            assert (answer.total, answer.complete, answer.matched) == (
                expected.total,
                expected.complete,
                expected.matched,
            )
            assert (answer.suggestion, answer.ignored) == (expected.suggestion, expected.ignored)
            if question.sort is not Sort.RELEVANCE or not question.words:
                assert answer.ids == expected.ids


@settings(unhurried, max_examples=25)
@given(words=st.lists(st.text(max_size=60), min_size=20, max_size=60), page=st.integers(1, 10**12))
def test_no_words_are_too_odd(words: list[str], page: int) -> None:
    odd = Document(id="notice:1", kind=Kind.NOTICE, source="", title=" ".join(words), published_at=NOW)
    with empty_index() as engine:
        engine.write([odd])
        oracle = MemoryEngine([odd])
        for text in words:
            question = SearchRequest(now=NOW, words=text, page=page)
            assert engine.search(question).total == oracle.search(question).total
