"""Words of accounts."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a single-use link does."""

    CONFIRM_EMAIL = "confirm_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 -- a word, not a password


class ThrottleKind(StrEnum):
    """What is counted."""

    SIGN_IN_ACCOUNT = "sign_in_account"
    SIGN_IN_ADDRESS = "sign_in_address"
    LINK_ACCOUNT = "link_account"
    LINK_ADDRESS = "link_address"
    PARK_ADDRESS = "park_address"
    PARK_VISITOR = "park_visitor"
    INVITATION_ORGANISATION = "invitation_organisation"
    INVITATION_ACTOR = "invitation_actor"
    INVITATION_EMAIL = "invitation_email"
