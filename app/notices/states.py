"""Kinds, phases and sources of imported notices. No transitions: what is published elsewhere is only read here."""

from __future__ import annotations

from enum import StrEnum


class NoticeSource(StrEnum):
    """Where a notice was published."""

    FIND_A_TENDER = "find-a-tender"
    CONTRACTS_FINDER = "contracts-finder"
    PUBLIC_CONTRACTS_SCOTLAND = "public-contracts-scotland"
    SELL2WALES = "sell2wales"
    CHALLENGE_GOV = "challenge-gov"
    OTHER = "other"


class NoticeKind(StrEnum):
    """What the newest release of a process is about."""

    PLANNING = "planning"
    TENDER = "tender"
    AWARD = "award"
    CONTRACT = "contract"
    TERMINATION = "termination"
    DYNAMIC_MARKET = "dynamic_market"
    PAYMENTS = "payments"
    CHALLENGE = "challenge"


class NoticePhase(StrEnum):
    """How far a process has come, as published. Whether a tender is open follows from this and from the clock."""

    PLANNED = "planned"
    TENDER = "tender"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


class NoticeStatus(StrEnum):
    """What a reader is told: the phase, and for a tender whether its deadline has passed."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


SOURCE_NAMES: dict[NoticeSource, str] = {
    NoticeSource.FIND_A_TENDER: "Find a Tender",
    NoticeSource.CONTRACTS_FINDER: "Contracts Finder",
    NoticeSource.PUBLIC_CONTRACTS_SCOTLAND: "Public Contracts Scotland",
    NoticeSource.SELL2WALES: "Sell2Wales",
    NoticeSource.CHALLENGE_GOV: "Challenge.gov",
    NoticeSource.OTHER: "Another publisher",
}

KIND_NAMES: dict[NoticeKind, str] = {
    NoticeKind.PLANNING: "Planning",
    NoticeKind.TENDER: "Tender",
    NoticeKind.AWARD: "Award",
    NoticeKind.CONTRACT: "Contract",
    NoticeKind.TERMINATION: "Procurement ended without a contract",
    NoticeKind.DYNAMIC_MARKET: "Dynamic market",
    NoticeKind.PAYMENTS: "Payments compliance",
    NoticeKind.CHALLENGE: "Challenge",
}
