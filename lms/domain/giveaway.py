"""Options that give themselves away by their length, and how far a guesser would get."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from lms.domain.findings import Finding
from lms.domain.item import ChooseAll, ChooseOne, Item
from lms.domain.scenario import Scenario

NOTICED = 12
"""Characters of difference that a reader sees at all."""


def length_findings(item: ChooseOne | ChooseAll) -> Iterator[Finding]:
    """Right options that stand out: all a fifth longer than every wrong one, or a third shorter."""
    right, wrong = _lengths(item)
    if not right or not wrong:
        return
    at = next(at for at, option in enumerate(item.options) if option.points > 0)
    path = ("options", at, "text")
    if min(right) * 5 > max(wrong) * 6 and min(right) - max(wrong) > NOTICED:
        yield Finding(
            path,
            f"stands out: {min(right)} characters, the longest wrong option has {max(wrong)}",
        )
    if max(right) * 3 < min(wrong) * 2 and min(wrong) - max(right) > NOTICED:
        yield Finding(
            path,
            f"stands out: {max(right)} characters, the shortest wrong option has {min(wrong)}",
        )


@dataclass(frozen=True, slots=True)
class Giveaways:
    """What somebody earns who looks at lengths only, over choose-one items and steps.

    Attributes:
        items: how many there are.
        longest: how many a guesser gets who takes the longest option; of several equally
            long ones a fair share.
        shortest: the same with the shortest.
        chance: the same with any option.
    """

    items: int
    longest: Fraction
    shortest: Fraction
    chance: Fraction

    def percent(self, hits: Fraction) -> int:
        """A number of items in whole percent of all, rounded up."""
        return ceil(100 * hits / self.items) if self.items else 0

    @property
    def above_chance(self) -> Fraction:
        """Percentage points that the better of the two guessers has over chance."""
        if not self.items:
            return Fraction(0)
        return 100 * (max(self.longest, self.shortest) - self.chance) / self.items


def giveaways(scenarios: Iterable[Scenario]) -> Giveaways:
    """How far lengths alone lead through these scenarios."""
    items = [
        item
        for scenario in scenarios
        for item in scenario.every_item
        if isinstance(item, ChooseOne) and all(_lengths(item))
    ]
    return Giveaways(
        items=len(items),
        longest=sum((_hit(item, max) for item in items), Fraction(0)),
        shortest=sum((_hit(item, min) for item in items), Fraction(0)),
        chance=sum((Fraction(1, len(item.options)) for item in items), Fraction(0)),
    )


def _hit(item: ChooseOne, extreme: Callable[[list[int]], int]) -> Fraction:
    right, wrong = _lengths(item)
    edge = extreme(right + wrong)
    return Fraction(right.count(edge), right.count(edge) + wrong.count(edge))


def _lengths(item: Item) -> tuple[list[int], list[int]]:
    if not isinstance(item, (ChooseOne, ChooseAll)):
        return [], []
    right = [len(option.text) for option in item.options if option.points > 0]
    wrong = [len(option.text) for option in item.options if option.points <= 0]
    return right, wrong
