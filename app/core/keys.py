"""The secret of the service and what is derived from it: keyed hashes, signatures, ciphers. Set once, at the start."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from typing import TYPE_CHECKING

from itsdangerous import URLSafeSerializer

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

_secrets: list[bytes] = []


def set_secret(secret: str) -> None:
    """Set the secret from which all keys of this process are derived."""
    _secrets[:] = [secret.encode()]


def derive(purpose: str) -> bytes:
    """Return the key for one purpose, 32 bytes; keys of different purposes tell nothing about each other.

    Raises:
        RuntimeError: No secret has been set.
    """
    if not _secrets:
        raise RuntimeError("Set the secret before deriving keys from it.")
    return hmac.digest(_secrets[0], f"proving-ground/{purpose}".encode(), "sha256")


def keyed_hash(purpose: str, text: str) -> str:
    """Return a hash of ``text`` that only this service can compute; 64 hexadecimal characters."""
    return hmac.new(derive(purpose), text.encode("utf-8", "surrogatepass"), sha256).hexdigest()


def signer(purpose: str) -> URLSafeSerializer:
    """Return what signs and reads tokens of one purpose, safe in an address."""
    return URLSafeSerializer(derive("signature"), salt=purpose, signer_kwargs={"digest_method": sha256})


def cipher(purpose: str) -> Fernet:
    """Return what encrypts and decrypts texts of one purpose."""
    from cryptography.fernet import Fernet  # loaded when it is first needed, so that a process at rest stays small

    return Fernet(base64.urlsafe_b64encode(derive(purpose)))
