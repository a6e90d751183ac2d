"""Nothing typed is lost: a form sent after the session ended is parked and shown again after signing in.

What was typed is encrypted under a key that only the browser's cookie holds, kept for a day, and shown once at the
same address, to nobody but the person whose session it was. Passwords and files are not kept.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, current_app, g, redirect, request, session, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from app.core.clock import utc_now
from app.web.database import db
from app.web.identity import PARKED_KEY as KEY
from app.web.identity import current_actor, remembered_user_id

PARKED_MAX = 100_000  # characters of JSON
FIELDS_MAX = 300  # no form of ours has as many


class Store(Protocol):
    """Where parked forms lie; the domain gives it."""

    def keep(
        self,
        session: Session,
        *,
        key_hash: str,
        path: str,
        sealed: bytes,
        user_id: UUID | None,
        address: str,
        now: datetime,
    ) -> bool:
        """Keep it for this person, or for whoever holds the key; ``False`` where too much is kept."""

    def take(self, session: Session, *, key_hash: str, path: str, user_id: UUID | None, now: datetime) -> bytes | None:
        """Return what was kept for this address and this person and forget it, or ``None``."""


@dataclass(frozen=True, slots=True)
class _Parking:
    store: Store
    sign_in_endpoint: str


def init_app(app: Flask, store: Store, sign_in_endpoint: str) -> None:
    """Park forms in ``store``."""
    app.extensions["parking"] = _Parking(store, sign_in_endpoint)


def _parking() -> _Parking:
    parking: _Parking = current_app.extensions["parking"]
    return parking


def is_ours(target: str | None) -> bool:
    """Say whether ``target`` is a path of this service, so that a redirect to it stays here."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc and target.isprintable()


def send_to_sign_in() -> Response:
    """Return the way to the sign-in page and back; what was typed waits."""
    kept = _park() or KEY in session
    back = request.full_path.rstrip("?") if _can_be_got() else _referring_path()
    return _redirect(url_for(_parking().sign_in_endpoint, next=back, kept="1" if kept else None))


def send_back_refilled() -> Response | None:
    """Return the way back to the same form with what was typed in it, for a form whose token ran out."""
    return _redirect(request.full_path.rstrip("?")) if _park() else None


def _redirect(target: str) -> Response:
    return current_app.make_response(redirect(target, code=303))


def _referring_path() -> str:
    parts = urlsplit(request.referrer or "")
    return parts.path if parts.netloc == request.host and is_ours(parts.path) else "/"


def _can_be_got() -> bool:
    rule = request.url_rule
    return request.method == "GET" or (rule is not None and "GET" in (rule.methods or ()))


def _park() -> bool:
    if (
        request.method != "POST"
        or not _can_be_got()
        or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    ):
        return False
    origin = request.headers.get("Origin")
    if origin and urlsplit(origin).netloc != request.host:
        return False
    if sum(len(values) for _, values in request.form.lists()) > FIELDS_MAX:
        return False
    typed = {name: values for name, values in request.form.lists() if not _is_secret(name)}
    text = json.dumps(typed)
    if not typed or len(text) > PARKED_MAX:
        return False
    if "db_session" in g:
        db.session.rollback()  # the request is refused, and its write lock would keep our own transaction waiting
    from cryptography.fernet import Fernet  # few requests come here, and a process at rest stays small

    key = Fernet.generate_key()
    with db.database.transaction() as own:
        kept = _parking().store.keep(
            own,
            key_hash=sha256(key).hexdigest(),
            path=request.path,
            sealed=Fernet(key).encrypt(text.encode()),
            user_id=remembered_user_id(),
            address=request.remote_addr or "",
            now=utc_now(),
        )
    if kept:
        session[KEY] = key.decode()
    return kept


def _is_secret(name: str) -> bool:
    return name == "csrf_token" or "password" in name


def parked_form() -> MultiDict[str, str] | None:
    """Return what was parked for this address, once; ``None`` where there is nothing."""
    if request.method != "GET" or KEY not in session:
        return None
    if "parked_form" not in g:
        g.parked_form = _take()
    parked: MultiDict[str, str] | None = g.parked_form
    return parked


def _take() -> MultiDict[str, str] | None:
    key = str(session[KEY]).encode()
    key_hash, user_id = sha256(key).hexdigest(), current_actor().user_id
    with db.database.transaction() as own:
        sealed = _parking().store.take(own, key_hash=key_hash, path=request.path, user_id=user_id, now=utc_now())
    if sealed is None:
        return None
    from cryptography.fernet import Fernet, InvalidToken

    session.pop(KEY)
    try:
        typed: dict[str, list[Any]] = json.loads(Fernet(key).decrypt(sealed))
    except (InvalidToken, ValueError):
        return None
    return MultiDict([(name, value) for name, values in typed.items() for value in values])
