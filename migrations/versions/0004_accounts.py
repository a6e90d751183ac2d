"""People: accounts, sign-ins, single-use links, throttles and parked forms.

Locks nothing that is in use: only new tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004_accounts"
down_revision = "0003_documents"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True, comment="argon2id; null until one is chosen"),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_site_admin", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False, comment="made up; production refuses to start with any"),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True, comment="cannot sign in any more"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_app_user_email_is_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
    )
    op.create_table(
        "parked_form",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=2000), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_parked_form_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_parked_form")),
    )
    op.create_index(op.f("ix_parked_form_expires_at"), "parked_form", ["expires_at"], unique=False)
    op.create_index(op.f("ix_parked_form_user_id"), "parked_form", ["user_id"], unique=False)
    op.create_table(
        "throttle_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "sign_in_account",
                "sign_in_address",
                "link_account",
                "link_address",
                "park_address",
                "park_visitor",
                "invitation_organisation",
                "invitation_actor",
                "invitation_email",
                name="throttlekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_throttle_entry")),
    )
    op.create_index(op.f("ix_throttle_entry_at"), "throttle_entry", ["at"], unique=False)
    op.create_index("ix_throttle_entry_kind_key_at", "throttle_entry", ["kind", "key_hash", "at"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_sign_in_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)
    op.create_table(
        "single_use_link",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "confirm_email",
                "reset_password",
                name="linkpurpose",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_single_use_link_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_single_use_link")),
    )
    op.create_index(op.f("ix_single_use_link_user_id"), "single_use_link", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_single_use_link_user_id"), table_name="single_use_link")
    op.drop_table("single_use_link")
    op.drop_index(op.f("ix_sign_in_user_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index("ix_throttle_entry_kind_key_at", table_name="throttle_entry")
    op.drop_index(op.f("ix_throttle_entry_at"), table_name="throttle_entry")
    op.drop_table("throttle_entry")
    op.drop_index(op.f("ix_parked_form_user_id"), table_name="parked_form")
    op.drop_index(op.f("ix_parked_form_expires_at"), table_name="parked_form")
    op.drop_table("parked_form")
    op.drop_table("app_user")
