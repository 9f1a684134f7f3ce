"""Which tests begin: the workers of a run start with what takes long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import pytest


def heavy_first(items: Sequence[pytest.Item], workers: int) -> list[pytest.Item]:
    """The same tests, so that each worker's share begins with some of the heavy files.

    A share is a stretch of the list, as long as the others; who has nothing left takes from the
    end of another's. What is heavy would otherwise be left for one core alone.
    """
    light = [item for item in items if item.get_closest_marker("heavy") is None]
    heavy: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if item.get_closest_marker("heavy"):
            heavy[item.path].append(item)
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for number, path in enumerate(sorted(heavy)):
        shares[number % workers].extend(heavy[path])
    size = -(-len(items) // workers)
    for share in shares:
        wanted = max(0, size - len(share))
        share.extend(light[:wanted])
        del light[:wanted]
    return [*chain.from_iterable(shares), *light]
