"""Samples that anybody can draw again: who is in one follows from its seed alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

MOST = 50
LONGEST_SEED = 40


def draw(members: Iterable[int], count: int, seed: str) -> tuple[int, ...]:
    """``count`` members, as the digests of seed and number order them.

    No choice of a seed reaches for a person that a reader could foresee, and the same seed
    over the same members draws the same ones, by hand if need be: SHA-256 of
    ``seed:number``, the smallest first.
    """
    return tuple(sorted(set(members), key=lambda number: _place(seed, number))[:count])


def _place(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
