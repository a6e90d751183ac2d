"""Messages without a database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.core import keys
from app.integrations.mail import ConsoleTransport
from app.notifications.services import Settings, configure, settings


@pytest.fixture(autouse=True)
def configured() -> Iterator[Settings]:
    """Configure messages and their keys for one test; what was before is there again afterwards."""
    before, secrets = list(settings._current), list(keys._secrets)
    keys.set_secret("a-secret-for-unit-tests-of-messages")
    made = Settings("https://market.example", "Proving Ground", ConsoleTransport(sender="no-reply@market.example"))
    configure(made)
    yield made
    settings._current[:], keys._secrets[:] = before, secrets
