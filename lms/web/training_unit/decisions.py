"""What waits for somebody's decision, in the words of a list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for

from lms.queries.adverse_notices import Outstanding
from lms.queries.assignments import AssignmentRow
from lms.queries.content_list import IN_REVIEW
from lms.queries.provisions import RevisionRow
from lms.queries.standings import MemberYear
from lms.queries.unclosed_year import UnclosedYear
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.year_words import BarPart


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment as the desk shows it."""

    row: AssignmentRow
    title: str
    audience: str
    parts: list[BarPart]
    total: int
    done: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Undecided:
    """Something that waits for a person's decision."""

    title: str
    detail: str
    url: str = ""


def undecided(  # noqa: PLR0913 - what waits comes from this many places
    *,
    proposals: int,
    rosters: int,
    outside: int,
    assigned: Iterable[Assigned],
    years: Iterable[MemberYear],
    revision: RevisionRow | None,
    in_review: int,
    owes_it: Callable[[date], bool],
    unclosed: UnclosedYear | None = None,
    notices: Outstanding | None = None,
) -> list[Undecided]:
    """What waits for a decision, the people first.

    Args:
        proposals: how many proposals wait for the person who looks.
        owes_it: whether somebody sworn owes the year, by when they were hired.
        rosters: how many classes nobody has decided on.
        outside: how many submissions of outside training wait.
        unclosed: the year before, where nobody closed it.
        notices: those to officers that wait; None where the person who looks has no part in it.
    """
    without = sum(year.sworn_without_duty and owes_it(year.person.hired_on) for year in years)
    return [
        *([_proposed(proposals)] if proposals else []),
        *([_rosters(rosters)] if rosters else []),
        *([_outside(outside)] if outside else []),
        *([_unclosed(unclosed)] if unclosed else []),
        *([_notices(notices)] if notices and notices.count else []),
        *(_overdue(each) for each in assigned if each.overdue),
        *([_without_duty(without)] if without else []),
        *([_undated(revision)] if revision is not None and not revision.certifiable else []),
        *([_in_review(in_review)] if in_review else []),
    ]


def _proposed(proposals: int) -> Undecided:
    return Undecided(
        f"{plural(proposals, 'approval waits', 'approvals wait')} for you",
        "Somebody else proposed it; a second person decides.",
        url_for("proposals.waiting"),
    )


def _rosters(classes: int) -> Undecided:
    return Undecided(
        f"{plural(classes, 'class roster')} not approved",
        "Minutes count at once and stay provisional until somebody approves them.",
        url_for("training_unit.classes"),
    )


def _outside(submissions: int) -> Undecided:
    return Undecided(
        f"Outside training of {plural(submissions, 'submission')} waits",
        "Grant the minutes, fewer of them, or none, and say why.",
        url_for("training_unit.outside", state="waiting"),
    )


def _unclosed(year: UnclosedYear) -> Undecided:
    return Undecided(
        f"{year.starts_on.year} is not closed",
        f"{plural(year.people, 'person', 'people')} owed it. Who is late stands on its page; the "
        "Chief signs it there.",
        url_for("training_unit.year", year=year.starts_on.year),
    )


def _notices(waiting: Outstanding) -> Undecided:
    last = day_words(waiting.first_last_day) if waiting.first_last_day else ""
    return Undecided(
        f"{plural(waiting.count, 'notice')} to officers not opened",
        f"The first one\u2019s last day is {last}. Hand over on paper what would be too late.",
        url_for("training_unit.notice_list"),
    )


def _overdue(assigned: Assigned) -> Undecided:
    return Undecided(
        f"{plural(assigned.overdue, 'person', 'people')} overdue: {assigned.title}",
        "Assign a make-up, or excuse with a reason.",
        url_for("training_unit.assignment", assignment_id=assigned.row.id, status="overdue"),
    )


def _without_duty(members: int) -> Undecided:
    return Undecided(
        f"{plural(members, 'sworn member')} without this year\u2019s duty",
        "Open the year for them; until then they owe nothing.",
        url_for("training_unit.year"),
    )


def _undated(revision: RevisionRow) -> Undecided:
    return Undecided(
        "The policy carries no date and no number",
        "Certificates wait for the policy owner to enter them, or for the Chief\u2019s signed "
        "memo. Demonstration data prints \u201cundated copy\u201d.",
        url_for("directives.policy", slug=revision.slug),
    )


def _in_review(pieces: int) -> Undecided:
    return Undecided(
        f"{plural(pieces, 'piece')} of content in review",
        "Somebody other than the author approves it.",
        url_for("training_unit.content", state=IN_REVIEW),
    )
