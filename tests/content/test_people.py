"""Who is in the stories: no name twice, no origin that stands for suspects, no story twice.

That nobody's origin is the clue is a matter of reading; this finds what reading misses.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from lms.domain.policy import joined_words
from lms.domain.scenario import Scenario
from tests.policies import whole

MOST_ALIKE = 27
"""Percent of the longer words that two stories may share; measured, the most is 25."""
MOST_OF_ONE_ORIGIN = 3

_AGED = re.compile(r"\b([A-Z][\w'-]+)(?: ([A-Z][\w'-]+))?, \d\d,")
_FIRST_IN_SENTENCE = {"For", "Now", "Mrs"}
_ORIGIN = re.compile(
    r", \d\d, an? ((?:[A-Z]\w+ ?)+?)(?= citizen| on a | with a | who )",
)
_LAWFUL = re.compile(
    r"green card|citizen for|was born (?:here|in L|three|two)|work permit|work visa"
)


def stories() -> Iterator[tuple[str, str]]:
    """Each story with what it belongs to: its pair, or itself."""
    for scenario in whole().scenarios:
        yield scenario.pair or scenario.id, joined_words(scenario.situation)


def test_nobody_is_met_in_two_stories() -> None:
    met: dict[str, set[str]] = defaultdict(set)
    for story, text in stories():
        for first, last in _AGED.findall(text):
            met[first if first not in _FIRST_IN_SENTENCE else last].add(story)
            if last:
                met[last].add(story)
    assert {name: sorted(where) for name, where in met.items() if len(where) > 1} == {}
    assert len(met) > 120


def test_no_origin_stands_for_the_people_whom_a_request_is_about() -> None:
    told: dict[str, str] = {}
    for story, text in stories():
        for origin in _ORIGIN.findall(text):
            told[story] = origin
    counted = Counter(told.values())
    assert len(counted) >= 15
    assert counted.most_common(1)[0][1] <= MOST_OF_ONE_ORIGIN, counted


def test_citizens_and_lawful_residents_are_among_them() -> None:
    assert sum(bool(_LAWFUL.search(text)) for _, text in stories()) >= 15


def words(scenario: Scenario) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z'-]{4,}", scenario.situation.lower()))


def test_no_two_stories_are_nearly_the_same_but_the_halves_of_a_pair() -> None:
    known = [(scenario, words(scenario)) for scenario in whole().scenarios]
    alike = []
    for (one, these), (other, those) in combinations(known, 2):
        if one.pair is not None and one.pair == other.pair:
            continue
        shared = 100 * len(these & those) // len(these | those)
        if shared > MOST_ALIKE:
            alike.append((shared, one.id, other.id))
    assert sorted(alike, reverse=True) == []
