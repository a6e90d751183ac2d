"""Which notice of the Act goes with publishing or withdrawing a challenge here; neither takes its place."""

from __future__ import annotations

from app.core.money import format_pounds
from app.rules.regimes import ROUTES, Route
from app.rules.thresholds import NOTIFIABLE_BELOW_THRESHOLD


def on_publishing(route: Route | None, value: int | None) -> str:
    """Return what a council has to know about notices before it publishes, with the source in the text.

    Args:
        route: How it buys; ``None`` where that is not decided.
        value: Whole pence, VAT included: the most that could be paid.

    Source: Procurement Act 2023, ss. 17, 21 and 87(1); from what value on, s. 84.
    """
    rule = ROUTES[route] if route else None
    if rule and rule.is_covered:
        return (
            "Publishing here is not the tender notice that the law asks for (Procurement Act 2023, s. 21). "
            "Publish that on Find a Tender, too, and not after this."
        )
    if rule and rule.below_threshold_only and value is not None and value >= NOTIFIABLE_BELOW_THRESHOLD:
        return (
            "Publishing here is not the below-threshold tender notice. "
            f"From {format_pounds(NOTIFIABLE_BELOW_THRESHOLD)} on a council has to publish that on Find a Tender "
            "before it advertises anywhere else, so before you publish here (Procurement Act 2023, s. 87(1))."
        )
    if route is Route.ENGAGEMENT_ONLY:
        return (
            "Publishing here is not the preliminary market engagement notice. Publish that on Find a Tender where a "
            "covered procurement may follow (Procurement Act 2023, s. 17)."
        )
    return (
        "Publishing here is not a notice under the Procurement Act 2023. Check whether one is needed on Find a Tender."
    )


def on_withdrawing(route: Route | None) -> str:
    """Return what a council has to know about notices when it ends a public challenge; empty where nothing is due.

    Source: Procurement Act 2023, s. 55.
    """
    if route is None or not ROUTES[route].is_covered:
        return ""
    return (
        "If a tender notice was published on Find a Tender, publish a procurement termination notice there, too "
        "(Procurement Act 2023, s. 55)."
    )
