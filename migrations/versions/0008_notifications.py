"""Messages to people, and what each wants to be told.

Locks nothing that is in use: only new tables. Their foreign keys take
SHARE ROW EXCLUSIVE on ``app_user`` for a moment.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008_notifications"
down_revision = "0007_notices"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("reference", sa.Uuid(), nullable=False, comment="what the carrier knows it by"),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("email", sa.String(length=254), nullable=True, comment="null: the person's address when it is sent"),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("occasion", sa.String(length=160), nullable=True, comment="what it speaks of; told once a person"),
        sa.Column("is_required", sa.Boolean(), nullable=False, comment="sent whatever the person chose"),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="without the secret part of a link"),
        sa.Column("path", sa.String(length=300), nullable=False, comment="of the page it leads to; no secrets"),
        sa.Column("sealed_path", sa.LargeBinary(), nullable=True, comment="secret link, encrypted; null once sent"),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "waiting",
                "sending",
                "sent",
                "failed",
                "bundled",
                "page_only",
                name="messagestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "digest_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=True,
            comment="the digest in which it went out",
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False, comment="when the next try is due"),
        sa.Column(
            "lease_until",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="another worker may send it after this instant",
        ),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("provider_id", sa.String(length=200), nullable=True),
        sa.Column("last_error", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'bundled') = (digest_id IS NOT NULL)", name=op.f("ck_message_bundled_has_a_digest")
        ),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_message_sent_has_an_instant")),
        sa.CheckConstraint(
            "NOT (is_required AND state IN ('held', 'bundled', 'page_only'))",
            name=op.f("ck_message_required_is_always_mailed"),
        ),
        sa.CheckConstraint(
            "sealed_path IS NULL OR state IN ('waiting', 'sending')", name=op.f("ck_message_secrets_are_forgotten")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_message_attempts_not_negative")),
        sa.CheckConstraint("user_id IS NOT NULL OR email IS NOT NULL", name=op.f("ck_message_has_a_recipient")),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["message.id"], name=op.f("fk_message_digest_id_message"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_message_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("reference", name=op.f("uq_message_reference")),
        sa.UniqueConstraint("user_id", "occasion", name=op.f("uq_message_user_id_occasion")),
    )
    op.create_index(op.f("ix_message_digest_id"), "message", ["digest_id"], unique=False)
    op.create_index("ix_message_state_created_at", "message", ["state", "created_at"], unique=False)
    op.create_index("ix_message_user_id_id", "message", ["user_id", "id"], unique=False)
    op.create_table(
        "notification_preference",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "at_once",
                "daily",
                "required_only",
                name="frequency",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_notification_preference_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_notification_preference")),
    )


def downgrade() -> None:
    op.drop_table("notification_preference")
    op.drop_index("ix_message_user_id_id", table_name="message")
    op.drop_index("ix_message_state_created_at", table_name="message")
    op.drop_index(op.f("ix_message_digest_id"), table_name="message")
    op.drop_table("message")
