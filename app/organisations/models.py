"""Tables of organisations and the people in them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_MAX, User
from app.core.db import Base, CreatedAt, UuidPk, partial_index
from app.core.policy import Role
from app.organisations.states import BUYERS, OrganisationKind, Verification

NAME_MAX = 160  # characters
DESCRIPTION_MAX = 4_000  # characters
CAPABILITY_MAX = 80  # characters
CAPABILITIES_MAX = 30
WEBSITE_MAX = 300  # characters
NOTE_MAX = 2_000  # characters


class Organisation(Base):
    """A body that buys, sells, or brings together those who do."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("length(trim(name)) > 0", name="name_not_blank"),
        CheckConstraint("(verification = 'unverified') = (verified_at IS NULL)", name="decision_has_date"),
        CheckConstraint("headcount IS NULL OR headcount >= 0", name="headcount_not_negative"),
        # Each page of the directory reads its own rows and no others, however it is filtered.
        Index("ix_organisation_verification_name_id", "verification", "name", "id"),
        Index("ix_organisation_verification_kind_name_id", "verification", "kind", "name", "id"),
        Index("ix_organisation_verification_region_name_id", "verification", "region", "name", "id"),
        Index("ix_organisation_verification_created_at_id", "verification", "created_at", "id"),
        # Anybody can type a number; it belongs to the organisation of which an administrator found it true.
        partial_index(
            "uq_organisation_verified_company_number", "company_number", where="verification = 'verified'", unique=True
        ),
    )

    id: Mapped[UuidPk]
    slug: Mapped[str] = mapped_column(String(80), unique=True, comment="stands in addresses; never reused")
    name: Mapped[str] = mapped_column(String(NAME_MAX), index=True)
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    description: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(WEBSITE_MAX), default="")
    region: Mapped[str] = mapped_column(String(5), default="", comment="ITL1 code such as TLG, or empty")
    company_number: Mapped[str | None] = mapped_column(String(8), comment="Companies House, normalised")
    charity_number: Mapped[str | None] = mapped_column(String(12))
    vat_number: Mapped[str | None] = mapped_column(String(12))
    sectors: Mapped[list[str]] = mapped_column(default=list, comment="codes of app.rules.places_and_sectors")
    capabilities: Mapped[list[str]] = mapped_column(default=list, comment="what it can do, short phrases")
    headcount: Mapped[int | None]
    turnover: Mapped[int | None] = mapped_column(BigInteger, comment="whole pence a year")
    balance_sheet: Mapped[int | None] = mapped_column(BigInteger, comment="whole pence, total")
    verification: Mapped[Verification] = mapped_column(default=Verification.UNVERIFIED)
    verified_at: Mapped[datetime | None] = mapped_column(comment="when it was verified or refused")
    verification_note: Mapped[str] = mapped_column(Text, default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(comment="optimistic lock; two editors cannot overwrite each other")
    created_at: Mapped[CreatedAt]

    members: Mapped[list[Member]] = relationship(back_populates="organisation", lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_buyer(self) -> bool:
        """Whether it publishes challenges."""
        return self.kind in BUYERS

    @property
    def is_verified(self) -> bool:
        return self.verification is Verification.VERIFIED


class Member(Base):
    """A person in an organisation."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("organisation_id", "user_id"),)

    id: Mapped[UuidPk]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[CreatedAt]

    organisation: Mapped[Organisation] = relationship(back_populates="members", lazy="raise_on_sql")
    user: Mapped[User] = relationship(lazy="raise_on_sql")
    roles: Mapped[list[MemberRole]] = relationship(
        back_populates="member", cascade="all, delete-orphan", lazy="raise_on_sql", order_by="MemberRole.role"
    )


class MemberRole(Base):
    """One role of a member."""

    __tablename__ = "member_role"

    member_id: Mapped[UUID] = mapped_column(ForeignKey("member.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)

    member: Mapped[Member] = relationship(back_populates="roles", lazy="raise_on_sql")


class Invitation(Base):
    """A place in an organisation offered to one address; the link that was sent works once."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="accepted_or_withdrawn"),
        CheckConstraint("email = lower(email)", name="email_is_lower_case"),
        Index("ix_invitation_email", "email"),
    )

    id: Mapped[UuidPk]
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(EMAIL_MAX))
    roles: Mapped[list[str]]
    invited_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.id", ondelete="SET NULL"), index=True)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
