"""How Python's garbage collector works in a server that answers pages."""

from __future__ import annotations

import gc

_OBJECTS = 20_000
"""New objects until the young are looked through; a page makes tens of thousands, in no rings."""


def settle_collector() -> None:
    """Leave out of the collector's rounds what the start built, and let them be few.

    With Python's own 700 the desk of a thousand people was interrupted a hundred times, and
    each third time by a round through everything the process holds: 200 ms of one request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 10, 10)
