"""Mail behind one door: what a mail is, and the carriers that take it.

``folder:///path`` writes files, ``console:`` prints, ``smtp://`` and ``smtps://`` speak to a mail server, ``notify:``
hands over to GOV.UK Notify. A carrier is told when an earlier try may have got through; how well it can then keep from
sending twice stands in its docstring.

Imports nothing of ours but ``core``.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from app.integrations.mail.folder import ConsoleTransport, FolderTransport
from app.integrations.mail.notify import API_KEY_MIN, NotifyTransport
from app.integrations.mail.protocol import ID_MAX, Mail, MailRefused, MailTransport, MailUnavailable, to_message
from app.integrations.mail.smtp import Security, SmtpServer, SmtpTransport

__all__ = [
    "ID_MAX",
    "ConsoleTransport",
    "FolderTransport",
    "Mail",
    "MailRefused",
    "MailTransport",
    "MailUnavailable",
    "NotifyTransport",
    "Security",
    "SmtpServer",
    "SmtpTransport",
    "from_url",
    "to_message",
]

_PORTS = {Security.NONE: 25, Security.STARTTLS: 587, Security.TLS: 465}


def from_url(
    url: str, *, sender: str, notify_api_key: str = "", notify_template_id: str = "", notify_base_url: str = ""
) -> MailTransport:
    """Return the carrier that ``url`` names.

    Args:
        url: ``folder:///var/mail``, ``console:``, ``smtp://user:password@host:port?tls=starttls``,
            ``smtps://user:password@host`` or ``notify:``.
        sender: Such as ``Proving Ground <no-reply@council.example>``; Notify has its own.

    Raises:
        ValueError: The address is not of one of these forms, or Notify's key or template is missing; says what to do.
    """
    parts = urlsplit(url)
    if parts.scheme == "folder" and parts.path.startswith("/") and not parts.netloc:
        return FolderTransport(Path(unquote(parts.path)), sender=sender)
    if parts.scheme == "console":
        return ConsoleTransport(sender=sender)
    if parts.scheme in ("smtp", "smtps") and parts.hostname:
        return SmtpTransport(_server(parts), sender=sender)
    if parts.scheme == "notify":
        if len(notify_api_key) < API_KEY_MIN or not notify_template_id:
            raise ValueError("To send by GOV.UK Notify, set NOTIFY_API_KEY and NOTIFY_TEMPLATE_ID.")
        return NotifyTransport(api_key=notify_api_key, template_id=notify_template_id, base_url=notify_base_url)
    raise ValueError("MAIL_URL must be folder:///a/path, console:, smtp://host, smtps://host or notify:.")


def _server(parts: SplitResult) -> SmtpServer:
    wanted = parse_qs(parts.query).get("tls", [""])[0] or ("tls" if parts.scheme == "smtps" else "none")
    try:
        security = Security(wanted)
        port = parts.port or _PORTS[security]
    except ValueError:
        raise ValueError("In MAIL_URL the port must be a number, and tls one of none, starttls or tls.") from None
    return SmtpServer(
        host=parts.hostname or "",
        port=port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )
