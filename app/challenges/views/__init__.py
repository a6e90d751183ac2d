"""Pages of challenges: what everybody sees, what is written, what is decided."""

from flask import Blueprint

bp = Blueprint("challenges", __name__, url_prefix="/challenges")

from app.challenges.views import drafting, public, review, rows  # noqa: E402, F401 -- they add their pages to bp
