"""What an assessor's room shows of the standards that were opened, and nothing of any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.domain.invitation import Scope
from lms.queries.provisions import (
    ProvisionRow,
    RevisionRow,
    provisions,
    revision_in_force_any,
)
from lms.queries.standards import (
    ChosenProof,
    MemoRow,
    StandardRow,
    all_memos,
    all_proofs,
    standards,
)


@dataclass(frozen=True, slots=True)
class RoomYear:
    """A year of a standard's file."""

    year: int
    has_come: bool
    proofs: tuple[ChosenProof, ...]
    memos: tuple[MemoRow, ...]

    @property
    def is_filled(self) -> bool:
        """Whether there is a folder of it."""
        return bool(self.proofs or self.memos)


@dataclass(frozen=True, slots=True)
class RoomStandard:
    """A standard that was opened, with its years."""

    row: StandardRow
    years: tuple[RoomYear, ...]


def opened_standards(session: Session, scope: Scope, today: date) -> tuple[RoomStandard, ...]:
    """The standards that a scope opens, in the order of numbers."""
    proofs, memos = all_proofs(session), all_memos(session)
    return tuple(
        RoomStandard(
            row, tuple(_year(row.number, year, proofs, memos, today) for year in scope.years)
        )
        for row in standards(session)
        if row.number in scope.standards
    )


def _year(
    number: str,
    year: int,
    proofs: Sequence[ChosenProof],
    memos: Sequence[MemoRow],
    today: date,
) -> RoomYear:
    return RoomYear(
        year=year,
        has_come=year <= today.year,
        proofs=tuple(each for each in proofs if (each.number, each.year) == (number, year)),
        memos=tuple(each for each in memos if (each.number, each.year) == (number, year)),
    )


def sections_of(
    session: Session, row: StandardRow, day: date
) -> tuple[RevisionRow | None, tuple[ProvisionRow, ...]]:
    """The directive in force on a day and the sections of it that a standard is mapped to."""
    revision = revision_in_force_any(session, day=day)
    if revision is None:
        return None, ()
    found = provisions(session, revision_id=revision.id, day=day, codes=list(row.provisions))
    return revision, tuple(found)
