"""Releases out of documents of every shape, broken ones too."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.notices.services import reading
from app.notices.services.reading import Found, read_document
from tests.factories import notices as factories

ONE, TWO = {"ocid": "a", "id": "1"}, {"ocid": "b", "id": "2"}


def read(document, name="notices.json"):
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(read_document(BytesIO(data), name))


def releases(found):
    return [item.release for item in found]


@pytest.mark.parametrize(
    "document",
    [
        {"version": "1.1", "releases": [ONE, TWO]},
        {"releases": [ONE, TWO], "version": "1.1", "license": "after"},
        [ONE, TWO],
        {"records": [{"ocid": "a", "releases": [ONE]}, {"ocid": "b", "releases": [TWO]}]},
        {"records": [{"releases": [ONE, TWO]}], "packages": ["https://example.org"]},
        [{"releases": [ONE]}, {"releases": [TWO]}],
        b"\xef\xbb\xbf" + json.dumps({"releases": [ONE, TWO]}).encode(),
        json.dumps({"releases": [ONE, TWO]}).encode("utf-16"),
        json.dumps({"releases": [ONE, TWO]}, indent=4).encode(),
        (json.dumps(ONE) + "\n\n" + json.dumps(TWO) + "\n").encode(),
        (json.dumps({"releases": [ONE]}) + "\n" + json.dumps([TWO])).encode(),
    ],
)
def test_shapes(document):
    name = "notices.jsonl" if isinstance(document, bytes) and b"}\n[" in document else "notices.json"
    assert releases(read(document, name)) == [ONE, TWO]


def test_one_release_is_read_by_itself():
    assert releases(read(ONE)) == [ONE]
    assert releases(read(json.dumps(ONE, indent=1).encode())) == [ONE]
    assert releases(read(json.dumps(ONE).encode(), "notices.jsonl")) == [ONE]


def test_a_record_that_only_links_gives_what_was_compiled():
    record = {
        "ocid": "a",
        "releases": [{"url": "https://example.org", "date": "2027-01-01"}],
        "compiledRelease": {"id": "1"},
    }
    assert releases(read({"records": [record]})) == [ONE]
    assert releases(read(record)) == [ONE]
    assert releases(read({"ocid": "a", "compiledRelease": {"id": "1"}, "versionedRelease": {}})) == [ONE]


def test_a_record_with_whole_releases_gives_those():
    record = {"ocid": "a", "releases": [{"id": "1"}, ONE], "compiledRelease": {"id": "compiled"}}
    assert releases(read(record)) == [ONE, ONE]


def test_a_package_tells_its_licence():
    assert [item.licence for item in read(factories.package(ONE))] == ["https://licence.example"]
    assert [item.licence for item in read({"license": "L", "records": [{"releases": [ONE]}]})] == ["L"]


def test_an_empty_package_holds_nothing():
    assert read({"releases": []}) == []
    assert read({"records": []}) == []
    assert read([]) == []


@pytest.mark.parametrize(
    "document", [b"", b"   \n", b"\x00", b"not json", b"<html></html>", b"\xff\xfe", b'{"releases":']
)
def test_what_is_not_json_is_one_refusal(document):
    found = read(document)
    assert len(found) == 1
    assert found[0].release is None
    assert found[0].problem.startswith("The document cannot be read")


@pytest.mark.parametrize(
    "document", [b"5", b'"text"', b"null", b'{"releases": [5]}', b'{"releases": 5}', b"[[1], null]"]
)
def test_what_is_no_object_is_refused(document):
    found = read(document)
    assert found
    assert all(item.release is None and item.problem for item in found)


def test_a_truncated_document_gives_what_came_before():
    data = json.dumps({"releases": [ONE, TWO]}).encode()
    found = read(data[:-8])
    assert releases(found) == [ONE, None]
    assert "from here on" in found[1].problem


@pytest.mark.parametrize("bad", [b"NaN", b"Infinity", b"-Infinity", b'"caf\xe9"', b'"\\ud800"'])
def test_numbers_and_letters_that_are_not_json_cost_nothing(bad):
    found = read(
        b'{"releases": [{"ocid": "a", "id": "1"}, {"ocid": "b", "x": ' + bad + b'}, {"ocid": "b", "id": "2"}]}'
    )
    assert [item.release["ocid"] for item in found] == ["a", "b", "b"]
    assert [item.position for item in found] == [1, 2, 3]


@pytest.mark.parametrize("number", [b"1e9999", b"-1e-9999", b"9" * 1000, b"1." + b"1" * 1000])
@pytest.mark.parametrize("name", ["notices.json", "notices.jsonl"])
def test_large_numbers_are_read(number, name):
    found = read(b'{"releases": [{"ocid": "a", "x": ' + number + b"}]}", name)
    assert [item.release["ocid"] for item in found] == ["a"]


def test_a_bad_line_costs_that_line_alone():
    lines = [json.dumps(ONE), "{broken", "\udcff", json.dumps(TWO)]
    found = read("\n".join(lines).encode("utf-8", "surrogateescape"), "notices.jsonl")
    assert releases(found) == [ONE, None, None, TWO]
    assert [item.position for item in found] == [1, 2, 3, 4]


def test_deep_nesting_is_no_danger():
    deep = b"[" * 100_000 + b"]" * 100_000
    for document in (deep, b'{"releases": ' + deep + b"}", b'{"ocid": ' + deep + b"}"):
        for name in ("notices.json", "notices.jsonl"):
            for item in read(document, name):
                assert item.release is None or "ocid" in item.release


def test_one_enormous_release_is_refused_in_little_memory(monkeypatch):
    monkeypatch.setattr(reading, "RELEASE_MAX", 100_000)
    monkeypatch.setattr(reading, "SECOND_READING_MAX", 100_000)
    big = {"ocid": "b", "text": "x" * 500_000}
    found = read({"releases": [ONE, big, TWO]})
    assert releases(found) == [ONE, None]
    assert "larger than" in found[1].problem
    lines = "\n".join(map(json.dumps, (ONE, big, TWO))).encode()
    assert releases(read(lines, "notices.jsonl")) == [ONE, None, TWO]


def test_many_releases_are_read_one_by_one(monkeypatch):
    monkeypatch.setattr(reading, "RELEASE_MAX", 100_000)
    many = {"releases": [{"ocid": str(number), "text": "x" * 1000} for number in range(2000)]}
    assert len(read(many)) == 2000


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.json", "a.jsonl"]))
def test_any_bytes_are_read_without_an_error(data, name):
    for item in read_document(BytesIO(data), name):
        assert isinstance(item, Found)
        assert (item.release is None) == bool(item.problem)


@settings(deadline=None)
@given(st.data())
def test_a_document_cut_anywhere_is_read_without_an_error(data):
    whole = json.dumps(factories.package(factories.release(), factories.release())).encode()
    cut = data.draw(st.integers(0, len(whole)))
    swap = data.draw(st.binary(max_size=3))
    found = read(whole[:cut] + swap + whole[cut + len(swap) :])
    assert all(isinstance(item, Found) for item in found)


MANY = reading.DIGITS_MAX
LAYOUTS = ['{"releases": [%s]}', '{"license": "L", "records": [%s]}', "[%s]", "%s"]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize(
    "value",
    [
        "7" * (MANY + 1),
        "7" * 5_000,
        "-" + "7" * 200_000,
        "1." + "0" * 5_000,
        "0." + "0" * 5_000 + "1",
        '"' + "7" * 5_000 + '"',
        '{"' + "7" * 5_000 + '": 1}',
        "[[" + "7" * 5_000 + "]]",
    ],
    ids=len,
)
def test_a_number_without_end_refuses_its_release_and_no_other(layout, value):
    rows = [json.dumps({"ocid": "a", "id": str(number)}) for number in range(3_000)]
    rows[2_000] = f'{{"ocid": "a", "id": "2000", "value": {value}}}'
    document = layout % ("\n" if layout == "%s" else ",").join(rows)
    found = read(document.encode())
    assert [item.position for item in found] == list(range(1, 3_001))
    assert [(item.position, item.problem) for item in found if item.problem] == [
        (2_001, "The release holds more than 1,000 digits in a row.")
    ]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_number_of_many_digits_is_read_as_it_is(layout):
    release = {**ONE, "value": 10 ** (MANY - 1), "text": "7" * MANY}
    assert releases(read((layout % json.dumps(release)).encode())) == [release]


@pytest.mark.parametrize("before", ["", '{"version": 1', "[", '{"a": [[', '{"releases": [' + "[" * 6_000])
def test_a_number_without_end_at_any_place_ends_no_process(before):
    assert all(item.problem for item in read((before + "7" * 200_000).encode()))


@given(
    pieces=st.lists(st.text("07", max_size=12) | st.text("a.-", max_size=3), max_size=12),
    size=st.integers(min_value=1, max_value=9),
)
def test_runs_are_cut_across_blocks_and_nothing_else_is(pieces, size):
    text = "".join(pieces)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "DIGITS_MAX", 4)
        patch.setattr(reading, "_TOO_MANY", b"0" * 5)
        stream = reading._Shortened(BytesIO(text.encode()))
        cut = b"".join(iter(lambda: stream.read(size), b"")).decode()
    assert cut == re.sub("([0-9]{5})[0-9]+", r"\1", text)
    assert stream.has_endless == bool(re.search("[0-9]{5}", text))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xff",
        b"PK\x03\x04\x00binary",
        b"<html>hello",
        b"a,b\n1,2",
        b'{"releases":[{"ocid":"\xff\xfe"}, {]}',
        b'{"releases":[{"ocid":1},',
        b"[" * 100_000,
    ],
)
def test_a_document_that_breaks_off_says_so_in_printable_words(data):
    *_, last = read(data)
    assert last.is_end
    assert last.problem.isprintable()
    assert not any(odd in last.problem for odd in ("b'", 'b"', "\\x", "\\n", "right here"))


def test_a_faulty_release_is_not_the_end_of_its_document():
    assert [found.is_end for found in read(b'{"releases": [5, {"ocid": "x"}]}')] == [False, False]
    assert [found.is_end for found in read(b'{"a": 1}\n{broken\n{"b": 1}\n', "a.jsonl")] == [False, False, False]
