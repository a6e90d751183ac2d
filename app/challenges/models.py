"""Tables of a challenge."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.challenges.states import (
    ChallengeStage,
    ChallengeStatus,
    IntellectualProperty,
    PartyRole,
    Section,
    TieRule,
    status_at,
)
from app.core.db import Base, CreatedAt, Pence, UuidPk, partial_index
from app.documents.models import StoredFile
from app.organisations.models import Organisation
from app.rules.price import PriceMethod
from app.rules.regimes import Route

TITLE_MAX = 120  # characters; forms and their messages read these too
SUMMARY_MAX = 300
TEXT_MAX = 20_000
SHORT_TEXT_MAX = 4_000
QUESTION_MAX = 500
QUESTIONS_MAX = 40
CRITERIA_MAX = 30
DOCUMENTS_MAX = 20
CONTACTS_MAX = 5

Percent = Numeric(5, 2)


class Challenge(Base):
    """A problem that public bodies ask the market to solve."""

    __tablename__ = "challenge"
    __table_args__ = (
        CheckConstraint("budget IS NULL OR budget > 0", name="budget_is_positive"),
        CheckConstraint("months IS NULL OR months > 0", name="months_is_positive"),
        # Stage and facts agree in the database, whatever code wrote them.
        CheckConstraint(
            "stage <> 'published' OR (opens_at IS NOT NULL AND closes_at IS NOT NULL)", name="published_has_dates"
        ),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint(
            "(stage = 'withdrawn') = (withdrawn_at IS NOT NULL AND withdrawal_reason <> '')",
            name="withdrawn_has_reason",
        ),
        CheckConstraint("price_weight IS NULL OR (price_weight >= 0 AND price_weight <= 100)", name="price_weight"),
        UniqueConstraint("id", "stage", "updated_at"),  # what a party repeats
        Index("ix_challenge_stage_closes_at", "stage", "closes_at", "id"),
        Index("ix_challenge_stage_opens_at", "stage", "opens_at", "id"),
        Index("ix_challenge_withdrawn_at", "withdrawn_at", "id"),
    )

    id: Mapped[UuidPk]
    reference: Mapped[str] = mapped_column(String(20), unique=True, comment="shown to people, e.g. PG-2026-0042")
    stage: Mapped[ChallengeStage] = mapped_column(default=ChallengeStage.DRAFT)
    created_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    copied_from_id: Mapped[UUID | None] = mapped_column(ForeignKey("challenge.id", ondelete="SET NULL"), index=True)

    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    summary: Mapped[str] = mapped_column(String(SUMMARY_MAX), default="")
    problem: Mapped[str] = mapped_column(Text, default="")
    outcomes: Mapped[str] = mapped_column(Text, default="")
    affected: Mapped[str] = mapped_column(Text, default="", comment="who is affected")
    constraints: Mapped[str] = mapped_column(Text, default="")

    budget: Mapped[Pence | None] = mapped_column(comment="whole pence, VAT included: the most that could be paid")
    budget_note: Mapped[str] = mapped_column(Text, default="")
    months: Mapped[int | None] = mapped_column(comment="how long the contract or pilot runs")

    route: Mapped[Route | None]
    route_reason: Mapped[str] = mapped_column(Text, default="")
    has_lots: Mapped[bool | None]
    lots_reason: Mapped[str] = mapped_column(Text, default="")

    opens_at: Mapped[datetime | None] = mapped_column(comment="when it is published: chosen by the approver")
    questions_close_at: Mapped[datetime | None]
    answers_due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None] = mapped_column(comment="the deadline for proposals")
    decision_expected_on: Mapped[date | None]
    contract_starts_on: Mapped[date | None]

    eligibility: Mapped[str] = mapped_column(Text, default="")
    restricts_who_may_tender: Mapped[bool | None] = mapped_column(comment="conditions of participation are set")

    price_method: Mapped[PriceMethod | None]
    price_weight: Mapped[Decimal | None] = mapped_column(Percent, comment="per cent of the total")
    price_minimum: Mapped[Pence | None] = mapped_column(comment="of the published range")
    price_maximum: Mapped[Pence | None] = mapped_column(comment="of the published range")
    tie_rule: Mapped[TieRule | None]

    sme_measures: Mapped[str] = mapped_column(Text, default="", comment="how barriers for small firms were lowered")
    conflicts_assessed_on: Mapped[date | None]
    conflicts_note: Mapped[str] = mapped_column(Text, default="", comment="never public")

    readiness_from: Mapped[int | None] = mapped_column(comment="technology readiness level at the start")
    readiness_to: Mapped[int | None] = mapped_column(comment="and at the end")
    intellectual_property: Mapped[IntellectualProperty | None]
    intellectual_property_note: Mapped[str] = mapped_column(Text, default="")

    withdrawn_at: Mapped[datetime | None]
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    submitted_at: Mapped[datetime | None]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(comment="optimistic lock; two editors cannot overwrite each other")
    created_at: Mapped[CreatedAt]

    parties: Mapped[list[Party]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="Party.position"
    )
    questions: Mapped[list[Question]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="Question.position"
    )
    criteria: Mapped[list[Criterion]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="Criterion.position"
    )
    scale: Mapped[list[ScaleLevel]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="ScaleLevel.score"
    )
    documents: Mapped[list[ChallengeDocument]] = relationship(
        back_populates="challenge",
        cascade="all, delete-orphan",
        lazy="raise_on_sql",
        order_by="ChallengeDocument.position",
    )
    contacts: Mapped[list[Contact]] = relationship(
        back_populates="challenge", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="Contact.position"
    )

    __mapper_args__ = {"version_id_col": version}

    def status_at(self, now: datetime) -> ChallengeStatus:
        """Return what is true of this challenge at ``now``."""
        return status_at(self.stage, self.opens_at, self.closes_at, now)

    def was_public_by(self, now: datetime) -> bool:
        """Say whether anybody has been able to see it: once public it stays so, withdrawn or not."""
        if self.opens_at is None or self.stage in (ChallengeStage.DRAFT, ChallengeStage.IN_REVIEW):
            return False
        return self.opens_at <= min(now, self.withdrawn_at or now)

    @property
    def lead(self) -> Party:
        """The party that leads."""
        return next(party for party in self.parties if party.role is PartyRole.LEAD)

    @property
    def party_ids(self) -> frozenset[UUID]:
        """The organisations of this challenge."""
        return frozenset(party.organisation_id for party in self.parties)

    @property
    def quality_weight(self) -> Decimal:
        """The weights of the quality criteria together, in per cent."""
        return sum((criterion.weight for criterion in self.criteria), Decimal(0))


class Party(Base):
    """A council that takes part, with its share of the budget.

    It repeats the stage of the challenge and its last change, which the database keeps equal: a council's own lists are
    then read from one index, however many challenges there are.
    """

    __tablename__ = "challenge_party"
    __table_args__ = (
        ForeignKeyConstraint(
            ["challenge_id", "stage", "updated_at"],
            ["challenge.id", "challenge.stage", "challenge.updated_at"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        UniqueConstraint("challenge_id", "organisation_id"),
        Index("ix_challenge_party_updated_at", "organisation_id", "updated_at", "challenge_id"),
        Index("ix_challenge_party_stage", "organisation_id", "stage", "updated_at", "challenge_id"),
        CheckConstraint("share IS NULL OR share >= 0", name="share_not_negative"),
        partial_index("uq_challenge_party_one_lead", "challenge_id", where="role = 'lead'", unique=True),
    )

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="RESTRICT"), index=True)
    stage: Mapped[ChallengeStage] = mapped_column(comment="of the challenge")
    updated_at: Mapped[datetime] = mapped_column(comment="of the challenge")
    role: Mapped[PartyRole]
    share: Mapped[Pence | None]
    position: Mapped[int] = mapped_column(default=0)

    challenge: Mapped[Challenge] = relationship(back_populates="parties", lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")


class Question(Base):
    """A question that a proposal answers."""

    __tablename__ = "challenge_question"
    __table_args__ = (CheckConstraint("word_limit > 0", name="word_limit_is_positive"),)

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(String(QUESTION_MAX))
    guidance: Mapped[str] = mapped_column(Text, default="")
    word_limit: Mapped[int]
    is_required: Mapped[bool] = mapped_column(default=True)

    challenge: Mapped[Challenge] = relationship(back_populates="questions", lazy="raise_on_sql")


class Criterion(Base):
    """An award criterion for quality."""

    __tablename__ = "challenge_criterion"
    __table_args__ = (CheckConstraint("weight > 0 AND weight <= 100", name="weight_is_per_cent"),)

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(TITLE_MAX))
    description: Mapped[str] = mapped_column(Text, default="", comment="what evaluators look for; published")
    weight: Mapped[Decimal] = mapped_column(Percent, comment="per cent of the total")
    minimum_score: Mapped[int | None] = mapped_column(comment="below it a proposal is disqualified")

    challenge: Mapped[Challenge] = relationship(back_populates="criteria", lazy="raise_on_sql")


class ScaleLevel(Base):
    """One allowed score and what it means."""

    __tablename__ = "challenge_scale_level"
    __table_args__ = (UniqueConstraint("challenge_id", "score"), CheckConstraint("score >= 0", name="score"))

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    score: Mapped[int]
    label: Mapped[str] = mapped_column(String(60))
    descriptor: Mapped[str] = mapped_column(Text)

    challenge: Mapped[Challenge] = relationship(back_populates="scale", lazy="raise_on_sql")


class ChallengeDocument(Base):
    """A file published with the challenge."""

    __tablename__ = "challenge_document"
    __table_args__ = (UniqueConstraint("challenge_id", "file_id"),)

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("stored_file.id", ondelete="RESTRICT"), index=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    position: Mapped[int]

    challenge: Mapped[Challenge] = relationship(back_populates="documents", lazy="raise_on_sql")
    file: Mapped[StoredFile] = relationship(lazy="raise_on_sql")


class Contact(Base):
    """A person to speak to inside the council. Never public, never exported."""

    __tablename__ = "challenge_contact"

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(TITLE_MAX))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40), default="")

    challenge: Mapped[Challenge] = relationship(back_populates="contacts", lazy="raise_on_sql")


class Comment(Base):
    """What a colleague said about a draft."""

    __tablename__ = "challenge_comment"

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    section: Mapped[Section | None] = mapped_column(comment="null speaks of the whole draft")
    text: Mapped[str] = mapped_column(Text)
    sends_back: Mapped[bool] = mapped_column(default=False, comment="said when the draft was sent back")
    resolved_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class Edit(Base):
    """Who saved what, when: nobody approves what they wrote."""

    __tablename__ = "challenge_edit"

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    section: Mapped[Section]
    version: Mapped[int] = mapped_column(comment="of the challenge once it was saved")
    at: Mapped[datetime]


class ChallengeVersion(Base):
    """What was published, frozen: the text, the criteria and the model, with their hash."""

    __tablename__ = "challenge_version"
    __table_args__ = (UniqueConstraint("challenge_id", "number"),)

    id: Mapped[UuidPk]
    challenge_id: Mapped[UUID] = mapped_column(ForeignKey("challenge.id", ondelete="RESTRICT"), index=True)
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str] = mapped_column(String(64), comment="of the canonical JSON of content")
    approved_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[CreatedAt]


class Follow(Base):
    """Somebody wants to hear about a challenge."""

    __tablename__ = "challenge_follow"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), primary_key=True)
    challenge_id: Mapped[UUID] = mapped_column(
        ForeignKey("challenge.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    created_at: Mapped[CreatedAt]


class ChallengeCounter(Base):
    """The last number given in a year."""

    __tablename__ = "challenge_counter"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]
