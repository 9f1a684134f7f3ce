"""The desk: what is assigned, how the year stands, who waits, what needs a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.queries.assignments import AssignmentRow, assignments_due
from lms.queries.completion import assignment_counts
from lms.queries.content_list import IN_REVIEW, content_overview
from lms.queries.desk import waiting_talks
from lms.queries.provisions import RevisionRow, revision_in_force
from lms.queries.standing import owed_on
from lms.queries.standings import MemberYear, everybody, year_counts
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.talk_rule import attempts_before_talk
from lms.web.training_unit.words import audience_words, progress_bar
from lms.web.year_words import BarPart, year_bar


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


@blueprint.get("/desk")
@requires(Permission.COMPLETION_VIEW)
def desk() -> ResponseReturnValue:
    """Show the year at a glance, the assignments, and what waits for somebody."""
    day = today()
    with reading() as session:
        duties = owed_on(session, day)
        if not duties:
            return render_template("training_unit/nothing_owed.html")
        owed = duties[0]
        years = everybody(session, owed, day=day)
        content = content_overview(session)
        titles = content.titles
        assigned = _assigned(session, owed.period.starts_on, day, titles)
        talks = waiting_talks(
            session,
            day=day,
            period_starts=[each.period.starts_on for each in duties],
            attempts_before_talk=attempts_before_talk(),
        )
        revision = revision_in_force(session, policy=owed.policy, day=day)
    note_view("desk")
    counts = year_counts(years)
    return render_template(
        "training_unit/desk.html",
        owed=owed,
        owing=sum(counts.values()),
        complete=counts[YearState.COMPLETE],
        parts=year_bar(counts, lambda state: url_for("training_unit.members", state=state)),
        assigned=assigned,
        talks=talks,
        titles=titles,
        may_assign=reach(current().roles, Permission.ASSIGNMENT_MANAGE) is not None,
        may_see_duty=reach(current().roles, Permission.DUTY_VIEW) is not None,
        undecided=_undecided(years, assigned, revision, content.in_review),
    )


def _assigned(
    session: Session, since: date, day: date, titles: Mapping[int, str]
) -> list[Assigned]:
    """The assignments due since a day with their counts."""
    rows = assignments_due(session, since=since)
    counts = assignment_counts(session, since=since, day=day)
    nobody = dict.fromkeys(Progress, 0)
    return [
        Assigned(
            row=row,
            title=titles.get(row.content_id, row.module),
            audience=audience_words(row.audience),
            parts=progress_bar(found),
            total=sum(found.values()),
            done=found[Progress.DONE],
            overdue=found[Progress.OVERDUE],
        )
        for row in rows
        for found in [counts.get(row.id, nobody)]
    ]


def _undecided(
    years: Iterable[MemberYear],
    assigned: Iterable[Assigned],
    revision: RevisionRow | None,
    in_review: int,
) -> list[Undecided]:
    """What waits for a decision, the people first."""
    without = sum(year.sworn_without_duty for year in years)
    return [
        *(_overdue(each) for each in assigned if each.overdue),
        *([_without_duty(without)] if without else []),
        *([_undated(revision)] if revision is not None and not revision.certifiable else []),
        *([_in_review(in_review)] if in_review else []),
    ]


def _overdue(assigned: Assigned) -> Undecided:
    return Undecided(
        f"{plural(assigned.overdue, 'person', 'people')} overdue: {assigned.title}",
        "Assign a make-up, or excuse with a reason.",
        url_for("training_unit.assignment", assignment_id=assigned.row.id, status="overdue"),
    )


def _without_duty(members: int) -> Undecided:
    return Undecided(
        f"{plural(members, 'sworn member')} without this year\u2019s duty",
        "An administrator opens the year for them; until then they owe nothing.",
        url_for("training_unit.members", state=YearState.NOT_OWED.value),
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
