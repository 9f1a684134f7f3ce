"""Random schedules of beats: tabs, devices, a network that loses, a browser that forges."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from operator import itemgetter

from lms.domain.seat_clock import (
    Advance,
    Beat,
    Interval,
    Kind,
    MemberTime,
    PageTime,
)
from lms.domain.seat_time import advance, reopening

NEW_YEAR_MS = 1_798_779_600_000
EXPECTED = (0, 5, 20, 31, 60, 100, 240, 600)
KINDS = (*[Kind.BEAT] * 8, Kind.ANSWER, Kind.ANSWER, Kind.NEXT, Kind.SUBMIT, Kind.LEAVE, Kind.OPEN)
FORMS = (Kind.ANSWER, Kind.NEXT, Kind.SUBMIT)
STEPS_MS = (0, 1, 400, 999, 1000, 14_000, 15_000, 15_700, 19_999, 20_000, 20_001, 45_000)
CALM_STEPS_MS = (14_000, 15_000, 15_300, 15_700)
LONG_STEPS_MS = (90_000, 119_999, 120_000, 120_001, 600_000, 8 * 3_600_000)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A beat as it reaches the server, with the nonce of its token."""

    nonce: int
    beat: Beat


@dataclass(slots=True)
class Record:
    """One member's beats as the server has taken them, and the state to judge the next."""

    member: MemberTime = field(default_factory=MemberTime)
    pages: dict[str, PageTime] = field(default_factory=dict)
    nonces: set[int] = field(default_factory=set)
    beats: list[Beat] = field(default_factory=list)
    steps: list[Advance] = field(default_factory=list)

    def page(self, key: str) -> PageTime:
        return self.pages.get(key) or PageTime()

    def receive(self, arrival: Arrival) -> Advance | None:
        """Take a beat, or refuse a copy as the record's unique constraint does."""
        if arrival.nonce in self.nonces:
            return None
        beat = arrival.beat
        step = advance(self.member, self.page(beat.page), beat)
        self.nonces.add(arrival.nonce)
        self.member, self.pages[beat.page] = step.member, step.page
        self.beats.append(beat)
        self.steps.append(step)
        return step

    @property
    def intervals(self) -> list[Interval]:
        return [part for step in self.steps for part in step.intervals]

    @property
    def seconds(self) -> int:
        return sum(step.seconds for step in self.steps)


def received(arrivals: Iterable[Arrival]) -> Record:
    record = Record()
    for arrival in arrivals:
        record.receive(arrival)
    return record


@dataclass(slots=True)
class Tab:
    """A page open in some tab of some device, with the challenge it was last given."""

    page: str
    expected: int
    scripted: bool
    served_ms: int
    nonce: int
    opening: bool = True


@dataclass(slots=True)
class World:
    """Tabs, devices, an unreliable network and a browser that may forge whatever it likes."""

    rng: random.Random
    forges: bool
    calm: bool
    now_ms: int
    record: Record = field(default_factory=Record)
    arrivals: list[Arrival] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    expected: dict[str, int] = field(default_factory=dict)
    nonce: int = 0

    def next_nonce(self) -> int:
        self.nonce += 1
        return self.nonce

    def open_tab(self) -> None:
        page = self.rng.choice("abcd")
        expected = self.expected.setdefault(page, self.rng.choice(EXPECTED))
        scripted = self.rng.random() < 0.85
        self.tabs.append(Tab(page, expected, scripted, self.now_ms, self.next_nonce()))

    def pass_time(self) -> None:
        steps: tuple[int, ...] = CALM_STEPS_MS if self.calm else STEPS_MS
        if self.rng.random() < (0.02 if self.calm else 0.12):
            steps = LONG_STEPS_MS
        self.now_ms += self.rng.choice(steps)
        if self.forges and self.rng.random() < 0.03:
            self.now_ms -= self.rng.randrange(3_700_000)

    def beat_of(self, tab: Tab) -> Beat:
        rng = self.rng
        kind = rng.choice(KINDS if tab.scripted else FORMS)
        if self.calm and rng.random() < 0.8:
            kind = Kind.BEAT
        served_ms, opening, scripted = tab.served_ms, tab.opening, tab.scripted
        if self.forges and rng.random() < 0.3:
            served_ms = rng.choice((0, rng.randrange(self.now_ms), self.now_ms - 15_000))
            opening, scripted = rng.random() < 0.5, rng.random() < 0.7
        return Beat(
            kind=kind,
            page=tab.page,
            served_ms=served_ms,
            at_ms=self.now_ms,
            expected_seconds=tab.expected,
            activity=rng.random() < (0.05 if self.calm else 0.3),
            scripted=scripted,
            opening=opening,
        )

    def step(self) -> None:
        rng = self.rng
        self.pass_time()
        if not self.tabs or rng.random() < (0.03 if self.calm else 0.12):
            self.open_tab()
            return
        tab = rng.choice(self.tabs)
        if rng.random() < 0.08:
            return  # the beat is lost on its way
        nonce = self.next_nonce() if self.forges else tab.nonce
        arrival = Arrival(nonce, self.beat_of(tab))
        self.arrivals.append(arrival)
        self.record.receive(arrival)
        if rng.random() < 0.08:
            return  # the answer is lost on its way: the next beat is a copy
        tab.served_ms = reopening(self.record.page(tab.page), self.now_ms)
        tab.opening, tab.nonce = False, self.next_nonce()


def random_world(rng: random.Random) -> World:
    """Run one schedule: calm or hectic, sent by an honest browser or by one that forges."""
    forges, calm = rng.random() < 0.3, rng.random() < 0.3
    world = World(rng, forges, calm, now_ms=NEW_YEAR_MS - rng.randrange(900_000))
    for _ in range(rng.randrange(4, 36)):
        world.step()
    return world


def with_copies(rng: random.Random, arrivals: list[Arrival]) -> list[Arrival]:
    """Let copies of some beats arrive later, at once or out of order."""
    placed = [(float(at), arrival) for at, arrival in enumerate(arrivals)]
    for at, arrival in enumerate(arrivals):
        if rng.random() < 0.3:
            late_ms = rng.choice((0, 1, 3000, 60_000, 4_000_000))
            beat = replace(arrival.beat, at_ms=arrival.beat.at_ms + late_ms)
            placed.append((rng.uniform(at, len(arrivals)), Arrival(arrival.nonce, beat)))
    return [arrival for _, arrival in sorted(placed, key=itemgetter(0))]
