"""Protection against forged forms, and against forms too large to be one."""

from __future__ import annotations

from flask import Flask, current_app, request
from flask_wtf import CSRFProtect

csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Limit what is sent, then ask every form for its token."""
    app.before_request(_limit_body)
    csrf.init_app(app)


def _limit_body() -> None:
    # Only uploads may be larger: whatever else is sent is read into memory whole, and shown again when refused.
    if request.mimetype != "multipart/form-data":
        request.max_content_length = current_app.config["MAX_FORM_MEMORY_SIZE"]
