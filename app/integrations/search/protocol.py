"""What a document is, what can be asked of an engine, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Protocol

from app.core.errors import MarketError

PUBLIC = "public"
ID_MAX = 64  # bytes in ASCII
FEWEST_HITS = 10  # with fewer documents that hold all words, those that hold any are found
LATEST = datetime.max.replace(tzinfo=UTC)
OPEN_WITHOUT_DEADLINE = timedelta(days=180)  # a tender that published none


class Kind(StrEnum):
    """What a document is about."""

    CHALLENGE = "challenge"
    NOTICE = "notice"
    AWARD = "award"


class Phase(StrEnum):
    """How far it has come, as far as no clock is needed to say so."""

    PLANNED = "planned"
    TENDER = "tender"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


class Status(StrEnum):
    """What a reader is told at one moment."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    AWARDED = "awarded"
    WITHDRAWN = "withdrawn"


class Sort(StrEnum):
    """Order of the hits. Without words, relevance means newest."""

    RELEVANCE = "relevance"
    DEADLINE = "deadline"
    NEWEST = "newest"


class Matched(StrEnum):
    """Whether each hit holds all the words, or any of them because too few hold all."""

    ALL = "all"
    ANY = "any"


class IndexUnreadable(MarketError):
    """The index is missing or damaged: it must be built again."""


class IndexBusy(MarketError):
    """Somebody else is writing to the index, or building it; try again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Something that can be found.

    Attributes:
        id: ``challenge:<uuid>`` or ``notice:<number>``; ASCII, at most 64 characters.
        source: Such as ``proving-ground`` or ``find-a-tender``.
        buyer: Name of the buyer, as shown.
        identifiers: Numbers that people quote for it; whoever types one of them gets this document first.
        region: ITL1 code such as ``TLG``, or empty.
        value_pence: Whole pence, or ``None`` where unknown.
        opens_at: Not found before this instant; ``None``: found at once.
        closes_at: Deadline; a tender without one counts as open for :data:`OPEN_WITHOUT_DEADLINE`.
        audience: Who may find it: ``public``, or ``org:<uuid>`` for the members of an organisation.
    """

    id: str
    kind: Kind
    source: str
    title: str
    summary: str = ""
    body: str = ""
    buyer: str = ""
    identifiers: tuple[str, ...] = ()
    region: str = ""
    value_pence: int | None = None
    published_at: datetime
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    phase: Phase = Phase.TENDER
    audience: frozenset[str] = frozenset({PUBLIC})

    def __post_init__(self) -> None:
        if not self.id.isascii() or not 0 < len(self.id) <= ID_MAX:
            raise ValueError(f"an id has 1 to {ID_MAX} ASCII characters")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """A question. Empty sets and ``None`` do not restrict.

    Attributes:
        words: As typed: words, "phrases", -excluded, beginnings of words with an asterisk at the end.
        buyer: Words that must all stand in the buyer's name.
        buyers: Whole names of buyers.
        value_min: Whole pence, inclusive; documents without a value are left out by either bound.
        closes_after: Inclusive; documents without a deadline are left out by either bound.
        closes_before: Exclusive.
        reader: Audiences that the reader belongs to.
        now: The moment at which status and publication are judged. Aware.
    """

    now: datetime
    words: str = ""
    buyer: str = ""
    kinds: frozenset[Kind] = frozenset()
    sources: frozenset[str] = frozenset()
    statuses: frozenset[Status] = frozenset()
    buyers: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    value_min: int | None = None
    value_max: int | None = None
    closes_after: datetime | None = None
    closes_before: datetime | None = None
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    per_page: int = 20
    reader: frozenset[str] = frozenset({PUBLIC})

    def __post_init__(self) -> None:
        if self.page < 1 or self.per_page < 1:
            raise ValueError("pages are numbered from 1 and hold at least one hit")

    def for_reader(self, reader: frozenset[str]) -> SearchRequest:
        """Return the same question, asked by somebody who belongs to other audiences."""
        return replace(self, reader=reader)


@dataclass(frozen=True, slots=True)
class Results:
    """One page of hits.

    Attributes:
        ids: In order.
        total: Exact number of hits on all pages.
        complete: How many of them hold all the words. Sorted by relevance, these come first.
        suggestion: The words as they were perhaps meant, where that would find something this reader may see.
        ignored: Words too common to look for.
    """

    ids: tuple[str, ...]
    total: int
    complete: int = 0
    matched: Matched = Matched.ALL
    suggestion: str | None = None
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexState:
    """How the index stands.

    Attributes:
        problem: Why it cannot be read; empty where it can.
        is_suspect: A question failed; somebody should verify.
        size: Bytes on disk.
    """

    documents: int = 0
    segments: int = 0
    size: int = 0
    problem: str = ""
    is_suspect: bool = False
    is_rebuilding: bool = False

    @property
    def is_readable(self) -> bool:
        return not self.problem


Load = Callable[[Sequence[str]], Sequence[Document]]


class SearchEngine(Protocol):
    """What every engine can do."""

    def write(self, put: Sequence[Document], remove: Sequence[str] = ()) -> None:
        """Put documents, replacing those with the same id, and remove others, all in one commit.

        Raises:
            IndexUnreadable: There is no index to write to.
            IndexBusy: Another process has been writing for too long.
        """

    def update(self, ids: Sequence[str], load: Load) -> None:
        """Write what ``load`` returns for ``ids`` and remove the rest of them, all in one commit.

        Documents are loaded while nobody else writes: of several writers, the last also loads last, so that no older
        state of a document is ever written over a newer one.

        Raises:
            IndexUnreadable: There is no index to write to.
            IndexBusy: Another process has been writing for too long.
        """

    def search(self, request: SearchRequest) -> Results:
        """Answer. Never raises because of the words.

        Raises:
            IndexUnreadable: The index is missing or damaged.
        """

    def state(self) -> IndexState:
        """Say how the index stands; never raises."""

    def verify(self) -> bool:
        """Read the whole index and say whether it is sound. Takes seconds; for the worker, where it is suspect."""

    def rebuild(self, batches: Iterable[Sequence[Document]], reload: Load) -> None:
        """Build a new index beside the one in use, then put it in its place in one step.

        Args:
            batches: All documents, in pieces that fit into memory.
            reload: Loads documents anew; called with the ids that were written or removed during the build. Those
                it does not return are removed.

        Raises:
            IndexBusy: Another rebuild is running.
        """


def derive_status(phase: Phase, published_at: datetime, closes_at: datetime | None, now: datetime) -> Status:
    """Return what a reader is told at ``now`` about something that may be found by then."""
    if phase is Phase.TENDER:
        return Status.OPEN if now < open_until(published_at, closes_at) else Status.CLOSED
    return Status(phase.value)


def open_until(published_at: datetime, closes_at: datetime | None) -> datetime:
    """Return when a tender counts as closed: at its deadline or, where none was published, half a year later."""
    return published_at + OPEN_WITHOUT_DEADLINE if closes_at is None else closes_at
