"""File names are made safe, and stay recognisable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.documents.models import FILE_NAME_MAX
from app.documents.services import safe_name

any_text = st.text(alphabet=st.characters(), max_size=300)  # halves of surrogate pairs too


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Annex A.pdf", "Annex A.pdf"),
        ("ANNEX.PDF", "ANNEX.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\plan.docx", "plan.docx"),
        ("/abs/olute.txt", "olute.txt"),
        ("..", "file"),
        ("", "file"),
        (".", "file"),
        (".htaccess", "htaccess"),
        ("a\x00b.pdf", "a b.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ('say "hi".pdf', "say hi.pdf"),
        ("a;b%c.csv", "a b c.csv"),
        ("exe.\u202efdp.txt", "exe. fdp.txt"),
        ("Cafe\u0301.txt", "Café.txt"),
        ("naïve – plan.odt", "naïve – plan.odt"),
        ("a....pdf", "a.pdf"),
        ("日本.pdf", "日本.pdf"),
    ],
)
def test_known_names(typed: str, kept: str) -> None:
    assert safe_name(typed) == kept


@given(name=any_text)
@example(name="." * 400)
@example(name="x" * 400 + ".pdf")
@example(name="a." + "b" * 400)
@example(name="\ud800.pdf")
def test_every_name_becomes_one_that_nothing_trips_over(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= FILE_NAME_MAX
    assert safe.isprintable()
    assert not set(safe) & set('<>:"/\\|?*%;\x00')
    assert not safe.startswith((".", " "))
    assert ".." not in safe
    assert safe == unicodedata.normalize("NFC", safe)
    safe.encode()


@given(name=any_text)
def test_a_safe_name_stays_as_it_is(name: str) -> None:
    assert safe_name(safe_name(name)) == safe_name(name)


@given(stem=st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=200))
def test_the_extension_survives_a_long_name(stem: str) -> None:
    assert safe_name(f"{stem}.pdf").endswith(".pdf")
