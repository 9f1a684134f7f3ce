"""A record that came back older than what was kept outside it.

The numbers it lost are never given again: its next entry stands beyond every number that an
anchor proves, and beyond a margin for entries that nobody anchored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.domain.head_statement import HeadStatement

MARGIN = 10_000
"""Entries that may have followed the newest anchor; far more than the busiest day brings."""


@dataclass(frozen=True, slots=True)
class Lost:
    """What a record misses.

    Attributes:
        lost_from: the first entry that is missing.
        proven_through: the newest entry that an anchor proves there was.
        lost_through: up to here no number is given again.
        heads_from: the first signed head that is missing; ``heads_through`` the last one.
        head_digest: of the last one; the next head follows it.
    """

    lost_from: int
    proven_through: int
    lost_through: int
    heads_from: int
    heads_through: int
    head_digest: str


def what_is_lost(ends_at: int, heads: int, ahead: Sequence[HeadStatement]) -> Lost | None:
    """What a record that ends at an entry and a head misses of the heads kept outside.

    Args:
        ahead: heads whose signatures hold and that the record does not have.
    """
    if not ahead:
        return None
    newest = max(ahead, key=lambda said: said.number)
    proven = max(ends_at, *(said.seq for said in ahead))
    return Lost(
        lost_from=ends_at + 1,
        proven_through=proven,
        lost_through=proven + MARGIN,
        heads_from=heads + 1,
        heads_through=newest.number,
        head_digest=newest.digest,
    )
