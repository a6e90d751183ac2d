"""Ways to score price; each explained where a buyer chooses it. The arithmetic follows with evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class PriceMethod(StrEnum):
    """How price is turned into points."""

    FIXED_PRICE = "fixed_price"
    PUBLISHED_RANGE = "published_range"
    RELATIVE_TO_LOWEST = "relative_to_lowest"
    LINEAR_FROM_LOWEST = "linear_from_lowest"


@dataclass(frozen=True, slots=True)
class Explanation:
    """A method in words.

    Attributes:
        depends_on_others: The points of one bid change when another bid is excluded.
        needs_range: A lowest and a highest price are published with it.
        is_weighted: Price takes a share of the total.
    """

    name: str
    text: str
    example: str
    depends_on_others: bool = False
    needs_range: bool = False
    is_weighted: bool = True


EXPLANATIONS: Mapping[PriceMethod, Explanation] = MappingProxyType(
    {
        PriceMethod.FIXED_PRICE: Explanation(
            "Fixed price",
            "The price is published and the same for all; only quality is scored.",
            "Example: everybody is paid £50,000, and the proposal with the most points for quality wins.",
            is_weighted=False,
        ),
        PriceMethod.PUBLISHED_RANGE: Explanation(
            "Published range",
            "A lowest and a highest price are published. The lowest gets all points, the highest none; between them "
            "points fall evenly.",
            "Example: weight 40, range £80,000 to £120,000: a price of £90,000 gets 30 points.",
            needs_range=True,
        ),
        PriceMethod.RELATIVE_TO_LOWEST: Explanation(
            "Relative to the lowest price",
            "The lowest price gets all points; the others get the lowest price divided by theirs.",
            "Example: weight 40: prices of £100,000 and £105,000 get 40 and 38.1 points.",
            depends_on_others=True,
        ),
        PriceMethod.LINEAR_FROM_LOWEST: Explanation(
            "Linear from the lowest price",
            "The lowest price gets all points; a price twice as high gets none.",
            "Example: weight 40: prices of £100,000 and £125,000 get 40 and 30 points.",
            depends_on_others=True,
        ),
    }
)
