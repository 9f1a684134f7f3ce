"""What a table of a full archive is: its columns with their meaning, and its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

_PIECE = 500
Statement = Select[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class PackageTable:
    """A table of the archive.

    Attributes:
        about: what one row is.
        columns: each with what it means, in order.
        statement: selects the rows up to a journal entry, in a fixed order.
    """

    name: str
    about: str
    columns: tuple[tuple[str, str], ...]
    statement: Callable[[int], Statement]

    def rows(self, session: Session, head: int) -> Iterator[tuple[Any, ...]]:
        """The rows, in pieces."""
        found = session.execute(self.statement(head), execution_options={"yield_per": _PIECE})
        return (tuple(row) for row in found)


ENTRY = ("entry", "The journal entry that says so")
MEMBER = ("member_id", "Whom it is about; stays the same when badges change")
