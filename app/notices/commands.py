"""flask notices: bring in real notices. Every command may be stopped at any time and run again."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from io import BytesIO
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import IO
from urllib.parse import urlsplit
from uuid import UUID

import click
from flask import current_app
from flask.cli import AppGroup

from app.core.clock import LONDON, utc_now
from app.core.errors import ServiceUnavailable
from app.integrations.notice_service import ENDPOINTS, NoticeService, period_of
from app.notices import queries, services
from app.notices.models import NoticeImportRun
from app.web.database import db

group = AppGroup("notices", help="Real public notices: import them, see what came when.")

SCHEMES = ("http://", "https://")
OVERLAP = timedelta(hours=1)  # asked for twice, in case the service publishes late; what is known stays as it is
FIRST_PERIOD = timedelta(days=7)


class Report:
    """The file of refused releases, one line of JSON each; made at the first of them.

    Attributes:
        is_partial: A document could not be read to its end, or not at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_partial = False
        self._file: IO[str] | None = None

    def __enter__(self) -> Report:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, refusals: Iterable[services.Refusal]) -> None:
        """Add refusals; they are on disk before the batch they belong to is committed."""
        lines = [json.dumps(asdict(refusal)) + "\n" for refusal in refusals]
        if not lines:
            return
        try:
            if self._file is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._file = self.path.open("a", encoding="utf-8")
            self._file.writelines(lines)
            self._file.flush()
        except OSError as error:
            raise click.ClickException(
                f"The report {self.path} cannot be written: {error.strerror or error}."
            ) from error


def _report(path: Path | None) -> Report:
    stamp = f"{utc_now():%Y%m%dT%H%M%S%f}"
    return Report(path or Path(current_app.config["DATA_DIR"]) / "reports" / f"refused-notices-{stamp}.jsonl")


report_option = click.option(
    "--report",
    "report_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where refused releases are listed, one line of JSON each.  [default: DATA_DIR/reports/…]",
)


@group.command("import")
@click.argument("origins", metavar="PATH_OR_URL...", nargs=-1, required=True)
@click.option("--since", help="First moment to ask a service for, such as 2026-08-10 or 2026-08-10T09:00 (UK time).")
@report_option
def import_notices(origins: tuple[str, ...], since: str | None, report_path: Path | None) -> None:
    """Import OCDS releases and records from files, folders, or services.

    PATH_OR_URL is a file of JSON or JSON lines, a folder of such files, an address of release packages, or one of the
    names find-a-tender and contracts-finder. A service goes on where the last import of it ended or was interrupted.
    Safe to run again: what is held already is recognised. The exit status is 1 if something could not be read.
    """
    _check_origins(origins)
    asked = _moment(since)
    with _report(report_path) as report:
        for origin in origins:
            if _is_service(origin):
                _import_pages(origin, asked, report)
            else:
                _import_files(origin, report)
        _conclude(report)


@group.command("import-challenges")
@click.argument("path", type=click.Path(exists=True, dir_okay=False))
@report_option
def import_challenges(path: str, report_path: Path | None) -> None:
    """Import challenges of Challenge.gov: one line of JSON each. Safe to run again."""
    with _report(report_path) as report:
        _import_files(path, report, challenges=True)
        _conclude(report)


@group.command("runs")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="How many to list.")
def runs(limit: int) -> None:
    """List import runs, the latest first."""
    with db.database.reading() as session:
        lines = [_line(run) for run in queries.list_runs(session, limit=limit)]
    click.echo("\n".join(lines) or "Nothing has been imported yet.")


def _line(run: NoticeImportRun) -> str:
    state = f"ended {run.finished_at:%Y-%m-%d %H:%M}" if run.finished_at else "not ended"
    return f"{run.started_at:%Y-%m-%d %H:%M} UTC, {state}: {run.origin}: {_sum(_counts_of(run))}"


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter("Write a day or a moment, such as 2026-08-10 or 2026-08-10T09:00.") from None
    return found if found.tzinfo else found.replace(tzinfo=LONDON)


def _is_service(origin: str) -> bool:
    return origin.lower().startswith(SCHEMES) or (origin in ENDPOINTS and not os.path.exists(origin))


def _check_origins(origins: Iterable[str]) -> None:
    for origin in origins:
        if not origin.strip():
            raise click.UsageError("Name a file, a folder, an address or a service. An empty name is none of them.")
        if _is_service(origin):
            _check_address(origin)
        elif problem := _problem_of(origin):
            names = ", ".join(ENDPOINTS)
            raise click.UsageError(f"There is no file or folder {origin!r}: {problem}. Services are called {names}.")


def _check_address(origin: str) -> None:
    if origin in ENDPOINTS:
        return
    try:
        parts = urlsplit(origin)
        is_complete = bool(parts.hostname) and parts.port != 0 and origin.isprintable() and " " not in origin
    except ValueError:  # a bracket that is not closed, a port that is no number
        is_complete = False
    if not is_complete:
        raise click.UsageError(
            f"{origin!r} is not an address. Write one such as https://council.example/releases.json."
        )


def _problem_of(origin: str) -> str:
    try:
        Path(origin).stat()
    except (OSError, ValueError) as error:
        return services.reason_of(error)
    return ""


def _import_files(origin: str, report: Report, *, challenges: bool = False) -> None:
    gathered = services.gather(Path(origin))
    run_id = _begin(_name_of(origin))
    for path, problem in gathered.problems:
        _refuse(run_id, path, problem, report)
    size = sum(size for _, size in gathered.documents)
    with click.progressbar(length=size, label=f"Importing {_name_of(Path(origin).name or origin)}") as bar:
        for path, _ in gathered.documents:
            try:
                with path.open("rb") as stream:
                    advance = _advance(bar.update, stream)
                    found = services.read_document(stream, path.name.lower())
                    _import(run_id, _name_of(path), found, report, challenges=challenges, after_batch=advance)
            except OSError as error:
                _refuse(run_id, path, f"The file cannot be read: {services.reason_of(error)}.", report)
    _end(run_id)
    _tell_what_was_left_out(gathered.left_out)
    if not gathered.documents and not gathered.problems:
        report.is_partial = True
        click.echo(f"There is no JSON in {_name_of(origin)}.")


def _refuse(run_id: UUID, path: Path, problem: str, report: Report) -> None:
    """Report a whole document as refused; it counts as one thing read."""
    _import(run_id, _name_of(path), iter([services.Found(1, problem=problem, is_end=True)]), report)


def _name_of(path: Path | str) -> str:
    """Return a name that can be stored and printed: one that is not UTF-8 gets marks in place of its odd bytes."""
    return os.fsencode(path).decode(errors="replace")


def _tell_what_was_left_out(left_out: Counter[str]) -> None:
    if left_out:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(left_out.items()))
        number = left_out.total()
        click.echo(f"{number:,} {'file' if number == 1 else 'files'} left out: {kinds}.")


def _advance(update: Callable[[int], None], stream: IO[bytes]) -> Callable[[], None]:
    position = 0

    def advance() -> None:
        nonlocal position
        # A document that is read twice jumps back; the bar does not.
        if (here := stream.tell()) > position:
            update(here - position)
            position = here

    return advance


def _import(
    run_id: UUID,
    document: str,
    found: Iterator[services.Found],
    report: Report,
    *,
    challenges: bool = False,
    cursor: str | None = None,
    after_batch: Callable[[], None] = lambda: None,
) -> services.Counts:
    """Import everything found in one document, batch by batch; ``cursor`` is stored with the last batch."""
    counts = services.Counts()
    read = 0
    batch = list(islice(found, services.BATCH_MAX))
    while batch or cursor is not None:
        following = list(islice(found, services.BATCH_MAX)) if batch else []
        prepared = [services.prepare(item, document, challenges=challenges) for item in batch]
        refusals = [item for item in prepared if isinstance(item, services.Refusal)]
        report.is_partial |= any(item.is_end for item in batch)
        report.write(refusals)
        with db.database.transaction() as session:
            added = services.import_batch(
                session,
                run_id,
                [item for item in prepared if isinstance(item, services.Prepared)],
                refused=len(refusals),
                cursor=None if following else cursor,
                now=utc_now(),
            )
        counts.add(added)
        read += len(batch)
        after_batch()
        if not following:
            break
        batch = following
    if read != counts.read:
        raise click.ClickException(f"Read {read:,} releases but accounted for {counts.read:,}. Report this as a fault.")
    return counts


def _import_pages(origin: str, asked: datetime | None, report: Report) -> None:
    run_id, first_url = _resume(origin, asked)
    counts = services.Counts()
    try:
        with click.progressbar(NoticeService().pages(first_url), label=f"Importing {origin}", show_pos=True) as pages:
            for page in pages:
                found = services.read_document(BytesIO(page.body), "page.json")
                counts.add(_import(run_id, origin, found, report, cursor=page.next_url))
    except ServiceUnavailable as error:
        click.echo(f"{origin}: {_sum(counts)}")
        _tell_of(report)
        raise click.ClickException(error.message) from error
    _end(run_id)


def _resume(origin: str, asked: datetime | None) -> tuple[UUID, str]:
    """Return the run to count in and the page to begin with: those of an interrupted run, or of a new one."""
    endpoint = ENDPOINTS.get(origin)
    now = utc_now()
    with db.database.transaction() as session:
        since = asked.isoformat() if asked else period_of(origin) if endpoint is None else None
        last = queries.find_last_run(session, origin, since=since)
        if last and not last.finished_at and last.cursor:
            click.echo(f"Going on with the import of {last.started_at:%Y-%m-%d %H:%M} UTC, which was interrupted.")
            return last.id, last.cursor
        if endpoint is None:
            return services.begin_run(session, origin=origin, since=since or "", now=now).id, origin
        begins = asked or _next_period(last, now)
        run = services.begin_run(session, origin=origin, since=begins.isoformat(), now=now)
        return run.id, endpoint.first_page(since=begins, until=now)


def _next_period(last: NoticeImportRun | None, now: datetime) -> datetime:
    if last is None:
        return now - FIRST_PERIOD
    # A run that never got its first page leaves its period to the next one.
    return last.started_at - OVERLAP if last.finished_at else datetime.fromisoformat(last.since)


def _begin(origin: str) -> UUID:
    with db.database.transaction() as session:
        return services.begin_run(session, origin=origin, now=utc_now()).id


def _end(run_id: UUID) -> None:
    with db.database.transaction() as session:
        run = services.end_run(session, run_id, now=utc_now())
    click.echo(f"{run.origin}: {_sum(_counts_of(run))}")


def _counts_of(run: NoticeImportRun) -> services.Counts:
    return services.Counts(run.new_count, run.updated_count, run.known_count, run.refused_count)


def _sum(counts: services.Counts) -> str:
    return (
        f"{counts.read:,} read = {counts.new:,} new + {counts.updated:,} updated"
        f" + {counts.known:,} known + {counts.refused:,} refused"
    )


def _conclude(report: Report) -> None:
    _tell_of(report)
    if report.is_partial:
        raise click.ClickException("Not everything could be read. What could be is imported.")


def _tell_of(report: Report) -> None:
    if report.path.exists():
        click.echo(f"Refused releases, with the reason for each: {report.path}")
