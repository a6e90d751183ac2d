"""What can be done with messages, and what ``registry`` needs: reactions, handlers of jobs, the periodic work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from app.core.events import MailWanted, Reaction
from app.notifications.services import announcing, sending
from app.notifications.services.choosing import choose_frequency
from app.notifications.services.digests import run_periodic
from app.notifications.services.sealing import read_unsubscribe_token
from app.notifications.services.settings import Settings, configure, from_config
from app.notifications.services.telling import SEND, tell_required
from app.outbox.services import Handler, Periodic

__all__ = [
    "HANDLERS",
    "PERIODIC",
    "REACTIONS",
    "Settings",
    "choose_frequency",
    "configure",
    "from_config",
    "read_unsubscribe_token",
    "run_periodic",
]

REACTIONS: Mapping[type[Any], Sequence[Reaction]] = MappingProxyType(
    {MailWanted: (tell_required,), **announcing.CHALLENGE_REACTIONS}
)
HANDLERS: Mapping[str, Handler] = MappingProxyType({SEND: sending.HANDLER, announcing.FAN_OUT: announcing.HANDLER})
PERIODIC: Mapping[str, Periodic] = MappingProxyType({"notifications.run_periodic": run_periodic})
