"""Documents: upload, refusal, download, removal."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, ChallengeDocument
from app.documents.models import StoredFile
from app.documents.services import MEGABYTE
from tests.factories.challenges import attach
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast
from tests.support.client import MarketClient
from tests.unit.documents.files import GOOD, PROGRAM, office

Load = Callable[[Challenge | str], Challenge]


def upload(content: bytes, name: str, version: int, title: str = "Annex") -> dict[str, Any]:
    return {"title": title, "file": (BytesIO(content), name), "version": str(version)}


def kept(app: Flask) -> list[Path]:
    folder: Path = app.config["FILES_DIR"]
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("extension", ["pdf", "docx", "csv", "png"])
def test_a_document_is_uploaded_and_only_downloaded(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, app: Flask, extension: str
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/documents"
    name = f"Plan “Süd”, v2.{extension}"
    assert client.post(address, data=upload(GOOD[extension], name, 1)).status_code == 303
    (document,) = stored(challenge).documents
    text = client.get(address).text
    assert "Annex" in text
    answer = client.get(f"/challenges/{challenge.reference}/documents/{document.id}")
    assert answer.status_code == 200
    assert answer.data == GOOD[extension]
    assert answer.mimetype == document.file.media_type
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert "S%C3%BCd" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(kept(app)) == 1
    removed = client.post(f"{address}/{document.id}/remove-document", data={"version": "2"})
    assert removed.status_code == 303
    assert stored(challenge).documents == []


REFUSED = [
    (PROGRAM, "setup.exe", "must be one of these"),
    (PROGRAM, "plan.pdf", "something else inside"),
    (b"", "empty.txt", "The file is empty"),
    (b"a\x00b", "nul.txt", "UTF-8"),
    (office("docx", {"word/vbaProject.bin": b"x"}), "macros.docx", "contains macros"),
    (office("xlsx", {"xl/big.xml": b"0" * (40 * MEGABYTE)}), "bomb.xlsx", "unpacks to far more"),
    (b"x" * (20 * MEGABYTE + 1), "large.txt", "smaller than 20 MB"),
]


@pytest.mark.parametrize(("content", "name", "words"), REFUSED, ids=[name for _, name, _ in REFUSED])
def test_a_refused_file_leaves_nothing_behind(
    client: MarketClient,
    make: Maker,
    actors: Cast,
    stored: Load,
    session: Session,
    app: Flask,
    content: bytes,
    name: str,
    words: str,
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    answer = client.post(f"/challenges/{challenge.reference}/edit/documents", data=upload(content, name, 1, "My title"))
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="My title"' in answer.text
    assert kept(app) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 0
    assert stored(challenge).version == 1


def test_a_file_that_cannot_be_attached_is_not_kept(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, session: Session, app: Flask
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    address = f"/challenges/{challenge.reference}/edit/documents"
    assert client.post(address, data=upload(b"same", "a.txt", 1)).status_code == 303
    twice = client.post(address, data=upload(b"same", "b.txt", 2))
    late = client.post(address, data=upload(b"other", "c.txt", 1))
    assert (twice.status_code, late.status_code) == (422, 422)
    assert "attached already" in twice.text
    assert "Somebody else saved" in late.text
    assert len(kept(app)) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) == 1
    assert len(stored(challenge).documents) == 1


def test_more_than_a_request_may_hold_is_refused_with_a_page(
    client: MarketClient, make: Maker, actors: Cast, app: Flask
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    answer = client.post(
        f"/challenges/{challenge.reference}/edit/documents", data=upload(b"x" * (26 * MEGABYTE), "a.txt", 1)
    )
    assert answer.status_code == 413
    assert kept(app) == []


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x.txt", "..\\..\\x.txt", "/abs.txt", "C:\\x.txt"])
def test_a_name_leads_nowhere(
    client: MarketClient, make: Maker, actors: Cast, stored: Load, app: Flask, name: str
) -> None:
    challenge = make("complete")
    client.sign_in(actors.user("officer"))
    answer = client.post(f"/challenges/{challenge.reference}/edit/documents", data=upload(b"words", name, 1))
    assert answer.status_code == 303
    (document,) = stored(challenge).documents
    assert "/" not in document.file.name
    assert "\\" not in document.file.name
    assert client.get(f"/challenges/{challenge.reference}/documents/{document.id}").data == b"words"
    assert all(path.is_relative_to(app.config["FILES_DIR"]) for path in kept(app))


@pytest.mark.parametrize("trait", ["complete", "scheduled", "open", "closed", "withdrawn"])
def test_who_may_fetch_a_document(
    client: MarketClient, make: Maker, actors: Cast, session: Session, app: Flask, trait: str
) -> None:
    challenge = make(trait)
    document = attach(challenge)
    session.commit()
    app.extensions["file_store"].put(document.file_id, BytesIO(b"Annex"))
    address = f"/challenges/{challenge.reference}/documents/{document.id}"
    is_public = trait in ("open", "closed", "withdrawn")
    assert client.get(address).status_code == (200 if is_public else 404)
    for role, is_inside in (("stranger", False), ("other_officer", False), ("evaluator", False), ("officer", True)):
        client.sign_in(actors.user(role))
        assert client.get(address).status_code == (200 if is_public or is_inside else 404), role
    assert client.head(address).status_code == 200


def test_a_document_of_another_challenge_or_without_its_bytes_is_not_found(
    client: MarketClient, make: Maker, actors: Cast, session: Session
) -> None:
    one, other = make("open"), make("open")
    document = attach(one)
    session.commit()
    client.sign_in(actors.user("officer"))
    assert client.get(f"/challenges/{other.reference}/documents/{document.id}").status_code == 404
    assert client.get(f"/challenges/{one.reference}/documents/{uuid4()}").status_code == 404
    assert client.get(f"/challenges/{one.reference}/documents/{document.id}").status_code == 404  # no bytes
    assert client.get(f"/challenges/{one.reference}/documents/x").status_code == 404
    assert session.scalar(sa.select(sa.func.count()).select_from(ChallengeDocument)) == 1
