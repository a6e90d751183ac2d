"""Figures in a table, as JSON, and against the goals."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from tests.benchmarks.asking import Cost, Timing
from tests.benchmarks.goals import GROWTH_MAX, RESIDENT_MAX, STEPS_GROWTH_MAX, Page

MILLI = 1_000
KILO = 1_000
TITLES = ("page", "challenges", "stmts", "steps", "kB", "p50", "p95", "cpu", "served p50", "p95", "cpu")
Resident = Mapping[int, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Measured:
    """One page, by number of published challenges: counted, timed through the WSGI door, and timed from a server."""

    page: Page
    costs: dict[int, Cost]
    timings: dict[int, Timing]
    served: dict[int, Timing]

    def growth(self, timings: Mapping[int, Timing]) -> tuple[float, float]:
        """Return the medians at the largest size over those at the smallest: by the wall, and of the processor."""
        first, last = (timings[size] for size in (min(timings), max(timings)))
        return median(last.wall) / median(first.wall), median(last.processor) / median(first.processor)


def p95(values: Sequence[float]) -> float:
    """Return what 19 of 20 values do not exceed."""
    return quantiles(values, n=20)[-1]


def milliseconds(seconds: float) -> float:
    return round(seconds * MILLI, 2)


def table(measured: Sequence[Measured], resident: Resident) -> str:
    """Return all figures in columns; times in milliseconds."""
    rows = [TITLES, *(row for entry in measured for row in _rows(entry))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(TITLES))]
    lines = ["  ".join(_cells(row, widths)) for row in rows]
    lines += [
        f"worker at {size:,}: {rest:.1f} MiB at rest, {after:.1f} MiB after all pages"
        for size, (rest, after) in resident.items()
    ]
    return "\n".join(lines)


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for number, (text, width) in enumerate(zip(row, widths, strict=True)):
        yield text.ljust(width) if number == 0 else text.rjust(width)


def _rows(entry: Measured) -> Iterator[tuple[str, ...]]:
    for size, cost in entry.costs.items():
        yield (
            entry.page.name,
            f"{size:,}",
            str(cost.statements),
            f"{cost.steps:,}",
            f"{cost.size / KILO:.1f}",
            *_times(entry.timings[size]),
            *_times(entry.served[size]),
        )
    (wall, processor), (served, served_processor) = entry.growth(entry.timings), entry.growth(entry.served)
    yield (
        "",
        "growth",
        "",
        "",
        "",
        f"{wall:.2f}",
        "",
        f"{processor:.2f}",
        f"{served:.2f}",
        "",
        f"{served_processor:.2f}",
    )


def _times(timing: Timing) -> tuple[str, str, str]:
    values = median(timing.wall), p95(timing.wall), median(timing.processor)
    first, second, third = (f"{milliseconds(value):.2f}" for value in values)
    return first, second, third


def failures(measured: Sequence[Measured]) -> list[str]:
    """Return a sentence for each goal that is missed."""
    return [problem for entry in measured for problem in _failures(entry)]


def _failures(entry: Measured) -> Iterator[str]:
    page, name = entry.page, entry.page.name
    costs = list(entry.costs.values())
    if len({cost.statements for cost in costs}) > 1:
        yield f"{name}: the number of statements changes with the number of challenges."
    if page.statements is not None and costs[-1].statements > page.statements:
        yield f"{name}: {costs[-1].statements} statements, the goal is {page.statements}."
    if page.kilobytes is not None and costs[-1].size > page.kilobytes * KILO:
        yield f"{name}: {costs[-1].size / KILO:.1f} kB, the goal is {page.kilobytes}."
    steps = costs[-1].steps / max(1, costs[0].steps)
    if steps > STEPS_GROWTH_MAX:
        yield f"{name}: what the database reads grows {steps:.1f} times. {'; '.join(costs[-1].slow_plans)}"
    for size, timing in entry.timings.items():
        taken = median(timing.wall) * MILLI
        if size <= page.at and taken > page.milliseconds:
            yield f"{name}: {taken:.1f} ms at {size:,}, the goal is {page.milliseconds:g}."
    wall, processor = entry.growth(entry.timings)
    if min(wall, processor) > GROWTH_MAX:
        yield f"{name}: grows {wall:.2f} times (processor {processor:.2f}), the goal is {GROWTH_MAX}."


def memory_failures(resident: Resident) -> list[str]:
    """Return a sentence for each worker at rest that is too large."""
    return [
        f"worker at {size:,}: {rest:.1f} MiB at rest, the goal is {RESIDENT_MAX:g}."
        for size, (rest, _) in resident.items()
        if rest > RESIDENT_MAX
    ]


def as_json(
    about: Mapping[str, Any], measured: Sequence[Measured], resident: Resident, problems: Sequence[str]
) -> dict[str, Any]:
    """Return all figures as plain values; times in milliseconds, memory in MiB."""
    return {
        **about,
        "pages": [_page_as_json(entry) for entry in measured],
        "resident": {str(size): {"at_rest": rest, "after": after} for size, (rest, after) in resident.items()},
        "missed": list(problems),
    }


def _page_as_json(entry: Measured) -> dict[str, Any]:
    wall, processor = entry.growth(entry.timings)
    return {
        "name": entry.page.name,
        "growth": {"wall": round(wall, 3), "processor": round(processor, 3)},
        "sizes": {
            str(size): {
                "statements": cost.statements,
                "steps": cost.steps,
                "bytes": cost.size,
                "slow_plans": list(cost.slow_plans),
                "client": _timing_as_json(entry.timings[size]),
                "served": _timing_as_json(entry.served[size]),
            }
            for size, cost in entry.costs.items()
        },
    }


def _timing_as_json(timing: Timing) -> dict[str, float]:
    return {
        "p50": milliseconds(median(timing.wall)),
        "p95": milliseconds(p95(timing.wall)),
        "processor_p50": milliseconds(median(timing.processor)),
    }
