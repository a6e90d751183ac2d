"""Tables of people."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.states import LinkPurpose, ThrottleKind
from app.core.db import Base, CreatedAt, SerialPk, UuidPk

NAME_MAX = 120  # characters
EMAIL_MAX = 254  # characters, RFC 5321
PASSWORD_MIN = 12  # characters
PASSWORD_MAX = 256  # characters


class User(Base):
    """A person with an account."""

    __tablename__ = "app_user"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    id: Mapped[UuidPk]
    email: Mapped[str] = mapped_column(String(EMAIL_MAX), unique=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    password_hash: Mapped[str | None] = mapped_column(String(255), comment="argon2id; null until one is chosen")
    email_confirmed_at: Mapped[datetime | None]
    is_site_admin: Mapped[bool] = mapped_column(default=False)
    is_demo: Mapped[bool] = mapped_column(default=False, comment="made up; production refuses to start with any")
    closed_at: Mapped[datetime | None] = mapped_column(comment="cannot sign in any more")
    created_at: Mapped[CreatedAt]


class SignIn(Base):
    """One browser's session: ends when it is ended here, whatever the browser's cookie says."""

    __tablename__ = "sign_in"

    id: Mapped[UuidPk]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class SingleUseLink(Base):
    """A link that does one thing once. The link carries the id, signed; the row says whether it was used."""

    __tablename__ = "single_use_link"

    id: Mapped[UuidPk]
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[LinkPurpose]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class ThrottleEntry(Base):
    """One counted attempt. The key is a keyed hash: neither an address nor an account can be read from it."""

    __tablename__ = "throttle_entry"
    __table_args__ = (Index("ix_throttle_entry_kind_key_at", "kind", "key_hash", "at"),)

    id: Mapped[SerialPk]
    kind: Mapped[ThrottleKind]
    key_hash: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class ParkedForm(Base):
    """What somebody had typed when their session ended, encrypted under a key that only their browser has.

    Nobody but ``user_id`` gets it back; where that is null, whoever has the key does.
    """

    __tablename__ = "parked_form"

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    path: Mapped[str] = mapped_column(String(2000))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
