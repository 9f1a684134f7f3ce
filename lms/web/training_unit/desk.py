"""The desk on a Monday: who is short, by how much, on which shift, and one button about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.domain.errors import InvalidError
from lms.domain.projection import RULE, UNKNOWN
from lms.domain.requirement import Period, owes_period
from lms.domain.setting import NewHires
from lms.queries.adverse_notices import outstanding
from lms.queries.assignments import assignments_due
from lms.queries.classes import undecided_classes
from lms.queries.completion import Share, counts_of
from lms.queries.content_list import content_overview
from lms.queries.desk import waiting_talks
from lms.queries.make_up_plan import MakeUpPlan
from lms.queries.monday import Everybody
from lms.queries.outside_training import undecided_outside
from lms.queries.provisions import revision_in_force
from lms.queries.standing import Owed, owed_on
from lms.queries.standings import year_counts
from lms.queries.unclosed_year import unclosed_year
from lms.rendering.report import report_pdf
from lms.services.assign_make_up import assign_make_up
from lms.web.access import current, recently_confirmed, requires
from lms.web.access_log import note_export, note_view
from lms.web.department import settings
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.listing import address, arranged
from lms.web.local_day import today
from lms.web.owed_year import owed_in
from lms.web.plant import reading, writing
from lms.web.second_person import waiting_for
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.decisions import Assigned, Undecided, undecided
from lms.web.training_unit.forms import MakeUpForm
from lms.web.training_unit.monday import (
    GROUPS,
    Monday,
    choices,
    group_bar,
    monday,
    short_columns,
)
from lms.web.training_unit.monday_report import monday_report
from lms.web.training_unit.talk_rule import attempts_before_talk
from lms.web.training_unit.words import audience_words, progress_bar
from lms.web.year_words import BarPart, year_bar

_MAKE_UP = timedelta(weeks=2)
_AT_FIRST = 12


@blueprint.get("/desk")
@requires(Permission.COMPLETION_VIEW)
def desk() -> ResponseReturnValue:
    """Show who is short as the address filters it, and what waits for somebody."""
    return _page(MakeUpForm())


@blueprint.post("/desk")
@requires(Permission.ASSIGNMENT_MANAGE)
def assign_make_up_here() -> ResponseReturnValue:
    """Assign to exactly the people the page showed what makes up what they are short of."""
    form = MakeUpForm()
    with reading() as session:
        owed = owed_in(session, None)
    plan = _assigned_plan(form, owed) if form.validate_on_submit() else None
    if plan is None:
        return _page(form), 422
    people = {badge for each in plan.modules for badge in each.badges}
    if people:
        modules = plural(len(plan.modules), "module")
        flash(f"{modules} assigned to {plural(len(people), 'person', 'people')}.", "good")
    else:
        flash("Nothing was assigned: they have what they need assigned already.", "info")
    return redirect(address(), code=303)


def _assigned_plan(form: MakeUpForm, owed: Owed) -> MakeUpPlan | None:
    """What was assigned; None with the form's mistake named."""
    due_on: date = form.due_on.data  # type: ignore[assignment]
    try:
        return writing(
            partial(
                assign_make_up,
                owed=owed,
                member_ids=form.member_ids(),
                due_on=due_on,
                by=current().actor,
            )
        )
    except InvalidError:
        form.due_on.errors = [f"Choose a day from today to {day_words(owed.period.ends_on)}."]
        return None


@blueprint.get("/desk/monday.pdf")
@requires(Permission.COMPLETION_VIEW)
@recently_confirmed
def monday_pdf() -> ResponseReturnValue:
    """The same on one page of paper, for those whom the address asks for."""
    day = today()
    with reading() as session:
        seen = _seen(session, owed_in(session, None), day, with_plan=False)
    note_view("desk as PDF")
    note_export("desk as PDF")
    found = settings()
    report = monday_report(
        seen.monday,
        seen.facts,
        seen.undecided,
        department=found.department if found else "",
        demonstration=bool(found and found.demonstration),
    )
    name = f"training-{day.isoformat()}.pdf"
    return Response(
        report_pdf(report),
        mimetype="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read for the page and for the sheet."""

    facts: Everybody
    monday: Monday
    assigned: list[Assigned]
    undecided: list[Undecided]
    titles: Mapping[int, str]


def _seen(session: Session, owed: Owed, day: date, *, with_plan: bool) -> Seen:
    facts = Everybody.of(session, owed, day)
    content = content_overview(session)
    assigned = _assigned(session, owed.period.starts_on, facts.shares, content.titles)
    waiting = undecided(
        proposals=waiting_for(current().actor),
        rosters=len(undecided_classes(session)),
        outside=undecided_outside(session),
        assigned=assigned,
        years=facts.years,
        revision=revision_in_force(session, policy=owed.policy, day=day),
        in_review=content.in_review,
        owes_it=partial(_owes, owed.period),
        unclosed=unclosed_year(session, before=owed.period.starts_on),
        notices=outstanding(session) if _may(Permission.NOTICE_MANAGE) else None,
    )
    found = monday(session, facts, with_plan=with_plan)
    return Seen(facts, found, assigned, waiting, content.titles)


def _owes(period: Period, hired_on: date) -> bool:
    found = settings()
    later = found is not None and found.new_hires is NewHires.NEXT_YEAR
    return owes_period(period, hired_on, from_next_year=later)


def _page(form: MakeUpForm) -> str:
    day = today()
    with reading() as session:
        duties = owed_on(session, day)
        if not duties:
            return render_template("training_unit/nothing_owed.html")
        owed = duties[0]
        seen = _seen(session, owed, day, with_plan=_may(Permission.ASSIGNMENT_MANAGE))
        talks = waiting_talks(
            session,
            day=day,
            period_starts=[each.period.starts_on for each in duties],
            attempts_before_talk=attempts_before_talk(),
        )
        people = arranged(seen.monday.short, short_columns(), first="-short")
    note_view("desk")
    counts = year_counts(seen.facts.years)
    form.members.data = ",".join(str(each.person.member_id) for each in seen.monday.short)
    form.due_on.data = form.due_on.data or min(day + _MAKE_UP, owed.period.ends_on)
    return render_template(
        "training_unit/desk.html",
        owed=owed,
        days_left=(owed.period.ends_on - day).days,
        owing=sum(counts.values()),
        monday=seen.monday,
        people=people,
        shown=people.rows if _shows_all() else people.rows[:_AT_FIRST],
        group_bar=group_bar,
        groups=[(words, address(by=name, page="")) for name, words in GROUPS.items()],
        group_url=lambda name: address(**{seen.monday.by: name, "page": ""}),
        choices=choices(seen.facts.years),
        parts=_legend(seen.monday, counts),
        rule=RULE,
        unknown=UNKNOWN,
        form=form,
        assigned=seen.assigned,
        talks=talks,
        titles=seen.titles,
        may_assign=_may(Permission.ASSIGNMENT_MANAGE),
        may_see_duty=_may(Permission.DUTY_VIEW),
        undecided=seen.undecided,
        here=address(),
        all_url=address(all="yes") + "#people",
        pdf_url=address().replace(request.path, url_for("training_unit.monday_pdf"), 1),
    )


def _legend(found: Monday, counts: Mapping[YearState, int]) -> list[BarPart]:
    """What the bars of the groups mean; of everybody, with the way to those in each state."""
    if found.is_filtered:
        return group_bar(found.whole)
    return year_bar(counts, lambda state: url_for("training_unit.members", state=state))


def _shows_all() -> bool:
    return bool(request.args.get("all") or request.args.get("page"))


def _may(permission: Permission) -> bool:
    return reach(current().roles, permission) is not None


def _assigned(
    session: Session, since: date, shares: Iterable[Share], titles: Mapping[int, str]
) -> list[Assigned]:
    """The assignments due since a day with their counts."""
    counts = counts_of(shares)
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
        for row in assignments_due(session, since=since)
        for found in [counts.get(row.id, nobody)]
    ]
