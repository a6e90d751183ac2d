"""What is taken in, found from the content; and what is refused, with nothing kept."""

from __future__ import annotations

import tracemalloc
import zipfile
from contextlib import suppress
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import DomainError
from app.core.policy import Actor
from app.documents import services
from app.documents.models import StoredFile
from tests.factories.challenges import NOW
from tests.unit.documents.files import (
    GIF,
    GOOD,
    OLE,
    PDF,
    PROGRAM,
    MemoryStore,
    NoDatabase,
    office,
    with_declared_size,
    with_flag,
    with_long_directory,
    zipped,
)

ACTOR = Actor(user_id=uuid4())


def check_refusal(error: DomainError, session: NoDatabase, files: MemoryStore) -> None:
    assert error.field == "file"
    assert error.message.endswith(".")
    assert not files.kept
    assert not session.added


def store(content: bytes, name: str) -> StoredFile:
    session: Any = NoDatabase()
    files = MemoryStore()
    try:
        checked = services.check(BytesIO(content), name)
        stored = services.store(session, files, checked, actor=ACTOR, now=NOW)
    except DomainError as error:
        check_refusal(error, session, files)
        raise
    assert files.kept == {stored.id: content}
    assert session.added == [stored]
    return stored


@pytest.mark.parametrize("extension", GOOD)
def test_every_kind_that_is_named_to_people_is_taken(extension: str) -> None:
    content = GOOD[extension]
    stored = store(content, f"Annex A.{extension.upper()}")
    assert stored.name == f"Annex A.{extension}"
    assert stored.media_type == services.KINDS[services.SAME.get(extension, extension)]
    assert (stored.size, stored.sha256) == (len(content), sha256(content).hexdigest())
    assert (stored.uploaded_by_id, stored.created_at) == (ACTOR.user_id, NOW)


@pytest.mark.parametrize("says", GOOD)
@pytest.mark.parametrize("holds", [*GOOD, "gif", "exe", "ole"])
def test_a_file_that_is_something_else_inside_is_refused(says: str, holds: str) -> None:
    others = {"gif": GIF, "exe": PROGRAM, "ole": OLE}
    same = services.SAME.get(says, says) == services.SAME.get(holds, holds)
    if same or (says in services.TEXTS and holds in services.TEXTS):
        return
    with pytest.raises(DomainError):
        store(GOOD.get(holds) or others[holds], f"file.{says}")


@pytest.mark.parametrize("name", ["run.exe", "page.html", "image.svg", "macro.docm", "archive.zip", "pdf", ".pdf", "x"])
def test_other_kinds_are_refused_with_a_list_of_what_may_be_sent(name: str) -> None:
    with pytest.raises(DomainError, match="must be one of these: PDF, Word"):
        store(PDF, name)


@pytest.mark.parametrize("extension", GOOD)
def test_an_empty_file_is_refused(extension: str) -> None:
    with pytest.raises(DomainError, match="The file is empty"):
        store(b"", f"file.{extension}")


def test_size_is_measured_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SIZE_MAX", 100)
    assert store(b"x" * 100, "a.txt").size == 100
    with pytest.raises(DomainError, match="smaller than"):
        store(b"x" * 101, "a.txt")


@pytest.mark.parametrize(
    "content", [b"a\x00b", b"\xff\xfea\x00b\x00", b"caf\xe9", b"\xed\xa0\x80", b"x" * 65535 + b"\xc3"]
)
def test_text_that_is_not_utf_8_or_holds_a_nul_is_refused(content: bytes) -> None:
    with pytest.raises(DomainError, match="plain text in UTF-8"):
        store(content, "a.csv")


def test_a_letter_across_the_border_of_two_blocks_is_text() -> None:
    assert store(b"x" * 65535 + "é".encode(), "a.txt").size == 65537


@given(content=st.binary(min_size=1, max_size=300), extension=st.sampled_from(sorted(services.KINDS)))
def test_any_bytes_are_taken_or_refused_with_a_sentence(content: bytes, extension: str) -> None:
    with suppress(DomainError):
        store(content, f"a.{extension}")


@given(
    extension=st.sampled_from(sorted(services.ZIPPED)),
    at=st.integers(min_value=0, max_value=10_000),
    byte=st.integers(min_value=0, max_value=255),
)
def test_a_damaged_office_file_is_taken_or_refused_never_an_error(extension: str, at: int, byte: int) -> None:
    content = bytearray(GOOD[extension])
    content[at % len(content)] = byte
    with suppress(DomainError):
        store(bytes(content), f"a.{extension}")


@pytest.mark.parametrize("extension", sorted(services.ZIPPED))
class TestArchives:
    """Office files are archives, and archives can lie."""

    def test_a_bomb_that_says_so_is_refused(self, extension: str) -> None:
        bomb = office(extension, {"big.xml": b"0" * (30 * services.MEGABYTE)})
        assert len(bomb) < 100_000
        with pytest.raises(DomainError, match="unpacks to far more"):
            store(bomb, f"a.{extension}")

    def test_a_bomb_that_lies_is_refused_without_being_unpacked(self, extension: str) -> None:
        honest = office(extension, {"big.xml": b"0" * (30 * services.MEGABYTE)})
        lying = with_declared_size(honest, "big.xml", 2_000)
        tracemalloc.start()
        try:
            with pytest.raises(DomainError, match="cannot be read"):
                store(lying, f"a.{extension}")
            assert tracemalloc.get_traced_memory()[1] < 3 * services.MEGABYTE
        finally:
            tracemalloc.stop()

    def test_too_many_parts_are_refused(self, extension: str) -> None:
        parts = {f"p{n}": b"" for n in range(services.PARTS_MAX)}
        with pytest.raises(DomainError, match="unpacks to far more"):
            store(office(extension, parts), f"a.{extension}")

    @pytest.mark.parametrize("says", [0, 1, 400_000])
    def test_a_long_list_of_parts_is_refused_before_it_is_read(self, extension: str, says: int) -> None:
        content = with_long_directory(400_000, says=says)
        assert len(content) < services.SIZE_MAX
        tracemalloc.start()
        try:
            with pytest.raises(DomainError, match="unpacks to far more"):
                store(content, f"a.{extension}")
            assert tracemalloc.get_traced_memory()[1] < services.MEGABYTE
        finally:
            tracemalloc.stop()

    def test_a_password_is_refused(self, extension: str) -> None:
        with pytest.raises(DomainError, match="without a password"):
            store(with_flag(office(extension), 0x1), f"a.{extension}")

    @pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
    def test_compression_that_office_files_do_not_use_is_refused(self, extension: str, method: int) -> None:
        with zipfile.ZipFile(BytesIO(office(extension))) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        assert store(zipped(parts), f"a.{extension}")
        with pytest.raises(DomainError, match="cannot be read"):
            store(zipped(parts, compression=method), f"a.{extension}")

    def test_a_wrong_checksum_is_refused(self, extension: str) -> None:
        content = office(extension, {"note.xml": b"SOMETHING-TO-CHANGE" * 3})
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        plain = zipped(parts, compression=zipfile.ZIP_STORED)
        with pytest.raises(DomainError, match="cannot be read"):
            store(plain.replace(b"TO-CHANGE", b"2-CHANGED"), f"a.{extension}")

    @pytest.mark.parametrize("cut", [1, 30, 100])
    def test_half_a_file_is_refused(self, extension: str, cut: int) -> None:
        with pytest.raises(DomainError):
            store(office(extension)[:-cut], f"a.{extension}")


@pytest.mark.parametrize(
    ("extension", "part"),
    [
        ("docx", "word/vbaProject.bin"),
        ("xlsx", "xl/VBAPROJECT.BIN"),
        ("xlsx", "xl/macrosheets/sheet1.xml"),
        ("pptx", "ppt/vbaProject.bin"),
        ("odt", "Basic/Standard/Module1.xml"),
        ("ods", "Scripts/python/run.py"),
    ],
)
def test_macros_are_refused(extension: str, part: str) -> None:
    with pytest.raises(DomainError, match="contains macros"):
        store(office(extension, {part: b"x"}), f"a.{extension}")


def test_names_inside_an_archive_lead_nowhere() -> None:
    content = office("docx", {"../../etc/passwd": b"x", "/absolute": b"y", "C:\\windows\\x": b"z"})
    assert store(content, "a.docx").name == "a.docx"


def test_a_mimetype_that_unpacks_to_much_is_not_unpacked() -> None:
    parts = {"mimetype": services.KINDS["odt"].encode() + b" " * (40 * services.MEGABYTE)}
    lying = with_declared_size(zipped(parts), "mimetype", 45)
    tracemalloc.start()
    try:
        with pytest.raises(DomainError):
            store(lying, "a.odt")
        assert tracemalloc.get_traced_memory()[1] < 3 * services.MEGABYTE
    finally:
        tracemalloc.stop()
