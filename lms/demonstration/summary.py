"""What the demonstration came to, read from the tables once it is loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from lms.demonstration.department import Department
from lms.demonstration.tally import Tally, VisitDone
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.queries.completion import assignment_counts, member_counts
from lms.queries.standing import owed_on
from lms.queries.standings import everybody, year_counts


@dataclass(frozen=True, slots=True)
class Summary:
    """The department on the day of its loading.

    Attributes:
        year: how many of those who owe the year stand where.
        modules: for each module in order, how many sworn members stand where.
        overdue: how many have at least one module overdue.
        lessons: completed.
        attempts: submitted.
        seconds: what the ledger holds for the year, by badge; nobody who has nothing.
        expected: the same as the simulator reckons it.
        visits: every visit as the simulator saw it.
    """

    today: date
    sworn: int
    civilians: int
    year: Mapping[YearState, int]
    modules: Mapping[str, Mapping[Progress, int]]
    overdue: int
    lessons: int
    attempts: int
    seconds: Mapping[str, int]
    expected: Mapping[str, int]
    visits: tuple[VisitDone, ...]

    def lines(self) -> Sequence[str]:
        """The same in words."""
        year = ", ".join(f"{count} {state.value}" for state, count in self.year.items() if count)
        return (
            f"{self.sworn} sworn members and {self.civilians} civilians; the year: {year}.",
            f"{len(self.visits)} visits, {self.lessons} lessons, {self.attempts} attempts.",
            f"{sum(self.seconds.values()) // 60} minutes; {self.overdue} have a module overdue.",
            *(f"Module {module}: {_counted(counts)}." for module, counts in self.modules.items()),
        )

    def document(self) -> dict[str, object]:
        """The same as plain data, without names or badges."""
        return {
            "today": self.today.isoformat(),
            "sworn": self.sworn,
            "civilians": self.civilians,
            "year": {state.value: count for state, count in self.year.items()},
            "modules": {
                module: {state.value: count for state, count in counts.items()}
                for module, counts in self.modules.items()
            },
            "overdue": self.overdue,
            "visits": len(self.visits),
            "lessons": self.lessons,
            "attempts": self.attempts,
            "minutes": sum(self.seconds.values()) // 60,
        }


def _counted(counts: Mapping[Progress, int]) -> str:
    return ", ".join(f"{count} {state.value}" for state, count in counts.items() if count)


def read_summary(session: Session, *, department: Department, tally: Tally, today: date) -> Summary:
    """Ask the same queries that the pages ask."""
    owed = owed_on(session, today)[0]
    years = everybody(session, owed, day=today)
    sworn = [year.person.member_id for year in years if year.person.sworn]
    by_assignment = assignment_counts(session, since=owed.period.starts_on, day=today)
    by_member = member_counts(session, member_ids=sworn, period=owed.period, day=today)
    worked = {year.person.badge_number: year.worked for year in years}
    return Summary(
        today=today,
        sworn=len(sworn),
        civilians=len(years) - len(sworn),
        year=year_counts(years),
        modules={
            module: by_assignment[assignment_id]
            for module, assignment_id in department.assignments.items()
        },
        overdue=sum(counts[Progress.OVERDUE] > 0 for counts in by_member.values()),
        lessons=tally.lessons,
        attempts=tally.attempts,
        seconds={badge: seconds for badge, seconds in sorted(worked.items()) if seconds},
        expected=dict(sorted(tally.posted.items())),
        visits=tuple(tally.visits),
    )
