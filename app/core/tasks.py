"""What waits for a person: every package answers with the same shape, the page “Waiting for me” puts them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that a person should do.

    Attributes:
        kind: ``subject.verb``, such as ``invitation.answer``; groups tasks on the page.
        title: What to do, in a few words.
        detail: For whom or about what; one sentence without confidential text.
        url_endpoint: The page on which it is done, for ``url_for``.
        url_values: Its values.
        due_at: By when; ``None`` where nothing presses. Aware.
    """

    kind: str
    title: str
    detail: str
    url_endpoint: str
    url_values: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None
