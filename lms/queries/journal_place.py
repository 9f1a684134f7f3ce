"""Up to which entry of the journal a session sees the record, and rows read that way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

PLACE = "journal place"
"""In ``Session.info``: the last entry that a session sees."""


def place_of(session: Session) -> int | None:
    """The last entry that a session sees; None where it sees all."""
    found = session.info.get(PLACE)
    return None if found is None else int(found)


def rows_of(session: Session, statement: Any, values: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - any select
    """A statement's rows as the driver gives them, which is fastest; filtered within ``as_of``.

    Args:
        values: of the parameters of a statement that was made once for all.
    """
    if place_of(session) is None:
        return session.connection().execute(statement, values)
    return session.execute(statement, values)
