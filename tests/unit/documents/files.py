"""Files to upload, made here; and a store that keeps them in memory."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, BinaryIO
from uuid import UUID

from app.documents.services import KINDS

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 17
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 20
GIF = b"GIF89a" + b"\x00" * 20
PROGRAM = b"MZ\x90\x00" + b"\x00" * 60
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600

FOLDERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml"}


def zipped(parts: Mapping[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of ``parts``."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def office(extension: str, extra: Mapping[str, bytes] | None = None) -> bytes:
    """Return a small office file of that kind."""
    if extension in FOLDERS:
        parts = {"[Content_Types].xml": b"<Types/>", FOLDERS[extension]: b"<x>words</x>"}
    else:
        parts = {"mimetype": KINDS[extension].encode(), "content.xml": b"<x>words</x>"}
    return zipped({**parts, **(extra or {})})


GOOD: Mapping[str, bytes] = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "jpeg": JPEG,
    "csv": "Straße,1\n".encode(),
    "txt": b"Plain words.\n",
    **{extension: office(extension) for extension in ("docx", "xlsx", "pptx", "odt", "ods")},
}


def with_flag(archive: bytes, flag: int) -> bytes:
    """Return the archive with a flag set on every part, in both of its directories."""
    changed = bytearray(archive)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(signature)
        while at >= 0:
            flags = struct.unpack_from("<H", changed, at + offset)[0]
            struct.pack_into("<H", changed, at + offset, flags | flag)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def with_declared_size(archive: bytes, name: str, size: int) -> bytes:
    """Return the archive with a lie about how large one part is when unpacked, in both of its directories."""
    changed, wanted = bytearray(archive), name.encode()
    for signature, offset, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = changed.find(signature)
        while at >= 0:
            if changed[at + name_at : at + name_at + len(wanted)] == wanted:
                struct.pack_into("<I", changed, at + offset, size)
            at = changed.find(signature, at + 4)
    return bytes(changed)


def with_long_directory(count: int, *, says: int) -> bytes:
    """Return an archive of ``count`` empty parts in its directory, whose last record says that there are ``says``."""
    directory = (b"PK\x01\x02" + bytes(24) + struct.pack("<H", 3) + bytes(16) + b"abc") * count
    small = min(says, 0xFFFF)
    return directory + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, small, small, len(directory), 0, 0)


class MemoryStore:
    """Files under ids."""

    def __init__(self) -> None:
        self.kept: dict[UUID, bytes] = {}

    def put(self, file_id: UUID, content: BinaryIO) -> None:
        assert file_id not in self.kept
        self.kept[file_id] = content.read()

    def open(self, file_id: UUID) -> BinaryIO:
        return BytesIO(self.kept[file_id])

    def remove(self, file_id: UUID) -> None:
        self.kept.pop(file_id, None)


class NoDatabase:
    """A session that only remembers what was added."""

    def __init__(self) -> None:
        self.added: list[Any] = []

    def add(self, row: Any) -> None:
        self.added.append(row)

    def flush(self) -> None:
        pass
