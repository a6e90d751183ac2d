"""What a folder holds: documents, what cannot be read, and what is left out."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.notices.services.gathering import gather


def relative(paths, folder):
    return [path.relative_to(folder).as_posix() for path in paths]


def test_documents_problems_and_the_rest(tmp_path):
    for name in (
        "b.json",
        "a.JSON",
        "x/lines.jsonl",
        "x/y/z.ndjson",
        "x/table.csv",
        "x/more.csv",
        "notes",
        "page.html",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("{}")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "in.json").write_text("{}")
    (tmp_path / ".secret.json").write_text("{}")
    (tmp_path / "dead.json").symlink_to(tmp_path / "nowhere")
    (tmp_path / "link").symlink_to(tmp_path / "x", target_is_directory=True)
    os.mkfifo(tmp_path / "pipe.json")
    found = gather(tmp_path)
    assert relative([path for path, _ in found.documents], tmp_path) == [
        "a.JSON",
        "b.json",
        "x/lines.jsonl",
        "x/y/z.ndjson",
    ]
    assert [size for _, size in found.documents] == [2] * 4
    assert relative([path for path, _ in found.problems], tmp_path) == ["dead.json", "pipe.json"]
    assert [problem for _, problem in found.problems] == [
        "The file cannot be read: No such file or directory.",
        "It is neither a file nor a folder.",
    ]
    assert found.left_out == {".csv": 2, ".html": 1, "hidden": 2, "links to folders": 1, "without an ending": 1}


def test_a_folder_without_rights_is_a_problem(tmp_path, monkeypatch):
    (tmp_path / "shut").mkdir()
    (tmp_path / "one.json").write_text("{}")
    scan = os.scandir

    def refuse(path):
        if Path(path).name == "shut":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = gather(tmp_path)
    assert relative([path for path, _ in found.documents], tmp_path) == ["one.json"]
    assert found.problems == [(tmp_path / "shut", "The folder cannot be read: Permission denied.")]


def test_a_file_by_itself_is_read_whatever_its_name(tmp_path):
    (tmp_path / "notices.txt").write_text("{}")
    assert gather(tmp_path / "notices.txt").documents == [(tmp_path / "notices.txt", 2)]


@pytest.mark.parametrize("name", ["missing.json", "x" * 5000, "a\x00b"])
def test_what_is_not_there_is_a_problem(tmp_path, name):
    found = gather(tmp_path / name)
    assert found.documents == []
    assert len(found.problems) == 1
