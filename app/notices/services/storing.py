"""Store a batch of releases: new ones are added, the state of each process they touch is worked out afresh."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from app.core.db import is_sqlite
from app.core.events import FindableChanged, react
from app.notices.models import Notice, NoticeRelease
from app.notices.services.facts import Facts
from app.notices.services.merging import state_of
from app.notices.services.preparing import Prepared, stored_facts
from app.notices.states import NoticeSource

BATCH_MAX = 500  # releases in one transaction, and so ids in one signal to search
_IMPORT_LOCK = 7_305_001  # any number that nothing else locks on PostgreSQL

Process = tuple[NoticeSource, str]


@dataclass(slots=True)
class Counts:
    """What became of what was read; ``read`` is always the sum of the others."""

    new: int = 0
    updated: int = 0
    known: int = 0
    refused: int = 0

    @property
    def read(self) -> int:
        return self.new + self.updated + self.known + self.refused

    def add(self, other: Counts) -> None:
        """Add what another batch came to."""
        self.new += other.new
        self.updated += other.updated
        self.known += other.known
        self.refused += other.refused


@dataclass(slots=True)
class _Held:
    """A process as the database and this batch know it.

    Attributes:
        notice_id: Its row; ``None`` until it has one.
        stored: Ids of the releases that have rows.
        releases: Date and digest of each release, stored or in this batch.
        changed: What this batch brings.
    """

    notice_id: int | None = None
    stored: set[str] = field(default_factory=set)
    releases: dict[str, tuple[datetime, bytes]] = field(default_factory=dict)
    changed: dict[str, Prepared] = field(default_factory=dict)


def store(session: Session, batch: Sequence[Prepared], *, now: datetime) -> Counts:
    """Store a batch in the caller's transaction, tell search, and return what became of each release.

    Raises:
        ValueError: The batch has more than ``BATCH_MAX`` releases.
    """
    if len(batch) > BATCH_MAX:
        raise ValueError(f"a batch has at most {BATCH_MAX} releases")
    if not is_sqlite(session):
        # Two imports at once would both add the same process; SQLite's writers take turns anyway.
        session.execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))
    held = _load(session, {(item.facts.source, item.facts.ocid) for item in batch})
    counts = Counts()
    for item in batch:
        _sort_in(held[item.facts.source, item.facts.ocid], item, counts)
    changed = {process: entry for process, entry in held.items() if entry.changed}
    _add_notices(session, changed, now=now)
    _save_releases(session, changed.values())
    _renew_notices(session, changed, now=now)
    if changed:
        ids = tuple(f"notice:{entry.notice_id}" for entry in changed.values())
        react(session, FindableChanged(ids=ids, at=now))
    return counts


def _load(session: Session, processes: Iterable[Process]) -> dict[Process, _Held]:
    held = {process: _Held() for process in processes}
    rows = session.execute(
        select(Notice.id, Notice.source, Notice.ocid).where(
            Notice.ocid.in_([ocid for _, ocid in held]), Notice.source.in_({source for source, _ in held})
        )
    )
    by_id = {row.id: (row.source, row.ocid) for row in rows if (row.source, row.ocid) in held}
    for notice_id, process in by_id.items():
        held[process].notice_id = notice_id
    releases = session.execute(
        select(
            NoticeRelease.notice_id, NoticeRelease.release_id, NoticeRelease.released_at, NoticeRelease.digest
        ).where(NoticeRelease.notice_id.in_(by_id))
    )
    for row in releases:
        entry = held[by_id[row.notice_id]]
        entry.releases[row.release_id] = (row.released_at, row.digest)
        entry.stored.add(row.release_id)
    return held


def _sort_in(entry: _Held, item: Prepared, counts: Counts) -> None:
    """Decide whether a release is new, a further one, known, or a better copy of a known one."""
    release_id, mark = item.facts.release_id, (item.facts.released_at, item.digest)
    present = entry.releases.get(release_id)
    if present is not None and not _replaces(item, present):
        counts.known += 1
        return
    if present is None and entry.notice_id is None and not entry.releases:
        counts.new += 1
    else:
        counts.updated += 1
    entry.releases[release_id] = mark
    entry.changed[release_id] = item


def _replaces(item: Prepared, present: tuple[datetime, bytes]) -> bool:
    """Say whether a copy under the same id takes the place of the one present.

    OCDS forbids it, publishers do it. The later date wins, then the greater digest: any rule will do that does not
    look at the order of import. Challenge.gov corrects in place and gives no dates of publication, so there the last
    copy wins.
    """
    if item.digest == present[1]:
        return False
    return item.facts.source is NoticeSource.CHALLENGE_GOV or (item.facts.released_at, item.digest) > present


def _add_notices(session: Session, changed: Mapping[Process, _Held], *, now: datetime) -> None:
    fresh = {process: entry for process, entry in changed.items() if entry.notice_id is None}
    if not fresh:
        return
    rows = [state_of([item.facts for item in entry.changed.values()], now=now) for entry in fresh.values()]
    session.execute(insert(_table(Notice)), rows)
    added = session.execute(
        select(Notice.id, Notice.source, Notice.ocid).where(
            Notice.ocid.in_([ocid for _, ocid in fresh]), Notice.source.in_({source for source, _ in fresh})
        )
    )
    for row in added:
        if (row.source, row.ocid) in fresh:
            fresh[row.source, row.ocid].notice_id = row.id


def _save_releases(session: Session, changed: Iterable[_Held]) -> None:
    added: list[dict[str, Any]] = []
    replaced: list[dict[str, Any]] = []
    for entry in changed:
        for release_id, item in entry.changed.items():
            (replaced if release_id in entry.stored else added).append(_release_row(entry, item))
    table = _table(NoticeRelease)
    if added:
        session.execute(insert(table), added)
    if replaced:
        keys = {"notice_id", "release_id"}
        rows = [{f"key_{name}" if name in keys else name: value for name, value in row.items()} for row in replaced]
        session.connection().execute(
            update(table)
            .where(table.c.notice_id == bindparam("key_notice_id"), table.c.release_id == bindparam("key_release_id"))
            .values({name: bindparam(name) for name in replaced[0] if name not in keys}),
            rows,
        )


def _release_row(entry: _Held, item: Prepared) -> dict[str, Any]:
    facts = item.facts
    return {
        "notice_id": entry.notice_id,
        "release_id": facts.release_id,
        "released_at": facts.released_at,
        "kind": facts.kind,
        "notice_type": facts.notice_type,
        "tags": " ".join(facts.tags),
        "title": facts.title,
        "buyer_name": facts.buyer_name,
        "url": facts.url,
        "digest": item.digest,
        "content": item.content,
    }


def _renew_notices(session: Session, changed: Mapping[Process, _Held], *, now: datetime) -> None:
    """Work out afresh the state of processes that were here before; that of new ones was right when they were added."""
    before = {entry.notice_id: process for process, entry in changed.items() if entry.stored}
    if not before:
        return
    known: dict[int, list[Facts]] = {}
    rows = session.execute(
        select(NoticeRelease.notice_id, NoticeRelease.release_id, NoticeRelease.released_at, NoticeRelease.content)
        .where(NoticeRelease.notice_id.in_(before))
        .execution_options(yield_per=100)
    )
    for row in rows:
        source, ocid = before[row.notice_id]
        facts = stored_facts(source, ocid, row.release_id, row.released_at, row.content)
        known.setdefault(row.notice_id, []).append(facts)
    states = [{**state_of(releases, now=now), "key": notice_id} for notice_id, releases in known.items()]
    table = _table(Notice)
    session.connection().execute(
        update(table)
        .where(table.c.id == bindparam("key"))
        .values({name: bindparam(name) for name in states[0] if name != "key"}),
        states,
    )


def _table(model: type[Notice] | type[NoticeRelease]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 -- a mapped class may stand for a join; ours do not
    return table
