"""Fact flips: two scenarios that tell one story twice, with one fact changed and another answer.

Each half names its side of the changed fact in the exact words of its situation, so that a page
can mark it. Somebody knows the boundary between the two when they answered both sides rightly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lms.domain.errors import InvalidError
from lms.domain.findings import Finding
from lms.domain.item import Item, parts, right_answer
from lms.domain.policy import joined_words
from lms.domain.scenario import Scenario

HALVES = 2


@dataclass(frozen=True, slots=True)
class Pair:
    """Both halves of a fact flip, in the order of their ids."""

    name: str
    first: Scenario
    second: Scenario

    @property
    def halves(self) -> tuple[Scenario, Scenario]:
        """Both of them."""
        return self.first, self.second

    @property
    def provisions(self) -> tuple[str, ...]:
        """What both halves test; the boundary runs through these."""
        return tuple(code for code in self.first.provisions if code in self.second.provisions)

    def other(self, scenario: str) -> Scenario:
        """The half that this one is not."""
        return self.second if scenario == self.first.id else self.first


class Boundary(StrEnum):
    """How well somebody knows where the line of a pair runs."""

    KNOWN = "known"
    ONE_SIDE = "one-side"
    MISSED = "missed"
    NOT_MET = "not-met"


def pairs(scenarios: Iterable[Scenario]) -> tuple[Pair, ...]:
    """Every whole pair, by name."""
    found: dict[str, list[Scenario]] = {}
    for scenario in scenarios:
        if scenario.pair is not None:
            found.setdefault(scenario.pair, []).append(scenario)
    return tuple(
        Pair(name, *sorted(halves, key=lambda half: half.id))
        for name, halves in sorted(found.items())
        if len(halves) == HALVES
    )


def boundary(pair: Pair, right: Mapping[str, bool]) -> Boundary:
    """What somebody has shown of a pair.

    A side counts as it was answered last: a line that was missed and then met rightly is known.

    Args:
        pair: the pair.
        right: for each scenario answered, whether all of it was right the last time.
    """
    sides = [right[half.id] for half in pair.halves if half.id in right]
    if not sides:
        return Boundary.NOT_MET
    if not all(sides):
        return Boundary.MISSED
    return Boundary.KNOWN if len(sides) == HALVES else Boundary.ONE_SIDE


def half_findings(scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with one half by itself: its side of the fact stands in its situation."""
    if (scenario.pair is None) != (scenario.fact is None):
        missing, there = ("fact", "pair") if scenario.fact is None else ("pair", "fact")
        yield Finding((there,), f"stands without {missing}: a half of a pair names both")
    elif scenario.fact is not None and _told(scenario.fact, scenario) != 1:
        yield Finding(("fact",), "must stand once, word for word, in the situation")


def pair_findings(pair: Pair) -> Iterator[tuple[Scenario, Finding]]:
    """What is wrong between two halves, told of the second one."""
    first, second = pair.halves
    other = first.id
    if not pair.provisions:
        yield second, Finding(("provisions",), f"shares none with {other}, its other half")
    if first.use is not second.use:
        message = f"is {second.use}, its other half {other} is {first.use}; they go together"
        yield second, Finding(("use",), message)
    if _key(first) == _key(second):
        yield second, Finding(("pair",), f"has the same right answers as {other}; nothing flips")
    for half in pair.halves:
        if half.fact is not None and _told(half.fact, pair.other(half.id)):
            yield half, Finding(("fact",), f"stands in {pair.other(half.id).id} as well")


def _told(fact: str, scenario: Scenario) -> int:
    words = joined_words(fact)
    return joined_words(scenario.situation).count(words) if words else 0


def _key(scenario: Scenario) -> Sequence[object]:
    try:
        return [_right_words(item) for item in scenario.every_item]
    except (InvalidError, ValueError):
        return [scenario.id]  # It has no key yet, which is a finding of its own.


def _right_words(item: Item) -> object:
    answer = right_answer(item)
    chosen = (answer,) if isinstance(answer, int) else answer
    texts = [joined_words(part.text).casefold() for part in parts(item)]
    if len(texts) != len(chosen):
        return frozenset(texts[at] for at in chosen)
    return tuple(zip(texts, chosen, strict=True))
