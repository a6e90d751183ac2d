"""The table of stored files."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base, CreatedAt, UuidPk

FILE_NAME_MAX = 150  # characters


class StoredFile(Base):
    """One uploaded file. The bytes lie in the file store under the id."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("size > 0", name="size_is_positive"),)

    id: Mapped[UuidPk]
    name: Mapped[str] = mapped_column(String(FILE_NAME_MAX), comment="as uploaded, made safe")
    media_type: Mapped[str] = mapped_column(String(100), comment="found from the content")
    size: Mapped[int] = mapped_column(BigInteger, comment="bytes")
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[UUID | None] = mapped_column(comment="no foreign key: documents do not know accounts")
    scanned_at: Mapped[datetime | None] = mapped_column(comment="null: not scanned for malware")
    created_at: Mapped[CreatedAt]
