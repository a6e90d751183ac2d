"""What the worker does for accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts.services.signing_in import PASSWORD_LINK, send_password_link
from app.core.clock import utc_now
from app.outbox.services import Handler


def _send_password_links(session: Session, payloads: Sequence[dict[str, Any]], _made: None) -> None:
    for payload in payloads:
        user_id = UUID(payload["user_id"]) if payload["user_id"] else None
        send_password_link(session, user_id, now=utc_now())


HANDLERS: Mapping[str, Handler] = MappingProxyType({PASSWORD_LINK: Handler(finish=_send_password_links)})
