"""What happens to imported notices: they come, run by run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesImported(Event):
    """An import run came to its end; ``subject_id`` is the run."""

    kind: ClassVar[str] = "notices.imported"
    origin: str
    read: int
    new: int
    updated: int
    known: int
    refused: int
