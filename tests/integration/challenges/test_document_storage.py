"""The bytes of documents: who may keep how many, and when they go."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, g
from sqlalchemy.orm import Session

from app.challenges.models import Challenge, ChallengeVersion
from app.challenges.services import documents as storage
from app.challenges.states import ChallengeStage
from app.documents import services as documents_services
from app.documents.models import StoredFile
from app.organisations.states import Verification
from app.outbox.models import OutboxJob
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast
from tests.support.client import MarketClient
from tests.unit.documents.files import with_long_directory

Load = Callable[[Challenge | str], Challenge]


@pytest.fixture
def officer(client: MarketClient, actors: Cast, clock: time_machine.Coordinates) -> MarketClient:
    return client.sign_in(actors.user("officer"))


@pytest.fixture
def upload(officer: MarketClient, stored: Load) -> Callable[..., Any]:
    def send(challenge: Challenge, content: bytes, name: str = "a.txt") -> Any:
        data = {"title": "Annex", "file": (BytesIO(content), name), "version": str(stored(challenge).version)}
        return officer.post(f"/challenges/{challenge.reference}/edit/documents", data=data)

    return send


@pytest.fixture
def remove(officer: MarketClient, stored: Load) -> Callable[[Challenge], Any]:
    def send(challenge: Challenge) -> Any:
        fresh = stored(challenge)
        address = f"/challenges/{challenge.reference}/edit/documents/{fresh.documents[0].id}/remove-document"
        return officer.post(address, data={"version": str(fresh.version)})

    return send


def kept(app: Flask, session: Session) -> tuple[int, int]:
    """Return how many files there are, and how many rows."""
    folder: Path = app.config["FILES_DIR"]
    files = [path for path in folder.rglob("*") if path.is_file()]
    return len(files), session.scalar(sa.select(sa.func.count()).select_from(StoredFile)) or 0


def test_what_is_removed_is_deleted_with_its_row(
    make: Maker, upload: Any, remove: Any, worker: Callable[[], int], app: Flask, session: Session
) -> None:
    challenge = make("complete")
    assert upload(challenge, b"one").status_code == 303
    upload(challenge, b"two")
    assert remove(challenge).status_code == 303
    assert kept(app, session) == (2, 2)
    worker()
    assert kept(app, session) == (1, 1)


def test_a_job_that_is_done_again_harms_nothing(
    make: Maker, upload: Any, remove: Any, worker: Callable[[], int], app: Flask, session: Session
) -> None:
    challenge = make("complete")
    assert upload(challenge, b"one").status_code == 303
    remove(challenge)
    payload = session.scalars(sa.select(OutboxJob.payload).where(OutboxJob.kind == storage.JOB)).one()
    session.commit()
    storage.remove_bytes(app.extensions["database"], [payload])  # the worker dies after this
    assert kept(app, session) == (0, 1)
    worker()
    assert kept(app, session) == (0, 0)


def test_what_a_version_names_is_kept(
    make: Maker, upload: Any, remove: Any, stored: Load, worker: Callable[[], int], app: Flask, session: Session
) -> None:
    challenge = make("complete")
    assert upload(challenge, b"one").status_code == 303
    (document,) = stored(challenge).documents
    content = {"documents": [{"id": str(document.id)}]}
    session.add(ChallengeVersion(challenge_id=challenge.id, number=1, content=content, sha256="0" * 64, created_at=NOW))
    remove(challenge)
    worker()
    assert kept(app, session) == (1, 1)


def test_a_refused_removal_deletes_nothing(
    officer: MarketClient,
    make: Maker,
    upload: Any,
    stored: Load,
    worker: Callable[[], int],
    app: Flask,
    session: Session,
) -> None:
    challenge = make("complete")
    assert upload(challenge, b"one").status_code == 303
    (document,) = stored(challenge).documents
    address = f"/challenges/{challenge.reference}/edit/documents/{document.id}/remove-document"
    officer.post(address, data={"version": "-1"})
    worker()
    assert kept(app, session) == (1, 1)
    assert len(stored(challenge).documents) == 1


def test_the_drafts_of_an_organisation_hold_so_much_and_no_more(
    make: Maker,
    upload: Any,
    remove: Any,
    stored: Load,
    worker: Callable[[], int],
    app: Flask,
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(storage, "QUOTA", 10)
    one, other = make("complete"), make("complete")
    assert upload(one, b"123456").status_code == 303
    refused = upload(other, b"12345")
    assert refused.status_code == 422
    assert "Remove one that is not needed" in refused.text
    assert kept(app, session) == (1, 1)
    assert upload(other, b"1234").status_code == 303
    remove(one)
    assert upload(other, b"12345").status_code == 303
    session.execute(
        sa.update(Challenge)
        .where(Challenge.id == other.id)
        .values(stage=ChallengeStage.WITHDRAWN, withdrawn_at=NOW, withdrawal_reason="r")
    )
    assert upload(one, b"1234567890").status_code == 303, "only drafts are counted"


def test_an_organisation_that_nobody_has_checked_uploads_nothing(
    make: Maker, upload: Any, actors: Cast, app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = make("complete")
    actors.council.verification, actors.council.verified_at = Verification.UNVERIFIED, None
    session.commit()
    monkeypatch.delattr(documents_services, "check")  # the file is not even looked at
    refused = upload(challenge, b"one")
    assert refused.status_code == 422
    assert "has not been verified yet" in refused.text
    assert kept(app, session) == (0, 0)


def test_a_file_is_looked_at_before_the_transaction_begins(
    make: Maker, upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[bool] = []
    check = documents_services.check

    def watched(*arguments: Any) -> documents_services.Checked:
        begun.append("db_session" in g)
        return check(*arguments)

    monkeypatch.setattr(documents_services, "check", watched)
    assert upload(make("complete"), b"one").status_code == 303
    assert begun == [False]


def test_whoever_may_not_edit_has_no_file_looked_at(
    client: MarketClient, make: Maker, actors: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(documents_services, "check")
    address = f"/challenges/{make('complete').reference}/edit/documents"
    for role, status in ((None, 303), ("stranger", 404), ("other_officer", 404)):
        if role:
            client.sign_in(actors.user(role))
        data = {"title": "Annex", "file": (BytesIO(b"one"), "a.txt"), "version": "1"}
        assert client.post(address, data=data).status_code == status, role


def test_a_long_list_of_parts_is_refused_with_a_sentence(make: Maker, upload: Any, app: Flask) -> None:
    refused = upload(make("complete"), with_long_directory(400_000, says=1), "a.docx")
    assert refused.status_code == 422
    assert "unpacks to far more" in refused.text
