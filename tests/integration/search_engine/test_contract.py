"""What both engines must do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.integrations.search import Document, Kind, Matched, Phase, SearchEngine, Sort, Status
from tests.integration.search_engine.documents import NOW, asking, document

HOUR = timedelta(hours=1)
Ask = Callable[..., set[str]]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        pytest.param("damp", True, id="a word"),
        pytest.param("DAMP", True, id="capitals"),
        pytest.param("home", True, id="another ending"),
        pytest.param("café", True, id="an accent"),
        pytest.param("cafe", True, id="without the accent"),
        pytest.param("damp homes", True, id="all words"),
        pytest.param("damp submarines", True, id="any word where too few hold all"),
        pytest.param("submarines", False, id="another word"),
        pytest.param('"damp homes"', True, id="a phrase"),
        pytest.param("“damp homes”", True, id="a phrase in curly quotes"),
        pytest.param('"homes damp"', False, id="a phrase the other way round"),
        pytest.param('"mould and condensation"', True, id="a phrase across a stop word"),
        pytest.param('"mould condensation"', False, id="a phrase that leaves out a stop word"),
        pytest.param('"homes mould"', False, id="a phrase across title and summary"),
        pytest.param("damp -mould", False, id="without a word that is there"),
        pytest.param("damp -concrete", True, id="without a word that is not there"),
        pytest.param('-"damp homes"', False, id="without a phrase that is there"),
        pytest.param("condens*", True, id="a beginning in the summary"),
        pytest.param("ventila*", False, id="a beginning in the body"),
        pytest.param("ventilation", True, id="a word of the body"),
        pytest.param("leeds", True, id="the buyer"),
        pytest.param("title:damp", True, id="no field can be named"),
        pytest.param("the of and", False, id="stop words alone"),
        pytest.param("", True, id="nothing"),
        pytest.param("*", True, id="an asterisk"),
        pytest.param('"', True, id="half a quotation"),
        pytest.param("3.5", True, id="a number"),
    ],
)
def test_words(engine: SearchEngine, found: Ask, words: str, is_found: bool) -> None:
    engine.write(
        [
            document(
                title="Damp homes",
                summary="Mould and condensation near the Café",
                body="Better ventilation for 3.5 million people",
                buyer="Leeds City Council",
            )
        ]
    )
    assert bool(found(words)) is is_found


def test_any_of_the_words_only_where_too_few_hold_all(engine: SearchEngine) -> None:
    both = [document(number, title="Road repairs") for number in range(10)]
    engine.write([*both, document(99, title="Road signs")])
    answer = engine.search(asking("road repairs"))
    assert (answer.total, answer.matched) == (10, Matched.ALL)
    engine.write([], ["notice:0"])
    answer = engine.search(asking("road repairs"))
    assert (answer.total, answer.matched) == (10, Matched.ANY)
    assert answer.ids[-1] == "notice:99"


def test_what_holds_all_the_words_is_counted_and_comes_first(engine: SearchEngine) -> None:
    some = [document(number, title="Road road road") for number in range(12)]
    engine.write([*some, document(98, title="Signs", body="along the road " + "and so on " * 50), document(99)])
    answer = engine.search(asking("road signs"))
    assert (answer.total, answer.complete, answer.matched) == (13, 1, Matched.ANY)
    assert answer.ids[0] == "notice:98"
    assert engine.search(asking("road")).complete == 13
    assert engine.search(asking("road zebra")).complete == 0


@pytest.mark.parametrize(
    "words",
    ["PG-2026-0012", "pg-2026-0012", "(PG-2026-0012)", '"PG-2026-0012"', "ocds-h6vhtk-06c910", "2026/S 000-075528"],
)
def test_a_number_finds_its_document_first_and_those_that_mention_it(engine: SearchEngine, words: str) -> None:
    numbers = ("PG-2026-0012", "ocds-h6vhtk-06c910", "075528-2026")
    filler = "something about quite another matter of the council and its people " * 20
    engine.write(
        [
            document(1, title="Roads", body=filler, identifiers=numbers),
            document(2, title=f"After {' and '.join(numbers)}"),
            document(3, title="PG 2026", summary="OCDS h6vhtk", body="0012 2026 075528 06c910"),
        ]
    )
    assert engine.search(asking(words)).ids == ("notice:1", "notice:2")
    assert engine.search(asking("PG-2026-0013")).total == 0


def test_a_piece_of_a_number_is_a_word(found: Ask, engine: SearchEngine) -> None:
    engine.write([document(1, identifiers=("075528-2026", "ocds-h6vhtk-06c910"))])
    assert found("075528") == found("06c910") == found("2026 075528") == {"notice:1"}


def test_it_in_capitals_is_a_word(engine: SearchEngine, found: Ask) -> None:
    engine.write([document(1, title="IT support"), document(2, title="Support it")])
    assert found('"IT support"') == found("IT") == found("it") == {"notice:1"}
    assert engine.search(asking("IT support")).ids[0] == "notice:1"
    assert found("it support") == {"notice:1", "notice:2"}


def test_a_beginning_in_the_title_counts_more(engine: SearchEngine) -> None:
    filler = "a matter of the council"
    engine.write(
        [document(1, title=f"Homes {filler}", summary="damp"), document(2, title=f"Damp {filler}", summary="homes")]
    )
    assert engine.search(asking("dam*")).ids == ("notice:2", "notice:1")


def test_the_title_counts_more_than_the_body(engine: SearchEngine) -> None:
    filler = "something about quite another matter of the council and its people"
    engine.write(
        [document(1, title="Waste", body=f"bridge {filler}"), document(2, title="Bridge", body=f"waste {filler}")]
    )
    assert engine.search(asking("bridge")).ids == ("notice:2", "notice:1")


@pytest.mark.parametrize(
    ("phase", "closes_at", "status"),
    [
        (Phase.TENDER, None, Status.OPEN),
        (Phase.TENDER, NOW + timedelta(microseconds=1), Status.OPEN),
        (Phase.TENDER, NOW, Status.CLOSED),
        (Phase.PLANNED, NOW - HOUR, Status.PLANNED),
        (Phase.AWARDED, NOW + HOUR, Status.AWARDED),
        (Phase.WITHDRAWN, NOW + HOUR, Status.WITHDRAWN),
    ],
)
def test_the_status_follows_from_the_times(
    engine: SearchEngine, found: Ask, phase: Phase, closes_at: datetime | None, status: Status
) -> None:
    engine.write([document(phase=phase, closes_at=closes_at)])
    assert [other for other in Status if found(statuses=frozenset({other}))] == [status]


def test_what_opens_later_appears_by_the_clock(engine: SearchEngine, found: Ask) -> None:
    engine.write([document(title="Lighthouse", opens_at=NOW + HOUR)])
    assert not found()
    assert engine.search(asking("lighthous")).suggestion is None
    assert found(now=NOW + HOUR)


@pytest.mark.parametrize(
    ("audience", "reader", "is_found"),
    [
        ({"public"}, {"public"}, True),
        ({"public"}, {"public", "org:a"}, True),
        ({"org:a"}, {"public"}, False),
        ({"org:a"}, {"public", "org:b"}, False),
        ({"org:a", "org:b"}, {"org:b"}, True),
        ({"public"}, set(), False),
        (set(), {"public"}, False),
    ],
)
def test_only_its_audience_finds_a_document(
    engine: SearchEngine, audience: set[str], reader: set[str], is_found: bool
) -> None:
    engine.write([document(title="Lighthouse", audience=frozenset(audience))])
    for words in ("", "lighthouse", '"lighthouse"', "light*"):
        assert engine.search(asking(words, reader=frozenset(reader))).total == is_found
    suggestion = engine.search(asking("lihthouse", reader=frozenset(reader))).suggestion
    assert suggestion == ("lighthouse" if is_found else None)


@pytest.mark.parametrize(
    ("rest", "ids"),
    [
        ({"kinds": frozenset({Kind.AWARD})}, {2}),
        ({"sources": frozenset({"challenge-gov", "elsewhere"})}, {3}),
        ({"buyers": frozenset({"Leeds City Council"})}, {1}),
        ({"buyers": frozenset({"Leeds"})}, set()),
        ({"buyer": "council of leeds"}, {1}),
        ({"buyer": "leeds health"}, set()),
        ({"buyer": "the of"}, {1, 2, 3}),
        ({"regions": frozenset({"TLE", "TLI"})}, {1, 2}),
        ({"value_min": 100}, {1, 2}),
        ({"value_min": 101}, {2}),
        ({"value_max": 100}, {1}),
        ({"value_min": -(10**30), "value_max": 10**30}, {1, 2}),
        ({"closes_after": NOW}, {1, 2}),
        ({"closes_before": NOW + HOUR}, {1}),
        ({"closes_after": NOW + HOUR, "closes_before": NOW + 2 * HOUR}, {2}),
    ],
)
def test_filters(engine: SearchEngine, found: Ask, rest: dict[str, Any], ids: set[int]) -> None:
    engine.write(
        [
            document(1, buyer="Leeds City Council", region="TLE", value_pence=100, closes_at=NOW),
            document(2, kind=Kind.AWARD, region="TLI", value_pence=500, closes_at=NOW + HOUR),
            document(3, source="challenge-gov"),
        ]
    )
    assert found(**rest) == {f"notice:{number}" for number in ids}
    assert found("notice", **rest) == {f"notice:{number}" for number in ids}


@pytest.mark.parametrize(
    ("sort", "numbers"),
    [(Sort.DEADLINE, [2, 1, 4, 3, 5]), (Sort.NEWEST, [1, 2, 3, 4, 5]), (Sort.RELEVANCE, [1, 2, 3, 4, 5])],
)
def test_order_without_words(engine: SearchEngine, sort: Sort, numbers: list[int]) -> None:
    deadlines = [NOW + 2 * HOUR, NOW + HOUR, NOW - 2 * HOUR, NOW - HOUR, None]
    engine.write(
        [
            document(number, closes_at=closes_at, published_at=NOW - number * HOUR)
            for number, closes_at in enumerate(deadlines, 1)
        ]
    )
    assert engine.search(asking(sort=sort)).ids == tuple(f"notice:{number}" for number in numbers)


def test_pages_hold_each_hit_once(engine: SearchEngine) -> None:
    engine.write([document(number, title="Same title") for number in range(95)])
    pages = [engine.search(asking("title", page=page, per_page=10)) for page in range(1, 12)]
    assert [len(page.ids) for page in pages] == [10] * 9 + [5, 0]
    assert len({id_ for page in pages for id_ in page.ids}) == 95
    assert {page.total for page in pages} == {95}


def test_writing_again_replaces_and_removing_removes(engine: SearchEngine, found: Ask) -> None:
    engine.write([document(1, title="Old"), document(1, title="Older"), document(2, title="Old")])
    engine.write([document(1, title="New")], ["notice:2", "notice:3"])
    assert (found("old"), found("older"), found("new")) == (set(), set(), {"notice:1"})
    assert engine.state().documents == 1


def test_what_is_loaded_takes_the_place_of_what_was_there(engine: SearchEngine, found: Ask) -> None:
    engine.write([document(1, title="Old"), document(2, title="Old")])
    engine.update(["notice:1", "notice:2", "notice:3"], lambda ids: [document(1, title=f"New of {len(ids)}")])
    assert (found("old"), found("new")) == (set(), {"notice:1"})


def test_words_are_corrected_where_nothing_holds_them(engine: SearchEngine) -> None:
    engine.write([document(title="Housing repairs"), document(2, title="Housing")])
    assert engine.search(asking("hosing REPAIRS?")).suggestion == "housing REPAIRS?"
    assert engine.search(asking("housing")).suggestion is None
    assert engine.search(asking("zzzzz")).suggestion is None
    assert engine.search(asking("housingrepairs")).suggestion == "housing repairs"
    assert engine.search(asking("repar")).suggestion == "repairs"


def test_nobody_is_sent_to_the_same_words_again(engine: SearchEngine) -> None:
    engine.write([document(title="Cole Road"), document(2, title="SPT")])
    assert engine.search(asking("école")).suggestion == "cole"
    for code in ("SPS-02348", "SPS-2", "PG-2026-0012"):
        assert engine.search(asking(code)).suggestion is None


def test_too_common_words_are_named(engine: SearchEngine) -> None:
    engine.write([document(title="The housing")])
    assert engine.search(asking("the")).ignored == ("the",)
    answer = engine.search(asking("the housing"))
    assert (answer.total, answer.ignored) == (1, ("the",))


def test_a_document_needs_an_ascii_id_of_bounded_length() -> None:
    for id_ in ("", "nötice:1", "x" * 65):
        with pytest.raises(ValueError, match="ASCII"):
            Document(id=id_, kind=Kind.NOTICE, source="", title="", published_at=NOW)
