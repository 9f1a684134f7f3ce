"""Many officers in lessons at once, each at the pace of a person, beside bare inserts at that pace.

Every act has a moment at which it is due, whatever became of the ones before: what waits in
the server's queue counts as time that an officer waited.
"""

from __future__ import annotations

import heapq
import json
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from statistics import median
from threading import Lock, Thread
from time import perf_counter, sleep

from lms.domain.item import right_answer
from lms.domain.presentation import present
from tests.bench.attempts import at_once
from tests.bench.browser import Reply, WireBrowser, document, form
from tests.bench.department import PASSWORD
from tests.bench.officer import Officer, fields_of, value_of
from tests.bench.pages import Place
from tests.bench.report import Row, percentile, spread
from tests.demonstrations import whole_folder

_BEAT_EVERY, _ACT_EVERY = 15.0, 45.0
_HANDS = 32
"""Threads that do what is due; more than the server answers at once."""
_P99_MS = 500.0
_SIGNING_IN = 8
_FORM = re.compile(r'<form method="post"(?: action="([^"]+)")?')
BEAT, ANSWER, TURN, PAGE = "beats", "answers", "turned pages", "pages"

Took = list[tuple[str, float]]


def _first_practice() -> str:
    """The scenario that the first lesson of the first module practices first."""
    module = min(whole_folder().modules, key=lambda each: each.number)
    return next(each for each in whole_folder().lessons if each.id == module.lessons[0]).practice[0]


class Reader:
    """An officer who reads, or practices, one page after the other; every other one practices."""

    def __init__(self, place: Place, badge: str) -> None:
        number, self._lock = int(badge[1:]), Lock()
        self._browser = WireBrowser(place.ours.port, f"10.3.{number // 250}.{number % 250}")
        self._scenarios = place.key.scenarios
        officer = Officer(self._browser, badge, PASSWORD, place.made.module)
        officer.sign_in()
        page = officer.ask("GET", place.made.module).text
        reply = officer.post(f"{place.made.module}/visits", page, ("duty", "on-duty"))
        if number % 2:
            lesson = officer.trip[-1].path.partition("/pages/")[0]
            reply = officer.ask("GET", f"{lesson}/practice/{_first_practice()}")
        self._browser.close()
        self._show(officer.trip[-1].path, reply)

    def _show(self, path: str, reply: Reply) -> None:
        self._path, self._text = path.partition("#")[0].partition("?")[0], reply.text
        self._csrf = value_of(reply.text, "csrf_token")
        if "page_token" in reply.text:
            self._token = value_of(reply.text, "page_token")

    def beat(self) -> Took:
        """Say that the page is being worked on."""
        with self._lock:
            return self._beat()

    def _beat(self) -> Took:
        body, headers = document({"token": self._token, "activity": 1, "kind": "beat"})
        reply, took = self._timed(
            BEAT, "POST", "/beats", (body, {**headers, "X-CSRFToken": self._csrf})
        )
        self._token = json.loads(reply.text)["token"]
        self._browser.close()
        return [took]

    def act(self) -> Took:
        """Do what the open page asks: answer its practice, or go on to the next page."""
        with self._lock:
            return self._act()

    def _act(self) -> Took:
        kind, sent = TURN, [("csrf_token", self._csrf), ("page_token", self._token)]
        action = _FORM.search(self._text.partition("<main")[2])
        target = (action and action.group(1)) or self._path
        if "/practice/" in target and not target.endswith("/next"):
            kind = ANSWER
            sent += self._answers()
        reply, took = self._timed(kind, "POST", target, form([*sent, ("scripted", "1")]))
        done = [took]
        while reply.status in {302, 303}:
            path = reply.location
            reply, took = self._timed(PAGE, "GET", path)
            if reply.status == 200:
                done.append(took)
        self._show(path, reply)
        self._browser.close()
        return done

    def _answers(self) -> Iterator[tuple[str, str]]:
        """Right answers to whatever is asked."""
        sitting, slug = self._path.split("/")[2], self._path.rpartition("/")[2]
        scenario = self._scenarios[slug]
        for item in scenario.every_item:
            if f'name="item-{item.id}' in self._text:
                shown = present(item, f"practice:{sitting}", scenario.id)
                yield from fields_of(item, shown.presented(right_answer(item)))

    def _timed(
        self, kind: str, method: str, path: str, sent: tuple[bytes, dict[str, str]] | None = None
    ) -> tuple[Reply, tuple[str, float]]:
        body, headers = sent or (None, {})
        since = perf_counter()
        reply = self._browser.ask(method, path.partition("#")[0], body, headers)
        if reply.status not in {200, 302, 303}:
            raise RuntimeError(f"{method} {path} answered {reply.status}: {reply.text[:400]}")
        return reply, (kind, (perf_counter() - since) * 1000)


@dataclass(order=True)
class Due:
    """One act of one officer, at a second after the start.

    Attributes:
        every: seconds until it is due again.
    """

    at: float
    number: int
    every: float = field(compare=False)
    act: Callable[[], Took] = field(compare=False)


@dataclass
class Paced:
    """What came of a run: milliseconds by kind, from the moment each act was due."""

    seconds: float
    took: dict[str, list[float]]
    cpu_ms: float


def paced(schedule: Sequence[Due], seconds: float, cpu: Callable[[], float]) -> Paced:
    """Do everything as it falls due, ``_HANDS`` at once, until the time is over."""
    heap, ready, done = list(schedule), SimpleQueue[Due | None](), SimpleQueue[object]()
    heapq.heapify(heap)
    before, start = cpu(), perf_counter()
    hands = [Thread(target=_work, args=(ready, done, start), daemon=True) for _ in range(_HANDS)]
    for hand in hands:
        hand.start()
    while heap and heap[0].at < seconds:
        due = heapq.heappop(heap)
        sleep(max(0.0, due.at - (perf_counter() - start)))
        ready.put(due)
        heapq.heappush(heap, Due(due.at + due.every, due.number, due.every, due.act))
    for _ in hands:
        ready.put(None)
    for hand in hands:
        hand.join()
    ended = perf_counter() - start
    took: dict[str, list[float]] = {}
    while not done.empty():
        found = done.get()
        if isinstance(found, Exception):
            raise found
        if isinstance(found, tuple):
            took.setdefault(found[0], []).append(found[1])
    return Paced(ended, took, cpu() - before)


def _work(ready: SimpleQueue[Due | None], done: SimpleQueue[object], start: float) -> None:
    while (due := ready.get()) is not None:
        waited = max(0.0, perf_counter() - start - due.at) * 1000
        try:
            for kind, took in due.act():
                done.put((kind, waited + took))
                waited = 0.0
        except Exception as error:  # noqa: BLE001 - whatever it is ends the bench, in its own thread
            done.put(error)


def _schedule(readers: Sequence[Reader], seconds: float) -> Iterator[Due]:
    """Each officer begins somewhere in a beat and somewhere on a page; no two acts of one meet."""
    lot = random.Random(2027)  # noqa: S311 - a schedule that is the same each time
    for at, reader in enumerate(readers):
        beat = lot.uniform(0, _BEAT_EVERY)
        act = (beat + _BEAT_EVERY / 2) % _BEAT_EVERY + _BEAT_EVERY * lot.randrange(3)
        yield Due(beat, 2 * at, _BEAT_EVERY, reader.beat)
        if act < seconds:
            yield Due(act, 2 * at + 1, _ACT_EVERY, reader.act)


def lesson_rows(place: Place, badges: Sequence[str], *, seconds: float) -> Iterator[Row]:
    """Officers in lessons, a beat each 15 seconds and an answer or a page each 45."""
    since = perf_counter()
    readers = at_once(_SIGNING_IN, [partial(Reader, place, badge) for badge in badges])
    opened = perf_counter() - since
    bare = paced(tuple(_inserts(place, len(badges))), seconds / 2, place.bare.cpu_ms)
    found = paced(tuple(_schedule(readers, seconds)), seconds, place.ours.cpu_ms)
    name = f"{len(badges):,} in lessons"
    yield Row(f"{name}, signing in to the first page", len(badges) / opened, "a second")
    inserts = bare.took[BEAT]
    yield Row(
        f"{name}, bare inserts", len(inserts) / bare.seconds, "a second", note=spread(inserts)
    )
    needed = {BEAT: len(badges) / _BEAT_EVERY * 0.95}
    for kind in (BEAT, ANSWER, TURN, PAGE):
        walls = found.took.get(kind, [])
        if walls:
            yield Row(
                f"{name}, {kind}",
                len(walls) / found.seconds,
                "a second",
                median(walls) / median(inserts),
                needed.get(kind),
                spread(walls),
                at_least=True,
            )
    every = [ms for walls in found.took.values() for ms in walls]
    yield Row(
        f"{name}, p99 of everything",
        percentile(every, 99),
        "ms",
        percentile(every, 99) / percentile(inserts, 99),
        _P99_MS,
    )
    each = found.cpu_ms / len(every)
    busy = f"{found.cpu_ms / found.seconds / 10:.0f} % of one core"
    yield Row(f"{name}, CPU a request", each, "ms", each / (bare.cpu_ms / len(inserts)), note=busy)


def _inserts(place: Place, count: int) -> Iterator[Due]:
    lot = random.Random(2027)  # noqa: S311 - a schedule that is the same each time
    for at in range(count):
        insert = partial(_insert, WireBrowser(place.bare.port))
        yield Due(lot.uniform(0, _BEAT_EVERY), at, _BEAT_EVERY, insert)


def _insert(browser: WireBrowser) -> Took:
    since = perf_counter()
    browser.ask("POST", "/insert")
    browser.close()
    return [(BEAT, (perf_counter() - since) * 1000)]
