"""Load the demo region: deterministic but for the day from which its dates count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.accounts.services import people
from app.challenges import queries
from app.challenges.models import Challenge, Contact, Criterion, Party, Question
from app.challenges.services import drafting, review, rows
from app.challenges.services.skeletons import USUAL_SCALE
from app.challenges.states import IntellectualProperty, PartyRole, Section, TieRule
from app.core import events as core_events
from app.core.clock import LONDON, london_day
from app.core.errors import DomainError
from app.core.policy import Actor, Role
from app.organisations.models import Organisation
from app.organisations.services import members, profiles, verification
from app.organisations.states import OrganisationKind, VerificationAction
from app.rules.price import PriceMethod
from app.rules.regimes import Route
from app.seed.content import CHALLENGES, COUNCILS, FIRMS, NETWORKS
from app.seed.content.kinds import DEADLINE_AT, PUBLISHED_AT, ChallengeSeed, CommentSeed, Council, Firm, Network, Person

SEEDS: tuple[Council | Firm | Network, ...] = (*COUNCILS, *FIRMS, *NETWORKS)
ADMINISTRATOR = ("Site administrator (demo)", "administrator@proving-ground.example")
PREPARED = timedelta(days=30)  # before it opened, a challenge was begun


@dataclass(frozen=True, slots=True)
class Region:
    """What was loaded so far: people by address, organisations by slug of the content."""

    users: dict[str, User]
    organisations: dict[str, Organisation]
    roles: dict[str, frozenset[tuple[UUID, Role]]]

    def actor(self, email: str) -> Actor:
        """Return the person as one who acts."""
        return Actor(self.users[email].id, self.roles[email])


@contextmanager
def _quietly() -> Iterator[None]:
    """Let nobody be told of what is only made up; the index is rebuilt afterwards."""
    kept: Mapping[type[Any], Any] = core_events.get_reactions()
    core_events.set_reactions({})
    try:
        yield
    finally:
        core_events.set_reactions(kept)


def is_empty(session: Session) -> bool:
    """Say whether the service holds no organisation yet."""
    return not session.scalar(select(func.count()).select_from(Organisation))


def load_region(session: Session, *, password_hash: str, now: datetime) -> Region:
    """Load everything, in the caller's transaction.

    Args:
        session: The caller's transaction.
        password_hash: Of the one password of all demo accounts.
        now: The day from which the content counts.
    """
    region = Region({}, {}, {})
    with _quietly():
        administrator = _add_person(session, region, ADMINISTRATOR, password_hash, now - 2 * PREPARED)
        administrator.is_site_admin = True
        for seed in SEEDS:
            _add_organisation(session, region, seed, password_hash, now - 2 * PREPARED)
        for challenge in sorted(CHALLENGES, key=lambda c: (_begun(c, now), c.slug)):
            _add_challenge(session, region, challenge, now)
    return region


def _add_person(session: Session, region: Region, who: tuple[str, str], password_hash: str, at: datetime) -> User:
    name, email = who
    user = people.add_user(
        session, name=name, email=email, password_hash=password_hash, now=at, confirmed=True, is_demo=True
    )
    region.users[email] = user
    region.roles[email] = frozenset()
    return user


def _add_organisation(
    session: Session, region: Region, seed: Council | Firm | Network, password_hash: str, at: datetime
) -> None:
    users = [_add_person(session, region, (p.name, p.email), password_hash, at) for p in seed.people]
    organisation = profiles.create(
        session, OrganisationKind(seed.kind), _profile(seed), actor=Actor(), now=at, is_demo=True
    )
    for user, person in zip(users, seed.people, strict=True):
        members.add_member(session, organisation, user.id, person.roles, actor=Actor(), now=at)
        region.roles[person.email] = frozenset((organisation.id, role) for role in person.roles)
    administrator = region.users[ADMINISTRATOR[1]]
    verification.decide(
        session,
        organisation,
        VerificationAction.VERIFY,
        actor=Actor(administrator.id, is_site_admin=True),
        now=at,
    )
    region.organisations[seed.slug] = organisation


def _profile(seed: Council | Firm | Network) -> profiles.Profile:
    common: dict[str, Any] = {
        "name": seed.name,
        "description": seed.description,
        "website": seed.website,
        "region": seed.region,
    }
    if isinstance(seed, Firm):
        common |= {
            "company_number": seed.company_number,
            "sectors": seed.sectors,
            "capabilities": seed.capabilities,
            "headcount": seed.headcount,
            "turnover": seed.turnover_pounds * 100,
            "balance_sheet": seed.balance_sheet_pounds * 100,
        }
    if isinstance(seed, Network):
        common["sectors"] = seed.sectors
    return profiles.Profile(**common)


def _day(now: datetime, offset: int) -> date:
    day = london_day(now) + timedelta(days=offset)
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def _instant(now: datetime, offset: int, at: time) -> datetime:
    return datetime.combine(_day(now, offset), at, tzinfo=LONDON)


def _begun(seed: ChallengeSeed, now: datetime) -> datetime:
    if seed.dates is None or seed.status in ("draft", "in_review", "scheduled"):
        return now - PREPARED
    return _instant(now, seed.dates.opens, PUBLISHED_AT) - PREPARED


def _add_challenge(session: Session, region: Region, seed: ChallengeSeed, now: datetime) -> None:
    begun, author = _begun(seed, now), region.actor(seed.author)
    lead = region.organisations[seed.lead]
    challenge = drafting.create(session, title=seed.title, organisation=lead, actor=author, now=begun)
    challenge.is_demo = True
    _write(session, challenge, seed, author, now, begun + timedelta(days=3))
    _add_partners(challenge, seed, region)
    session.flush()
    for comment in seed.comments:
        _comment(session, challenge, comment, region, now)
    _bring_to_stage(session, challenge, seed, region, now)


def _write(
    session: Session, challenge: Challenge, seed: ChallengeSeed, actor: Actor, now: datetime, at: datetime
) -> None:
    for section in drafting.FIELDS:
        values = _values(seed, now)
        drafting.save_section(session, challenge, section, values, version=challenge.version, actor=actor, now=at)
    listed: list[tuple[Any, dict[str, Any]]] = [
        *((Question, {"text": q.text, "guidance": q.guidance, "word_limit": q.word_limit}) for q in seed.questions),
        *(
            (
                Criterion,
                {
                    "name": c.name,
                    "description": c.description,
                    "weight": Decimal(c.weight),
                    "minimum_score": c.minimum_score,
                },
            )
            for c in seed.criteria
        ),
        *((Contact, {"name": c.name, "email": c.email}) for c in seed.contacts),
    ]
    for kind, row in listed:
        rows.add_row(session, challenge, kind, row, version=challenge.version, actor=actor, now=at)
    if seed.criteria:
        levels = [(score, label, text) for score, (label, text) in enumerate(USUAL_SCALE)]
        rows.save_scale(session, challenge, levels, version=challenge.version, actor=actor, now=at)


def _values(seed: ChallengeSeed, now: datetime) -> dict[str, Any]:
    owner = seed.intellectual_property
    lowest, highest = seed.price_range_pounds or (None, None)
    values: dict[str, Any] = {
        "title": seed.title,
        "summary": seed.summary,
        "problem": "\n\n".join(seed.problem),
        "outcomes": "\n".join(f"- {outcome}" for outcome in seed.outcomes),
        "affected": seed.affected,
        "constraints": "\n".join(f"- {text}" for text in _lines(seed.constraints)),
        "budget": seed.budget_pounds * 100 if seed.budget_pounds else None,
        "months": seed.months,
        "route": Route(seed.route) if seed.route else None,
        "route_reason": seed.route_reason,
        "has_lots": seed.has_lots,
        "lots_reason": seed.lots_reason,
        "eligibility": seed.eligibility,
        "restricts_who_may_tender": seed.restricts_who_may_tender,
        "price_method": PriceMethod(seed.price_method) if seed.price_method else None,
        "price_weight": Decimal(seed.price_weight) if seed.price_method else None,
        "price_minimum": lowest * 100 if lowest else None,
        "price_maximum": highest * 100 if highest else None,
        "tie_rule": TieRule(seed.tie_rule) if seed.tie_rule else None,
        "sme_measures": seed.sme_measures,
        "conflicts_note": seed.conflicts_note,
        "conflicts_assessed_on": _day(now, seed.conflicts_assessed) if seed.conflicts_assessed is not None else None,
        "readiness_from": seed.readiness[0] if seed.readiness else None,
        "readiness_to": seed.readiness[1] if seed.readiness else None,
        "intellectual_property": IntellectualProperty(owner.ownership) if owner else None,
        "intellectual_property_note": owner.note if owner else "",
    }
    if seed.dates is not None:
        values |= {
            "questions_close_at": _instant(now, seed.dates.questions_close, DEADLINE_AT),
            "answers_due_at": _instant(now, seed.dates.answers_due, DEADLINE_AT),
            "closes_at": _instant(now, seed.dates.closes, DEADLINE_AT),
            "decision_expected_on": _day(now, seed.dates.decision_expected),
            "contract_starts_on": _day(now, seed.dates.contract_starts),
        }
    return values


def _lines(text: Any) -> list[str]:
    return [text] if isinstance(text, str) and text else list(text)


def _add_partners(challenge: Challenge, seed: ChallengeSeed, region: Region) -> None:
    if not seed.partners or not seed.budget_pounds:
        return
    challenge.lead.share = (seed.budget_pounds - sum(p.share_pounds for p in seed.partners)) * 100
    for position, partner in enumerate(seed.partners, start=1):
        challenge.parties.append(
            Party(
                organisation=region.organisations[partner.council],
                role=PartyRole.CONTRIBUTING,
                share=partner.share_pounds * 100,
                position=position,
            )
        )


def _comment(session: Session, challenge: Challenge, seed: CommentSeed, region: Region, now: datetime) -> None:
    review.comment(
        session,
        challenge,
        text=seed.text,
        section=Section(seed.section) if seed.section else None,
        actor=region.actor(seed.author),
        now=min(now, _instant(now, seed.days, PUBLISHED_AT)),
    )


def _bring_to_stage(session: Session, challenge: Challenge, seed: ChallengeSeed, region: Region, now: datetime) -> None:
    author = region.actor(seed.author)
    if seed.status == "draft" and seed.sent_back is None:
        return
    reviewed = _begun(seed, now) + timedelta(days=20)
    review.submit(session, challenge, version=challenge.version, actor=author, now=reviewed)
    if seed.sent_back is not None:
        approver = region.actor(seed.sent_back.author)
        review.send_back(session, challenge, text=seed.sent_back.text, actor=approver, now=now - timedelta(days=1))
        return
    if seed.status == "in_review" or seed.dates is None:
        return
    opens_at = _instant(now, seed.dates.opens, PUBLISHED_AT)
    review.publish(
        session,
        challenge,
        opens_at=opens_at,
        author_ids=queries.list_author_ids(session, challenge),
        version=challenge.version,
        actor=region.actor(seed.approver),
        now=min(now, opens_at - timedelta(hours=1)),
    )
    if seed.withdrawal is not None:
        withdrawn = max(opens_at + timedelta(hours=1), min(now, _instant(now, seed.withdrawal.days, DEADLINE_AT)))
        approver = region.actor(seed.approver)
        review.withdraw(session, challenge, reason=seed.withdrawal.reason, actor=approver, now=withdrawn)


def demo_accounts() -> list[tuple[str, Person | None, str]]:
    """Return one made-up person for each role: the role in words, the person, the organisation."""
    found: dict[str, tuple[str, Person | None, str]] = {}
    for seed in SEEDS:
        side = "Council" if isinstance(seed, Council) else ("Network" if isinstance(seed, Network) else "Supplier")
        for person in seed.people:
            for role in person.roles:
                words = f"{side}: {role.value}"
                found.setdefault(words, (words, person, seed.name))
    return [("Site administrator", None, ""), *found.values()]


def refuse_in_production(session: Session) -> None:
    """Stop where made-up people or organisations are in the database.

    Raises:
        DomainError: There are some: this must not be a production database.
    """
    for table in (User, Organisation):
        if session.scalar(select(table.id).where(table.is_demo).limit(1)) is not None:
            raise DomainError(
                "This database holds demo accounts, whose password is public. Use another database in production."
            )
