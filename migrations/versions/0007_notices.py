"""Imported public notices.

Locks nothing that is in use: only new tables.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_notices"
down_revision = "0006_challenges"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column(
            "source",
            sa.Enum(
                "find-a-tender",
                "contracts-finder",
                "public-contracts-scotland",
                "sell2wales",
                "challenge-gov",
                "other",
                name="noticesource",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ocid", sa.String(length=200), nullable=False, comment="open contracting id of the process"),
        sa.Column("release_id", sa.String(length=200), nullable=False, comment="id of the newest release"),
        sa.Column("release_count", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planning",
                "tender",
                "award",
                "contract",
                "termination",
                "dynamic_market",
                "payments",
                "challenge",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_type", sa.String(length=20), nullable=False, comment="UK1 to UK17, or correction, or empty"),
        sa.Column(
            "phase",
            sa.Enum(
                "planned",
                "tender",
                "awarded",
                "withdrawn",
                name="noticephase",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("buyer_id", sa.String(length=200), nullable=False),
        sa.Column(
            "buyer_name",
            sa.String(length=300),
            nullable=False,
            comment="tidied for reading; the release has it as published",
        ),
        sa.Column("region", sa.String(length=3), nullable=False, comment="ITL1 code such as TLG, or empty"),
        sa.Column(
            "cpv",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="common procurement vocabulary codes, eight digits",
        ),
        sa.Column(
            "suppliers",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="names of those chosen, as published",
        ),
        sa.Column("value_pence", sa.BigInteger(), nullable=True, comment="whole pence where the value is in pounds"),
        sa.Column("value_hundredths", sa.BigInteger(), nullable=True, comment="hundredths of value_currency"),
        sa.Column("value_currency", sa.String(length=3), nullable=False, comment="ISO 4217, or empty"),
        sa.Column("value_includes_vat", sa.Boolean(), nullable=True, comment="null where the notice does not say"),
        sa.Column("sme_suitable", sa.Boolean(), nullable=True, comment="said to suit small and medium firms"),
        sa.Column("first_published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False, comment="date of the newest release"),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True, comment="deadline of a tender"),
        sa.Column(
            "closes_at_end_of_day",
            sa.Boolean(),
            nullable=False,
            comment="only a day was published; its end in London is assumed",
        ),
        sa.Column("url", sa.String(length=1000), nullable=False, comment="the original notice, or empty"),
        sa.Column("licence", sa.String(length=200), nullable=False),
        sa.Column(
            "imported_at", sa.DateTime(timezone=True), nullable=False, comment="when its state last changed here"
        ),
        sa.CheckConstraint("release_count >= 1", name=op.f("ck_notice_has_releases")),
        sa.CheckConstraint("value_pence >= 0", name=op.f("ck_notice_value_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("source", "ocid", name=op.f("uq_notice_source_ocid")),
    )
    op.create_index("ix_notice_published_at_id", "notice", ["published_at", "id"], unique=False)
    op.create_table(
        "notice_import_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=1000), nullable=False, comment="file, folder or address that was read"),
        sa.Column("since", sa.String(length=40), nullable=False, comment="updatedFrom as asked for, or empty"),
        sa.Column("cursor", sa.Text(), nullable=False, comment="address of the next page, or empty"),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "finished_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="null while running, and for ever after an interruption",
        ),
        sa.Column("read_count", sa.Integer(), nullable=False),
        sa.Column("new_count", sa.Integer(), nullable=False, comment="releases of processes not held before"),
        sa.Column("updated_count", sa.Integer(), nullable=False, comment="further releases of processes held already"),
        sa.Column("known_count", sa.Integer(), nullable=False, comment="releases held already"),
        sa.Column("refused_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "read_count = new_count + updated_count + known_count + refused_count",
            name=op.f("ck_notice_import_run_counts_add_up"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_import_run")),
    )
    op.create_index(
        "ix_notice_import_run_origin_started_at", "notice_import_run", ["origin", "started_at"], unique=False
    )
    op.create_table(
        "notice_release",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("notice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("release_id", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "planning",
                "tender",
                "award",
                "contract",
                "termination",
                "dynamic_market",
                "payments",
                "challenge",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("notice_type", sa.String(length=20), nullable=False),
        sa.Column("tags", sa.String(length=200), nullable=False, comment="OCDS release tags, separated by blanks"),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("buyer_name", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=16), nullable=False, comment="BLAKE2b of the canonical JSON"),
        sa.Column("content", sa.LargeBinary(), nullable=False, comment="zlib-compressed canonical JSON, UTF-8"),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_release_notice_id_notice"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_release")),
        sa.UniqueConstraint("notice_id", "release_id", name=op.f("uq_notice_release_notice_id_release_id")),
    )
    op.create_index(op.f("ix_notice_release_notice_id"), "notice_release", ["notice_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_notice_release_notice_id"), table_name="notice_release")
    op.drop_table("notice_release")
    op.drop_index("ix_notice_import_run_origin_started_at", table_name="notice_import_run")
    op.drop_table("notice_import_run")
    op.drop_index("ix_notice_published_at_id", table_name="notice")
    op.drop_table("notice")
