"""One member's training: how the year stands, what is assigned, what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, Reach, reach
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState, short_minutes, year_state
from lms.domain.credit import minutes
from lms.domain.requirement import LimbRule, Standing
from lms.queries.adverse_notices import notices
from lms.queries.certificates import certificates_of
from lms.queries.completed_late import late_days
from lms.queries.completion import assigned_to
from lms.queries.content_list import listed_titles
from lms.queries.desk import WaitingTalk, waiting_talks
from lms.queries.late_years import late_opened_on
from lms.queries.leave import Leave, leave_of
from lms.queries.member_file import (
    ExemptionRow,
    attempts_in,
    exemptions_of,
    lessons_in,
    years_of,
)
from lms.queries.officer_statements import has_any, statements_of
from lms.queries.outside_training import outside_of
from lms.queries.own_scenarios import own_scenarios
from lms.queries.papers import papers_of
from lms.queries.roster import Person, person
from lms.queries.standing import Owed, lessons_that_count, member_standing, owed_on
from lms.queries.year_extensions import year_extensions
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.local_day import today
from lms.web.plant import reading
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.sections import section_labels
from lms.web.training_unit.talk_rule import attempts_before_talk
from lms.web.training_unit.timeline import File, Names, timeline
from lms.web.training_unit.words import PROGRESS
from lms.web.year_words import COMPLETED_LATE, STATES


@dataclass(frozen=True, slots=True)
class Year:
    """The year a page shows: the day it is judged on, and the others there are."""

    day: date
    others: tuple[int, ...]


@blueprint.get("/desk/members/<int:member_id>")
@requires(Permission.COMPLETION_VIEW)
def member(member_id: int) -> ResponseReturnValue:
    """Show one member's year: never answers, sections missed only beside the talk about them."""
    with reading() as session:
        page = _page(session, member_id, today())
    if not page:
        return render_template("training_unit/nothing_owed.html")
    note_view("member", member_id=member_id)
    return render_template(
        "training_unit/member.html",
        own=member_id == current().member_id,
        open_to_excuse={Progress.OVERDUE, Progress.NOT_STARTED, Progress.IN_PROGRESS},
        words=PROGRESS,
        may_excuse=_may(Permission.ASSIGNMENT_MANAGE),
        may_talk=_may(Permission.TALK_RECORD),
        may_state=_may(Permission.STATEMENT_VIEW),
        may_open_certificates=_may(Permission.CERTIFICATE_VIEW),
        **page,
    )


def _page(session: Session, member_id: int, day: date) -> dict[str, Any]:
    """What the page shows of a member, or nothing where nothing is asked of anybody yet."""
    who = person(session, member_id, day) or abort(404)
    starts = years_of(session, member_id=member_id)
    year = _year(starts, day)
    duties = owed_on(session, year.day)
    if not duties:
        return {}
    owed = duties[0]
    standing = member_standing(session, member_id=member_id, owed=owed)
    file = _file(session, member_id, owed, year.day)
    titles = listed_titles(session)
    names = Names(titles.modules, titles.lessons)
    happened = timeline(file, names, with_notes=_may(Permission.TALK_RECORD))
    missed = {code for each in happened for code in each.missed}
    state = _state(standing, file, year.day, owes=owed.period.starts_on in starts)
    return {
        "who": who,
        "owed": owed,
        "year": year,
        "standing": standing,
        "state": _state_words(session, member_id, owed, state),
        "short": short_minutes(standing.short),
        "year_rows": [*_year_rows(owed, standing), *_more_time(session, member_id, owed)],
        "service_rows": _service_rows(who),
        "file": file,
        "titles": titles.modules,
        "own_scenarios": len(own_scenarios(session, member_id=member_id)),
        "happened": happened,
        "labels": section_labels(session, policy=owed.policy, codes=missed, day=day),
        "talks": _talks(session, member_id, owed, day) if year.day == day else (),
    }


def _state_words(session: Session, member_id: int, owed: Owed, state: YearState) -> tuple[str, str]:
    over = owed.asked_on >= owed.period.ends_on
    if state is YearState.COMPLETE and over:
        late = late_days(session, owed, lessons_that_count(session, owed))
        return COMPLETED_LATE if member_id in late else STATES[state]
    return STATES[state]


def _talks(session: Session, member_id: int, owed: Owed, day: date) -> tuple[WaitingTalk, ...]:
    return waiting_talks(
        session,
        day=day,
        period_starts=(owed.period.starts_on,),
        attempts_before_talk=attempts_before_talk(),
        member_id=member_id,
    )


def _file(session: Session, member_id: int, owed: Owed, day: date) -> File:
    said = has_any(session, member_id=member_id)
    return File(
        period=owed.period,
        assigned=assigned_to(session, member_id=member_id, period=owed.period, day=day),
        tried=attempts_in(session, member_id=member_id, period=owed.period),
        begun=lessons_in(session, member_id=member_id, period=owed.period),
        exemptions=exemptions_of(session, member_id=member_id),
        leave=leave_of(session, member_id=member_id),
        certificates=certificates_of(session, member_id=member_id, day=day),
        papers=papers_of(session, member_id=member_id, period=owed.period),
        notices=notices(session, day=day, member_id=member_id, letters=False) if said else (),
        statements=statements_of(session, member_id=member_id, with_reviews=False) if said else (),
        outside=outside_of(session, member_id=member_id, period=owed.period),
        late_opened_on=late_opened_on(session, member_id=member_id, owed=owed)
        if owed.period.ends_on <= day
        else None,
    )


def _year(starts: tuple[date, ...], day: date) -> Year:
    """The year that the address asks for, where the member has one, else this year."""
    wanted = request.args.get("year", day.year, type=int)
    years = {start.year for start in starts} | {day.year}
    if wanted not in years or wanted > day.year:
        wanted = day.year
    shown = day if wanted == day.year else date(wanted, 12, 31)
    return Year(shown, tuple(sorted(years - {wanted}, reverse=True)))


def _state(standing: Standing, file: File, day: date, *, owes: bool) -> YearState:
    by_lessons = [limb for limb in standing.limbs if limb.limb.rule is LimbRule.LESSONS]
    return year_state(
        short=standing.short,
        open_lessons=sum(limb.open_lessons for limb in by_lessons),
        owes=owes,
        excused=any(_holds(each, day) for each in file.exemptions if each.assignment_id is None),
        on_leave=any(_away(each, day) for each in file.leave),
        unstated=standing.unstated,
    )


def _holds(exemption: ExemptionRow, day: date) -> bool:
    excuses = exemption.extended_to is None
    return excuses and exemption.valid_from <= day <= (exemption.valid_until or day)


def _away(leave: Leave, day: date) -> bool:
    return leave.starts_on <= day <= (leave.ends_on or day)


def _year_rows(owed: Owed, standing: Standing) -> list[tuple[str, str]]:
    """Minutes by subject, rounded down once on the sum."""
    rows = [(limb.limb.title, plural(minutes(limb.seconds), "minute")) for limb in standing.limbs]
    worked = plural(minutes(standing.worked), "minute")
    return [*rows, (f"Worked in {owed.period.name}", worked)]


def _more_time(session: Session, member_id: int, owed: Owed) -> list[tuple[str, str]]:
    found = year_extensions(session, owed).get(member_id)
    return [("More time", found.words(owed.period))] if found else []


def _service_rows(who: Person) -> list[tuple[str, str]]:
    left = [("Left on", day_words(who.separated_on))] if who.separated_on else []
    return [
        ("Unit", who.unit or "none"),
        ("Shift", who.shift or "none"),
        ("Sworn", "Yes" if who.sworn else "No"),
        ("Hired on", day_words(who.hired_on)),
        *left,
    ]


def _may(permission: Permission) -> bool:
    return reach(current().roles, permission) is Reach.ALL
