"""Pages of organisations."""

from __future__ import annotations

from app.organisations.views import administration, invitations, members, profiles
from app.organisations.views.blueprint import bp

__all__ = ["administration", "bp", "invitations", "members", "profiles"]
