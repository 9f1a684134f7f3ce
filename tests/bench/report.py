"""The table that a bench prints: what, measured, ratio to the bare view, budget, within."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

_HEADER = ("what", "measured", "to bare", "budget", "within")


@dataclass(frozen=True, slots=True)
class Row:
    """One line.

    Attributes:
        ratio: to the bare view, or to the bare insert where something is written.
        budget: the most that is allowed; None where there is no budget.
        at_least: the budget is the least instead.
    """

    what: str
    value: float
    unit: str
    ratio: float | None = None
    budget: float | None = None
    note: str = ""
    at_least: bool = False

    @property
    def is_within(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    @property
    def cells(self) -> tuple[str, ...]:
        """Its texts."""
        verdict = {None: "", True: "yes", False: "NO"}[self.is_within]
        budget = "" if self.budget is None else f"{number(self.budget)} {self.unit}"
        return (
            self.what,
            f"{number(self.value)} {self.unit}{f' ({self.note})' if self.note else ''}",
            "" if self.ratio is None else f"{number(self.ratio)} x",
            f"at least {budget}" if budget and self.at_least else budget,
            verdict,
        )


def number(value: float) -> str:
    """Three figures that matter."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def table(title: str, rows: Sequence[Row]) -> Iterable[str]:
    """The lines of a table."""
    cells = [_HEADER, *(row.cells for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(_HEADER))]
    yield title
    for at, line in enumerate(cells):
        yield "  ".join(
            cell.ljust(width) for cell, width in zip(line, widths, strict=True)
        ).rstrip()
        if not at:
            yield "  ".join("-" * width for width in widths)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def spread(values: Sequence[float]) -> str:
    """The 50th, 95th and 99th percentile in milliseconds."""
    parts = (median(values), percentile(values, 95), percentile(values, 99))
    return "p50 {} p95 {} p99 {} ms".format(*map(number, parts))
