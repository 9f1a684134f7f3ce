"""SQL compiled once a process: every test has an engine of its own, and an engine compiles anew.

What SQLAlchemy compiles depends on the statement and the dialect alone. Engines of one kind
share the dialect of the first that connected, what it has compiled, and its types' processors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine

_FIRST: dict[tuple[type, str], Engine] = {}
_STATEMENTS = 10_000


def remembering(create_engine: Callable[..., Engine]) -> Callable[..., Engine]:
    """A ``create_engine`` whose engines share what the first of their kind has compiled."""

    def make(url: str, **options: Any) -> Engine:  # noqa: ANN401 - SQLAlchemy's own options
        engine = create_engine(url, query_cache_size=_STATEMENTS, **options)
        kind = (type(engine.dialect), str(options.get("isolation_level")))
        first = _FIRST.setdefault(kind, engine)
        if first is not engine and first.dialect.server_version_info is not None:
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        return engine

    return make
