"""Read notices. All of them are public: they were published before they came here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Select, func, or_, select, tuple_
from sqlalchemy.orm import Session, defer, undefer

from app.core.errors import NotFound
from app.notices.models import Notice, NoticeImportRun, NoticeRelease

HISTORY_MAX = 100  # releases listed on a page; the notice says how many there are
READ_MAX = 5  # newest releases whose whole content a page reads, whatever its size
SMALL_MAX = 16 * 1024  # compressed bytes of an older release that a page reads for its awards; most have about 2,500
IDS_AT_ONCE = 1000  # rows of one step of a walk over all notices
ID_MAX = 2**63 - 1


def get_notice(session: Session, notice_id: int) -> Notice:
    """Return a notice. One query.

    Raises:
        NotFound: There is none with this id.
    """
    notice = session.get(Notice, notice_id) if 0 < notice_id <= ID_MAX else None
    if notice is None:
        raise NotFound("There is no notice with this number.")
    return notice


def get_release(session: Session, notice_id: int, release_id: int) -> NoticeRelease:
    """Return one release of a notice, by the number of its row, with its content.

    Raises:
        NotFound: There is none, or it belongs to another notice.
    """
    release = None
    if 0 < notice_id <= ID_MAX and 0 < release_id <= ID_MAX:
        release = session.scalar(
            select(NoticeRelease)
            .where(NoticeRelease.id == release_id, NoticeRelease.notice_id == notice_id)
            .options(undefer(NoticeRelease.content))
        )
    if release is None:
        raise NotFound("There is no release with this number.")
    return release


def list_releases(session: Session, notice_id: int, *, limit: int = HISTORY_MAX) -> Sequence[NoticeRelease]:
    """Return the releases of a notice without their content, newest first. One query."""
    return session.scalars(_newest_first(notice_id).limit(limit)).all()


def list_newest_contents(session: Session, notice_id: int) -> Sequence[NoticeRelease]:
    """Return releases of a notice with their content, newest first. One query.

    The newest ``READ_MAX`` come first, then as many older ones as the history lists, save those that are very large.
    """
    newest = _newest_first(notice_id).with_only_columns(NoticeRelease.id).limit(READ_MAX).subquery()
    statement = (
        _newest_first(notice_id)
        .where(or_(NoticeRelease.id.in_(select(newest.c.id)), func.length(NoticeRelease.content) <= SMALL_MAX))
        .limit(HISTORY_MAX)
    )
    return session.scalars(
        statement.options(undefer(NoticeRelease.content)).execution_options(populate_existing=True)
    ).all()


def list_by_ids(session: Session, ids: Sequence[int]) -> list[Notice]:
    """Return the notices that exist, in the order of ``ids``. One query."""
    found = {notice.id: notice for notice in session.scalars(select(Notice).where(Notice.id.in_(ids)))}
    return [found[notice_id] for notice_id in ids if notice_id in found]


def list_newest(session: Session, *, limit: int, before: tuple[datetime, int] | None = None) -> Sequence[Notice]:
    """Return notices without their descriptions, latest first. One query that reads no more rows than it returns.

    Args:
        before: Date and id of the last notice of the page before; ``None`` begins with the latest.
    """
    statement = (
        select(Notice)
        .options(defer(Notice.description, raiseload=True))
        .order_by(Notice.published_at.desc(), Notice.id.desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(tuple_(Notice.published_at, Notice.id) < before)
    return session.scalars(statement).all()


def iterate_ids(session: Session) -> Iterator[int]:
    """Yield the ids of all notices in ascending order, in constant memory."""
    last = 0
    while ids := session.scalars(
        select(Notice.id).where(Notice.id > last).order_by(Notice.id).limit(IDS_AT_ONCE)
    ).all():
        yield from ids
        last = ids[-1]


def count_notices(session: Session) -> int:
    """Return how many notices are held."""
    return session.scalar(select(func.count()).select_from(Notice)) or 0


def list_runs(session: Session, *, limit: int = 50) -> Sequence[NoticeImportRun]:
    """Return import runs, the latest first."""
    return session.scalars(
        select(NoticeImportRun).order_by(NoticeImportRun.started_at.desc(), NoticeImportRun.id).limit(limit)
    ).all()


def find_last_run(session: Session, origin: str, *, since: str | None = None) -> NoticeImportRun | None:
    """Return the latest run that read ``origin``; with ``since``, the latest that asked for that period."""
    statement = select(NoticeImportRun).where(NoticeImportRun.origin == origin)
    if since is not None:
        statement = statement.where(NoticeImportRun.since == since)
    return session.scalar(statement.order_by(NoticeImportRun.started_at.desc()).limit(1))


def _newest_first(notice_id: int) -> Select[NoticeRelease]:
    return (
        select(NoticeRelease)
        .where(NoticeRelease.notice_id == notice_id)
        .order_by(NoticeRelease.released_at.desc(), NoticeRelease.release_id.desc())
    )
