"""Whole attempts and beats by several people at once, beside bare inserts by as many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from statistics import median
from time import perf_counter
from typing import TypeVar

from tests.bench.browser import WireBrowser
from tests.bench.department import PASSWORD
from tests.bench.officer import Officer, Step, assets_of
from tests.bench.pages import Place, Writer
from tests.bench.report import Row, percentile, spread

T = TypeVar("T")
_OFFICERS_AT_ONCE, _BEAT_SECONDS = 1_000, 15
_P99_MS = {8: 150.0, 32: 500.0}


def at_once(count: int, works: Sequence[Callable[[], T]]) -> list[T]:
    """Do several things, ``count`` of them at once."""
    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(work) for work in works]]


@dataclass
class Crowd:
    """What came of attempts by so many people at once, over the rounds."""

    count: int
    trips: list[list[Step]] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    a_minute: list[float] = field(default_factory=list)
    bare_ms: list[float] = field(default_factory=list)
    bare_cpu: list[float] = field(default_factory=list)

    def round(self, place: Place, badges: Sequence[str]) -> None:
        """One round: bare inserts, then one attempt for each badge."""
        self._inserts(place, len(badges) * 10)
        before, since = place.ours.cpu_ms(), perf_counter()
        self.trips += at_once(self.count, [_attempt(place, badge) for badge in badges])
        self.a_minute.append(len(badges) * 60 / (perf_counter() - since))
        self.cpu.append((place.ours.cpu_ms() - before) / len(badges))

    def _inserts(self, place: Place, inserts: int) -> None:
        browsers = [WireBrowser(place.bare.port) for _ in range(self.count)]
        each = inserts // self.count
        before = place.bare.cpu_ms()
        done = at_once(self.count, [_many(browser, each) for browser in browsers])
        self.bare_cpu.append((place.bare.cpu_ms() - before) / (each * self.count))
        self.bare_ms += [ms for found in done for ms in found]

    def rows(self, cpu_budget: float) -> Iterator[Row]:
        """CPU, throughput and the slowest submissions."""
        name = f"{self.count} at once"
        cpu = median(self.cpu)
        ratio = cpu / median(self.bare_cpu)
        budget = cpu_budget if self.count == min(_P99_MS) else None
        yield Row(f"attempt, CPU, {name}", cpu, "ms", ratio, budget)
        yield Row(f"attempts a minute, {name}", median(self.a_minute), "")
        submits = [
            step.ms for trip in self.trips for step in trip if step.path.endswith("/submission")
        ]
        p99 = percentile(submits, 99)
        beside = p99 / percentile(self.bare_ms, 99)
        note = f"of {len(submits)}, p50 {median(submits):.0f}"
        yield Row(f"submission p99, {name}", p99, "ms", beside, _P99_MS[self.count], note)


def _attempt(place: Place, badge: str) -> Callable[[], list[Step]]:
    def take() -> list[Step]:
        number = int(badge[1:])
        browser = WireBrowser(place.ours.port, f"10.2.{number // 250}.{number % 250}")
        try:
            return Officer(browser, badge, PASSWORD, place.made.module).take(place.key)
        finally:
            browser.close()

    return take


def _many(browser: WireBrowser, times: int) -> Callable[[], list[float]]:
    return _again(lambda: browser.ask("POST", "/insert"), times)


def _timed(act: Callable[[], object]) -> float:
    since = perf_counter()
    act()
    return (perf_counter() - since) * 1000


def wire_rows(trips: Sequence[list[Step]], port: int) -> Iterator[Row]:
    """Requests of an attempt and what came over the wire, with and without compression."""
    apart = [sum(step.is_beat for step in trip) for trip in trips]
    requests = median(len(trip) - beats for trip, beats in zip(trips, apart, strict=True))
    kinds = Counter(_kind(step) for trip in trips for step in trip)
    note = ", ".join(f"{count / len(trips):.1f} {kind}" for kind, count in kinds.most_common())
    yield Row("attempt, requests, beats apart", requests, "", None, 25, note)
    browser = WireBrowser(port)
    static = [browser.ask("GET", path) for path in assets_of(trips[0])]
    for how, name in (("size", "as sent"), ("pressed", "with gzip 1 in front")):
        warm = median(sum(getattr(step.reply, how) for step in trip) for trip in trips) / 1024
        cold = warm + sum(getattr(reply, how) for reply in static) / 1024
        yield Row(f"attempt, cold, {name}", cold, "KB", None, 60)
        yield Row(f"attempt, warm, {name}", warm, "KB", None, 30)


def _kind(step: Step) -> str:
    if step.is_beat:
        return "beats"
    if step.method == "GET":
        return "pages and redirects"
    is_page = step.reply.status in {302, 303}
    return "forms" if is_page else "saves"


def speed_rows(place: Place, badges: Sequence[str], *, rounds: int, times: int) -> Iterator[Row]:
    """Beats, answers and pages as fast as the server gives them to eight people at once."""
    writers = [Writer(place, badge) for badge in badges]
    browsers = [WireBrowser(place.bare.port) for _ in badges]
    inserts = [_many(browser, times) for browser in browsers]
    for writer in writers:
        writer.beat()
    kinds: tuple[tuple[str, Callable[[Writer], object], float | None], ...] = (
        ("beats", Writer.beat, _OFFICERS_AT_ONCE / _BEAT_SECONDS),
        ("saved answers", Writer.save, None),
        ("pages", Writer.read, None),
    )
    for name, act, needed in kinds:
        works = [_again(partial(act, writer), times) for writer in writers]
        rates, bare, walls = list[float](), list[float](), list[float]()
        for _ in range(rounds):
            bare.append(_rate(inserts, times)[0])
            rate, took = _rate(works, times)
            rates.append(rate)
            walls += took
        rate, ratio = median(rates), median(bare) / median(rates)
        what = f"{name} a second, {len(badges)} at once"
        yield Row(what, rate, "", ratio, needed, spread(walls), at_least=True)


def _rate(works: Sequence[Callable[[], list[float]]], times: int) -> tuple[float, list[float]]:
    """How many a second, and the milliseconds of each."""
    since = perf_counter()
    done = at_once(len(works), works)
    rate = times * len(works) / (perf_counter() - since)
    return rate, [ms for found in done for ms in found]


def _again(act: Callable[[], object], times: int) -> Callable[[], list[float]]:
    return lambda: [_timed(act) for _ in range(times)]
