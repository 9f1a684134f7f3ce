"""What the records say of members and modules, and where a share of an assignment stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from lms.domain.assignment import AssignedWork, Progress, progress
from lms.models import Attempt, AttemptResult, ContentVersion, Exemption, Sitting
from lms.queries.leave import members_on_leave
from lms.queries.results import is_passed
from lms.queries.standings import exempt_on

Module = tuple[int, int, date]
"""A member, a module by its content, and the first day of a period."""


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What is known of members and modules, for judging their shares.

    ``passed`` and ``begun`` name member, module and period, ``excused`` member and assignment.
    """

    day: date
    passed: Mapping[Module, date]
    begun: AbstractSet[Module]
    excused: AbstractSet[tuple[int, int]]
    on_leave: AbstractSet[int]
    said: dict[tuple[object, ...], Progress]

    @classmethod
    def of(
        cls,
        session: Session,
        since: date,
        day: date,
        *,
        content_id: int | None = None,
        member_ids: Collection[int] | None = None,
        on_leave: AbstractSet[int] | None = None,
    ) -> ProgressFacts:
        """Read the periods since a day: of one module or all, of some members or everybody.

        Args:
            on_leave: who is on leave on ``day``, where that is known.
        """
        passed: dict[Module, date] = {}
        begun: set[Module] = set()
        sittings = _sittings(since, content_id, member_ids)
        for member_id, module, period, day_passed in session.connection().execute(sittings).all():
            key = (member_id, module, period)
            begun.add(key)
            if day_passed is not None:
                passed[key] = min(day_passed, passed.get(key, day_passed))
        excused = session.execute(
            select(Exemption.member_id, Exemption.assignment_id).where(exempt_on(day))
        )
        return cls(
            day=day,
            passed=passed,
            begun=begun,
            excused={(row[0], row[1]) for row in excused if row[1] is not None},
            on_leave=members_on_leave(session, day) if on_leave is None else on_leave,
            said={},
        )

    def judge(self, module: Module, assignment_id: int, due_on: date) -> Progress:
        """Ask the domain, once for each combination of facts."""
        member_id = module[0]
        facts = (
            due_on,
            self.passed.get(module),
            module in self.begun,
            (member_id, assignment_id) in self.excused,
            member_id in self.on_leave,
        )
        said = self.said.get(facts)
        if said is None:
            said = self.said[facts] = progress(AssignedWork(*facts), self.day)
        return said


def _sittings(
    since: date, content_id: int | None, member_ids: Collection[int] | None
) -> Select[Any]:
    """Member, module, period and the day of a pass or nothing; a row an attempt, one at least."""
    columns: tuple[Any, ...] = (
        Sitting.member_id,
        ContentVersion.content_id,
        Sitting.period_start,
        AttemptResult.submitted_on,
    )
    statement = (
        select(*columns)
        .select_from(Sitting)
        .join(ContentVersion, ContentVersion.id == Sitting.module_version_id)
        .outerjoin(Attempt, Attempt.sitting_id == Sitting.id)
        .outerjoin(
            AttemptResult,
            and_(AttemptResult.attempt_id == Attempt.id, is_passed()),
        )
        .where(Sitting.period_start >= since)
    )
    if content_id is not None:
        statement = statement.where(ContentVersion.content_id == content_id)
    if member_ids is not None:
        statement = statement.where(Sitting.member_id.in_(tuple(member_ids)))
    return statement
