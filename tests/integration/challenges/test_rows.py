"""The lists of a draft: questions, criteria with their scale, contacts, documents."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.challenges import models
from app.challenges.models import Challenge, Contact, Criterion, Question, ScaleLevel
from app.challenges.services import rows
from app.core.errors import DomainError, EditedMeanwhile, NotFound, TransitionNotAllowed
from app.documents import services as documents
from app.documents.models import StoredFile
from app.outbox.models import OutboxJob
from tests.conftest import NOW
from tests.integration.challenges.conftest import Maker
from tests.support.cast import Cast
from tests.unit.documents.files import MemoryStore

Load = Callable[[Challenge | str], Challenge]
Act = Callable[[Challenge, int], None]
ROW: dict[type[Any], dict[str, Any]] = {
    Question: {"text": "How?", "guidance": "", "word_limit": 100, "is_required": False},
    Criterion: {"name": "Cost to run", "description": "d", "weight": Decimal("0.5"), "minimum_score": 1},
    Contact: {"name": "N", "email": "n@example.org", "phone": ""},
}
LISTS = {Question: "questions", Criterion: "criteria", Contact: "contacts"}
KINDS = list(LISTS)


def names(challenge: Challenge, kind: type[Any]) -> list[str]:
    found = sorted(getattr(challenge, LISTS[kind]), key=lambda row: row.position)
    return [row.text if kind is Question else row.name for row in found]


@pytest.fixture
def common(session: Session, actors: Cast) -> dict[str, Any]:
    return {"actor": actors.actor("officer"), "now": NOW}


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_is_added_changed_moved_and_removed(
    session: Session, make: Maker, stored: Load, common: dict[str, Any], kind: type[Any]
) -> None:
    challenge = make()
    for number in range(3):
        values = ROW[kind] | {"text" if kind is Question else "name": f"Row {number}"}
        rows.add_row(session, challenge, kind, values, version=challenge.version, **common)
        session.commit()
    assert names(stored(challenge), kind) == ["Row 0", "Row 1", "Row 2"]
    last = getattr(challenge, LISTS[kind])[2]
    rows.move_row_up(session, challenge, kind, last.id, version=challenge.version, **common)
    session.commit()
    assert names(stored(challenge), kind) == ["Row 0", "Row 2", "Row 1"]
    rows.save_row(session, challenge, kind, last.id, ROW[kind], version=challenge.version, **common)
    session.commit()
    changed = next(row for row in getattr(stored(challenge), LISTS[kind]) if row.id == last.id)
    assert {name: getattr(changed, name) for name in ROW[kind]} == ROW[kind]
    rows.remove_row(session, challenge, kind, last.id, version=challenge.version, **common)
    session.commit()
    assert names(stored(challenge), kind) == ["Row 0", "Row 1"]
    assert stored(challenge).version == 7


@pytest.mark.parametrize("kind", KINDS)
def test_the_first_row_stays_first_and_new_rows_come_last(
    session: Session, make: Maker, stored: Load, common: dict[str, Any], kind: type[Any]
) -> None:
    challenge = make("complete")
    before = names(challenge, kind)
    first = getattr(challenge, LISTS[kind])[0]
    rows.move_row_up(session, challenge, kind, first.id, version=challenge.version, **common)
    session.commit()
    challenge.price_weight = None  # leaves room for another criterion
    rows.add_row(session, challenge, kind, ROW[kind], version=challenge.version, **common)
    session.commit()
    after = names(stored(challenge), kind)
    assert (after[:-1], len(after)) == (before, len(before) + 1)


MOST = {
    Question: models.QUESTIONS_MAX,
    Criterion: models.CRITERIA_MAX,
    Contact: models.CONTACTS_MAX,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_full_list_takes_no_more(session: Session, make: Maker, common: dict[str, Any], kind: type[Any]) -> None:
    challenge = make()
    getattr(challenge, LISTS[kind]).extend(kind(**ROW[kind], position=n) for n in range(MOST[kind]))
    session.commit()
    with pytest.raises(DomainError, match=f"at most {MOST[kind]}"):
        rows.add_row(session, challenge, kind, ROW[kind], version=challenge.version, **common)
    assert not session.new
    assert not session.dirty


@pytest.mark.parametrize(
    ("price", "weight", "left"), [("20", "0.01", "0"), ("19.5", "0.51", "0.5"), (None, "20.01", "20")]
)
def test_weights_never_exceed_the_whole(
    session: Session, make: Maker, common: dict[str, Any], price: str | None, weight: str, left: str
) -> None:
    challenge = make("complete", price_weight=Decimal(price) if price else None)
    values = ROW[Criterion] | {"weight": Decimal(weight)}
    with pytest.raises(DomainError, match=rf"100%\. {left}% is left") as refused:
        rows.add_row(session, challenge, Criterion, values, version=challenge.version, **common)
    assert refused.value.field == "weight"
    assert len(challenge.criteria) == 2


def test_a_changed_weight_is_counted_once(session: Session, make: Maker, common: dict[str, Any]) -> None:
    challenge = make("complete")
    row = challenge.criteria[0]
    values = ROW[Criterion] | {"weight": Decimal(50)}
    rows.save_row(session, challenge, Criterion, row.id, values, version=challenge.version, **common)
    values = ROW[Criterion] | {"weight": Decimal("50.01")}
    with pytest.raises(DomainError, match="50% is left"):
        rows.save_row(session, challenge, Criterion, row.id, values, version=challenge.version, **common)


def acts(challenge: Challenge, session: Session, common: dict[str, Any]) -> dict[str, Act]:
    """Return every act on lists, for a challenge and the version that was seen."""
    row = challenge.questions[0].id
    levels = [(0, "a", "b"), (1, "c", "d")]
    file = StoredFile(id=uuid4(), name="a.txt", media_type="text/plain", size=1, sha256="1" * 64, created_at=NOW)
    return {
        "add": lambda c, v: rows.add_row(session, c, Question, ROW[Question], version=v, **common),
        "save": lambda c, v: rows.save_row(session, c, Question, row, ROW[Question], version=v, **common),
        "remove": lambda c, v: rows.remove_row(session, c, Question, row, version=v, **common),
        "move": lambda c, v: rows.move_row_up(session, c, Question, row, version=v, **common),
        "scale": lambda c, v: rows.save_scale(session, c, levels, version=v, **common),
        "attach": lambda c, v: rows.attach(session, c, file, title="t", version=v, **common),
        "detach": lambda c, v: rows.detach(session, c, uuid4(), version=v, **common),
    }


ACTS = ["add", "save", "remove", "move", "scale", "attach", "detach"]


@pytest.mark.parametrize("act", ACTS)
def test_nothing_is_changed_from_an_old_page(session: Session, make: Maker, common: dict[str, Any], act: str) -> None:
    challenge = make("complete")
    with pytest.raises(EditedMeanwhile):
        acts(challenge, session, common)[act](challenge, challenge.version + 1)
    assert not session.dirty
    assert not session.new
    assert not session.deleted


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("trait", ["in_review", "scheduled", "open", "closed", "withdrawn"])
def test_only_lists_of_a_draft_are_changed(
    session: Session, make: Maker, common: dict[str, Any], act: str, trait: str
) -> None:
    challenge = make(trait)
    with pytest.raises(TransitionNotAllowed):
        acts(challenge, session, common)[act](challenge, challenge.version)
    assert not session.dirty
    assert not session.new


@pytest.mark.parametrize("kind", KINDS)
def test_a_row_of_another_challenge_is_not_found(
    session: Session, make: Maker, common: dict[str, Any], kind: type[Any]
) -> None:
    mine, other = make("complete"), make("complete")
    row = getattr(other, LISTS[kind])[0].id
    for act in (rows.remove_row, rows.move_row_up):
        with pytest.raises(NotFound):
            act(session, mine, kind, row, version=mine.version, **common)
    with pytest.raises(NotFound):
        rows.save_row(session, mine, kind, row, ROW[kind], version=mine.version, **common)
    with pytest.raises(NotFound):
        rows.detach(session, mine, uuid4(), version=mine.version, **common)


def test_a_scale_is_replaced_whole(session: Session, make: Maker, stored: Load, common: dict[str, Any]) -> None:
    challenge = make("complete")
    levels = [(0, "None", "Nothing"), (2, "Some", "Half"), (5, "All", "Everything")]
    for _ in range(2):  # the same scores once more must not trip over the old rows
        rows.save_scale(session, challenge, levels, version=challenge.version, **common)
        session.commit()
    assert [(level.score, level.label, level.descriptor) for level in stored(challenge).scale] == levels
    assert session.scalar(sa.select(sa.func.count()).select_from(ScaleLevel)) == 3


@pytest.mark.parametrize(
    ("levels", "field"),
    [
        ([], None),
        ([(1, "One", "only")], None),
        ([(0, "", "no label"), (1, "a", "b")], "label_0"),
        ([(0, "a", "b"), (3, "no descriptor", "")], "label_3"),
    ],
)
def test_a_scale_that_explains_nothing_is_refused(
    session: Session, make: Maker, common: dict[str, Any], levels: list[tuple[int, str, str]], field: str | None
) -> None:
    challenge = make("complete")
    with pytest.raises(DomainError) as refused:
        rows.save_scale(session, challenge, levels, version=challenge.version, **common)
    assert refused.value.field == field
    assert len(challenge.scale) == 4
    assert not session.dirty


def upload(session: Session, actors: Cast, content: bytes) -> StoredFile:
    checked = documents.check(BytesIO(content), "a.txt")
    return documents.store(session, MemoryStore(), checked, actor=actors.actor("officer"), now=NOW)


def test_a_document_is_attached_and_removed_and_a_job_takes_its_file(
    session: Session, make: Maker, actors: Cast, stored: Load, common: dict[str, Any]
) -> None:
    challenge = make()
    for number in range(2):
        file = upload(session, actors, b"content %d" % number)
        rows.attach(session, challenge, file, title=f"Title {number}", version=challenge.version, **common)
        session.commit()
    assert [document.title for document in stored(challenge).documents] == ["Title 0", "Title 1"]
    rows.detach(session, challenge, challenge.documents[0].id, version=challenge.version, **common)
    session.commit()
    assert [document.title for document in stored(challenge).documents] == ["Title 1"]
    jobs = session.scalars(sa.select(OutboxJob).where(OutboxJob.kind == "documents.forget")).all()
    assert len(jobs) == 1


def test_the_same_file_twice_and_too_many_files_are_refused(
    session: Session, make: Maker, actors: Cast, common: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    challenge = make()
    file = upload(session, actors, b"same")
    rows.attach(session, challenge, file, title="t", version=challenge.version, **common)
    again = upload(session, actors, b"same")
    with pytest.raises(DomainError, match="attached already"):
        rows.attach(session, challenge, again, title="u", version=challenge.version, **common)
    monkeypatch.setattr(rows, "DOCUMENTS_MAX", 1)
    other = upload(session, actors, b"other")
    with pytest.raises(DomainError, match="at most 1 documents"):
        rows.attach(session, challenge, other, title="v", version=challenge.version, **common)
    assert len(challenge.documents) == 1
