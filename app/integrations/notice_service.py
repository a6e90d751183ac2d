"""Find a Tender and Contracts Finder, reading: pages of OCDS releases, one after the other, politely.

Source: the services' API pages. Neither needs a key. Times without a zone are UK local time. Both answer 429 or 503
with ``Retry-After`` when asked too often (Find a Tender allows about 12 requests in two minutes).
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from app.core.clock import LONDON, utc_now
from app.core.errors import ServiceUnavailable

if TYPE_CHECKING:
    import requests

PAGE_SIZE = 100  # releases; the most that either service gives
PAGE_MAX = 64 * 1024 * 1024  # bytes; a page of 100 releases has less than one million
ATTEMPTS = 6
BUSY = frozenset({429, 500, 502, 503, 504})
WAIT_MAX = 600.0  # seconds that we let a service make us wait at once
CONNECT_TIMEOUT, READ_TIMEOUT = 5.0, 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a service lists its releases, and what it calls the period."""

    url: str
    since: str
    until: str

    def first_page(self, *, since: datetime, until: datetime) -> str:
        """Return the address of the first page of what was published from ``since`` to ``until``, both aware."""
        period = {self.since: _local(since), self.until: _local(until), "limit": str(PAGE_SIZE)}
        return f"{self.url}?{urlencode(period)}"


ENDPOINTS = {
    "find-a-tender": Endpoint(
        "https://www.find-tender.service.gov.uk/api/1.0/ocdsReleasePackages", "updatedFrom", "updatedTo"
    ),
    "contracts-finder": Endpoint(
        "https://www.contractsfinder.service.gov.uk/Published/Notices/OCDS/Search", "publishedFrom", "publishedTo"
    ),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One answer: JSON as it came, and the address of the next page, empty on the last."""

    body: bytes
    next_url: str


class NoticeService:
    """Read pages of releases from a service that others run."""

    def __init__(
        self,
        *,
        timeout_seconds: float = READ_TIMEOUT,
        attempts: int = ATTEMPTS,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        import requests  # only commands come here, and a web process at rest stays small

        self._timeout = (CONNECT_TIMEOUT, timeout_seconds)
        self._attempts = attempts
        self._sleep = sleep
        self._http = requests.Session()
        self._failures = (requests.RequestException, OSError)
        self._http.headers.update({"Accept": "application/json", "User-Agent": "proving-ground"})

    def pages(self, url: str) -> Iterator[Page]:
        """Yield the page at ``url`` and all that follow it.

        Raises:
            ServiceUnavailable: A page could not be had after several attempts, or it leads to another server.
        """
        seen: set[str] = set()
        while url:
            seen.add(url)
            body = self._get(url)
            following = _next_url(body, url)
            if following in seen:
                raise ServiceUnavailable("The service’s pages lead round in a circle. Try again later.")
            yield Page(body, following)
            url = following

    def _get(self, url: str) -> bytes:
        problem = ""
        for attempt in range(1, self._attempts + 1):
            wait: float | None = None
            try:
                with self._http.get(url, timeout=self._timeout, stream=True, allow_redirects=False) as answer:
                    if answer.status_code == 200:
                        return _body(answer)
                    problem = f"it answered {answer.status_code}{_explanation(answer)}"
                    if answer.status_code not in BUSY:
                        break
                    wait = _retry_after(answer.headers.get("Retry-After", ""))
            except self._failures as error:
                problem = f"it could not be reached ({type(error).__name__})"
            if attempt < self._attempts:
                self._sleep(min(WAIT_MAX, 2.0**attempt if wait is None else wait))
        host = urlsplit(url).netloc
        raise ServiceUnavailable(f"{host} does not give the page: {problem}. Run the same command again to go on.")


def _local(moment: datetime) -> str:
    return moment.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M:%S")


def _body(answer: requests.Response) -> bytes:
    body = bytearray()
    for chunk in answer.iter_content(256 * 1024):
        body += chunk
        if len(body) > PAGE_MAX:
            raise ServiceUnavailable(f"A page is larger than {PAGE_MAX // 1024 // 1024} MB. Ask for a shorter period.")
    return bytes(body)


def _explanation(answer: requests.Response) -> str:
    """Return the service's own words, shortened; Find a Tender gives JSON with ``exception``, others plain text."""
    text = next(answer.iter_content(2000), b"").decode(errors="replace")
    try:
        said = json.loads(text)
        text = str(said.get("exception") or said.get("message") or "") if isinstance(said, dict) else ""
    except ValueError:
        text = "" if text.lstrip().startswith("<") else text
    text = " ".join(text.split())[:200].rstrip(".")
    return f": {text}" if text else ""


def _retry_after(text: str) -> float | None:
    """Return seconds to wait: the header holds a number of them or a date."""
    text = text.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - utc_now()).total_seconds())
    except (ValueError, TypeError):
        return None


def _next_url(body: bytes, url: str) -> str:
    """Return the address of the next page, empty where there is none.

    Raises:
        ServiceUnavailable: The page is not JSON, or the next one lies on another server.
    """
    try:
        package = json.loads(body)
    except (ValueError, RecursionError):
        raise ServiceUnavailable(f"{urlsplit(url).netloc} answered with something that is not JSON.") from None
    links = package.get("links") if isinstance(package, dict) else None
    following = links.get("next") if isinstance(links, dict) else None
    if not isinstance(following, str) or not following.strip():
        return ""
    here, there = urlsplit(url), urlsplit(following.strip())
    if there.query and not there.netloc:
        return here._replace(query=there.query).geturl()
    if there.hostname != here.hostname or there.port != here.port:
        raise ServiceUnavailable(f"{here.netloc} names a next page on another server, {there.netloc}.")
    # An endpoint behind a proxy may name itself http; we keep to what we were told to use.
    return there._replace(scheme=here.scheme).geturl()


def period_of(url: str) -> str:
    """Return the beginning of the period that an address asks for, as it is written there, or an empty text."""
    asked = parse_qs(urlsplit(url).query)
    return next((asked[name][0] for name in ("updatedFrom", "publishedFrom") if name in asked), "")
