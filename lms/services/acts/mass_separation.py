"""A roster file that ends the service of more than a tenth of the department."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from lms.domain.access import TwoPersonAct
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.roster_identity import Confirmation
from lms.domain.roster_sync import ChangeKind, RosterChange, RosterDifference
from lms.models import StagedImport
from lms.queries.local_day import local_day
from lms.queries.staged_rosters import compared, staged_roster
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.import_roster import import_roster

_MOST_NAMES = 40


@dataclass(frozen=True, slots=True)
class SeparationAsked:
    """A file as it was staged; the digest is over its rows.

    Attributes:
        confirmed: doubts that were settled, each as ``<answer> <badge>``.
    """

    staged_id: int
    file_sha256: str
    rows_digest: str
    confirmed: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, Confirmation]:
        """The settled doubts by badge."""
        pairs = (each.split(" ", 1) for each in self.confirmed)
        return {badge: Confirmation(answer) for answer, badge in pairs}


def _compared(session: Session, asked: SeparationAsked, now: datetime) -> RosterDifference:
    """The file against the roster of now."""
    staged = staged_roster(session, asked.staged_id)
    if staged is None:
        raise NotFoundError(staged=asked.staged_id)
    if (staged.file_sha256, staged.rows_digest) != (asked.file_sha256, asked.rows_digest):
        raise ConflictError(staged=asked.staged_id, reason="the staged rows have changed")
    return compared(session, staged, local_day(session, now), answers=asked.answers)


def _ground(session: Session, asked: SeparationAsked, *, now: datetime) -> Ground:
    seen = _compared(session, asked, now)
    if not seen.is_clean:
        raise ConflictError(reason="rows are in doubt", rows=len(seen.conflicts))
    if not seen.changes:
        raise ConflictError(reason="the file says nothing new")
    leaving = _leaving(seen)
    names = [f"{change.facts.full_name} ({change.facts.badge_number})" for change in leaving]
    more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
    return Ground(
        basis={
            "leaving": [change.facts.badge_number for change in leaving],
            "others": len(seen.changes) - len(leaving),
            "serving": seen.serving,
        },
        shown={"names": ", ".join(names[:_MOST_NAMES]) + more},
    )


def _leaving(seen: RosterDifference) -> list[RosterChange]:
    return [
        change
        for change in seen.changes
        if change.kind is ChangeKind.SEPARATED or "separated_on" in change.fields
    ]


def _carry_out(
    session: Session, asked: SeparationAsked, approval: Approval, *, now: datetime
) -> None:
    import_roster(
        session,
        difference=_compared(session, asked, now),
        file_sha256=asked.file_sha256,
        by=approval.by,
        now=now,
    )
    session.execute(
        update(StagedImport).where(StagedImport.id == asked.staged_id).values(confirmed_at=now)
    )


def _change(_asked: SeparationAsked, ground: Ground) -> Change:
    leaving, serving = len(ground.basis["leaving"]), int(ground.basis["serving"])
    lines = [
        ("Members serving", str(serving), str(serving - leaving)),
        ("Who leaves", "", ground.shown["names"]),
    ]
    if ground.basis["others"]:
        lines.append(("Other rows that change", "", str(ground.basis["others"])))
    return Change(f"Take in a roster file that ends the service of {leaving} members", tuple(lines))


EXECUTORS = (Executor(TwoPersonAct.MASS_SEPARATION, SeparationAsked, _ground, _carry_out, _change),)
