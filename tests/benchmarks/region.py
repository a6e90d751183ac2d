"""The rows of a made-up region with any number of published challenges.

What grows with that number: challenges open (3 in 100), closed, withdrawn, in preparation elsewhere; councils; and what
the reader's own council published (5 in 100). What does not: what the reader's council is preparing now, and what the
reader follows. At every size each list fills a page, so that pages of the same length are compared. Rows of questions,
criteria and scale are left out: these pages read them from the frozen content, which is whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

from app.accounts.models import User
from app.challenges.models import (
    Challenge,
    ChallengeVersion,
    Comment,
    Criterion,
    Edit,
    Follow,
    Party,
    Question,
    ScaleLevel,
)
from app.challenges.services.content import content_of, fingerprint
from app.challenges.states import ChallengeStage, IntellectualProperty, PartyRole, Section, TieRule
from app.core.policy import Role
from app.organisations.models import Member, MemberRole, Organisation
from app.organisations.states import OrganisationKind, Verification
from app.rules.places_and_sectors import REGIONS
from app.rules.price import PriceMethod
from app.rules.regimes import Route
from tests.benchmarks.words import SEED, Writer

READER = UUID(int=1)
READERS_COUNCIL = UUID(int=2)
PAGE = 50  # rows of a list
FOLLOWED, TO_REVIEW, SENT_BACK, DRAFTS, SCHEDULED = 5, 8, 4, 20, 4  # of the reader, at every size
POUND = 100  # pence
BATCH = 1_000

Row = dict[str, Any]


def this_week() -> datetime:
    """Return the beginning of this week: the instant from which the region's dates count."""
    now = datetime.now(UTC)
    return (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(slots=True)
class Batch:
    """Rows by table, in an order that foreign keys allow."""

    rows: dict[type[Any], list[Row]] = field(default_factory=dict)

    def add(self, model: type[Any], **values: Any) -> None:
        self.rows.setdefault(model, []).append(values)


class Region:
    """All rows for ``published`` published challenges; the same ones in the same week."""

    def __init__(self, published: int, week: datetime) -> None:
        self.published = published
        self.open = max(PAGE, published * 3 // 100)
        self._every = max(2, min(20, published // PAGE))  # each so-many-th challenge is the reader's council's
        self._councils = [READERS_COUNCIL, *(UUID(int=100 + n) for n in range(20 + published // 500))]
        self._week = week
        self._random = Random(SEED)
        self._writer = Writer()
        self._number = 0
        self._pattern = pattern()

    def batches(self) -> Iterator[Batch]:
        """Yield everything, about :data:`BATCH` challenges at a time; what is referred to comes first."""
        yield self._people()
        batch = Batch()
        for add in self._challenges():
            add(batch)
            if len(batch.rows[Challenge]) >= BATCH:
                yield batch
                batch = Batch()
        if batch.rows:
            yield batch

    def _people(self) -> Batch:
        batch, long_ago = Batch(), self._week - timedelta(days=2_000)
        for number, council in enumerate(self._councils):
            batch.add(
                Organisation,
                id=council,
                slug=f"council-{number}",
                name=f"{self._writer.line(24)} Council {number}",
                kind=OrganisationKind.COUNCIL,
                region=self._random.choice(sorted(REGIONS)),
                verification=Verification.VERIFIED,
                verified_at=long_ago,
                version=1,
                created_at=long_ago,
            )
            self._add_person(batch, author_of(council), council, (Role.OFFICER,), long_ago)
        self._add_person(batch, READER, READERS_COUNCIL, (Role.OFFICER, Role.APPROVER), long_ago)
        return batch

    @staticmethod
    def _add_person(batch: Batch, person: UUID, council: UUID, roles: tuple[Role, ...], at: datetime) -> None:
        batch.add(
            User,
            id=person,
            email=f"{person.hex}@example.org",
            name=f"Officer {person.int}",
            email_confirmed_at=at,
            created_at=at,
        )
        member = UUID(int=person.int + 10**15)
        batch.add(Member, id=member, organisation_id=council, user_id=person, created_at=at)
        for role in roles:
            batch.add(MemberRole, member_id=member, role=role)

    def _challenges(self) -> Iterator[Any]:
        """Yield functions that add one challenge each."""
        for number in range(self.published):
            council = READERS_COUNCIL if number % self._every == 0 else self._other_council()
            yield lambda batch, n=number, c=council: self._add_published(batch, c, is_open=n < self.open, number=n)
        for number in range(self.published // 50):
            yield lambda batch, n=number: self._add_withdrawn(batch, self._other_council())
        for council, counts in (
            (READERS_COUNCIL, (SCHEDULED, DRAFTS, SENT_BACK, TO_REVIEW)),
            (None, tuple(self.published * share // 1_000 for share in (10, 24, 6, 10))),
        ):
            for kind, count in zip(("scheduled", "draft", "sent_back", "in_review"), counts, strict=True):
                for _ in range(count):
                    yield lambda batch, c=council, k=kind: self._add_prepared(batch, c or self._other_council(), k)

    def _other_council(self) -> UUID:
        return self._random.choice(self._councils[1:])

    def _add_published(self, batch: Batch, council: UUID, *, is_open: bool, number: int) -> None:
        if is_open:
            opens = self._week - timedelta(days=self._random.uniform(1, 30))
            closes = self._week + timedelta(days=self._random.uniform(9, 70))
        else:
            closes = self._week - timedelta(days=self._random.uniform(1, 2_000))
            opens = closes - timedelta(days=42)
        challenge = self._add(batch, council, ChallengeStage.PUBLISHED, opens, closes, updated=opens)
        if is_open and number < FOLLOWED:
            batch.add(Follow, user_id=READER, challenge_id=challenge, created_at=opens)

    def _add_withdrawn(self, batch: Batch, council: UUID) -> None:
        closes = self._week - timedelta(days=self._random.uniform(1, 2_000))
        opens, withdrawn = closes - timedelta(days=42), closes - timedelta(days=20)
        self._add(batch, council, ChallengeStage.WITHDRAWN, opens, closes, updated=withdrawn, withdrawn=withdrawn)

    def _add_prepared(self, batch: Batch, council: UUID, kind: str) -> None:
        opens = self._week + timedelta(days=self._random.uniform(9, 30))
        updated = self._week - timedelta(days=self._random.uniform(0, 30))
        stage = {"scheduled": ChallengeStage.PUBLISHED, "in_review": ChallengeStage.IN_REVIEW}.get(
            kind, ChallengeStage.DRAFT
        )
        challenge = self._add(batch, council, stage, opens, opens + timedelta(days=42), updated=updated)
        batch.add(
            Edit,
            id=self._id(),
            challenge_id=challenge,
            user_id=author_of(council),
            section=Section.PROBLEM,
            version=1,
            at=updated,
        )
        if kind == "sent_back":
            batch.add(
                Comment,
                id=self._id(),
                challenge_id=challenge,
                author_id=author_of(council),
                text=self._writer.text(200),
                section=None,
                created_at=updated,
            )

    def _id(self) -> UUID:
        return UUID(int=self._random.getrandbits(128), version=4)

    def _add(
        self,
        batch: Batch,
        council: UUID,
        stage: ChallengeStage,
        opens: datetime,
        closes: datetime,
        *,
        updated: datetime,
        withdrawn: datetime | None = None,
    ) -> UUID:
        self._number += 1
        challenge, write = self._id(), self._writer
        texts = {
            "title": write.title(),
            "summary": write.line(290),
            "problem": write.text(1_500),
            "outcomes": write.text(700),
            "affected": write.text(300),
            "constraints": write.text(500),
            "eligibility": write.text(300),
            "sme_measures": write.text(200),
        }
        reference = reference_of(self._number)
        batch.add(
            Challenge,
            id=challenge,
            reference=reference,
            stage=stage,
            created_by_id=author_of(council),
            budget=self._random.randint(10, 900) * 1_000 * POUND,
            opens_at=opens,
            closes_at=closes,
            submitted_at=updated,
            withdrawn_at=withdrawn,
            withdrawal_reason="The money is needed elsewhere." if withdrawn else "",
            updated_at=updated,
            version=1,
            created_at=min(opens, updated) - timedelta(days=30),
            **texts,
        )
        self._add_parties(batch, challenge, council, stage, updated)
        if stage in (ChallengeStage.PUBLISHED, ChallengeStage.WITHDRAWN):
            content = {
                **self._pattern,
                **texts,
                "reference": reference,
                "opens_at": opens.isoformat(),
                "closes_at": closes.isoformat(),
            }
            batch.add(
                ChallengeVersion,
                id=self._id(),
                challenge_id=challenge,
                number=1,
                content=content,
                sha256=fingerprint(content),
                created_at=updated,
            )
        return challenge

    def _add_parties(
        self, batch: Batch, challenge: UUID, council: UUID, stage: ChallengeStage, updated: datetime
    ) -> None:
        councils = [council]
        if self._number % 10 == 0:
            partner = self._other_council()
            councils += [partner] if partner != council else []
        for position, party in enumerate(councils):
            batch.add(
                Party,
                id=self._id(),
                challenge_id=challenge,
                organisation_id=party,
                stage=stage,
                updated_at=updated,
                role=PartyRole.CONTRIBUTING if position else PartyRole.LEAD,
                share=None,
                position=position,
            )


def reference_of(number: int) -> str:
    """Return the reference of the challenge that was added as the ``number``-th, from 1 on."""
    return f"PG-2020-{number:06d}"


def author_of(council: UUID) -> UUID:
    """Return the officer who writes a council's challenges."""
    return UUID(int=council.int + 10**12)


def pattern() -> Row:
    """Return published content in which only texts and dates remain to be filled in."""
    write = Writer()
    council = Organisation(name="A Council", slug="council-0", region="TLG")
    challenge = Challenge(
        title="",
        summary="",
        reference="",
        budget=120_000 * POUND,
        months=18,
        route=Route.COMPETITIVE_FLEXIBLE,
        has_lots=False,
        price_method=PriceMethod.PUBLISHED_RANGE,
        price_minimum=40_000 * POUND,
        price_maximum=120_000 * POUND,
        price_weight=Decimal(20),
        tie_rule=next(iter(TieRule)),
        intellectual_property=next(iter(IntellectualProperty)),
        readiness_from=4,
        readiness_to=7,
        parties=[Party(organisation=council, role=PartyRole.LEAD)],
        questions=[
            Question(text=write.line(200), guidance=write.line(200), word_limit=400, is_required=True) for _ in range(5)
        ],
        criteria=[Criterion(name=write.line(40), description=write.line(300), weight=Decimal(20)) for _ in range(4)],
        scale=[ScaleLevel(score=score, label=write.line(20), descriptor=write.line(200)) for score in range(6)],
    )
    return content_of(challenge)
