"""Single pages, one after the other, each in turn with the bare views of the same run."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from statistics import median

from lms.demonstration import people
from lms.demonstration.accounts import by_badge
from lms.domain.item import right_answer
from lms.domain.presentation import present
from tests.bench.browser import Browser, Fields, WireBrowser
from tests.bench.department import PASSWORD, Made
from tests.bench.officer import Desk, Key, Officer, fields_of
from tests.bench.report import Row
from tests.bench.server import Server
from tests.demonstrations import whole_folder

_OF_LARGEST = {"page": 100.0, "CSV": 300.0}
_IMPACT_MS = 500.0


@dataclass
class Target:
    """One thing that is asked again and again.

    Attributes:
        times: how often in a round.
        like: the bare target it is compared with.
    """

    name: str
    server: Server
    act: Callable[[], object]
    times: int
    like: Target | None = None
    budget: float | None = None
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def round(self) -> None:
        """Ask once in vain, then measure."""
        self.act()
        before, walls = self.server.cpu_ms(), []
        for _ in range(self.times):
            since = time.perf_counter()
            self.act()
            walls.append((time.perf_counter() - since) * 1000)
        self.cpu.append((self.server.cpu_ms() - before) / self.times)
        self.wall.append(median(walls))

    def row(self) -> Row:
        """The medians of CPU, which holds beside busy neighbors; the time it took is a note."""
        cpu, wall = median(self.cpu), median(self.wall)
        ratio = None if self.like is None else cpu / median(self.like.cpu)
        note = f"answered in {wall:.1f}"
        return Row(f"{self.name}, CPU", cpu, "ms", ratio, self.budget, note)


@dataclass(frozen=True, slots=True)
class Place:
    """Where pages are measured: the two servers, the people, and the right answers."""

    ours: Server
    bare: Server
    made: Made
    key: Key


def measure_pages(
    place: Place, officers: Sequence[str], *, rounds: int, times: int
) -> tuple[Row, ...]:
    """Ask every page ``times`` times in each of ``rounds`` rounds."""
    targets = [*_bare(place, times)]
    targets += _own(place, officers, times, page=targets[0], insert=targets[1])
    targets += _tables(place, max(3, times // 8), page=targets[0])
    targets.append(_impact(place, max(3, times // 8), page=targets[0]))
    for _ in range(rounds):
        for target in targets:
            target.round()
    return tuple(target.row() for target in targets)


def _bare(place: Place, times: int) -> Iterator[Target]:
    browser = WireBrowser(place.bare.port)
    yield Target("bare view", place.bare, lambda: browser.ask("GET", "/page"), times)
    yield Target("bare insert, SQLite", place.bare, lambda: browser.ask("POST", "/insert"), times)


def _own(
    place: Place, officers: Sequence[str], times: int, *, page: Target, insert: Target
) -> Iterator[Target]:
    """The officer's pages; answers go to several attempts, so that none grows long."""
    desks = [Writer(place, badge) for badge in officers]
    reader, turn = desks[0], cycle(desks)
    get = reader.officer.browser.ask
    home, item = "/training", reader.path
    yield Target("home", place.ours, lambda: _good(get, home), times, page)
    yield Target("item page of an attempt", place.ours, lambda: _good(get, item), times, page)
    yield Target("saving an answer", place.ours, lambda: next(turn).save(), times, insert)
    yield Target("a beat", place.ours, lambda: next(turn).beat(), times, insert)


def _good(get: Callable[[str, str], object], path: str) -> None:
    reply = get("GET", path)
    if getattr(reply, "status", 0) != 200:
        raise RuntimeError(f"{path} answered {reply}")


def _tables(place: Place, times: int, *, page: Target) -> Iterator[Target]:
    """The completion of each assignment; the budget is that of the largest."""
    sergeant = Officer(
        WireBrowser(place.ours.port),
        people.TRAINING_SERGEANT,
        by_badge()[people.TRAINING_SERGEANT].password,
        place.made.module,
    )
    sergeant.sign_in()
    for members, assignment in place.made.assignments.items():
        for kind, suffix in (("page", ""), ("CSV", ".csv")):
            yield Target(
                f"completion of {members:,} members, {kind}",
                place.ours,
                _asking(sergeant.browser, f"/desk/assignments/{assignment}{suffix}"),
                times,
                page,
                _OF_LARGEST[kind],
            )


def _impact(place: Place, times: int, *, page: Target) -> Target:
    """What a coming revision does to everybody's training."""
    owner = Officer(
        WireBrowser(place.ours.port),
        people.POLICY_OWNER,
        by_badge()[people.POLICY_OWNER].password,
        place.made.module,
    )
    owner.sign_in()
    members = max(place.made.assignments)
    path = f"/policies/{whole_folder().slug}/revisions/2/impact"
    ask = _asking(owner.browser, path)
    return Target(f"impact on {members:,} members", place.ours, ask, times, page, _IMPACT_MS)


def _asking(browser: Browser, path: str) -> Callable[[], None]:
    return lambda: _good(browser.ask, path)


class Writer:
    """An officer on one scenario page who changes the same answer again and again."""

    def __init__(self, place: Place, badge: str) -> None:
        browser = WireBrowser(place.ours.port, f"10.1.0.{int(badge[1:]) % 250}")
        self.officer = Officer(browser, badge, PASSWORD, place.made.module)
        self.officer.sign_in()
        attempt_id, _ = self.officer.start()
        seed, scenarios = place.key.drawn(attempt_id)
        number, scenario = next(
            (at, each) for at, each in enumerate(scenarios, 1) if each.tree is None
        )
        self.path = f"/attempts/{attempt_id}/scenarios/{number}"
        self._desk = Desk(self.officer, self.path, self.officer.ask("GET", self.path).text)
        item = scenario.items[0]
        shown = present(item, seed, scenario.id)
        right = tuple(fields_of(item, shown.presented(right_answer(item))))
        self._answers: Iterator[Fields] = cycle((right, tuple(_other(right))))

    def save(self) -> None:
        """Save another answer than before."""
        self._desk.save(next(self._answers))

    def beat(self) -> None:
        """Say that the page is being worked on."""
        self._desk.beat()

    def read(self) -> None:
        """Open the page again."""
        self.officer.browser.ask("GET", self.path)


def _other(right: Fields) -> Iterator[tuple[str, str]]:
    """Another answer of the same shape: one of two choices, or the values turned round."""
    names, values = [name for name, _ in right], [value for _, value in right]
    if len(set(values)) > 1:
        yield from zip(names, reversed(values) if len(set(names)) > 1 else values[:1], strict=False)
    else:
        yield from ((name, "2" if value == "1" else "1") for name, value in right)
