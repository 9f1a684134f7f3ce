"""How long a page or a lesson is expected to take, and how that was computed.

Words are read at 200 a minute; an item takes 75 seconds beside the words of its situation,
stem and options, which hold deciding and the feedback. Seconds are whole and rounded down
once, on the sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lms.domain.errors import NotFoundError
from lms.domain.item import Item, texts
from lms.domain.lesson import Lesson, Page
from lms.domain.scenario import Scenario

WORDS_A_MINUTE = 200
SECONDS_AN_ITEM = 75

_MARKER = re.compile(r"^[ \t>]*(?:(?:#{1,6}|[-*+]|\d{1,9}[.)])[ \t]+)*", re.MULTILINE)
_BETWEEN = re.compile(r"[\s\u2013\u2014/]+")


@dataclass(frozen=True, slots=True)
class Nominal:
    """Expected time with what it was computed from."""

    words: int
    items: int

    @property
    def seconds(self) -> int:
        """Whole seconds, rounded down."""
        return expected_seconds(self.words, self.items)

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded down."""
        return self.seconds // 60

    def __add__(self, other: Nominal) -> Nominal:
        return Nominal(self.words + other.words, self.items + other.items)


def expected_seconds(words: int, items: int = 0) -> int:
    """The time one page is expected to take."""
    return words * 60 // WORDS_A_MINUTE + items * SECONDS_AN_ITEM


@lru_cache(maxsize=8_192)
def count_words(text: str) -> int:
    """The words a person reads: no Markdown marks, list numbers or lone punctuation.

    The texts of lessons are counted at every page and every completion: each is kept.
    """
    prose = _MARKER.sub("", text)
    return sum(any(map(str.isalnum, part)) for part in _BETWEEN.split(prose))


def reading_page(page: Page) -> Nominal:
    """A reading page: its title and its prose; the provisions beside it are not counted."""
    return Nominal(count_words(page.title) + count_words(page.body), 0)


def item_page(scenario: Scenario, items: Iterable[Item]) -> Nominal:
    """A page that shows a scenario's situation and these items of it."""
    asked = tuple(items)
    words = sum(count_words(text) for item in asked for text in texts(item))
    return Nominal(count_words(scenario.situation) + words, len(asked))


def scenario_page(scenario: Scenario) -> Nominal:
    """All of a scenario: every item, or in a tree the way of the right choices."""
    if scenario.tree is None:
        return item_page(scenario, scenario.items)
    start = scenario.tree.step(scenario.tree.start)
    return item_page(scenario, (start, *scenario.tree.right_steps_after(start)))


def nominal_minutes(lesson: Lesson, scenarios: Mapping[str, Scenario]) -> Nominal:
    """A whole lesson: its pages and its practice.

    Raises:
        NotFoundError: a scenario practiced is not among those given.
    """
    unknown = [scenario_id for scenario_id in lesson.practice if scenario_id not in scenarios]
    if unknown:
        raise NotFoundError(scenarios=unknown)
    parts = [reading_page(page) for page in lesson.pages]
    parts += [scenario_page(scenarios[scenario_id]) for scenario_id in lesson.practice]
    return sum(parts, Nominal(0, 0))


def how_many_cover(seconds: int, expected: Iterable[Nominal]) -> int:
    """How many of these pages or lessons, in order, it takes to work ``seconds``."""
    taken = 0
    for each in expected:
        if seconds <= 0:
            break
        taken += 1
        seconds -= each.seconds
    return taken
