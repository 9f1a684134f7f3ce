"""What the records say of members and modules, and where a share of an assignment stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, literal, or_, select
from sqlalchemy.orm import Session

from lms.domain.assignment import AssignedWork, Progress, progress
from lms.models import (
    Attempt,
    AttemptResult,
    ContentVersion,
    Exemption,
    RuleAssignment,
    Sitting,
)
from lms.queries.leave import members_on_leave
from lms.queries.results import is_passed
from lms.queries.standings import exempt_on

Module = tuple[int, int, date]
"""A member, a module by its content, and the first day of a period."""


@dataclass(frozen=True, slots=True)
class ProgressFacts:
    """What is known of members and modules, for judging their shares.

    ``passed`` and ``begun`` name member, module and period, ``excused`` member and assignment,
    ``extended`` the day until which a member has time, ``grace`` the last day on which an
    assignment of a rule is not late.
    """

    day: date
    passed: Mapping[Module, date]
    begun: AbstractSet[Module]
    excused: AbstractSet[tuple[int, int]]
    extended: Mapping[tuple[int, int], date]
    grace: Mapping[int, date]
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
        excused, extended, grace = _dates(session, day)
        return cls(
            day=day,
            passed=passed,
            begun=begun,
            excused=excused,
            extended=extended,
            grace=grace,
            on_leave=members_on_leave(session, day) if on_leave is None else on_leave,
            said={},
        )

    def due_on(self, member_id: int, assignment_id: int, due_on: date) -> date:
        """When a member's share is due, with the time they were given beyond ``due_on``."""
        return self.extended.get((member_id, assignment_id), due_on)

    def judge(self, module: Module, assignment_id: int, due_on: date) -> Progress:
        """Ask the domain, once for each combination of facts."""
        member_id = module[0]
        late_after = max(
            self.due_on(member_id, assignment_id, due_on), self.grace.get(assignment_id, due_on)
        )
        facts = (
            late_after,
            self.passed.get(module),
            module in self.begun,
            (member_id, assignment_id) in self.excused,
            member_id in self.on_leave,
        )
        said = self.said.get(facts)
        if said is None:
            said = self.said[facts] = progress(AssignedWork(*facts), self.day)
        return said


def _dates(
    session: Session, day: date
) -> tuple[set[tuple[int, int]], dict[tuple[int, int], date], dict[int, date]]:
    """Who is excused on ``day``, who ever got more time, and the days of grace that run."""
    standing = select(
        Exemption.id, Exemption.member_id, Exemption.assignment_id, Exemption.extended_to
    ).where(
        Exemption.assignment_id.is_not(None),
        or_(exempt_on(day), Exemption.extended_to.is_not(None)),
    )
    running = select(
        literal(0), literal(0), RuleAssignment.assignment_id, RuleAssignment.grace_on
    ).where(RuleAssignment.grace_on >= day)
    both: Any = standing.union_all(running)
    rows = session.connection().execute(both).all()
    excused: set[tuple[int, int]] = set()
    extended: dict[tuple[int, int], date] = {}
    grace: dict[int, date] = {}
    for _, member_id, assignment_id, until in sorted(rows, key=lambda row: row[0]):
        if not member_id:
            grace[assignment_id] = until
        elif until is None:
            excused.add((member_id, assignment_id))
        else:
            extended[member_id, assignment_id] = until
    return excused, extended, grace


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
