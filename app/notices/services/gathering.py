"""Which files of a folder are documents, and what becomes of the rest: nothing is passed over in silence."""

from __future__ import annotations

import os
import stat
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

DOCUMENT_ENDINGS = frozenset({".json", ".jsonl", ".ndjson"})
HIDDEN = "hidden"
LINKED_FOLDER = "links to folders"
NO_ENDING = "without an ending"


@dataclass(slots=True)
class Gathered:
    """What lies in a folder, or a file by itself.

    Attributes:
        documents: What to read, with its size in bytes, in the order of their paths.
        problems: What cannot be read, each with the reason as a sentence.
        left_out: How many files are no documents, by the ending of their names or by what else they are.
    """

    documents: list[tuple[Path, int]] = field(default_factory=list)
    problems: list[tuple[Path, str]] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)


def gather(path: Path) -> Gathered:
    """Return what there is to read at ``path``; a file named by itself is read whatever its name. Never raises."""
    gathered = Gathered()
    if not os.path.isdir(path):  # unlike Path.is_dir, this never raises
        _add(gathered, path)
        return gathered

    def refuse(error: OSError) -> None:
        gathered.problems.append((Path(error.filename or path), f"The folder cannot be read: {reason_of(error)}."))

    for folder, folders, names in os.walk(path, onerror=refuse):
        here = Path(folder)
        gathered.left_out[HIDDEN] += sum(name.startswith(".") for name in (*folders, *names))
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        gathered.left_out[LINKED_FOLDER] += sum(os.path.islink(here / name) for name in folders)
        for name in sorted(name for name in names if not name.startswith(".")):
            ending = Path(name).suffix.lower()
            if ending in DOCUMENT_ENDINGS:
                _add(gathered, here / name)
            else:
                gathered.left_out[ending or NO_ENDING] += 1
    gathered.documents.sort()
    gathered.left_out = +gathered.left_out
    return gathered


def _add(gathered: Gathered, path: Path) -> None:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        gathered.problems.append((path, f"The file cannot be read: {reason_of(error)}."))
        return
    if stat.S_ISREG(status.st_mode):
        gathered.documents.append((path, status.st_size))
    else:
        gathered.problems.append((path, "It is neither a file nor a folder."))  # a pipe would be waited for


def reason_of(error: Exception) -> str:
    """Return why the system refused, in its own words."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
