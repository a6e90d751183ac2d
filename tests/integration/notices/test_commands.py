"""flask notices: files, folders, services, interruptions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import responses
from sqlalchemy import select

from app.audit.models import AuditEvent
from app.integrations import notice_service
from app.notices import commands, queries
from app.notices.models import Notice, NoticeImportRun, NoticeRelease
from tests.factories import notices as factories

URL = "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages"


@pytest.fixture
def run(app, session):
    """Return a function that runs ``flask notices ...``, checks the exit code and returns what was said."""

    def invoke(*arguments, code=0):
        session.rollback()
        result = app.test_cli_runner().invoke(args=["notices", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        session.rollback()
        session.expire_all()
        return result.output

    return invoke


@pytest.fixture
def folder(tmp_path):
    """Return a folder with three good releases, two refused ones and a broken file, in several shapes."""
    inner = tmp_path / "in" / "inner"
    inner.mkdir(parents=True)
    package = factories.package(factories.release(), factories.release(date="soon"), 5)
    (inner / "package.json").write_text(json.dumps(package))
    lines = [json.dumps(factories.release()), "{broken"]
    (inner / "lines.jsonl").write_text("\n".join(lines))
    (inner.parent / "cut.json").write_text(json.dumps(factories.package(factories.release()))[:-2])
    (inner / "notes.txt").write_text("not for us")
    return inner.parent


def test_a_folder_is_imported_and_what_is_refused_is_reported(run, session, folder, tmp_path):
    report = tmp_path / "report.jsonl"
    said = run("import", folder, "--report", report, code=1)
    assert "Not everything could be read" in said
    assert "1 file left out: 1 .txt." in said
    assert "7 read = 3 new + 0 updated + 0 known + 4 refused" in said
    assert str(report) in said
    refused = [json.loads(line) for line in report.read_text().splitlines()]
    assert [Path(line["document"]).name for line in refused] == ["cut.json", "lines.jsonl", *["package.json"] * 2]
    assert [line["position"] for line in refused] == [2, 2, 2, 3]
    assert refused[2]["ocid"].startswith("ocds-h6vhtk-")
    assert all(line["reason"] for line in refused)
    again = run("import", folder, "--report", report, code=1)
    assert "7 read = 0 new + 0 updated + 3 known + 4 refused" in again
    first, second = sorted(session.scalars(select(NoticeImportRun)), key=lambda one: one.started_at)
    assert (first.read_count, first.new_count, first.refused_count, second.known_count) == (7, 3, 4, 3)
    assert first.finished_at is not None
    events = session.scalars(select(AuditEvent).where(AuditEvent.kind == "notices.imported")).all()
    assert {event.subject_id for event in events} == {first.id, second.id}
    assert events[0].details["read"] == 7


def test_the_report_lies_in_the_data_folder_unless_told_otherwise(run, app, folder):
    said = run("import", folder, code=1)
    (report,) = (Path(app.config["DATA_DIR"]) / "reports").iterdir()
    assert str(report) in said
    assert len(report.read_text().splitlines()) == 4


def test_without_refusals_there_is_no_report(run, app, tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(factories.release()))
    assert "Refused releases" not in run("import", tmp_path / "one.json")
    assert not (Path(app.config["DATA_DIR"]) / "reports").exists()


def test_an_unreadable_file_costs_that_file(run, tmp_path, monkeypatch):
    (tmp_path / "a.json").write_text("[]")
    (tmp_path / "b.json").write_text(json.dumps([factories.release()]))
    opened = Path.open

    def refuse(path, *arguments, **options):
        if path.name == "a.json":
            raise PermissionError(13, "Permission denied")
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    assert "2 read = 1 new + 0 updated + 0 known + 1 refused" in run("import", tmp_path, code=1)


def test_what_a_folder_holds_besides_is_told(run, session, tmp_path):
    inside = tmp_path / "in"
    (inside / ".git").mkdir(parents=True)
    (inside / "good.json").write_text(json.dumps([factories.release()]))
    for name in (".hidden.json", ".git/more.json"):
        (inside / name).write_text(json.dumps([factories.release()]))
    for name in ("a.csv", "b.csv", "kept.bin"):
        (inside / name).write_text("x")
    (inside / "dead.json").symlink_to(inside / "nowhere")
    (inside / "cut\udcff.json").symlink_to(inside / "nowhere")
    report = tmp_path / "report.jsonl"
    said = run("import", inside, "--report", report, code=1)
    assert "3 read = 1 new + 0 updated + 0 known + 2 refused" in said
    assert "5 files left out: 1 .bin, 2 .csv, 2 hidden." in said
    refused = [json.loads(line) for line in report.read_text().splitlines()]
    assert [Path(line["document"]).name for line in refused] == ["cut�.json", "dead.json"]
    assert {line["reason"] for line in refused} == {"The file cannot be read: No such file or directory."}


@pytest.mark.parametrize("names", [[], ["a.csv"]])
def test_a_folder_without_documents_is_no_success(run, tmp_path, names):
    (tmp_path / "in").mkdir()
    for name in names:
        (tmp_path / "in" / name).write_text("x")
    assert "There is no JSON in" in run("import", tmp_path / "in", code=1)


def test_refused_releases_alone_do_not_fail_the_import(run, tmp_path):
    (tmp_path / "one.json").write_text(json.dumps([factories.release(date="soon")]))
    assert "1 refused" in run("import", tmp_path / "one.json")


def test_the_report_holds_words_and_no_bytes(run, tmp_path):
    (tmp_path / "odd.json").write_bytes(b'{"releases":[{"ocid":"\xff\xfe"}, {]}')
    report = tmp_path / "report.jsonl"
    run("import", tmp_path / "odd.json", "--report", report, code=1)
    (line,) = map(json.loads, report.read_text().splitlines())
    assert line["reason"].isprintable()
    assert "b'" not in line["reason"]
    assert "\\x" not in line["reason"]


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("", "An empty name is none of them"),
        (" ", "An empty name is none of them"),
        ("http://[bad", "is not an address"),
        ("https://", "is not an address"),
        ("HTTPS:///path", "is not an address"),
        ("http://:80/x", "is not an address"),
        ("http://e.org:99999/", "is not an address"),
        ("http://e.org:x/", "is not an address"),
        ("http://a b.org/", "is not an address"),
        ("x" * 5000, "There is no file or folder"),
    ],
)
def test_an_origin_that_names_nothing_is_refused_in_a_sentence(run, session, origin, words):
    assert words in run("import", origin, code=2)
    assert queries.list_runs(session) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("import",),
        ("import", "missing.json"),
        ("import", "find-a-tender", "--since", "soon"),
        ("import-challenges", "no"),
    ],
)
def test_what_cannot_be_asked_is_said_at_once(run, session, arguments):
    run(*arguments, code=2)
    assert queries.list_runs(session) == []


def test_a_run_killed_in_the_middle_is_completed_by_the_next(run, session, tmp_path, monkeypatch):
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(json.dumps(factories.release()) for _ in range(25)))
    monkeypatch.setattr(commands.services, "BATCH_MAX", 10)
    whole = commands.services.import_batch
    calls = []

    def killed(*arguments, **options):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return whole(*arguments, **options)

    monkeypatch.setattr(commands.services, "import_batch", killed)
    run("import", path, code=1)
    assert queries.count_notices(session) == 10
    monkeypatch.setattr(commands.services, "import_batch", whole)
    assert "25 read = 15 new + 0 updated + 10 known + 0 refused" in run("import", path)
    runs = queries.list_runs(session)
    assert [(one.finished_at is not None, one.read_count) for one in runs] == [(True, 25), (False, 10)]
    assert "not ended" in run("runs")


def page(*releases, next_url=None):
    return {**factories.package(*releases), "links": {"next": next_url} if next_url else {}}


@responses.activate
def test_an_interrupted_service_goes_on_where_it_stopped(run, session, monkeypatch):
    monkeypatch.setattr(notice_service, "ATTEMPTS", 1)
    monkeypatch.setattr(notice_service.NoticeService, "__init__", _without_waiting(notice_service.NoticeService))
    one, two, three = (factories.release() for _ in range(3))
    responses.get(URL, json=page(one, next_url=f"{URL}?cursor=two"))
    responses.get(f"{URL}?cursor=two", status=503)
    said = run("import", "find-a-tender", "--since", "2026-08-10", code=1)
    assert "1 read = 1 new" in said
    assert "Run the same command again" in said
    assert "updatedFrom=2026-08-10T00%3A00%3A00" in responses.calls[0].request.url

    responses.reset()
    responses.get(f"{URL}?cursor=two", json=page(one, two, next_url=f"{URL}?cursor=three"))
    responses.get(f"{URL}?cursor=three", json=page(three))
    said = run("import", "find-a-tender", "--since", "2026-08-10")
    assert "Going on" in said
    assert "4 read = 3 new + 0 updated + 1 known + 0 refused" in said
    (only,) = queries.list_runs(session)
    assert only.finished_at is not None
    assert only.cursor == ""

    responses.reset()
    responses.get(URL, json=page())
    run("import", "find-a-tender")
    newest = queries.list_runs(session)[0]
    assert newest.read_count == 0
    assert newest.since < only.started_at.isoformat()


def _without_waiting(service):
    begin = service.__init__

    def begin_without_waiting(self, **options):
        begin(self, attempts=1, sleep=lambda _: None, **options)

    return begin_without_waiting


@responses.activate
def test_an_address_is_imported(run, session):
    address = f"{URL}?updatedFrom=2026-08-10T00:00:00"
    responses.get(address, json=page(factories.release(), {"ocid": "x"}))
    assert "2 read = 1 new + 0 updated + 0 known + 1 refused" in run("import", address)
    assert queries.list_runs(session)[0].since == "2026-08-10T00:00:00"


def test_nothing_imported_yet(run):
    assert "Nothing has been imported yet." in run("runs")


def test_no_contact_points_are_kept(run, session, tmp_path):
    (tmp_path / "one.json").write_text(json.dumps(factories.release()))
    run("import", tmp_path)
    (release,) = session.scalars(select(NoticeRelease))
    text = json.dumps(queries.get_release(session, release.notice_id, release.id).document)
    assert "officer" not in text.lower()
    assert "0121" not in text


def test_challenges_are_imported(run, session, tmp_path):
    path = tmp_path / "challenges.jsonl"
    path.write_text("\n".join(json.dumps(factories.challenge()) for _ in range(3)) + '\n{"id": "x"}\n')
    assert "4 read = 3 new + 0 updated + 0 known + 1 refused" in run("import-challenges", path)
    notice = session.scalars(select(Notice).limit(1)).one()
    assert notice.licence == "public domain (US Government work)"
    assert (notice.value_pence, notice.value_hundredths, notice.value_currency) == (None, 2_500_000, "USD")
    assert "60" in notice.description
