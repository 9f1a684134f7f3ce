"""Uniform shuffles that a seed repeats for ever.

Python's own generator may change between versions; a recorded attempt must look the same
in ten years. The stream is SHA-256 over the seed, a label and a counter, and numbers that
would favor the first positions are thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

_WORD = 1 << 32
_VERSION = "1"
_T = TypeVar("_T")


def numbers(seed: str, label: str) -> Iterator[int]:
    """An endless stream of whole numbers below 2^32; every label has a stream of its own."""
    counter = 0
    while True:
        text = f"{_VERSION}\n{len(seed)}\n{seed}\n{label}\n{counter}"
        block = sha256(text.encode()).digest()
        for start in range(0, len(block), 4):
            yield int.from_bytes(block[start : start + 4], "big")
        counter += 1


def permutation(count: int, seed: str, label: str, *, never_as_is: bool = False) -> tuple[int, ...]:
    """The indexes below ``count`` in an order that seed and label decide.

    Args:
        count: how many there are.
        seed: kept with the attempt; secret until it is over.
        label: what is shuffled, so that one seed serves a whole attempt.
        never_as_is: leave out the one order that changes nothing; the others stay alike.
    """
    stream = numbers(seed, label)
    while True:
        order = list(range(count))
        for last in range(count - 1, 0, -1):
            other = _below(last + 1, stream)
            order[last], order[other] = order[other], order[last]
        if not never_as_is or count < 2 or any(at != index for at, index in enumerate(order)):  # noqa: PLR2004 - one thing has one order
            return tuple(order)


def shuffled(things: Sequence[_T], seed: str, label: str) -> tuple[_T, ...]:
    """The things in an order that seed and label decide."""
    return tuple(things[index] for index in permutation(len(things), seed, label))


def _below(count: int, stream: Iterator[int]) -> int:
    fair = _WORD - _WORD % count
    return next(number for number in stream if number < fair) % count
