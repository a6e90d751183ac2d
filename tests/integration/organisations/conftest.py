"""What is shared by tests of people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.mails import Mails, watching


@pytest.fixture(autouse=True)
def mails(app: object) -> Iterator[Mails]:
    """Return the mails that were asked for."""
    with watching() as seen:
        yield seen
