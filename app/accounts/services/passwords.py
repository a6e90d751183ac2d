"""Passwords: how good they must be, and how they are stored (argon2id)."""

from __future__ import annotations

from functools import cached_property, lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.accounts.models import PASSWORD_MAX, PASSWORD_MIN
from app.core.errors import DomainError

# Words that the passwords people choose most are built around; digits and signs around them add nothing.
_COMMON = """
password passwort motdepasse contrasena passphrase passcode secret letmein letmeinnow welcome welcomeback welcometo
iloveyou iloveyousomuch trustno trustnoone changeme changemenow changethis admin administrator root superuser login
signin default guest user username test testing tester demo sample temp temporary football footballclub baseball
basketball cricket liverpool liverpoolfc arsenal arsenalfc chelsea chelseafc manchester manchesterunited manutd
rangers celtic england scotland wales britain birmingham london coventry council citycouncil monkey dragon master
princess sunshine superman batman spiderman pokemon starwars shadow michael jennifer jordan charlie ashley daniel
jessica hello helloworld hellothere whatever computer internet samsung google microsoft windows facebook freedom
flower summer winter spring autumn monday friday january december qwerty qwertyuiop qwertyuiopasdfghjkl asdfgh
asdfghjkl zxcvbn zxcvbnm qazwsx qazwsxedc azerty azertyuiop correcthorsebatterystaple thisismypassword mypassword
mysecret mysecretpassword newpassword nopassword provingground innovation procurement
"""
_COMMON_WORDS = frozenset(_COMMON.split())
_LEET = str.maketrans("0134578@$!", "oleastbasi")
_RUNS = (
    "abcdefghijklmnopqrstuvwxyz" * 2,
    "1234567890" * 4,
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
_DIFFERENT_MIN = 5  # characters


class Hasher:
    """Store and check passwords. Takes about 0.2 s of one core on purpose, so never call it inside a transaction."""

    def __init__(self, argon: PasswordHasher) -> None:
        self._argon = argon

    @cached_property
    def _nobodys(self) -> str:
        return self._argon.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return what is stored for a password."""
        return self._argon.hash(password)

    def is_right(self, stored: str | None, password: str) -> bool:
        """Say whether ``password`` is the one stored. Takes as long where nothing is stored."""
        try:
            return self._argon.verify(stored or self._nobodys, password) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False

    def renewed(self, stored: str | None, password: str) -> str | None:
        """Return a new hash where ``stored``, of this right password, was made with other settings; else ``None``."""
        return self.hash(password) if stored and self._argon.check_needs_rehash(stored) else None


@lru_cache
def hasher(cost: str) -> Hasher:
    """Return the hasher for a cost: ``normal``, or ``low`` for tests, where it protects nothing."""
    low = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    made = Hasher(low if cost == "low" else PasswordHasher())
    made._nobodys  # noqa: B018 -- made now, so that the first stranger waits no longer than the second
    return made


def check_password(password: str, *, email: str, name: str, field: str = "password") -> None:
    """Refuse a password that others would guess. No rules of composition, and no upper limit that matters.

    Raises:
        DomainError: It is too short, too long, too common, or made of the person's own name or address.
    """
    problem = _problem(password, email=email, name=name)
    if problem:
        raise DomainError(problem, field=field)


def _problem(password: str, *, email: str, name: str) -> str:
    if len(password) < PASSWORD_MIN:
        return f"Password must be {PASSWORD_MIN} characters or more"
    if len(password) > PASSWORD_MAX:
        return f"Password must be {PASSWORD_MAX} characters or fewer"
    if _is_personal(password, email=email, name=name):
        return "Password must not be your name or email address"
    if _is_common(password):
        return "This password is one of the first that others would try. Choose another, for example three random words"
    return ""


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _is_personal(password: str, *, email: str, name: str) -> bool:
    core = _letters(password).strip("0123456789")
    local, _, domain = email.partition("@")
    own = {_letters(text).strip("0123456789") for text in (email, local, domain, name, "".join(reversed(name.split())))}
    return not core.isdigit() and core in own - {""}


def _is_common(password: str) -> bool:
    folded = password.casefold()
    if len(set(folded)) < _DIFFERENT_MIN or any(folded in run or folded[::-1] in run for run in _RUNS):
        return True
    core = folded.strip("".join(c for c in folded if not c.isalpha()))
    cores = {_letters(core), _letters(core.translate(_LEET))}
    cores |= {core[: len(core) // 2] for core in cores if core[: len(core) // 2] * 2 == core}
    return bool(cores & _COMMON_WORDS) or _is_one_unit_repeated(folded)


def _is_one_unit_repeated(text: str) -> bool:
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 7))
