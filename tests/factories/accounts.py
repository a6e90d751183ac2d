"""People: confirmed and open by default."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache

import factory

from app.accounts.models import User
from app.accounts.services import hasher
from tests.factories import MarketFactory

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
PASSWORD = "three random words"


@lru_cache
def password_hash(password: str = PASSWORD) -> str:
    """Return a cheap hash of a password."""
    return hasher("low").hash(password)


class UserFactory(MarketFactory):
    """A person whose password is :data:`PASSWORD`."""

    class Meta:
        model = User

    class Params:
        unconfirmed = factory.Trait(email_confirmed_at=None)
        closed = factory.Trait(closed_at=LONG_AGO)

    email = factory.Sequence("person{}@example.org".format)
    name = factory.Sequence("Person {}".format)
    password_hash = factory.LazyFunction(password_hash)
    email_confirmed_at = LONG_AGO
    created_at = LONG_AGO
