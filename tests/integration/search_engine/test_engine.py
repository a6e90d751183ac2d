"""The index in a folder: rebuilt beside, shared by processes, locked, damaged, merged."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from pathlib import Path

import pytest

from app.integrations.search import (
    Document,
    IndexBusy,
    IndexUnreadable,
    MemoryEngine,
    Phase,
    Status,
    WhooshEngine,
)
from app.integrations.search import engine as engine_module
from app.integrations.search.locking import held_lock
from app.integrations.search.segments import FILTERS_KEPT, PREFIXES_KEPT, READERS_KEPT, WORDS_KEPT
from app.integrations.search.writing import FAN, MERGED_MAX, to_join
from tests.integration.search_engine.documents import asking, document


def titled(*titles: str) -> list[Document]:
    return [document(number, title=title) for number, title in enumerate(titles)]


def nothing(ids: Sequence[str]) -> list[Document]:
    return []


def test_without_an_index_nothing_is_found_and_nothing_lost(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    for act in (lambda: engine.search(asking("damp")), lambda: engine.write(titled("Damp"))):
        with pytest.raises(IndexUnreadable, match="not been built"):
            act()
    assert not engine.state().is_readable


def test_a_second_reader_follows_writes_and_rebuilds(whoosh: WhooshEngine) -> None:
    reader = WhooshEngine(whoosh.folder)
    assert reader.search(asking("damp")).total == 0
    whoosh.write(titled("Damp"))
    assert reader.search(asking("damp")).total == 1
    whoosh.rebuild([titled("Damp", "Damp")], nothing)
    assert reader.search(asking("damp")).total == 2
    assert len(list(whoosh.folder.glob("index-*"))) == 1


def test_the_old_index_answers_until_the_new_one_is_complete(whoosh: WhooshEngine) -> None:
    whoosh.write(titled("Old"))
    totals = []

    def batches() -> Iterator[list[Document]]:
        yield titled("New")
        totals.append(whoosh.search(asking("old")).total)
        assert whoosh.state().is_rebuilding

    whoosh.rebuild(batches(), nothing)
    assert (totals, whoosh.search(asking("old")).total, whoosh.search(asking("new")).total) == ([1], 0, 1)


def test_what_is_written_during_a_rebuild_is_loaded_anew(whoosh: WhooshEngine) -> None:
    first, second, third = titled("First", "Second", "Third")
    asked: list[str] = []

    def batches() -> Iterator[list[Document]]:
        yield [first, second]
        whoosh.write([third], [first.id])

    def reload(ids: Sequence[str]) -> list[Document]:
        asked.extend(ids)
        return [third]

    whoosh.rebuild(batches(), reload)
    assert sorted(asked) == [first.id, third.id]
    assert [whoosh.search(asking(word)).total for word in ("first", "second", "third")] == [0, 1, 1]


def test_the_very_first_build_misses_nothing(tmp_path: Path) -> None:
    engine = WhooshEngine(tmp_path / "index")
    document_ = titled("Damp")[0]

    def batches() -> Iterator[list[Document]]:
        yield []
        engine.write([document_])

    engine.rebuild(batches(), lambda ids: [document_])
    assert engine.search(asking("damp")).total == 1


def test_a_build_that_fails_leaves_the_index_as_it_was(whoosh: WhooshEngine) -> None:
    whoosh.write(titled("Old"))

    def batches() -> Iterator[list[Document]]:
        yield titled("New")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        whoosh.rebuild(batches(), nothing)
    whoosh.write([document(7, title="Seven")])
    assert [whoosh.search(asking(word)).total for word in ("old", "new", "seven")] == [1, 0, 1]
    whoosh.rebuild([titled("New")], nothing)
    assert len(list(whoosh.folder.glob("index-*"))) == 1


def test_a_build_that_was_killed_is_swept_up_by_the_next(whoosh: WhooshEngine) -> None:
    (whoosh.folder / "index-dead").mkdir()
    (whoosh.folder / "MISSED").write_text("notice:1\n")
    whoosh.write(titled("Damp"))
    assert not (whoosh.folder / "MISSED").exists()
    whoosh.rebuild([titled("Damp")], nothing)
    assert not (whoosh.folder / "index-dead").exists()


def test_one_build_at_a_time(whoosh: WhooshEngine) -> None:
    def batches() -> Iterator[list[Document]]:
        with pytest.raises(IndexBusy, match="already"):
            WhooshEngine(whoosh.folder).rebuild([], nothing)
        yield []

    whoosh.rebuild(batches(), nothing)


def test_a_writer_waits_for_another_and_gives_up(whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WAIT", 0.0)
    with held_lock(whoosh.folder / "write.lock", wait=0, busy=""), pytest.raises(IndexBusy):
        whoosh.write(titled("Damp"))
    whoosh.write(titled("Damp"))
    assert whoosh.search(asking("damp")).total == 1


@pytest.mark.parametrize("suffix", [".toc", ".trm", ".pst", ".col"])
@pytest.mark.parametrize("harm", ["gone", "empty", "nonsense", "cut"])
def test_a_damaged_index_says_so_and_can_be_built_again(whoosh: WhooshEngine, suffix: str, harm: str) -> None:
    whoosh.write(titled("Damp homes", "Damp roads"))
    live = whoosh.folder / (whoosh.folder / "CURRENT").read_text()
    for file in live.glob(f"*{suffix}"):
        content = file.read_bytes()
        if harm == "gone":
            file.unlink()
        else:
            file.write_bytes(
                {"empty": b"", "nonsense": b"\xff" * len(content), "cut": content[: len(content) // 2]}[harm]
            )
    fresh = WhooshEngine(whoosh.folder)
    with pytest.raises(IndexUnreadable):
        _ = [fresh.search(asking(words)) for words in ("damp homes", "roads", "damp*", '"damp homes"')]
    assert not fresh.verify()
    assert fresh.state().is_suspect or not fresh.state().is_readable
    fresh.rebuild([titled("Damp")], nothing)
    assert fresh.search(asking("damp")).total == 1
    assert (fresh.state().is_readable, fresh.state().is_suspect, fresh.verify()) == (True, False, True)


def test_a_question_that_fails_makes_a_sound_index_suspect_only_until_it_is_verified(
    whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    whoosh.write(titled("Damp"))
    with monkeypatch.context() as broken:
        broken.setattr("app.integrations.search.generation.parse", lambda words: 1 / 0)
        with pytest.raises(IndexUnreadable):
            whoosh.search(asking("damp"))
    other = WhooshEngine(whoosh.folder)
    assert other.state().is_suspect
    assert other.verify()
    assert not whoosh.state().is_suspect


@pytest.mark.parametrize("pointer", ["", "../elsewhere", "index-1-gone", "\xff", "index-1-a/../../b", "index-0-old"])
def test_a_damaged_pointer_says_so(whoosh: WhooshEngine, pointer: str) -> None:
    (whoosh.folder / "CURRENT").write_text(pointer, encoding="latin-1")
    with pytest.raises(IndexUnreadable):
        whoosh.search(asking())
    assert whoosh.state().problem


def test_documents_are_loaded_while_nobody_else_writes(whoosh: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "WAIT", 0.0)

    def load(ids: Sequence[str]) -> list[Document]:
        with pytest.raises(IndexBusy):
            WhooshEngine(whoosh.folder).write(titled("Newer"))
        return titled("Damp")

    whoosh.update(["notice:0"], load)
    assert whoosh.search(asking("damp")).total == 1


def test_many_small_commits_are_merged_and_lose_nothing(whoosh: WhooshEngine) -> None:
    for number in range(60):
        whoosh.write([document(number, title=f"Damp {number}", published_at=asking().now - timedelta(hours=number))])
    assert whoosh.state().segments < 3 * FAN
    answer = whoosh.search(asking('"damp 41"'))
    assert answer.ids == ("notice:41",)
    assert whoosh.search(asking("damp")).total == 60


def test_no_commit_copies_too_much() -> None:
    assert to_join([1] * (FAN - 1)) == 0
    assert to_join([1] * FAN) == FAN
    assert to_join([1, 1, *[100] * FAN]) == FAN + 2
    assert to_join([MERGED_MAX // 2] * FAN) == 0


def test_what_is_remembered_holds_until_something_opens_or_closes(whoosh: WhooshEngine) -> None:
    hours = [timedelta(hours=hour) for hour in range(4)]
    tenders = [
        document(
            number, title="Damp", phase=Phase.TENDER, opens_at=asking().now + opens, closes_at=asking().now + closes
        )
        for number, (opens, closes) in enumerate(product(hours, hours))
    ]
    whoosh.write(tenders)
    oracle = MemoryEngine(tenders)
    moments = [asking().now + hour + step * timedelta(microseconds=1) for hour in hours for step in (-1, 0, 1)]
    for now in (*moments, *reversed(moments)):
        for statuses in ({Status.OPEN}, {Status.CLOSED}, {}):
            question = asking(now=now, statuses=frozenset(statuses), per_page=50)
            assert whoosh.search(question).ids == oracle.search(question).ids


def test_what_is_remembered_is_bounded(whoosh: WhooshEngine) -> None:
    whoosh.write(titled(*(f"w{number}" for number in range(3 * WORDS_KEPT))))
    for number in range(3 * WORDS_KEPT):
        question = asking(f"w{number} w{number + 1}*", value_min=number, reader=frozenset({f"org:{number}"}))
        assert whoosh.search(question).total == 0
    (segment,) = whoosh._current().segments.values()
    kept = [len(cache) for cache in (segment.words, segment.prefixes, segment.passing, segment.readers)]
    assert kept == [WORDS_KEPT, PREFIXES_KEPT, FILTERS_KEPT, READERS_KEPT]


def test_threads_and_a_writer_do_not_disturb_each_other(whoosh: WhooshEngine) -> None:
    whoosh.write(titled(*["Damp homes"] * 30))
    wrong: list[object] = []

    def read() -> None:
        for _ in range(60):
            try:
                if (total := whoosh.search(asking("damp homes")).total) != 30:
                    wrong.append(total)
            except IndexUnreadable as error:
                wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(15):
        whoosh.write([document(number, title="Damp homes again")])
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_worker_at_rest_holds_no_library_of_the_search() -> None:
    code = "import sys, app.integrations.search; print({'whoosh', 'numpy', 'Stemmer'} & set(sys.modules))"
    seen = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "set()"
