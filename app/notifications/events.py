"""What can happen to what somebody hears."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event
from app.notifications.states import Frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class FrequencyChosen(Event):
    """Somebody chose how to hear of what need not be sent; ``by_link`` without signing in, from a mail."""

    kind: ClassVar[str] = "notifications.frequency_chosen"
    frequency: Frequency
    by_link: bool
