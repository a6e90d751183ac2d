"""SMTP, against a small server on this machine that answers as it is told."""

from __future__ import annotations

import socket
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from app.integrations.mail import Mail, MailRefused, MailUnavailable, Security, SmtpServer, SmtpTransport

SENDER = "Proving Ground <no-reply@market.example>"
LETTER = Mail("ref-1", "sam@example.org", "Grüße", "Body with ’quotes’\n.\nand a lonely dot")


class _Conversation(socketserver.StreamRequestHandler):
    server: Any

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            if verb == "QUIT" and self.server.hangs_up_on_quit:
                return
            if verb == "DATA":
                self.data()
                continue
            self.say(self.server.answers.get(verb, "250 fine"))
            if verb == "QUIT":
                return

    def data(self) -> None:
        answer = self.server.answers.get("DATA", "354 go on")
        self.say(answer)
        if not answer.startswith("354"):
            return
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.taken.append(b"".join(lines))
        self.say(self.server.answers.get("END", "250 queued"))

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.taken: list[bytes] = []
        self.answers: dict[str, str] = {}
        self.hangs_up_on_quit = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: some conversations end badly on purpose."""


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def carrier_to(server: MailServer, **settings: Any) -> SmtpTransport:
    return SmtpTransport(SmtpServer("127.0.0.1", server.server_address[1], **settings), sender=SENDER, timeout=5)


def test_a_mail_is_taken_under_a_message_id_that_never_changes(server):
    carrier = carrier_to(server)
    assert carrier.send(LETTER, again=False) == carrier.send(LETTER, again=True) == "<ref-1@market.example>"
    assert len(server.taken) == 2
    assert all(b"Message-ID: <ref-1@market.example>" in taken for taken in server.taken)


def test_a_mail_that_was_taken_is_sent_however_the_connection_ends(server):
    server.hangs_up_on_quit = True
    assert carrier_to(server).send(LETTER, again=False)


@pytest.mark.parametrize(
    "answers",
    [{"RCPT": "550 5.1.1 no such mailbox"}, {"RCPT": "553 5.1.3 bad address"}, {"END": "554 5.7.1 looks like spam"}],
)
def test_a_mail_refused_for_good_is_not_tried_again(server, answers):
    server.answers = answers
    with pytest.raises(MailRefused) as refused:
        carrier_to(server).send(LETTER, again=False)
    assert "sam@" not in refused.value.message


@pytest.mark.parametrize(
    "answers",
    [
        {"RCPT": "450 4.2.0 greylisted"},
        {"RCPT": "530 5.7.0 must sign in first"},
        {"MAIL": "421 4.3.2 closing"},
        {"MAIL": "530 5.7.0 must sign in first"},
        {"DATA": "451 4.3.0 not now"},
        {"END": "452 4.3.1 disk full"},
        {"EHLO": "502 unknown", "HELO": "421 not today"},
    ],
)
def test_a_mail_refused_for_now_is_tried_again_later(server, answers):
    server.answers = answers
    with pytest.raises(MailUnavailable):
        carrier_to(server).send(LETTER, again=False)


@pytest.mark.parametrize("settings", [{"security": Security.STARTTLS}, {"user": "u", "password": "p"}])
def test_no_secret_goes_over_a_connection_that_cannot_be_made_private(server, settings):
    with pytest.raises(MailUnavailable, match="STARTTLS"):
        carrier_to(server, **settings).send(LETTER, again=False)
    assert not server.taken


def test_a_password_that_is_not_taken_may_be_mended(server):
    server.answers = {"EHLO": "250-here\r\n250 AUTH PLAIN", "AUTH": "535 5.7.8 wrong password"}
    with pytest.raises(MailUnavailable, match="535"):
        carrier_to(server, user="u", password="p").send(LETTER, again=False)


def test_no_server_at_all():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        carrier = SmtpTransport(SmtpServer("127.0.0.1", unused.getsockname()[1]), sender=SENDER, timeout=5)
    with pytest.raises(MailUnavailable, match="cannot be reached"):
        carrier.send(LETTER, again=False)


def test_a_connection_that_is_not_tls(server):
    with pytest.raises(MailUnavailable, match="cannot be reached"):
        carrier_to(server, security=Security.TLS).send(LETTER, again=False)


def test_an_address_that_needs_what_the_server_lacks(server):
    with pytest.raises(MailRefused):
        carrier_to(server).send(Mail("ref-1", "zoë@example.org", "Hello", "text"), again=False)
