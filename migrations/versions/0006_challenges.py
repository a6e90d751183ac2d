"""Challenges and all that belongs to one.

Locks nothing that is in use: only new tables. Their foreign keys take
SHARE ROW EXCLUSIVE on ``app_user``, ``organisation`` and ``stored_file`` for a moment.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_challenges"
down_revision = "0005_organisations"
branch_labels = None
depends_on = None


# What was published cannot be changed or taken away, whatever code or hand tries.
FROZEN = "content, sha256, number, challenge_id, created_at"
TRIGGERS = {
    "sqlite": (
        f"""
        CREATE TRIGGER challenge_version_no_update BEFORE UPDATE OF {FROZEN} ON challenge_version
        BEGIN SELECT RAISE(ABORT, 'What was published cannot be changed.'); END
        """,
        """
        CREATE TRIGGER challenge_version_no_delete BEFORE DELETE ON challenge_version
        BEGIN SELECT RAISE(ABORT, 'What was published cannot be changed.'); END
        """,
    ),
    "postgresql": (
        """
        CREATE FUNCTION challenge_version_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'What was published cannot be changed.'; END $$
        """,
        f"""
        CREATE TRIGGER challenge_version_no_change BEFORE UPDATE OF {FROZEN} OR DELETE ON challenge_version
        FOR EACH ROW EXECUTE FUNCTION challenge_version_refuse()
        """,
        """
        CREATE TRIGGER challenge_version_no_truncate BEFORE TRUNCATE ON challenge_version
        FOR EACH STATEMENT EXECUTE FUNCTION challenge_version_refuse()
        """,
    ),
}


def upgrade() -> None:
    op.create_table(
        "challenge_counter",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_challenge_counter")),
    )
    op.create_table(
        "challenge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False, comment="shown to people, e.g. PG-2026-0042"),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "withdrawn",
                name="challengestage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("copied_from_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.Column("affected", sa.Text(), nullable=False, comment="who is affected"),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column(
            "budget", sa.BigInteger(), nullable=True, comment="whole pence, VAT included: the most that could be paid"
        ),
        sa.Column("budget_note", sa.Text(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True, comment="how long the contract or pilot runs"),
        sa.Column(
            "route",
            sa.Enum(
                "engagement_only",
                "rd_exempt_phased",
                "prize",
                "below_threshold_open",
                "open_procedure",
                "competitive_flexible",
                name="route",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("route_reason", sa.Text(), nullable=False),
        sa.Column("has_lots", sa.Boolean(), nullable=True),
        sa.Column("lots_reason", sa.Text(), nullable=False),
        sa.Column(
            "opens_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when it is published: chosen by the approver",
        ),
        sa.Column("questions_close_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answers_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True, comment="the deadline for proposals"),
        sa.Column("decision_expected_on", sa.Date(), nullable=True),
        sa.Column("contract_starts_on", sa.Date(), nullable=True),
        sa.Column("eligibility", sa.Text(), nullable=False),
        sa.Column(
            "restricts_who_may_tender", sa.Boolean(), nullable=True, comment="conditions of participation are set"
        ),
        sa.Column(
            "price_method",
            sa.Enum(
                "fixed_price",
                "published_range",
                "relative_to_lowest",
                "linear_from_lowest",
                name="pricemethod",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("price_weight", sa.Numeric(precision=5, scale=2), nullable=True, comment="per cent of the total"),
        sa.Column("price_minimum", sa.BigInteger(), nullable=True, comment="of the published range"),
        sa.Column("price_maximum", sa.BigInteger(), nullable=True, comment="of the published range"),
        sa.Column(
            "tie_rule",
            sa.Enum(
                "heaviest_criterion",
                "lower_price",
                "drawing_lots",
                name="tierule",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("sme_measures", sa.Text(), nullable=False, comment="how barriers for small firms were lowered"),
        sa.Column("conflicts_assessed_on", sa.Date(), nullable=True),
        sa.Column("conflicts_note", sa.Text(), nullable=False, comment="never public"),
        sa.Column("readiness_from", sa.Integer(), nullable=True, comment="technology readiness level at the start"),
        sa.Column("readiness_to", sa.Integer(), nullable=True, comment="and at the end"),
        sa.Column(
            "intellectual_property",
            sa.Enum(
                "supplier_owns",
                "buyer_owns",
                "shared",
                "open_source",
                name="intellectualproperty",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("intellectual_property_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by_id", sa.Uuid(), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column(
            "version", sa.Integer(), nullable=False, comment="optimistic lock; two editors cannot overwrite each other"
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(stage = 'withdrawn') = (withdrawn_at IS NOT NULL AND withdrawal_reason <> '')",
            name=op.f("ck_challenge_withdrawn_has_reason"),
        ),
        sa.CheckConstraint(
            "stage <> 'published' OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)",
            name=op.f("ck_challenge_published_has_dates"),
        ),
        sa.CheckConstraint("budget IS NULL OR budget > 0", name=op.f("ck_challenge_budget_is_positive")),
        sa.CheckConstraint("months IS NULL OR months > 0", name=op.f("ck_challenge_months_is_positive")),
        sa.CheckConstraint(
            "opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at",
            name=op.f("ck_challenge_opens_before_it_closes"),
        ),
        sa.CheckConstraint(
            "price_weight IS NULL OR (price_weight >= 0 AND price_weight <= 100)",
            name=op.f("ck_challenge_price_weight"),
        ),
        sa.ForeignKeyConstraint(
            ["copied_from_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_copied_from_id_challenge"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["app_user.id"], name=op.f("fk_challenge_created_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["updated_by_id"], ["app_user.id"], name=op.f("fk_challenge_updated_by_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("id", "stage", "updated_at", name=op.f("uq_challenge_id_stage_updated_at")),
        sa.UniqueConstraint("reference", name=op.f("uq_challenge_reference")),
    )
    op.create_index(op.f("ix_challenge_copied_from_id"), "challenge", ["copied_from_id"], unique=False)
    op.create_index(op.f("ix_challenge_created_by_id"), "challenge", ["created_by_id"], unique=False)
    op.create_index("ix_challenge_stage_closes_at", "challenge", ["stage", "closes_at", "id"], unique=False)
    op.create_index("ix_challenge_stage_opens_at", "challenge", ["stage", "opens_at", "id"], unique=False)
    op.create_index(op.f("ix_challenge_updated_by_id"), "challenge", ["updated_by_id"], unique=False)
    op.create_index("ix_challenge_withdrawn_at", "challenge", ["withdrawn_at", "id"], unique=False)
    op.create_table(
        "challenge_comment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column(
            "section",
            sa.Enum(
                "problem",
                "budget",
                "route",
                "dates",
                "eligibility",
                "questions",
                "criteria",
                "price",
                "fairness",
                "innovation",
                "documents",
                "contacts",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="null speaks of the whole draft",
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sends_back", sa.Boolean(), nullable=False, comment="said when the draft was sent back"),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["app_user.id"], name=op.f("fk_challenge_comment_author_id_app_user"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_comment_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_comment")),
    )
    op.create_index(op.f("ix_challenge_comment_author_id"), "challenge_comment", ["author_id"], unique=False)
    op.create_index(op.f("ix_challenge_comment_challenge_id"), "challenge_comment", ["challenge_id"], unique=False)
    op.create_table(
        "challenge_contact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_contact_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_contact")),
    )
    op.create_index(op.f("ix_challenge_contact_challenge_id"), "challenge_contact", ["challenge_id"], unique=False)
    op.create_table(
        "challenge_criterion",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False, comment="what evaluators look for; published"),
        sa.Column("weight", sa.Numeric(precision=5, scale=2), nullable=False, comment="per cent of the total"),
        sa.Column("minimum_score", sa.Integer(), nullable=True, comment="below it a proposal is disqualified"),
        sa.CheckConstraint("weight > 0 AND weight <= 100", name=op.f("ck_challenge_criterion_weight_is_per_cent")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_criterion_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_criterion")),
    )
    op.create_index(op.f("ix_challenge_criterion_challenge_id"), "challenge_criterion", ["challenge_id"], unique=False)
    op.create_table(
        "challenge_document",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_document_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_challenge_document_file_id_stored_file"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_document")),
        sa.UniqueConstraint("challenge_id", "file_id", name=op.f("uq_challenge_document_challenge_id_file_id")),
    )
    op.create_index(op.f("ix_challenge_document_challenge_id"), "challenge_document", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_challenge_document_file_id"), "challenge_document", ["file_id"], unique=False)
    op.create_table(
        "challenge_edit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "section",
            sa.Enum(
                "problem",
                "budget",
                "route",
                "dates",
                "eligibility",
                "questions",
                "criteria",
                "price",
                "fairness",
                "innovation",
                "documents",
                "contacts",
                name="section",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False, comment="of the challenge once it was saved"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_edit_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_challenge_edit_user_id_app_user"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_edit")),
    )
    op.create_index(op.f("ix_challenge_edit_challenge_id"), "challenge_edit", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_challenge_edit_user_id"), "challenge_edit", ["user_id"], unique=False)
    op.create_table(
        "challenge_follow",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_follow_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["app_user.id"], name=op.f("fk_challenge_follow_user_id_app_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "challenge_id", name=op.f("pk_challenge_follow")),
    )
    op.create_index(op.f("ix_challenge_follow_challenge_id"), "challenge_follow", ["challenge_id"], unique=False)
    op.create_table(
        "challenge_party",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "withdrawn",
                name="challengestage",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
            comment="of the challenge",
        ),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, comment="of the challenge"),
        sa.Column(
            "role",
            sa.Enum("lead", "contributing", name="partyrole", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("share", sa.BigInteger(), nullable=True, comment="whole pence, pounds sterling"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("share IS NULL OR share >= 0", name=op.f("ck_challenge_party_share_not_negative")),
        sa.ForeignKeyConstraint(
            ["challenge_id", "stage", "updated_at"],
            ["challenge.id", "challenge.stage", "challenge.updated_at"],
            name=op.f("fk_challenge_party_challenge_id_stage_updated_at_challenge"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_challenge_party_organisation_id_organisation"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_party")),
        sa.UniqueConstraint(
            "challenge_id", "organisation_id", name=op.f("uq_challenge_party_challenge_id_organisation_id")
        ),
    )
    op.create_index(op.f("ix_challenge_party_challenge_id"), "challenge_party", ["challenge_id"], unique=False)
    op.create_index(op.f("ix_challenge_party_organisation_id"), "challenge_party", ["organisation_id"], unique=False)
    op.create_index(
        "ix_challenge_party_stage",
        "challenge_party",
        ["organisation_id", "stage", "updated_at", "challenge_id"],
        unique=False,
    )
    op.create_index(
        "ix_challenge_party_updated_at",
        "challenge_party",
        ["organisation_id", "updated_at", "challenge_id"],
        unique=False,
    )
    op.create_index(
        "uq_challenge_party_one_lead",
        "challenge_party",
        ["challenge_id"],
        unique=True,
        postgresql_where=sa.text("role = 'lead'"),
        sqlite_where=sa.text("role = 'lead'"),
    )
    op.create_table(
        "challenge_question",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("guidance", sa.Text(), nullable=False),
        sa.Column("word_limit", sa.Integer(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.CheckConstraint("word_limit > 0", name=op.f("ck_challenge_question_word_limit_is_positive")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_question_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_question")),
    )
    op.create_index(op.f("ix_challenge_question_challenge_id"), "challenge_question", ["challenge_id"], unique=False)
    op.create_table(
        "challenge_scale_level",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("descriptor", sa.Text(), nullable=False),
        sa.CheckConstraint("score >= 0", name=op.f("ck_challenge_scale_level_score")),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_scale_level_challenge_id_challenge"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_scale_level")),
        sa.UniqueConstraint("challenge_id", "score", name=op.f("uq_challenge_scale_level_challenge_id_score")),
    )
    op.create_index(
        op.f("ix_challenge_scale_level_challenge_id"), "challenge_scale_level", ["challenge_id"], unique=False
    )
    op.create_table(
        "challenge_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("challenge_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False, comment="of the canonical JSON of content"),
        sa.Column("approved_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by_id"],
            ["app_user.id"],
            name=op.f("fk_challenge_version_approved_by_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["challenge_id"],
            ["challenge.id"],
            name=op.f("fk_challenge_version_challenge_id_challenge"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge_version")),
        sa.UniqueConstraint("challenge_id", "number", name=op.f("uq_challenge_version_challenge_id_number")),
    )
    op.create_index(op.f("ix_challenge_version_approved_by_id"), "challenge_version", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_challenge_version_challenge_id"), "challenge_version", ["challenge_id"], unique=False)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_index(op.f("ix_challenge_version_challenge_id"), table_name="challenge_version")
    op.drop_index(op.f("ix_challenge_version_approved_by_id"), table_name="challenge_version")
    op.drop_table("challenge_version")
    op.drop_index(op.f("ix_challenge_scale_level_challenge_id"), table_name="challenge_scale_level")
    op.drop_table("challenge_scale_level")
    op.drop_index(op.f("ix_challenge_question_challenge_id"), table_name="challenge_question")
    op.drop_table("challenge_question")
    op.drop_index(
        "uq_challenge_party_one_lead",
        table_name="challenge_party",
        postgresql_where=sa.text("role = 'lead'"),
        sqlite_where=sa.text("role = 'lead'"),
    )
    op.drop_index("ix_challenge_party_updated_at", table_name="challenge_party")
    op.drop_index("ix_challenge_party_stage", table_name="challenge_party")
    op.drop_index(op.f("ix_challenge_party_organisation_id"), table_name="challenge_party")
    op.drop_index(op.f("ix_challenge_party_challenge_id"), table_name="challenge_party")
    op.drop_table("challenge_party")
    op.drop_index(op.f("ix_challenge_follow_challenge_id"), table_name="challenge_follow")
    op.drop_table("challenge_follow")
    op.drop_index(op.f("ix_challenge_edit_user_id"), table_name="challenge_edit")
    op.drop_index(op.f("ix_challenge_edit_challenge_id"), table_name="challenge_edit")
    op.drop_table("challenge_edit")
    op.drop_index(op.f("ix_challenge_document_file_id"), table_name="challenge_document")
    op.drop_index(op.f("ix_challenge_document_challenge_id"), table_name="challenge_document")
    op.drop_table("challenge_document")
    op.drop_index(op.f("ix_challenge_criterion_challenge_id"), table_name="challenge_criterion")
    op.drop_table("challenge_criterion")
    op.drop_index(op.f("ix_challenge_contact_challenge_id"), table_name="challenge_contact")
    op.drop_table("challenge_contact")
    op.drop_index(op.f("ix_challenge_comment_challenge_id"), table_name="challenge_comment")
    op.drop_index(op.f("ix_challenge_comment_author_id"), table_name="challenge_comment")
    op.drop_table("challenge_comment")
    op.drop_index("ix_challenge_withdrawn_at", table_name="challenge")
    op.drop_index(op.f("ix_challenge_updated_by_id"), table_name="challenge")
    op.drop_index("ix_challenge_stage_opens_at", table_name="challenge")
    op.drop_index("ix_challenge_stage_closes_at", table_name="challenge")
    op.drop_index(op.f("ix_challenge_created_by_id"), table_name="challenge")
    op.drop_index(op.f("ix_challenge_copied_from_id"), table_name="challenge")
    op.drop_table("challenge")
    op.drop_table("challenge_counter")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION challenge_version_refuse()")
