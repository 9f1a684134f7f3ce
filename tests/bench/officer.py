"""An officer who signs in and takes a graded attempt, as a browser with our scripts would."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape

from sqlalchemy import Engine, select

from lms.domain.item import Answer, ChooseAll, ChooseOne, Item, Order, right_answer
from lms.domain.presentation import present
from lms.domain.scenario import Scenario
from lms.models import Attempt
from tests.bench.browser import Browser, Fields, Reply, document, form

_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Key:
    """What the right answers are made from: the scenarios, and the attempts' seeds."""

    engine: Engine
    scenarios: Mapping[str, Scenario]

    def drawn(self, attempt_id: int) -> tuple[str, tuple[Scenario, ...]]:
        """The seed of an attempt and its scenarios in order."""
        asked = select(Attempt.seed, Attempt.draw).where(Attempt.id == attempt_id)
        with self.engine.connect() as connection:
            row = connection.execute(asked).one()
        return row.seed, tuple(self.scenarios[each["scenario"]] for each in row.draw["scenarios"])


@dataclass(frozen=True, slots=True)
class Step:
    """One request of a trip."""

    method: str
    path: str
    reply: Reply
    ms: float

    @property
    def is_beat(self) -> bool:
        """Whether it only said that a page is being worked on."""
        return self.path == "/beats"


@dataclass
class Officer:
    """One person at one browser."""

    browser: Browser
    badge: str
    password: str
    module: str
    trip: list[Step] = field(default_factory=list)

    def ask(
        self, method: str, path: str, sent: tuple[bytes, dict[str, str]] | None = None
    ) -> Reply:
        """Ask, note what it took, and refuse an answer that is no success."""
        body, headers = sent or (None, {})
        since = time.perf_counter()
        reply = self.browser.ask(method, path, body, headers)
        self.trip.append(Step(method, path, reply, (time.perf_counter() - since) * 1000))
        if reply.status not in {200, 302, 303}:
            raise RuntimeError(f"{method} {path} answered {reply.status}: {reply.text[:400]}")
        return reply

    def follow(self, reply: Reply) -> Reply:
        """Go where redirects lead."""
        while reply.status in {302, 303}:
            reply = self.ask("GET", reply.location)
        return reply

    def post(self, path: str, page: str, *fields: tuple[str, str]) -> Reply:
        """Post a form with the page's own CSRF token, and follow."""
        sent = [("csrf_token", value_of(page, "csrf_token")), *fields]
        return self.follow(self.ask("POST", path, form(sent)))

    def sign_in(self) -> Reply:
        """Sign in; answers with the first page."""
        page = self.ask("GET", "/sign-in").text
        words = (("login", self.badge), ("password", self.password))
        return self.post("/sign-in", page, *words)

    def start(self) -> tuple[int, Reply]:
        """Open the module and start an attempt; answers with its id and first scenario."""
        page = self.ask("GET", self.module).text
        found = re.search(r'action="(/sittings/\d+/attempts)"', page)
        if found is None:
            raise RuntimeError(f"{self.badge} cannot start an attempt")
        reply = self.post(found.group(1), page)
        return int(self.trip[-1].path.split("/")[2]), reply

    def take(self, key: Key) -> list[Step]:
        """Do all of it, from signing in to the result; answers with what was asked."""
        self.sign_in()
        attempt_id, reply = self.start()
        seed, scenarios = key.drawn(attempt_id)
        for number, scenario in enumerate(scenarios, 1):
            here = f"/attempts/{attempt_id}/scenarios/{number}"
            while self.trip[-1].path == here:
                desk = Desk(self, here, reply.text)
                desk.beat()
                reply = desk.answer(scenario, seed, number=number, last=len(scenarios))
        reviewed = ("reviewed", value_of(reply.text, "reviewed"))
        token = ("page_token", value_of(reply.text, "page_token"))
        attested, scripted = ("attested", "y"), ("scripted", "1")
        path = f"/attempts/{attempt_id}/submission"
        done = self.post(path, reply.text, reviewed, attested, token, scripted)
        if "Receipt" not in done.text:
            raise RuntimeError(f"{self.badge} got no receipt: {done.text[-2000:]}")
        return self.trip


class Desk:
    """One scenario page that is open, and the token it carries."""

    def __init__(self, officer: Officer, path: str, page: str) -> None:
        self._officer = officer
        self._path = path
        self._page = page
        self._turn = 0
        self._csrf = value_of(page, "csrf_token")
        self._opened = value_of(page, "opened")
        self.token = value_of(page, "page_token")

    def beat(self) -> None:
        """Say that the page is being worked on."""
        body, headers = document({"token": self.token, "activity": 1, "kind": "beat"})
        self._take(
            self._officer.ask("POST", "/beats", (body, {**headers, "X-CSRFToken": self._csrf}))
        )

    def save(self, fields: Fields) -> None:
        """Save one answer as the page's script does."""
        self._turn += 1
        body, headers = form([*self._own(), *fields])
        headers |= {"Accept": "application/json", "X-CSRFToken": self._csrf}
        self._take(self._officer.ask("POST", self._path, (body, headers)))

    def answer(self, scenario: Scenario, seed: str, *, number: int, last: int) -> Reply:
        """Answer rightly what the page asks, item by item, and press its first button."""
        asked = [item for item in scenario.every_item if _asks(self._page, item)]
        given: list[tuple[str, str]] = []
        for item in asked:
            shown = present(item, seed, scenario.id)
            fields = list(fields_of(item, shown.presented(right_answer(item))))
            given += fields
            if scenario.tree is None:
                self.save(fields)
        onward = str(number + 1) if number < last else "review"
        go = str(number) if scenario.tree is not None and asked else onward
        sent = [*self._own(), *given, ("go", go)]
        return self._officer.follow(self._officer.ask("POST", self._path, form(sent)))

    def _own(self) -> list[tuple[str, str]]:
        return [
            ("csrf_token", self._csrf),
            ("page_token", self.token),
            ("scripted", "1"),
            ("opened", self._opened),
            ("turn", str(self._turn)),
        ]

    def _take(self, reply: Reply) -> None:
        self.token = json.loads(reply.text).get("token", self.token)


def fields_of(item: Item, positions: Answer) -> Iterator[tuple[str, str]]:
    """The fields of a form that mean these positions."""
    name = f"item-{item.id}"
    chosen = (positions,) if isinstance(positions, int) else positions
    for at, value in enumerate(chosen, 1):
        if isinstance(item, (ChooseOne, ChooseAll)):
            yield name, str(value)
        elif isinstance(item, Order):
            yield f"{name}-{value}", str(at)
        else:
            yield f"{name}-{at}", str(value)


def _asks(page: str, item: Item) -> bool:
    return f'name="item-{item.id}"' in page or f'name="item-{item.id}-1"' in page


def value_of(page: str, name: str) -> str:
    """The value of a hidden field."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            value = re.search(r'value="([^"]*)"', tag)
            return unescape(value.group(1)) if value else ""
    raise RuntimeError(f"the page has no field {name}")


def assets_of(steps: list[Step]) -> tuple[str, ...]:
    """The static files that the pages of a trip name, each once."""
    named = (unescape(path) for step in steps for path in _ASSET.findall(step.reply.text))
    return tuple(dict.fromkeys(named))
