"""Secrets of messages: links that are encrypted until they are sent, and the signed way out of optional mail."""

from __future__ import annotations

from uuid import UUID

from itsdangerous import BadData

from app.core import keys
from app.core.errors import NotFound
from app.notifications.services.settings import current

_LINKS = "notifications/links"
_UNSUBSCRIBE = "notifications/unsubscribe"


def seal(path: str) -> bytes:
    """Encrypt the path of a secret link."""
    return keys.cipher(_LINKS).encrypt(path.encode())


def unseal(sealed: bytes) -> str | None:
    """Return the path again, or ``None`` where the service's secret has changed since."""
    from cryptography.fernet import InvalidToken  # only where a mail is sent, so that a process at rest stays small

    try:
        return keys.cipher(_LINKS).decrypt(sealed).decode()
    except InvalidToken:
        return None


def unsubscribe_url(user_id: UUID) -> str:
    """Return where this person ends all optional mail, without signing in. It does not expire: mails are kept."""
    return f"{current().base_url}/notifications/unsubscribe/{keys.signer(_UNSUBSCRIBE).dumps(user_id.hex)}"


def read_unsubscribe_token(token: str) -> UUID:
    """Return whose link it is.

    Raises:
        NotFound: It was not made here.
    """
    try:
        return UUID(keys.signer(_UNSUBSCRIBE).loads(token))
    except (BadData, ValueError, TypeError, AttributeError):
        raise NotFound("This link was not made by this service.") from None
