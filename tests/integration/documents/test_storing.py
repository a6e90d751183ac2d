"""Uploaded files: their rows, and their bytes in a folder."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.db import Database
from app.core.errors import DomainError
from app.core.policy import Actor
from app.documents.models import FILE_NAME_MAX, StoredFile
from app.documents.services import check, store
from app.integrations.file_store import FolderStore
from tests.conftest import NOW


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def files(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


def test_a_row_and_its_bytes(session: Session, database: Database, files: FolderStore, tmp_path: Path) -> None:
    actor = Actor(user_id=uuid4())
    stored = store(session, files, check(BytesIO(b"words"), "é" * 300 + ".txt"), actor=actor, now=NOW)
    session.commit()
    with database.reading() as reader:
        row = reader.scalars(sa.select(StoredFile)).one()
        assert (row.size, row.sha256, row.media_type) == (5, sha256(b"words").hexdigest(), "text/plain")
        assert len(row.name) == FILE_NAME_MAX
        assert (row.uploaded_by_id, row.created_at, row.scanned_at) == (actor.user_id, NOW, None)
    with files.open(stored.id) as content:
        assert content.read() == b"words"
    assert len(files_in(tmp_path)) == 1


def test_a_refused_file_has_neither(session: Session, files: FolderStore, tmp_path: Path) -> None:
    with pytest.raises(DomainError):
        store(session, files, check(BytesIO(b"\x00"), "a.txt"), actor=Actor(), now=NOW)
    assert not session.new
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("size", [0, -1])
def test_the_database_knows_that_no_file_is_empty(session: Session, size: int) -> None:
    session.add(StoredFile(name="a", media_type="text/plain", size=size, sha256="0" * 64, created_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_an_id_is_written_once(files: FolderStore, tmp_path: Path) -> None:
    identifier = uuid4()
    files.put(identifier, BytesIO(b"first"))
    with pytest.raises(FileExistsError):
        files.put(identifier, BytesIO(b"second"))
    with files.open(identifier) as content:
        assert content.read() == b"first"
    assert len(files_in(tmp_path)) == 1


def test_many_writers_of_one_id_leave_one_whole_file(files: FolderStore, tmp_path: Path) -> None:
    identifier = uuid4()

    def put(number: int) -> bool:
        try:
            files.put(identifier, BytesIO(bytes([number]) * 200_000))
        except FileExistsError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(put, range(8))) == [False] * 7 + [True]
    with files.open(identifier) as content:
        kept = content.read()
    assert len(kept) == 200_000
    assert len(set(kept)) == 1
    assert len(files_in(tmp_path)) == 1


class Broken(BytesIO):
    """A file that ends in an error after its first block."""

    def read(self, size: int | None = -1, /) -> bytes:
        if self.tell():
            raise OSError("gone")
        return super().read(size)


def test_half_a_file_is_never_seen(files: FolderStore, tmp_path: Path) -> None:
    identifier = uuid4()
    with pytest.raises(OSError, match="gone"):
        files.put(identifier, Broken(b"x" * 200_000))
    with pytest.raises(FileNotFoundError):
        files.open(identifier)
    assert files_in(tmp_path) == []


def test_what_is_removed_is_gone_and_what_is_unknown_is_ignored(files: FolderStore, tmp_path: Path) -> None:
    identifier = UUID(int=7)
    files.put(identifier, BytesIO(b"x"))
    files.remove(identifier)
    files.remove(identifier)
    files.remove(uuid4())
    with pytest.raises(FileNotFoundError):
        files.open(identifier)
    assert files_in(tmp_path) == []
