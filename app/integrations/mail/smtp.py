"""The carrier that every council has: a mail server that speaks SMTP."""

from __future__ import annotations

import contextlib
import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum

from app.integrations.mail.protocol import ID_MAX, Mail, MailRefused, MailUnavailable, to_message

TIMEOUT = 10.0  # seconds, for each answer of the server
_ADDRESS_TROUBLE = range(550, 560)  # RFC 5321: mailbox unavailable, not local, over quota, name not allowed, failed


class Security(StrEnum):
    """How the connection is kept private."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where the server is and how to sign in; no user, no signing in."""

    host: str
    port: int
    security: Security = Security.NONE
    user: str = ""
    password: str = ""


class SmtpTransport:
    """Hand each mail to a mail server over a connection of its own.

    What SMTP cannot promise: where the connection breaks, or this process dies, after the server took the mail and
    before we heard or noted so, nobody can ask the server whether it did. The mail is then sent again rather than
    lost, under the same Message-ID, by which many mailboxes know a duplicate; not all do. Nor does "taken" mean
    delivered: a mail that bounces later comes back to the sender's mailbox.
    """

    def __init__(self, server: SmtpServer, *, sender: str, timeout: float = TIMEOUT) -> None:
        self._server = server
        self._sender = sender
        self._timeout = timeout

    def send(self, mail: Mail, *, again: bool) -> str:
        message = to_message(mail, sender=self._sender)
        try:
            client = self._connect()
            try:
                client.send_message(message)
            finally:
                # The mail is with the server by now, or was refused: how the connection ends changes nothing.
                with contextlib.suppress(smtplib.SMTPException, OSError):
                    client.quit()
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()), (550, b""))[0]
            raise _refusal(code) from error
        except smtplib.SMTPDataError as error:
            raise _refusal(error.smtp_code) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise MailRefused("The mail server cannot write to an address like this one.") from error
        except smtplib.SMTPResponseException as error:
            raise MailUnavailable(f"The mail server did not let us in ({error.smtp_code}).") from error
        except (smtplib.SMTPException, OSError) as error:
            raise MailUnavailable(f"The mail server cannot be reached ({type(error).__name__}).") from error
        return str(message["Message-ID"])[:ID_MAX]

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        client: smtplib.SMTP
        if server.security is Security.TLS:
            context = ssl.create_default_context()
            client = smtplib.SMTP_SSL(server.host, server.port, timeout=self._timeout, context=context)
        else:
            client = smtplib.SMTP(server.host, server.port, timeout=self._timeout)
        try:
            if server.security is Security.STARTTLS:
                client.starttls(context=ssl.create_default_context())
            if server.user:
                client.login(server.user, server.password)
        except smtplib.SMTPNotSupportedError as error:
            client.close()
            raise MailUnavailable("The mail server offers no STARTTLS, or no way to sign in.") from error
        except BaseException:
            client.close()
            raise
        return client


def _refusal(code: int) -> MailRefused | MailUnavailable:
    if code in _ADDRESS_TROUBLE:
        return MailRefused(f"The mail server refused the mail for good ({code}).")
    return MailUnavailable(f"The mail server refused the mail for now ({code}).")
