"""Take in uploaded files."""

from __future__ import annotations

import re
import unicodedata
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy.orm import Session

from app.core.errors import DomainError
from app.core.policy import Actor
from app.documents.models import FILE_NAME_MAX, StoredFile
from app.integrations.file_store import BLOCK, FileStore, blocks

MEGABYTE = 1024 * 1024
SIZE_MAX = 20 * MEGABYTE
UNPACKED_MAX = 200 * MEGABYTE
UNPACKED_RATIO_MAX = 120  # times; an honest office file stays far below
PARTS_MAX = 5_000
DIRECTORY_MAX = MEGABYTE  # of the list of parts
EXTENSION_MAX = 10  # characters

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
# Found from the content: extension -> media type. What is not here is refused.
KINDS = {
    "pdf": "application/pdf",
    "docx": WORD,
    "xlsx": EXCEL,
    "pptx": POWERPOINT,
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "csv": "text/csv",
    "txt": "text/plain",
}
SAME = {"jpeg": "jpg"}
ZIPPED = frozenset({"docx", "xlsx", "pptx", "odt", "ods"})
TEXTS = frozenset({"csv", "txt"})
KINDS_IN_WORDS = (
    "PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx), OpenDocument (.odt, .ods), PNG, JPEG, CSV or text"
)
ENCRYPTED = 0x1  # flag of a part
USUAL_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # the others unpack without a limit at each step
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError)
_MARK = {
    "docx": "word/",
    "xlsx": "xl/",
    "pptx": "ppt/",
}


def safe_name(name: str) -> str:
    """Return a file name without folders, control characters, or anything a file system or header trips over."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    base = "".join(c if c.isprintable() and c not in '<>:"/|?*%;' else " " for c in base)
    base = " ".join(base.split()).lstrip(". ")
    stem, dot, extension = base.rpartition(".")
    if not dot:
        stem, extension = base, ""
    extension = re.sub("[^a-z0-9]", "", extension.lower())[:EXTENSION_MAX]
    room = FILE_NAME_MAX - len(extension) - 1
    tidy = (stem[:room].strip(". ") or "file") + (f".{extension}" if extension else "")
    return re.sub(r"\.{2,}", ".", tidy)


@dataclass(frozen=True, slots=True)
class Checked:
    """An uploaded file that may be kept.

    Attributes:
        content: Seekable.
        name: Made safe.
        media_type: Found from the content.
        size: Bytes.
        sha256: Of the content, in hexadecimal.
    """

    content: BinaryIO
    name: str
    media_type: str
    size: int
    sha256: str


def check(content: BinaryIO, name: str) -> Checked:
    """Look into an uploaded file. This can take seconds, so it is done before a transaction begins.

    Args:
        content: Seekable.
        name: As the browser sent it.

    Raises:
        DomainError: The file is empty, too large, of a kind that is not allowed, or not what its name says.
    """
    tidy = safe_name(name)
    size, digest = _measure(content)
    extension = tidy.rpartition(".")[2] if "." in tidy else ""
    extension = SAME.get(extension, extension)
    _check_kind(content, extension)
    return Checked(content, tidy, KINDS[extension], size, digest)


def store(session: Session, files: FileStore, checked: Checked, *, actor: Actor, now: datetime) -> StoredFile:
    """Keep the bytes of a file that was checked, and add its row.

    The bytes are written before the commit: if that fails they lie unused, and no row speaks of them.

    Args:
        session: The caller's transaction.
        files: Where bytes lie.
        checked: What :func:`check` made of the upload.
        actor: Who uploads.
        now: Aware.
    """
    stored = StoredFile(
        id=uuid4(),
        name=checked.name,
        media_type=checked.media_type,
        size=checked.size,
        sha256=checked.sha256,
        uploaded_by_id=actor.user_id,
        created_at=now,
    )
    checked.content.seek(0)
    files.put(stored.id, checked.content)
    session.add(stored)
    session.flush()
    return stored


def _measure(content: BinaryIO) -> tuple[int, str]:
    content.seek(0)
    digest, size = sha256(), 0
    for block in blocks(content):
        size += len(block)
        digest.update(block)
        if size > SIZE_MAX:
            raise DomainError(
                f"The file must be smaller than {SIZE_MAX // MEGABYTE} MB. Make it smaller or split it.", field="file"
            )
    if size == 0:
        raise DomainError("The file is empty. Choose another file.", field="file")
    return size, digest.hexdigest()


def _check_kind(content: BinaryIO, extension: str) -> None:
    if extension not in KINDS:
        raise DomainError(f"The file must be one of these: {KINDS_IN_WORDS}.", field="file")
    if extension in TEXTS:
        _check_text(content)
        return
    if extension in ZIPPED:
        _check_zip(content, extension)
        return
    import filetype  # loaded when it is first needed, so that a process at rest stays small

    content.seek(0)
    found = filetype.guess(content.read(8192))
    if found is None or found.mime != KINDS[extension]:
        raise DomainError(
            f"The file is called .{extension} but is something else inside. Save it again in its own kind.",
            field="file",
        )


def _check_text(content: BinaryIO) -> None:
    content.seek(0)
    try:
        for block in blocks(content):
            if b"\x00" in block:
                raise UnicodeError
        content.seek(0)
        content.read().decode("utf-8")
    except UnicodeError:
        raise DomainError("The file must be plain text in UTF-8. Save it again as UTF-8.", field="file") from None


def _check_zip(content: BinaryIO, extension: str) -> None:
    """Refuse what is no office file, is encrypted or damaged, holds macros, or unpacks to far more than it should."""
    content.seek(0)
    broken = DomainError(f"The file cannot be read as .{extension}. Save it again, without a password.", field="file")
    try:
        _check_directory(content)
        with zipfile.ZipFile(content) as archive:
            parts = archive.infolist()
            _check_declared_sizes(parts)
            if any(part.flag_bits & ENCRYPTED or part.compress_type not in USUAL_COMPRESSION for part in parts):
                raise broken
            kind = _kind_of(archive, extension)
            _check_true_sizes(archive)
    except _UNREADABLE:
        raise broken from None
    if any(_holds_macros(part.filename) for part in parts):
        raise DomainError("The file contains macros. Save it without macros.", field="file")
    if kind != KINDS[extension]:
        raise DomainError(
            f"The file is called .{extension} but is something else inside. Save it again in its own kind.",
            field="file",
        )


def _check_directory(content: BinaryIO) -> None:
    """Refuse a long list of parts by the record at its end, which is all that has been read so far."""
    # The record as ZipFile itself will find it: another reader of ours could be shown another record.
    end = zipfile._EndRecData(content)  # type: ignore[attr-defined]
    if end is None:
        raise zipfile.BadZipFile
    if end[zipfile._ECD_ENTRIES_TOTAL] > PARTS_MAX or end[zipfile._ECD_SIZE] > DIRECTORY_MAX:  # type: ignore[attr-defined]
        raise _unpacks_to_more()


def _check_declared_sizes(parts: Sequence[zipfile.ZipInfo]) -> None:
    packed = sum(part.compress_size for part in parts) or 1
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > PARTS_MAX or unpacked > UNPACKED_MAX or unpacked / packed > UNPACKED_RATIO_MAX:
        raise _unpacks_to_more()


def _unpacks_to_more() -> DomainError:
    return DomainError(
        "The file unpacks to far more than its size. It may be damaged; save it again or send a PDF.", field="file"
    )


def _check_true_sizes(archive: zipfile.ZipFile) -> None:
    """Read every part once, a block at a time, never past its declared size: one that holds more fails its checksum."""
    for part in archive.infolist():
        with archive.open(part) as unpacked:
            while unpacked.read(BLOCK):
                pass


def _kind_of(archive: zipfile.ZipFile, extension: str) -> str:
    """Return the media type that the parts of an office file speak of, or nothing."""
    names = set(archive.namelist())
    if extension in _MARK:
        is_right = "[Content_Types].xml" in names and any(name.startswith(_MARK[extension]) for name in names)
        return KINDS[extension] if is_right else ""
    if "mimetype" not in names:
        return ""
    with archive.open("mimetype") as part:
        return part.read(100).decode("ascii").strip()


def _holds_macros(name: str) -> bool:
    lower = name.lower()
    return lower.endswith("vbaproject.bin") or lower.startswith(("xl/macrosheets/", "basic/", "scripts/"))
