"""Tables: a contracting process as it stands, its releases as they came, and the runs that brought them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zlib import decompress

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Base, SerialPk, UuidPk
from app.integrations.search import open_until
from app.notices.states import NoticeKind, NoticePhase, NoticeSource, NoticeStatus

IDENTIFIER_MAX = 200  # characters of an ocid, a release id or a buyer's id
TITLE_MAX = 500  # characters
NAME_MAX = 300  # characters of an organisation's name
DESCRIPTION_MAX = 20_000  # characters; the release keeps the whole text
URL_MAX = 1000  # characters
LICENCE_MAX = 200  # characters
NOTICE_TYPE_MAX = 20  # characters
CORRECTION = "correction"  # the notice type of a process of which only corrections are held
REGION_MAX = 3  # characters of an ITL1 code


class Notice(Base):
    """One contracting process of one source, in its newest state."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("source", "ocid"),
        CheckConstraint("value_pence >= 0", name="value_not_negative"),
        CheckConstraint("release_count >= 1", name="has_releases"),
        # The list of notices walks this index backwards, whatever the number of rows.
        Index("ix_notice_published_at_id", "published_at", "id"),
    )

    id: Mapped[SerialPk]
    source: Mapped[NoticeSource]
    ocid: Mapped[str] = mapped_column(String(IDENTIFIER_MAX), comment="open contracting id of the process")
    release_id: Mapped[str] = mapped_column(String(IDENTIFIER_MAX), comment="id of the newest release")
    release_count: Mapped[int]
    kind: Mapped[NoticeKind]
    notice_type: Mapped[str] = mapped_column(String(NOTICE_TYPE_MAX), comment="UK1 to UK17, or correction, or empty")
    phase: Mapped[NoticePhase]
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    description: Mapped[str] = mapped_column(Text)
    buyer_id: Mapped[str] = mapped_column(String(IDENTIFIER_MAX))
    buyer_name: Mapped[str] = mapped_column(
        String(NAME_MAX), comment="tidied for reading; the release has it as published"
    )
    region: Mapped[str] = mapped_column(String(REGION_MAX), comment="ITL1 code such as TLG, or empty")
    cpv: Mapped[list[str]] = mapped_column(comment="common procurement vocabulary codes, eight digits")
    suppliers: Mapped[list[str]] = mapped_column(comment="names of those chosen, as published")
    value_pence: Mapped[int | None] = mapped_column(BigInteger, comment="whole pence where the value is in pounds")
    value_hundredths: Mapped[int | None] = mapped_column(BigInteger, comment="hundredths of value_currency")
    value_currency: Mapped[str] = mapped_column(String(3), comment="ISO 4217, or empty")
    value_includes_vat: Mapped[bool | None] = mapped_column(comment="null where the notice does not say")
    sme_suitable: Mapped[bool | None] = mapped_column(comment="said to suit small and medium firms")
    first_published_at: Mapped[datetime]
    published_at: Mapped[datetime] = mapped_column(comment="date of the newest release")
    closes_at: Mapped[datetime | None] = mapped_column(comment="deadline of a tender")
    closes_at_end_of_day: Mapped[bool] = mapped_column(comment="only a day was published; its end in London is assumed")
    url: Mapped[str] = mapped_column(String(URL_MAX), comment="the original notice, or empty")
    licence: Mapped[str] = mapped_column(String(LICENCE_MAX))
    imported_at: Mapped[datetime] = mapped_column(comment="when its state last changed here")

    releases: Mapped[list[NoticeRelease]] = relationship(
        back_populates="notice",
        cascade="all, delete-orphan",
        passive_deletes=True,
        order_by="(NoticeRelease.released_at.desc(), NoticeRelease.release_id.desc())",
        lazy="raise_on_sql",
    )

    def status(self, now: datetime) -> NoticeStatus:
        """Return what a reader is told at ``now``."""
        if self.phase is NoticePhase.TENDER:
            is_known = self.closes_at is not None or not self.is_correction
            is_open = is_known and now < open_until(self.published_at, self.ends_at)
            return NoticeStatus.OPEN if is_open else NoticeStatus.CLOSED
        return NoticeStatus(self.phase.value)

    @property
    def ends_at(self) -> datetime | None:
        """From when a tender counts as closed: its deadline, or ``None`` where nobody knows.

        A correction without a deadline, of a notice that is not held, never counts as open: most of them correct old
        awards. That is no deadline, so ``closes_at`` stays empty.
        """
        return self.published_at if self.closes_at is None and self.is_correction else self.closes_at

    @property
    def is_correction(self) -> bool:
        """Nothing but corrections is held of the process."""
        return self.notice_type == CORRECTION

    @property
    def summary(self) -> str:
        """The beginning of the description, for lists and search results; at most about 300 characters."""
        text = " ".join(self.description[:1000].split())
        return text if len(text) <= 300 else text[:300].rsplit(" ", 1)[0] + " …"


class NoticeRelease(Base):
    """One release as it came, without contact points. Never changed, save by a later copy under the same id."""

    __tablename__ = "notice_release"
    __table_args__ = (UniqueConstraint("notice_id", "release_id"),)

    id: Mapped[SerialPk]
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id", ondelete="CASCADE"), index=True)
    release_id: Mapped[str] = mapped_column(String(IDENTIFIER_MAX))
    released_at: Mapped[datetime]
    kind: Mapped[NoticeKind]
    notice_type: Mapped[str] = mapped_column(String(NOTICE_TYPE_MAX))
    tags: Mapped[str] = mapped_column(String(200), comment="OCDS release tags, separated by blanks")
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    buyer_name: Mapped[str] = mapped_column(String(NAME_MAX))
    url: Mapped[str] = mapped_column(String(URL_MAX))
    digest: Mapped[bytes] = mapped_column(LargeBinary(16), comment="BLAKE2b of the canonical JSON")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True, comment="zlib-compressed canonical JSON, UTF-8")

    notice: Mapped[Notice] = relationship(back_populates="releases", lazy="raise_on_sql")

    @property
    def document(self) -> dict[str, Any]:
        """The release as JSON; ``content`` must be loaded."""
        return unpack(self.content)


class NoticeImportRun(Base):
    """One call of an import: what it read, what became of it, and where an interrupted one goes on."""

    __tablename__ = "notice_import_run"
    __table_args__ = (
        CheckConstraint("read_count = new_count + updated_count + known_count + refused_count", name="counts_add_up"),
        Index("ix_notice_import_run_origin_started_at", "origin", "started_at"),
    )

    id: Mapped[UuidPk]
    origin: Mapped[str] = mapped_column(String(URL_MAX), comment="file, folder or address that was read")
    since: Mapped[str] = mapped_column(String(40), comment="updatedFrom as asked for, or empty")
    cursor: Mapped[str] = mapped_column(Text, comment="address of the next page, or empty")
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None] = mapped_column(
        comment="null while running, and for ever after an interruption"
    )
    read_count: Mapped[int] = mapped_column(default=0)
    new_count: Mapped[int] = mapped_column(default=0, comment="releases of processes not held before")
    updated_count: Mapped[int] = mapped_column(default=0, comment="further releases of processes held already")
    known_count: Mapped[int] = mapped_column(default=0, comment="releases held already")
    refused_count: Mapped[int] = mapped_column(default=0)


def unpack(content: bytes) -> dict[str, Any]:
    """Return the release whose compressed JSON is ``content``."""
    document: dict[str, Any] = json.loads(decompress(content))
    return document
