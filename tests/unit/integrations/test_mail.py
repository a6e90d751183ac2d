"""Carriers of mail on one machine, and how one is chosen."""

from __future__ import annotations

import email
import email.policy
import io
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.integrations import mail
from app.integrations.mail import Mail, MailRefused, MailUnavailable

SENDER = "Proving Ground <no-reply@market.example>"
LETTER = Mail(
    reference="5f0c7a52-0001-4000-8000-000000000001",
    to="sam@example.org",
    subject="Confirm your email address",
    text="Open this page:\nhttps://market.example/confirm/abc\n",
)


def parsed(path: Path) -> email.message.EmailMessage:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


class TestFolder:
    def test_a_mail_is_one_file_with_everything_in_it(self, tmp_path):
        carrier = mail.FolderTransport(tmp_path / "mail", sender=SENDER)
        name = carrier.send(LETTER, again=False)
        message = parsed(tmp_path / "mail" / name)
        assert (message["To"], message["From"], message["Subject"]) == (LETTER.to, SENDER, LETTER.subject)
        assert message["Message-ID"] == f"<{LETTER.reference}@market.example>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message.get_content().replace("\r\n", "\n") == LETTER.text
        assert message["List-Unsubscribe"] is None

    def test_a_long_link_stands_in_the_file_as_it_is(self, tmp_path):
        carrier = mail.FolderTransport(tmp_path, sender=SENDER)
        link = f"https://market.example/confirm/{'token' * 40}"
        name = carrier.send(Mail("r1", LETTER.to, "Subject", f"‘Open’ this page:\n{link}\n"), again=False)
        assert link.encode() in (tmp_path / name).read_bytes()

    def test_a_mail_sent_again_stays_one_file_and_keeps_its_first_content(self, tmp_path):
        carrier = mail.FolderTransport(tmp_path, sender=SENDER)
        first = carrier.send(LETTER, again=False)
        before = (tmp_path / first).read_bytes()
        assert carrier.send(LETTER, again=True) == first
        assert [path.name for path in tmp_path.iterdir()] == [first]
        assert (tmp_path / first).read_bytes() == before

    def test_what_a_killed_process_left_half_written_is_no_mail(self, tmp_path):
        carrier = mail.FolderTransport(tmp_path, sender=SENDER)
        (tmp_path / f".{LETTER.reference}.{os.getpid()}.part").write_bytes(b"half")
        carrier.send(LETTER, again=True)
        assert [path.suffix for path in tmp_path.iterdir()] == [".eml"]

    @pytest.mark.parametrize("reference", ["../outside", "", "a/b", "a" * 81, "ä"])
    def test_a_reference_never_leaves_the_folder(self, tmp_path, reference):
        carrier = mail.FolderTransport(tmp_path, sender=SENDER)
        with pytest.raises(MailRefused):
            carrier.send(Mail(reference, LETTER.to, LETTER.subject, LETTER.text), again=False)
        assert not list(tmp_path.iterdir())

    def test_a_folder_that_cannot_be_written_is_tried_again_later(self, tmp_path):
        (tmp_path / "file").write_text("in the way")
        with pytest.raises(MailUnavailable, match="cannot be written"):
            mail.FolderTransport(tmp_path / "file", sender=SENDER).send(LETTER, again=False)


class TestConsole:
    def test_it_prints_the_whole_mail(self):
        stream = io.StringIO()
        mail.ConsoleTransport(sender=SENDER, stream=stream).send(LETTER, again=False)
        assert "To: sam@example.org" in stream.getvalue()
        assert LETTER.text in stream.getvalue()


class TestMessage:
    def test_optional_mail_has_a_way_out_that_mail_programs_understand(self):
        way_out = "https://market.example/notifications/unsubscribe/token"
        message = mail.to_message(Mail("r1", "a@example.org", "New", "text", way_out), sender=SENDER)
        assert message["List-Unsubscribe"] == f"<{way_out}>"
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    @given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=200))
    def test_no_words_can_add_a_header(self, to, subject, text):
        try:
            message = mail.to_message(Mail("r1", to, subject, text), sender=SENDER)
            written = message.as_bytes()
        except (MailRefused, UnicodeError):
            return
        again = email.message_from_bytes(written, policy=email.policy.default)
        assert set(again.keys()) <= {
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
            "MIME-Version",
        }

    @pytest.mark.parametrize(
        "to", ["a@example.org\nBcc: all@example.org", "a@example.org\r\nX: y", "", "a@example.org, b@example.org"]
    )
    def test_an_odd_address_is_refused_for_good(self, to):
        with pytest.raises(MailRefused):
            mail.to_message(Mail("r1", to, "Subject", "text"), sender=SENDER)


class TestChoice:
    @pytest.mark.parametrize(
        ("url", "server"),
        [
            ("smtp://mail.example", ("mail.example", 25, "none", "", "")),
            ("smtp://mail.example?tls=starttls", ("mail.example", 587, "starttls", "", "")),
            ("smtps://u:p%40ss@mail.example:2465", ("mail.example", 2465, "tls", "u", "p@ss")),
        ],
    )
    def test_mail_servers(self, url, server):
        carrier = mail.from_url(url, sender=SENDER)
        assert isinstance(carrier, mail.SmtpTransport)
        found = carrier._server
        assert (found.host, found.port, found.security.value, found.user, found.password) == server

    def test_folder_and_console(self, tmp_path):
        carrier = mail.from_url(f"folder://{tmp_path}/a%20b", sender=SENDER)
        carrier.send(LETTER, again=False)
        assert len(list((tmp_path / "a b").iterdir())) == 1
        assert isinstance(mail.from_url("console:", sender=SENDER), mail.ConsoleTransport)

    @pytest.mark.parametrize(
        "url", ["", "mail", "folder:", "folder://here", "smtp:", "smtp://h?tls=maybe", "smtp://h:99999", "ftp://h"]
    )
    def test_anything_else_is_refused_with_a_sentence(self, url):
        with pytest.raises(ValueError, match="MAIL_URL"):
            mail.from_url(url, sender=SENDER)

    @pytest.mark.parametrize(("key", "template"), [("", "t"), ("short", "t"), ("k" * 80, "")])
    def test_notify_needs_a_key_and_a_template(self, key, template):
        with pytest.raises(ValueError, match="NOTIFY_API_KEY"):
            mail.from_url("notify:", sender=SENDER, notify_api_key=key, notify_template_id=template)
