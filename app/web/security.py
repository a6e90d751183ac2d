"""Protection against forged forms."""

from __future__ import annotations

from flask_wtf import CSRFProtect

csrf = CSRFProtect()
