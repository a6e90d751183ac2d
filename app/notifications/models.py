"""Tables of messages and of what people chose to hear."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_MAX, User
from app.core.db import Base, CreatedAt, SerialPk
from app.notifications.states import Frequency, MessageState

KIND_MAX = 60  # characters
OCCASION_MAX = 160
SUBJECT_MAX = 200
PATH_MAX = 300
ERROR_MAX = 300


class Message(Base):
    """One thing told to one person or address: stored first, sent once."""

    __tablename__ = "message"
    __table_args__ = (
        # Whatever runs twice, nobody is told twice of one occasion.
        UniqueConstraint("user_id", "occasion"),
        CheckConstraint("user_id IS NOT NULL OR email IS NOT NULL", name="has_a_recipient"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_an_instant"),
        CheckConstraint(
            "NOT (is_required AND state IN ('held', 'bundled', 'page_only'))", name="required_is_always_mailed"
        ),
        # The secret part of a link does not outlive the sending.
        CheckConstraint("sealed_path IS NULL OR state IN ('waiting', 'sending')", name="secrets_are_forgotten"),
        CheckConstraint("(state = 'bundled') = (digest_id IS NOT NULL)", name="bundled_has_a_digest"),
        CheckConstraint("attempts >= 0", name="attempts_not_negative"),
        Index("ix_message_user_id_id", "user_id", "id"),
        Index("ix_message_state_created_at", "state", "created_at"),
    )

    id: Mapped[SerialPk]
    reference: Mapped[UUID] = mapped_column(default=uuid4, unique=True, comment="what the carrier knows it by")
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"))
    email: Mapped[str | None] = mapped_column(String(EMAIL_MAX), comment="null: the person's address when it is sent")
    kind: Mapped[str] = mapped_column(String(KIND_MAX))
    occasion: Mapped[str | None] = mapped_column(String(OCCASION_MAX), comment="what it speaks of; told once a person")
    is_required: Mapped[bool] = mapped_column(comment="sent whatever the person chose")
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    text: Mapped[str] = mapped_column(Text, comment="without the secret part of a link")
    path: Mapped[str] = mapped_column(String(PATH_MAX), default="", comment="of the page it leads to; no secrets")
    sealed_path: Mapped[bytes | None] = mapped_column(LargeBinary, comment="secret link, encrypted; null once sent")
    state: Mapped[MessageState]
    digest_id: Mapped[int | None] = mapped_column(
        ForeignKey("message.id", ondelete="CASCADE"), index=True, comment="the digest in which it went out"
    )
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime] = mapped_column(comment="when the next try is due")
    lease_until: Mapped[datetime | None] = mapped_column(comment="another worker may send it after this instant")
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str | None] = mapped_column(String(200))
    last_error: Mapped[str | None] = mapped_column(String(ERROR_MAX))
    created_at: Mapped[CreatedAt]

    user: Mapped[User | None] = relationship(lazy="raise_on_sql")


class Preference(Base):
    """What somebody chose to hear; without a row it is everything, at once."""

    __tablename__ = "notification_preference"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    frequency: Mapped[Frequency]
    updated_at: Mapped[datetime]
