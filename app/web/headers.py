"""Security headers and the nonce of each answer."""

from __future__ import annotations

import secrets

from flask import Flask, Response, current_app, g, request

_STATIC_FOR = 365 * 24 * 3600  # seconds; addresses of assets carry a hash of their content


def csp_nonce() -> str:
    """Return the nonce under which this answer's inline scripts may run."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _policy() -> str:
    rules = {
        "default-src": "'none'",
        "script-src": f"'self' 'nonce-{csp_nonce()}'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _knows_the_reader() -> bool:
    # Looks only at what this request has loaded: asking now could fail, and an answer that asked nobody is the same
    # for all.
    return bool(getattr(g.get("_login_user"), "is_authenticated", False))


def _add(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers["X-Content-Type-Options"] = "nosniff"
    headers["X-Frame-Options"] = "DENY"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
    headers["Cross-Origin-Opener-Policy"] = "same-origin"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"
    if request.endpoint == "static" and response.status_code < 400:
        headers["Cache-Control"] = f"public, max-age={_STATIC_FOR if 'v' in request.args else 3600}"
    elif _knows_the_reader() or headers.get("Set-Cookie"):
        headers["Cache-Control"] = "no-store"
    else:
        headers.setdefault("Cache-Control", "no-cache, private")
    return response


def init_app(app: Flask) -> None:
    """Send the headers with every answer, errors too."""
    app.after_request(_add)
    app.add_template_global(csp_nonce)
