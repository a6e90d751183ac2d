"""Which routes there are, and what each asks of a challenge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Route(StrEnum):
    """How a challenge is bought."""

    ENGAGEMENT_ONLY = "engagement_only"
    RD_EXEMPT_PHASED = "rd_exempt_phased"
    PRIZE = "prize"
    BELOW_THRESHOLD_OPEN = "below_threshold_open"
    OPEN_PROCEDURE = "open_procedure"
    COMPETITIVE_FLEXIBLE = "competitive_flexible"


@dataclass(frozen=True, slots=True)
class RouteRule:
    """What a route means.

    Attributes:
        below_threshold_only: The whole value must be below the threshold.
        minimum_days: Calendar days between the notice and the deadline; 0 where the law names none.
        may_restrict: Conditions of participation may limit who tenders.
        is_covered: A procurement procedure of the Act's Part 3, whose duties all apply.
        must_be_explained: It stands outside the Act's procedures, so the record must say why it may.
        source: Where the rule stands.
    """

    name: str
    text: str
    below_threshold_only: bool
    minimum_days: int
    may_restrict: bool
    source: str
    is_covered: bool = False
    must_be_explained: str = ""


ROUTES: Mapping[Route, RouteRule] = MappingProxyType(
    {
        Route.BELOW_THRESHOLD_OPEN: RouteRule(
            "Open competition below the threshold",
            "Everybody may propose. The limit for proposals must be reasonable and the same for all.",
            below_threshold_only=True,
            minimum_days=0,
            may_restrict=False,
            source="Procurement Act 2023, ss. 84 to 87",
        ),
        Route.OPEN_PROCEDURE: RouteRule(
            "Open procedure",
            "One stage; everybody may tender.",
            below_threshold_only=False,
            minimum_days=25,
            may_restrict=True,
            source="Procurement Act 2023, ss. 20(2)(a) and 54(4)",
            is_covered=True,
        ),
        Route.COMPETITIVE_FLEXIBLE: RouteRule(
            "Competitive flexible procedure",
            "You design the stages: for example concept, prototype, demonstration.",
            below_threshold_only=False,
            minimum_days=25,
            may_restrict=True,
            source="Procurement Act 2023, ss. 20(2)(b) and 54(3)",
            is_covered=True,
        ),
        Route.RD_EXEMPT_PHASED: RouteRule(
            "Phased research and development",
            "Only research and development services, up to prototypes and their test. What you buy at scale later is a "
            "new competition.",
            below_threshold_only=False,
            minimum_days=0,
            may_restrict=True,
            source="Procurement Act 2023, Schedule 2, paragraph 22",
            must_be_explained="Say why this is research and development services only, with no goods or works bought, "
            "and how it benefits the public.",
        ),
        Route.PRIZE: RouteRule(
            "Challenge prize",
            "You reward a result. A prize inside a procurement counts towards its value.",
            below_threshold_only=False,
            minimum_days=0,
            may_restrict=True,
            source="Procurement Act 2023, Schedule 3, paragraph 1(2)(e)",
            must_be_explained="Say why this is a prize for a result and not the purchase of goods, services or works.",
        ),
        Route.ENGAGEMENT_ONLY: RouteRule(
            "Preliminary market engagement",
            "You ask and learn; nothing is bought yet.",
            below_threshold_only=False,
            minimum_days=0,
            may_restrict=False,
            source="Procurement Act 2023, ss. 16 and 17",
        ),
    }
)
