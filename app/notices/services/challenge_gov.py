"""Challenges of Challenge.gov (US federal agencies) as releases: one line of JSON is one challenge.

The work of US Government employees is in the public domain. A challenge has no releases there, so its id is the
release id too, and a later copy replaces the earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.notices.models import DESCRIPTION_MAX, IDENTIFIER_MAX, NAME_MAX, TITLE_MAX
from app.notices.services.cleaning import Refused
from app.notices.services.facts import PUBLIC_DOMAIN, Facts
from app.notices.services.values import Amount, Instant, hundredths, instant, line, paragraphs, web_address
from app.notices.states import NoticeKind, NoticePhase, NoticeSource

PREFIX = "challenge-gov-"
WASHINGTON = ZoneInfo("America/New_York")
SECTIONS = {
    "description": "About the challenge",
    "prizes": "Prizes",
    "judging": "Judging criteria",
    "how_to_enter": "How to enter",
    "rules": "Rules",
}


def identify_challenge(challenge: Mapping[str, Any]) -> tuple[str, str, datetime]:
    """Return the process id, the release id and the date of a challenge.

    Raises:
        Refused: It has no id, no title, or neither a first nor a last day.
    """
    number = line(challenge.get("id"), IDENTIFIER_MAX)
    if not number or len(number) > IDENTIFIER_MAX - len(PREFIX):
        raise Refused("The challenge has no id.")
    if not line(challenge.get("title"), TITLE_MAX):
        raise Refused("The challenge has no title.")
    begins = moment_of(challenge, "submission_start") or moment_of(challenge, "submission_end")
    if begins is None:
        raise Refused("The challenge has neither a first nor a last day that can be read.")
    return PREFIX + number, number, begins.at


def challenge_facts(challenge: Mapping[str, Any], ocid: str, release_id: str, released_at: datetime) -> Facts:
    """Return what a challenge says."""
    prize = hundredths(challenge.get("prize_total_usd"))
    texts = (paragraphs(challenge.get(name), DESCRIPTION_MAX) for name in ("tagline", *SECTIONS))
    return Facts(
        source=NoticeSource.CHALLENGE_GOV,
        ocid=ocid,
        release_id=release_id,
        released_at=released_at,
        tags=(),
        kind=NoticeKind.CHALLENGE,
        phase=NoticePhase.TENDER,
        is_correction=False,
        notice_type="",
        title=line(challenge.get("title"), TITLE_MAX),
        description="\n\n".join(filter(None, texts))[:DESCRIPTION_MAX],
        buyer_id="",
        buyer_name=line(challenge.get("agency"), NAME_MAX),
        region="",
        cpv=(),
        suppliers=(),
        value=Amount(prize, "USD", includes_vat=None) if prize else None,
        sme_suitable=None,
        closes=moment_of(challenge, "submission_end", end_of_day=True),
        url=web_address(challenge.get("url")),
        licence=PUBLIC_DOMAIN,
    )


def moment_of(challenge: Mapping[str, Any], name: str, *, end_of_day: bool = False) -> Instant | None:
    """Return a date of a challenge; a time without a zone is Washington's."""
    return instant(challenge.get(name), zone=WASHINGTON, end_of_day=end_of_day)
