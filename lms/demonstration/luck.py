"""Chance that a seed decides, the same on every machine and with every version of Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from lms.domain.shuffle import numbers

_T = TypeVar("_T")


class Luck:
    """A stream of choices; one of another label leaves it untouched.

    What is chosen in one place must not move what is chosen in another: how many pages an
    attempt has is drawn by the services, and differs from run to run.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._stream = numbers("a department made up for a demonstration", label)

    def of(self, label: object) -> Luck:
        """A stream of its own for a part of what this one is about."""
        return Luck(f"{self._label}/{label}")

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included; ``least`` where there is no other."""
        return least + next(self._stream) % max(1, most - least + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.between(1, 100) <= percent

    def one_of(self, things: Sequence[_T]) -> _T:
        """One of them."""
        return things[self.between(0, len(things) - 1)]
