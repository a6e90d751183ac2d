"""What messages say."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from pathlib import Path

import jinja2
import jinja2.meta
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.states import LinkPurpose
from app.notifications.models import SUBJECT_MAX
from app.notifications.services import wording
from app.notifications.services.announcing import ANNOUNCEMENTS
from app.organisations.services.verification import MAIL_KINDS

ROOT = Path(__file__).resolve().parents[3]
FRAMES = {"frame", "digest"}
KINDS = sorted({path.stem for path in (ROOT / "templates" / "emails").glob("*.txt")} - FRAMES)
LINK = "https://market.example/somewhere"


def names_in(kind: str) -> set[str]:
    environment = wording._environment()
    source = environment.loader.get_source(environment, f"{kind}.txt")[0]
    return jinja2.meta.find_undeclared_variables(environment.parse(source)) - {"link", "service", "home"}


@pytest.mark.parametrize("kind", KINDS)
def test_every_template_has_a_subject_and_leads_somewhere(kind):
    words = wording.word(kind, {name: f"the {name}" for name in names_in(kind)}, link=LINK)
    assert words.subject
    assert "\n" not in words.subject
    assert len(words.subject) <= SUBJECT_MAX
    assert LINK in words.text
    assert words.text == words.text.strip()
    assert "please" not in words.text.lower()


def test_every_announcement_has_a_template():
    assert set(ANNOUNCEMENTS) <= set(KINDS)


@pytest.mark.parametrize("announcement", ANNOUNCEMENTS.values(), ids=lambda announcement: announcement.kind)
def test_the_title_of_a_draft_is_in_no_mail(announcement):
    confidential = {"title", "summary", "comment", "reason"}
    assert announcement.is_public or not confidential & names_in(announcement.kind)


def wanted_kinds() -> set[str]:
    """Return every kind of mail that code asks for by a plain word: of ``MailWanted`` and of ``_mail`` helpers."""
    calls = [
        node
        for path in (ROOT / "app").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("MailWanted", "_mail")
    ]
    named = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "kind"]
    third = [call.args[2] for call in calls if len(call.args) > 2]
    return {value.value for value in named + third if isinstance(value, ast.Constant)}


def test_every_mail_that_code_asks_for_has_a_template():
    wanted = wanted_kinds() | set(LinkPurpose) | set(MAIL_KINDS.values())
    assert wanted <= set(KINDS)


def test_every_template_is_asked_for():
    assert set(KINDS) <= wanted_kinds() | set(LinkPurpose) | set(MAIL_KINDS.values()) | set(ANNOUNCEMENTS)


def test_a_kind_without_a_template_is_an_error_at_once():
    with pytest.raises(jinja2.TemplateNotFound):
        wording.word("nothing_of_the_kind", {}, link=LINK)


def test_a_missing_word_is_an_error_at_once():
    with pytest.raises(jinja2.UndefinedError):
        wording.word("challenge_opened", {}, link=LINK)


@pytest.mark.parametrize(
    ("words", "harmless"),
    [
        ("Arden (North) Ltd", "Arden (North) Ltd"),
        ("Win https://evil.example now", "Win https evil.example now"),
        ("[Sign in](https://evil.example)", "(Sign in)(https evil.example)"),
        ("<https://evil.example>", "(https evil.example)"),
        ("Line\nSubject: other", "Line Subject: other"),
        ("x" * 500, "x" * 200),
    ],
)
def test_names_cannot_pass_for_links_of_ours(words, harmless):
    assert wording.harmless(words) == harmless


@given(st.text(max_size=400))
def test_whatever_people_choose_is_one_harmless_line(words):
    made = wording.harmless(words)
    assert len(made) <= 200
    assert not set("\n\r[]<>") & set(made)
    assert "://" not in made


def test_a_secret_link_is_put_in_only_by_the_frame():
    words = wording.word("reset_password", {"name": "Sam"}, link=wording.LINK)
    assert wording.LINK in words.text
    framed = wording.frame(words.text, name="Sam", link="https://market.example/reset-password/t0ken", unsubscribe="")
    assert framed.startswith("Hello Sam,\n\n")
    assert "https://market.example/reset-password/t0ken" in framed
    assert wording.LINK not in framed
    assert "Stop every message" not in framed


def test_optional_mail_says_how_to_end_it():
    framed = wording.frame("Text.", name="", link="", unsubscribe="https://market.example/notifications/unsubscribe/t")
    assert framed.startswith("Text.")
    assert "https://market.example/notifications/unsubscribe/t" in framed
    assert "https://market.example/notifications/preferences" in framed


@pytest.mark.parametrize(("count", "more", "subject"), [(1, 0, "1 message for you"), (2, 3, "5 messages for you")])
def test_a_digest_lists_what_happened(count, more, subject):
    words = wording.digest([(f"Subject {i}", f"/challenges/{i}") for i in range(count)], more=more)
    assert words.subject == f"{subject} on Proving Ground"
    assert "* Subject 0\n  https://market.example/challenges/0" in words.text
    assert ("more on your page of messages" in words.text) is bool(more)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        (datetime(2027, 3, 2, 12, 0, tzinfo=UTC), "12:00 on 2 March 2027 (UK time)"),
        (datetime(2027, 7, 2, 11, 0, tzinfo=UTC), "12:00 on 2 July 2027 (UK time)"),
        (None, "a time to be announced"),
    ],
)
def test_instants_are_read_in_london(instant, words):
    assert wording.moment(instant) == words
