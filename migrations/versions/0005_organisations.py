"""Organisations, their members and invitations.

Locks nothing that is in use: only new tables. Their foreign keys take
SHARE ROW EXCLUSIVE on ``app_user`` for a moment.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_organisations"
down_revision = "0004_accounts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False, comment="stands in addresses; never reused"),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "council",
                "public_body",
                "sme",
                "large_firm",
                "university",
                "charity",
                "network",
                name="organisationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("region", sa.String(length=5), nullable=False, comment="ITL1 code such as TLG, or empty"),
        sa.Column("company_number", sa.String(length=8), nullable=True, comment="Companies House, normalised"),
        sa.Column("charity_number", sa.String(length=12), nullable=True),
        sa.Column("vat_number", sa.String(length=12), nullable=True),
        sa.Column(
            "sectors",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="codes of app.rules.places_and_sectors",
        ),
        sa.Column(
            "capabilities",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
            comment="what it can do, short phrases",
        ),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("turnover", sa.BigInteger(), nullable=True, comment="whole pence a year"),
        sa.Column("balance_sheet", sa.BigInteger(), nullable=True, comment="whole pence, total"),
        sa.Column(
            "verification",
            sa.Enum(
                "unverified",
                "verified",
                "refused",
                name="verification",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True, comment="when it was verified or refused"),
        sa.Column("verification_note", sa.Text(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="optimistic lock; two editors cannot overwrite each other"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(verification = 'unverified') = (verified_at IS NULL)", name=op.f("ck_organisation_decision_has_date")
        ),
        sa.CheckConstraint("headcount IS NULL OR headcount >= 0", name=op.f("ck_organisation_headcount_not_negative")),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_organisation_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_index(op.f("ix_organisation_kind"), "organisation", ["kind"], unique=False)
    op.create_index(op.f("ix_organisation_name"), "organisation", ["name"], unique=False)
    op.create_index(
        "ix_organisation_verification_created_at_id", "organisation", ["verification", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_organisation_verification_kind_name_id",
        "organisation",
        ["verification", "kind", "name", "id"],
        unique=False,
    )
    op.create_index(
        "ix_organisation_verification_name_id", "organisation", ["verification", "name", "id"], unique=False
    )
    op.create_index(
        "ix_organisation_verification_region_name_id",
        "organisation",
        ["verification", "region", "name", "id"],
        unique=False,
    )
    op.create_index(
        "uq_organisation_verified_company_number",
        "organisation",
        ["company_number"],
        unique=True,
        sqlite_where=sa.text("verification = 'verified'"),
        postgresql_where=sa.text("verification = 'verified'"),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("roles", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("invited_by_id", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "accepted_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_invitation_accepted_or_withdrawn")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitation_email_is_lower_case")),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["app_user.id"], name=op.f("fk_invitation_invited_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_invitation_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_email", "invitation", ["email"], unique=False)
    op.create_index(op.f("ix_invitation_invited_by_id"), "invitation", ["invited_by_id"], unique=False)
    op.create_index(op.f("ix_invitation_organisation_id"), "invitation", ["organisation_id"], unique=False)
    op.create_table(
        "member",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_member_organisation_id_organisation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_member_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member")),
        sa.UniqueConstraint("organisation_id", "user_id", name=op.f("uq_member_organisation_id_user_id")),
    )
    op.create_index(op.f("ix_member_organisation_id"), "member", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_member_user_id"), "member", ["user_id"], unique=False)
    op.create_table(
        "member_role",
        sa.Column("member_id", sa.Uuid(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "officer",
                "approver",
                "evaluator",
                "opener",
                "administrator",
                "owner",
                "member",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_member_role_member_id_member"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("member_id", "role", name=op.f("pk_member_role")),
    )


def downgrade() -> None:
    op.drop_table("member_role")
    op.drop_index(op.f("ix_member_user_id"), table_name="member")
    op.drop_index(op.f("ix_member_organisation_id"), table_name="member")
    op.drop_table("member")
    op.drop_index(op.f("ix_invitation_organisation_id"), table_name="invitation")
    op.drop_index(op.f("ix_invitation_invited_by_id"), table_name="invitation")
    op.drop_index("ix_invitation_email", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("uq_organisation_verified_company_number", table_name="organisation")
    op.drop_index("ix_organisation_verification_region_name_id", table_name="organisation")
    op.drop_index("ix_organisation_verification_name_id", table_name="organisation")
    op.drop_index("ix_organisation_verification_kind_name_id", table_name="organisation")
    op.drop_index("ix_organisation_verification_created_at_id", table_name="organisation")
    op.drop_index(op.f("ix_organisation_name"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_kind"), table_name="organisation")
    op.drop_table("organisation")
