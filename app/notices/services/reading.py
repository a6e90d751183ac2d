"""Releases out of files and pages: packages, records, single releases, lists, JSON lines; in constant memory."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import IO, Any

import ijson

from app.notices.services.cleaning import RELEASE_MAX

SECOND_READING_MAX = RELEASE_MAX  # bytes; a document that cannot be streamed is read whole up to here
_ERRORS = (ijson.JSONError, ValueError, ArithmeticError, RecursionError, UnicodeError, MemoryError)
_LINES = (".jsonl", ".ndjson")
BRACKETS_MAX = 5000  # of one item, before its depth is looked at; a release of usual size has about fifty
LEVELS_MAX = 200
DIGITS_MAX = 1000  # in a row; the parser's compiled part dies of integers of more than 4,300
_DIGITS = b"0123456789"
_AS_ZEROS = bytes.maketrans(_DIGITS, b"0" * len(_DIGITS))
_TOO_MANY = b"0" * (DIGITS_MAX + 1)
_RUN = re.compile(rb"[0-9]+")
_ENDLESS_TEXT = re.compile(f"[0-9]{{{DIGITS_MAX + 1}}}")
_ENDLESS_NUMBER = 10**DIGITS_MAX
_REFUSED: Any = object()  # stands for a release that holds a run of too many digits
_LEVELS = {"start_map": 1, "start_array": 1, "end_map": -1, "end_array": -1}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that should be a release.

    Attributes:
        position: Counts from 1 within its document.
        release: The object, or ``None`` where nothing could be read.
        problem: Why not, as a sentence; empty where ``release`` is given.
        licence: What the package around it says, or an empty text.
        is_end: The document could not be read from here on, or not at all.
    """

    position: int
    release: Any = None
    problem: str = ""
    licence: str = ""
    is_end: bool = False


class TooLarge(ValueError):
    """One item takes more memory than we give it."""


class _Crowded(Exception):
    """One item has so many parts that it may be nested too deeply: that must be looked at before going on."""


class _Shortened:
    """A stream without the end of each run of digits that is longer than any number: it keeps one digit too many.

    Attributes:
        has_endless: Whether there was one so far; the item that holds it is found by :func:`_unless_endless`.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._digits = 0  # at the end of what was read, at most one too many
        self.has_endless = False

    def read(self, size: int = -1) -> bytes:
        while data := self._stream.read(size):
            shortened = self._shorten(data)
            if shortened:
                return shortened
        return b""

    def _shorten(self, data: bytes) -> bytes:
        before = self._digits
        joined = b"0" * before + data
        if _has_endless(joined):
            self.has_endless = True
            joined = _without_ends(joined)
        self._digits = len(joined) - len(joined.rstrip(_DIGITS))
        return joined[before:]


def _has_endless(data: bytes) -> bool:
    """Say whether bytes hold a run of digits that is longer than any number."""
    return _TOO_MANY in data.translate(_AS_ZEROS)


def _without_ends(data: bytes) -> bytes:
    return _RUN.sub(lambda run: run[0][: DIGITS_MAX + 1], data)


def _unless_endless(release: Any) -> Any:
    """Return the release, or :data:`_REFUSED` where anything inside it was too long a run of digits."""
    waiting = [release]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif _is_endless(value):
            return _REFUSED
    return release


def _is_endless(value: Any) -> bool:
    if isinstance(value, int):
        return not -_ENDLESS_NUMBER < value < _ENDLESS_NUMBER
    if isinstance(value, Decimal):
        _, digits, exponent = value.as_tuple()
        return len(digits) > DIGITS_MAX or (isinstance(exponent, int) and exponent < -DIGITS_MAX)
    return isinstance(value, str) and _ENDLESS_TEXT.search(value) is not None


class _Metered:
    """A stream that stops when one item grows beyond what memory is given to it.

    The parser writes the path of each level out, so its memory grows with the square of the depth. There are never more
    levels than opening brackets.
    """

    def __init__(self, stream: IO[bytes], *, is_flat: bool = False) -> None:
        self._stream = _Shortened(stream)
        self._is_flat = is_flat
        self._size = self._brackets = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._size += len(data)
        if self._size > RELEASE_MAX:
            raise TooLarge(f"one release is larger than {RELEASE_MAX // 1024 // 1024} MB")
        self._brackets += data.count(b"[") + data.count(b"{")
        if self._brackets > BRACKETS_MAX and not self._is_flat:
            raise _Crowded
        return data

    @property
    def has_endless(self) -> bool:
        return self._stream.has_endless

    def begin_item(self) -> None:
        """Measure anew."""
        self._size = self._brackets = 0


@dataclass(slots=True)
class _Shape:
    """How a document is built: where its releases are, and what it says about itself."""

    prefix: str = ""
    said: dict[str, str] = field(default_factory=dict)


def read_document(stream: IO[bytes], name: str) -> Iterator[Found]:
    """Yield everything in a document that is or should be a release. Never raises for what the document holds.

    Args:
        stream: Seekable.
        name: Its ending tells JSON lines from other JSON; the content is looked at too.
    """
    stream = _as_utf8(stream)
    if name.endswith(_LINES) or _has_lines(stream):
        yield from _read_lines(stream)
        return
    count, is_flat, problem = 0, False, ""
    while True:
        try:
            for release, licence in islice(_stream_releases(stream, is_flat=is_flat), count, None):
                count += 1
                yield _found(count, release, licence)
        except _Crowded:
            if not is_flat and _is_flat(stream):
                is_flat = True
                continue
            too_deep = f"The document is nested more than {LEVELS_MAX} levels deep from here on."
            yield Found(count + 1, problem=too_deep, is_end=True)
        except _ERRORS as error:
            problem = _sentence(error)
        break
    if problem:
        yield from _second_reading(stream, count, problem)


def _is_flat(stream: IO[bytes]) -> bool:
    """Say whether a document can be read without a danger to memory; leaves other faults to the reading."""
    _rewind(stream)
    level = 0
    try:
        for event, _ in ijson.basic_parse(_Shortened(stream)):
            level += _LEVELS.get(event, 0)
            if level > LEVELS_MAX:
                return False
    except _ERRORS:
        pass
    return True


def _as_utf8(stream: IO[bytes]) -> IO[bytes]:
    """Return the stream without a byte order mark, recoded from UTF-16 where the mark says so."""
    start = stream.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        stream.seek(0)
        return codecs.EncodedFile(stream, "utf-8", "utf-16", errors="replace")
    stream.seek(len(codecs.BOM_UTF8) if start.startswith(codecs.BOM_UTF8) else 0)
    return stream


def _rewind(stream: IO[bytes]) -> None:
    stream.seek(0)
    if isinstance(stream, codecs.StreamRecoder):
        return
    if stream.read(3) != codecs.BOM_UTF8:
        stream.seek(0)


def _has_lines(stream: IO[bytes]) -> bool:
    """Say whether the first line is an object by itself and another follows."""
    first = stream.readline(RELEASE_MAX)
    following = next(filter(None, (stream.readline(64).strip() for _ in range(20))), b"")
    _rewind(stream)
    if not first.strip().endswith(b"}") or not following.startswith(b"{"):
        return False
    try:
        return isinstance(_loads(first), dict)
    except _ERRORS:
        return False


def _read_lines(stream: IO[bytes]) -> Iterator[Found]:
    position = 0
    while row := stream.readline(RELEASE_MAX + 1):
        if not row.strip():
            continue
        if len(row) > RELEASE_MAX:
            while row and not row.endswith(b"\n"):
                row = stream.readline(RELEASE_MAX)
            position += 1
            yield Found(position, problem=f"The line is longer than {RELEASE_MAX // 1024 // 1024} MB.")
            continue
        try:
            document = _loads(row)
        except _ERRORS as error:
            position += 1
            yield Found(position, problem=f"The line is not JSON: {_sentence(error)}")
            continue
        is_suspect = _has_endless(row)
        for release, licence in _unpack(document):
            position += 1
            yield _found(position, _unless_endless(release) if is_suspect else release, licence)


def _found(position: int, release: Any, licence: str) -> Found:
    if release is _REFUSED:
        return Found(position, problem=f"The release holds more than {DIGITS_MAX:,} digits in a row.")
    if isinstance(release, dict):
        return Found(position, release=release, licence=licence)
    return Found(position, problem="The release is not an object.")


def _stream_releases(stream: IO[bytes], *, is_flat: bool) -> Iterator[tuple[Any, str]]:
    _rewind(stream)
    shape = _look(_Metered(stream, is_flat=is_flat))
    _rewind(stream)
    metered = _Metered(stream, is_flat=is_flat)
    licence = shape.said.get("license", "")
    for item in ijson.items(metered, shape.prefix):
        metered.begin_item()
        for release, said in _releases_of(item, shape.prefix, licence):
            yield _unless_endless(release) if metered.has_endless else release, said


def _releases_of(item: Any, prefix: str, licence: str) -> Iterator[tuple[Any, str]]:
    if prefix == "releases.item":
        yield item, licence
    elif prefix == "records.item":
        yield from ((release, licence) for release in _of_record(item))
    else:
        yield from _unpack(item)


def _look(stream: _Metered) -> _Shape:
    """Return where in a document the releases are; reads no further than to their beginning."""
    shape, names, wanted = _Shape(), set(), ""
    for prefix, event, value in ijson.parse(stream):
        if prefix == "" and event == "start_array":
            return _Shape("item")
        if event == "start_array" and prefix and prefix == wanted:
            return _Shape(f"{prefix}.item", shape.said)
        if prefix == "" and event == "map_key":
            names.add(value)
            # A release has an ocid of its own, and a record too: both are read whole.
            wanted = value if value in ("releases", "records") and "ocid" not in names else ""
        elif prefix == "license" and event == "string":
            shape.said["license"] = value
    return shape


def _unpack(document: Any) -> Iterator[tuple[Any, str]]:
    """Yield the releases of a document that is in memory: a list, package, record or release."""
    if isinstance(document, list):
        for item in document:
            yield from _unpack(item) if isinstance(item, dict) else [(item, "")]
    elif not isinstance(document, dict):
        yield document, ""
    elif isinstance(document.get("records"), list):
        licence = _text(document, "license")
        yield from ((release, licence) for record in document["records"] for release in _of_record(record))
    elif "releases" in document or "compiledRelease" in document:
        licence = _text(document, "license")
        yield from ((release, licence) for release in _of_record(document))
    else:
        yield document, ""


def _of_record(record: Any) -> Iterator[Any]:
    """Yield a record's releases; where it only links to them, the release that was compiled of them."""
    if not isinstance(record, dict):
        yield record
        return
    releases = record.get("releases")
    held = releases if isinstance(releases, list) else [] if releases is None else [releases]
    linked = [item for item in held if isinstance(item, dict) and "url" in item and "ocid" not in item]
    compiled = record.get("compiledRelease")
    if isinstance(compiled, dict) and (linked or not held):
        yield _with_ocid(compiled, record)
    elif not held and "ocid" in record:
        yield record
    else:
        yield from (_with_ocid(item, record) for item in held)


def _with_ocid(release: Any, record: Mapping[str, Any]) -> Any:
    return {"ocid": record["ocid"], **release} if isinstance(release, dict) and "ocid" in record else release


def _second_reading(stream: IO[bytes], count: int, problem: str) -> Iterator[Found]:
    """Read a document whole that could not be streamed: NaN and texts that are not UTF-8 are no reason to lose it."""
    try:
        _rewind(stream)
        data = stream.read(SECOND_READING_MAX + 1)
        releases = list(_unpack(_loads(data))) if len(data) <= SECOND_READING_MAX else None
    except _ERRORS:
        releases = None
    if releases is None:
        yield Found(count + 1, problem=f"The document cannot be read from here on: {problem}", is_end=True)
        return
    is_suspect = _has_endless(data)
    for position, (release, licence) in enumerate(releases[count:], start=count + 1):
        yield _found(position, _unless_endless(release) if is_suspect else release, licence)


def _loads(data: bytes) -> Any:
    if _has_endless(data):
        data = _without_ends(data)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    return json.loads(text, parse_float=Decimal, parse_constant=str)


def _sentence(error: BaseException) -> str:
    """Return what went wrong as printable words; parsers quote the document, some of them as bytes."""
    said = str(error) if isinstance(error, UnicodeError) else error.args[0] if error.args else type(error).__name__
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    # The parser points at the place with an arrow on a line of its own, which says nothing on one line.
    text = text.replace("(right here) ------^", " ")
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return f"{words[:200].rstrip('.')}."


def _text(document: Mapping[str, Any], key: str) -> str:
    value = document.get(key)
    return value if isinstance(value, str) else ""
