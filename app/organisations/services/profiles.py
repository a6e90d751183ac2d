"""Add organisations and change their profiles."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import User
from app.audit.services import record
from app.core.errors import DomainError, EditedMeanwhile
from app.core.policy import Actor, Role
from app.organisations import queries
from app.organisations.events import MemberJoined, OrganisationChanged, OrganisationCreated
from app.organisations.models import (
    CAPABILITIES_MAX,
    CAPABILITY_MAX,
    DESCRIPTION_MAX,
    NAME_MAX,
    WEBSITE_MAX,
    Member,
    MemberRole,
    Organisation,
)
from app.organisations.states import OrganisationKind, top_role_of
from app.rules import company_numbers
from app.rules.places_and_sectors import REGIONS, SECTORS
from app.rules.sme import is_sme

FIRMS = frozenset({OrganisationKind.SME, OrganisationKind.LARGE_FIRM})
# What an administrator of the service looked at; it cannot change under a verified organisation.
VERIFIED_FIELDS = ("name", "company_number", "charity_number")
RESERVED_SLUGS = frozenset({"new", "directory"})
UNVERIFIED_MAX = 3  # organisations that one person added
SLUG_MAX = 60  # characters, so that a suffix fits
_CHARITY = re.compile(r"^(?:\d{6,7}(?:-\d{1,2})?|SC\d{6}|NIC?\d{6})$", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What an organisation says about itself.

    Attributes:
        sectors: Codes of :mod:`app.rules.places_and_sectors`.
        capabilities: Short phrases.
        turnover: Whole pence a year.
        balance_sheet: Whole pence, total.
    """

    name: str
    description: str = ""
    website: str = ""
    region: str = ""
    company_number: str | None = None
    charity_number: str | None = None
    sectors: Sequence[str] = ()
    capabilities: Sequence[str] = ()
    headcount: int | None = None
    turnover: int | None = None
    balance_sheet: int | None = None


def create(
    session: Session,
    kind: OrganisationKind,
    profile: Profile,
    *,
    actor: Actor,
    now: datetime,
    is_demo: bool = False,
) -> Organisation:
    """Add an organisation, unverified; the actor manages it.

    Args:
        kind: Of a firm, whether it is an SME or a large one is computed from its figures, whatever is given here.

    Raises:
        DomainError: Something in the profile is missing or wrong, a verified organisation has the company number, or
            the actor added :data:`UNVERIFIED_MAX` already that are not verified.
    """
    values = _tidy(profile)
    kind = _computed_kind(kind, values)
    _refuse_one_too_many(session, actor)
    _refuse_taken_number(session, values["company_number"], own_id=None)
    organisation = Organisation(kind=kind, is_demo=is_demo, created_at=now, **values)
    _insert_with_slug(session, organisation)
    record(
        session,
        OrganisationCreated(subject_id=organisation.id, actor_id=actor.user_id, at=now, organisation_kind=kind),
    )
    if actor.user_id is not None:
        _add_first_manager(session, organisation, actor.user_id, now=now)
    return organisation


def change(
    session: Session, organisation: Organisation, profile: Profile, *, version: int, actor: Actor, now: datetime
) -> None:
    """Save the profile.

    Args:
        organisation: Locked by the caller.
        version: That of the organisation when the page was opened.

    Raises:
        EditedMeanwhile: Somebody else saved it since then.
        DomainError: Something in the profile is missing or wrong.
    """
    if organisation.version != version:
        raise EditedMeanwhile(
            "Somebody else saved this profile after you opened it. Nothing of yours is saved yet. "
            "Compare the two versions, then save again."
        )
    values = _tidy(profile)
    values["kind"] = _computed_kind(organisation.kind, values)
    changed = tuple(name for name, value in values.items() if getattr(organisation, name) != value)
    _refuse_verified_fields(organisation, changed)
    if not changed:
        return
    _refuse_taken_number(session, values["company_number"], own_id=organisation.id)
    for name in changed:
        setattr(organisation, name, values[name])
    session.flush()
    record(session, OrganisationChanged(subject_id=organisation.id, actor_id=actor.user_id, at=now, changed=changed))


def _computed_kind(kind: OrganisationKind, values: dict[str, Any]) -> OrganisationKind:
    if kind not in FIRMS:
        return kind
    if values["headcount"] is None:
        raise DomainError("Enter how many people work for you", field="headcount")
    if values["turnover"] is None and values["balance_sheet"] is None:
        raise DomainError("Enter the turnover or the balance sheet total", field="turnover")
    small = is_sme(values["headcount"], values["turnover"], values["balance_sheet"])
    if small is None:
        missing = "turnover" if values["turnover"] is None else "balance_sheet"
        words = "turnover" if missing == "turnover" else "balance sheet total"
        raise DomainError(
            f"Enter the {words} too: the other figure alone does not decide whether you are an SME", field=missing
        )
    return OrganisationKind.SME if small else OrganisationKind.LARGE_FIRM


def _tidy(profile: Profile) -> dict[str, Any]:
    values: dict[str, Any] = {field.name: getattr(profile, field.name) for field in fields(profile)}
    values |= {
        "name": _tidy_name(profile.name),
        "description": _tidy_description(profile.description),
        "website": _tidy_website(profile.website),
        "region": _tidy_region(profile.region),
        "company_number": _tidy_company_number(profile.company_number),
        "charity_number": _tidy_charity_number(profile.charity_number),
        "sectors": _tidy_sectors(profile.sectors),
        "capabilities": _tidy_capabilities(profile.capabilities),
    }
    for field, words in (("headcount", "number of people"), ("turnover", "turnover"), ("balance_sheet", "total")):
        if values[field] is not None and values[field] < 0:
            raise DomainError(f"The {words} must be 0 or more", field=field)
    return values


def _tidy_name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise DomainError("Enter the name of the organisation", field="name")
    if len(name) > NAME_MAX:
        raise DomainError(f"Name must be {NAME_MAX} characters or fewer", field="name")
    # The name stands in invitations that go to strangers.
    if any(part in name.lower() for part in ("://", "www.", "@")):
        raise DomainError("The name must not contain a web or email address", field="name")
    return name


def _tidy_description(text: str) -> str:
    text = text.strip()
    if len(text) > DESCRIPTION_MAX:
        raise DomainError(f"Description must be {DESCRIPTION_MAX:,} characters or fewer", field="description")
    return text


def _tidy_website(text: str) -> str:
    text = text.strip()
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and "." in (parts.hostname or "") and not parts.username
    except ValueError:
        fits = False
    if not fits or len(address) > WEBSITE_MAX or not address.isprintable() or " " in address:
        raise DomainError("Enter a web address, like https://www.example.com", field="website")
    return address


def _tidy_region(code: str) -> str:
    if code and code not in REGIONS:
        raise DomainError("Select a region from the list", field="region")
    return code


def _tidy_company_number(text: str | None) -> str | None:
    if not (text or "").strip():
        return None
    try:
        return company_numbers.validate(text or "")
    except ValueError:
        raise DomainError(
            "Enter a company number as Companies House gives it: 8 characters, like 01234567 or SC123456",
            field="company_number",
        ) from None


def _tidy_charity_number(text: str | None) -> str | None:
    number = re.sub(r"\s", "", text or "").upper()
    if not number:
        return None
    if not _CHARITY.match(number):
        raise DomainError("Enter a charity number, like 1234567, SC012345 or NIC100123", field="charity_number")
    return number


def _tidy_sectors(codes: Sequence[str]) -> list[str]:
    if any(code not in SECTORS for code in codes):
        raise DomainError("Select sectors from the list", field="sectors")
    return [code for code in SECTORS if code in codes]


def _tidy_capabilities(phrases: Sequence[str]) -> list[str]:
    tidy = list(dict.fromkeys(" ".join(phrase.split()) for phrase in phrases if phrase.strip()))
    if len(tidy) > CAPABILITIES_MAX:
        raise DomainError(f"Enter at most {CAPABILITIES_MAX} lines", field="capabilities")
    if any(len(phrase) > CAPABILITY_MAX for phrase in tidy):
        raise DomainError(f"Each line must be {CAPABILITY_MAX} characters or fewer", field="capabilities")
    return tidy


def _refuse_verified_fields(organisation: Organisation, changed: Sequence[str]) -> None:
    if not organisation.is_verified:
        return
    for field in VERIFIED_FIELDS:
        if field in changed:
            raise DomainError(
                "This was checked when the organisation was verified. Contact the administrators of the service to "
                "have it changed.",
                field=field,
            )


def _refuse_one_too_many(session: Session, actor: Actor) -> None:
    if actor.user_id is None:
        return
    # One at a time for each person, so that two requests at once do not both find room.
    session.execute(select(User.id).where(User.id == actor.user_id).with_for_update(key_share=True))
    if queries.count_unverified_by(session, actor.user_id) >= UNVERIFIED_MAX:
        raise DomainError(
            f"You have added {UNVERIFIED_MAX} organisations that are not verified. Wait until one of them is verified, "
            "then add the next."
        )


def _refuse_taken_number(session: Session, number: str | None, *, own_id: UUID | None) -> None:
    if number is None:
        return
    holder = queries.find_holder(session, number)
    if holder is not None and holder.id != own_id:
        raise DomainError(
            "A verified organisation with this company number is here already. Ask a colleague who manages it to "
            "invite you, or contact the administrators of the service.",
            field="company_number",
        )


def _insert_with_slug(session: Session, organisation: Organisation) -> None:
    base = _slug(organisation.name)
    taken = set(session.scalars(select(Organisation.slug).where(Organisation.slug.in_([base, *_numbered(base)]))))
    free = (slug for slug in (base, *_numbered(base)) if slug not in taken | RESERVED_SLUGS)
    for slug in (next(free, _unlikely(base)), _unlikely(base)):
        organisation.slug = slug
        try:
            with session.begin_nested():
                session.add(organisation)
                session.flush()
        except IntegrityError:
            continue  # somebody took the same word between the question and now
        return
    raise DomainError("The organisation could not be saved. Try again.")


def _numbered(base: str) -> list[str]:
    return [f"{base}-{number}" for number in range(2, 10)]


def _unlikely(base: str) -> str:
    return f"{base}-{uuid4().hex[:8]}"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:SLUG_MAX].strip("-")
    return words or "organisation"


def _add_first_manager(session: Session, organisation: Organisation, user_id: UUID, *, now: datetime) -> None:
    # Whoever adds a council drafts there, too; approving needs somebody else anyway.
    roles = (Role.OFFICER, Role.ADMINISTRATOR) if organisation.is_buyer else (top_role_of(organisation.kind),)
    member = Member(
        organisation_id=organisation.id,
        user_id=user_id,
        created_at=now,
        roles=[MemberRole(role=role) for role in roles],
    )
    session.add(member)
    session.flush()
    record(
        session,
        MemberJoined(subject_id=organisation.id, actor_id=user_id, at=now, user_id=user_id, roles=roles),
    )
