"""Shapes of the demo content: what a made-up council, firm, network or challenge is made of.

Values such as routes and price methods are the plain values of the product's own enumerations; the loader turns them
into members and so fails loudly where one of them is renamed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Literal

from app.core.policy import Role

OrganisationKind = Literal["council", "public_body", "sme", "large_firm", "university", "charity", "network"]
CouncilType = Literal["city", "metropolitan borough", "county", "district", "unitary"]
Status = Literal["draft", "in_review", "scheduled", "open", "closed", "withdrawn"]
Route = Literal[
    "below_threshold_open", "open_procedure", "competitive_flexible", "rd_exempt_phased", "prize", "engagement_only"
]
PriceMethod = Literal["fixed_price", "published_range", "relative_to_lowest", "linear_from_lowest"]
TieRule = Literal["heaviest_criterion", "lower_price", "drawing_lots"]
Ownership = Literal["supplier_owns", "buyer_owns", "shared", "open_source"]
Section = Literal[
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
]

PUBLISHED_AT = time(10, 0)  # London; when a day of publication in the content begins to count
DEADLINE_AT = time(12, 0)  # London; every deadline in the content is at noon
TOP_SCORE = 5  # minimum scores in the content are on the scale of 0 to 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who signs in, with the roles held in the one organisation that lists them.

    Attributes:
        phone: From the range that Ofcom keeps for drama (01632 960000 to 960999).
    """

    name: str
    job_title: str
    email: str
    phone: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """A buyer.

    Attributes:
        slug: Short and unique among all organisations; challenges refer to it.
        region: ITL level 1 code, such as ``TLG``.
    """

    name: str
    slug: str
    council_type: CouncilType
    region: str
    description: str
    website: str
    people: tuple[Person, ...]
    kind: OrganisationKind = "council"


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """A supplier: a firm, a university or a charity.

    Attributes:
        company_number: Eight digits beginning with 99, far above any number that the register has reached.
        sectors: Codes of the product’s list of sectors.
        region: ITL level 1 code of the head office.
        headcount: Staff, as full-time equivalents.
        turnover_pounds: Of the last year, whole pounds.
        balance_sheet_pounds: Total assets of the last year, whole pounds.
    """

    name: str
    slug: str
    kind: OrganisationKind
    company_number: str
    description: str
    sectors: tuple[str, ...]
    capabilities: tuple[str, ...]
    region: str
    headcount: int
    turnover_pounds: int
    balance_sheet_pounds: int
    website: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """An open group of firms, researchers and councils with a convenor."""

    name: str
    slug: str
    region: str
    description: str
    sectors: tuple[str, ...]
    website: str
    people: tuple[Person, ...]
    kind: OrganisationKind = "network"


@dataclass(frozen=True, slots=True)
class QuestionSeed:
    """A question of the proposal; ``word_limit`` in words."""

    text: str
    guidance: str
    word_limit: int


@dataclass(frozen=True, slots=True)
class CriterionSeed:
    """A quality criterion; ``weight`` in per cent of the whole, ``minimum_score`` on the scale of 0 to 5."""

    name: str
    description: str
    weight: int
    minimum_score: int | None = None


@dataclass(frozen=True, slots=True)
class PartnerSeed:
    """A council that joins the lead; ``share_pounds`` of the whole budget, in whole pounds including VAT."""

    council: str
    share_pounds: int


@dataclass(frozen=True, slots=True)
class IntellectualPropertySeed:
    """Who owns what the challenge pays for, and the terms in words."""

    ownership: Ownership
    note: str


@dataclass(frozen=True, slots=True)
class ContactSeed:
    """Somebody whom colleagues may ask; never shown to the public."""

    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DatesSeed:
    """The days of a challenge, counted from the day of seeding; negative is in the past.

    ``opens`` is at ``PUBLISHED_AT``, all others at ``DEADLINE_AT``. Days that follow each other are at least three
    apart, so a loader may move a day that falls on a weekend to the next Monday and keep their order.
    """

    opens: int
    questions_close: int
    answers_due: int
    closes: int
    decision_expected: int
    contract_starts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentSeed:
    """A remark on a draft.

    Attributes:
        author: E-mail of a person of the lead council.
        section: The page of the draft it is about; ``None`` for the whole.
        days: When, counted from the day of seeding.
    """

    author: str
    section: Section | None
    text: str
    days: int


@dataclass(frozen=True, slots=True)
class WithdrawalSeed:
    """When (days from the day of seeding) and why a published challenge was taken back."""

    days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeSeed:
    """A problem that a council publishes, at one of the stages of its life.

    What a draft has not got yet is empty or ``None``; every other stage has everything.

    Attributes:
        lead: Slug of the council that leads.
        author: E-mail of the officer who drafts it.
        approver: E-mail of another person of the lead council who approves it; empty for drafts nobody has reviewed.
        problem: Paragraphs.
        budget_pounds: The most that may be paid, whole pounds including VAT, all shares together.
        months: Length of the pilot.
        cpv: Main code of the Common Procurement Vocabulary, eight digits.
        price_weight: Per cent; with the weights of all criteria it makes 100.
        price_range_pounds: Full marks at or below the first, none at or above the second; only for
            ``published_range``.
        readiness: Technology readiness levels before and after the pilot, 1 to 9.
        conflicts_assessed: The day of the assessment, counted from the day of seeding.
        sent_back: Why the approver returned the draft.
    """

    slug: str
    status: Status
    lead: str
    author: str
    title: str
    summary: str
    sectors: tuple[str, ...]
    approver: str = ""
    problem: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    affected: str = ""
    constraints: tuple[str, ...] = ()
    restricts_who_may_tender: bool | None = None
    eligibility: str = ""
    budget_pounds: int | None = None
    route: Route | None = None
    route_reason: str = ""
    months: int | None = None
    cpv: str = ""
    questions: tuple[QuestionSeed, ...] = ()
    criteria: tuple[CriterionSeed, ...] = ()
    price_method: PriceMethod | None = None
    price_weight: int = 0
    price_range_pounds: tuple[int, int] | None = None
    tie_rule: TieRule | None = None
    sme_measures: str = ""
    has_lots: bool | None = None
    lots_reason: str = ""
    conflicts_assessed: int | None = None
    conflicts_note: str = ""
    readiness: tuple[int, int] | None = None
    intellectual_property: IntellectualPropertySeed | None = None
    contacts: tuple[ContactSeed, ...] = ()
    partners: tuple[PartnerSeed, ...] = ()
    dates: DatesSeed | None = None
    comments: tuple[CommentSeed, ...] = ()
    sent_back: CommentSeed | None = None
    withdrawal: WithdrawalSeed | None = None
