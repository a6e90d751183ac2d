"""What can be done with accounts."""

from __future__ import annotations

from app.accounts.services.jobs import HANDLERS
from app.accounts.services.parking import ParkedForms, forget_old
from app.accounts.services.passwords import Hasher, check_password, hasher
from app.accounts.services.people import add_user, appoint_administrator, close, rename, tidy_email
from app.accounts.services.signing_in import (
    Attempt,
    ask_for_new_password,
    change_password,
    check_may_register,
    confirm,
    find_credentials,
    get_owner,
    register,
    reset_password,
    sign_in,
    sign_out,
    sign_out_everywhere,
    try_password,
)

__all__ = [
    "HANDLERS",
    "Attempt",
    "Hasher",
    "ParkedForms",
    "add_user",
    "appoint_administrator",
    "ask_for_new_password",
    "change_password",
    "check_may_register",
    "check_password",
    "close",
    "confirm",
    "find_credentials",
    "forget_old",
    "get_owner",
    "hasher",
    "register",
    "rename",
    "reset_password",
    "sign_in",
    "sign_out",
    "sign_out_everywhere",
    "tidy_email",
    "try_password",
]
