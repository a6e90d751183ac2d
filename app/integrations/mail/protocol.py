"""What a mail is, what a carrier promises, and how it refuses."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from typing import Protocol

from app.core.errors import MarketError, ServiceUnavailable

ID_MAX = 200  # characters of a carrier's id that are kept


@dataclass(frozen=True, slots=True)
class Mail:
    """One mail, ready to go.

    Attributes:
        reference: Ours, for ever the same for this mail: the carrier knows it again by it.
        text: Plain text, lines separated by line feeds.
        unsubscribe_url: Where one POST ends mails of this sort; empty for mails that must be sent.
    """

    reference: str
    to: str
    subject: str
    text: str
    unsubscribe_url: str = ""


class MailTransport(Protocol):
    """A carrier of mail."""

    def send(self, mail: Mail, *, again: bool) -> str:
        """Hand the mail over; return the carrier's id for it, at most ``ID_MAX`` characters.

        Args:
            mail: What to send.
            again: An earlier try may have got through although nobody knows: do not send twice if that can be told.

        Raises:
            MailRefused: It will never be taken.
            MailUnavailable: It may be taken later.
        """


class MailRefused(MarketError):
    """The carrier will never take this mail; the message names no address."""


class MailUnavailable(ServiceUnavailable):
    """The carrier does not take mail at present; ``retry_after`` says for how long (seconds), where it told."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


def to_message(mail: Mail, *, sender: str, for_eyes: bool = False) -> EmailMessage:
    """Return the mail as RFC 5322 has it, with a Message-ID made of the reference, and RFC 8058's way out.

    Args:
        mail: What to send.
        sender: Name and address.
        for_eyes: Leave the text as it is, for people who look into a file; not every mail server takes that.

    Raises:
        MailRefused: The address or the subject cannot stand in a header.
    """
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = mail.to
        message["Subject"] = " ".join(mail.subject.split())
        addresses = len(message["To"].addresses)
    except (ValueError, IndexError) as error:
        raise MailRefused("The address or the subject cannot stand in a mail.") from error
    if addresses != 1:
        raise MailRefused("A mail goes to one address.")
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = f"<{mail.reference}@{domain}>"
    message["Auto-Submitted"] = "auto-generated"
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(mail.text, cte="8bit" if for_eyes else None)
    return message
