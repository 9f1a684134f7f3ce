"""Classes of a week: what waits for a second person, and one class as it was recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission, reach
from lms.domain.assignment import named
from lms.domain.class_session import may_decide, week_of
from lms.domain.errors import ConflictError, DomainError, ForbiddenError
from lms.domain.lesson import Lesson
from lms.queries.classes import (
    AttendeeRow,
    ClassRow,
    attendees,
    class_of,
    classes_between,
    hands_of,
    roster_of,
    undecided_classes,
)
from lms.queries.content import thing, version
from lms.queries.content_list import listed_titles
from lms.queries.roster import Person, roster
from lms.queries.settings import settings_on
from lms.queries.teaching import modules_with
from lms.services.assign_once import assign_once
from lms.services.credit_class import APPROVED, DECLINED, decide_class
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.filters import plural
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import DeclineForm
from lms.web.uploads import sent_back

_MAKE_UP_WEEKS = 3
_MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A class as a list shows it."""

    row: ClassRow
    title: str
    attendees: tuple[AttendeeRow, ...]
    mine: bool

    @property
    def confirmed(self) -> int:
        """How many said that they were there."""
        return sum(each.was_there is True for each in self.attendees)

    @property
    def denied(self) -> int:
        """How many said that they were not."""
        return sum(each.was_there is False for each in self.attendees)

    @property
    def explained(self) -> int:
        """How many attendances needed an explanation."""
        return sum(bool(each.attendance.explanation) for each in self.attendees)


@blueprint.get("/desk/classes")
@requires(Permission.CLASS_RECORD)
def classes() -> ResponseReturnValue:
    """Show a week's classes, and every roster that waits for a second person."""
    monday, sunday = week_of(_day(request.args.get("week")))
    decides = reach(current().roles, Permission.CLASS_DECIDE) is not None
    with reading() as session:
        zone = settings_on(session, today()).zone
        starts_at = datetime.combine(monday, time(), tzinfo=zone)
        ends_at = datetime.combine(sunday + timedelta(days=1), time(), tzinfo=zone)
        week = classes_between(session, starts_at, ends_at)
        waiting = undecided_classes(session) if decides else ()
        shown = _held(session, {row.id: row for row in (*week, *waiting)}.values())
    note_view("classes")
    return render_template(
        "training_unit/classes.html",
        monday=monday,
        sunday=sunday,
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7) if sunday < today() else None,
        week=[shown[row.id] for row in week],
        waiting=[shown[row.id] for row in waiting],
        decides=decides,
    )


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return today()


def _held(session: Session, rows: Iterable[ClassRow]) -> dict[int, Held]:
    wanted = tuple(rows)
    found = attendees(session, [row.id for row in wanted])
    titles = listed_titles(session).lessons
    someone = current()
    return {
        row.id: Held(
            row=row,
            title=titles.get(row.lesson, row.lesson),
            attendees=found.get(row.id, ()),
            mine=not may_decide(
                roster_of(row, found.get(row.id, ())),
                account_id=someone.account_id,
                member_id=someone.member_id,
            ),
        )
        for row in wanted
    }


@blueprint.post("/desk/classes/approvals")
@takes(repeats=("class",))
@requires(Permission.CLASS_DECIDE)
def approve_classes() -> ResponseReturnValue:
    """Approve every ticked roster; one that may not be approved changes nothing about others."""
    approved, refused = 0, 0
    for class_id in _ticked_classes():
        try:
            writing(partial(decide_class, class_id=class_id, outcome=APPROVED, by=current().actor))
            approved += 1
        except DomainError:
            refused += 1
    if approved:
        words = plural(approved, "roster is", "rosters are")
        flash(f"{words} approved. Minutes of those who confirmed are credited.", "good")
    if refused:
        flash(f"{plural(refused, 'roster was', 'rosters were')} left as it was.", "info")
    if not approved and not refused:
        flash("Nothing was ticked.", "info")
    return redirect(url_for("training_unit.classes"), code=303)


def _ticked_classes() -> list[int]:
    texts = request.form.getlist("class")[:_MOST_AT_ONCE]
    return sorted({int(text) for text in texts if text.isascii() and text.isdigit()})


@blueprint.get("/desk/classes/<int:class_id>")
@requires(Permission.CLASS_RECORD)
def class_page(class_id: int) -> ResponseReturnValue:
    """Show one class as it was recorded, who was there and who was not."""
    return _page(class_id, DeclineForm())


@blueprint.post("/desk/classes/<int:class_id>/decline")
@requires(Permission.CLASS_DECIDE)
def decline_class(class_id: int) -> ResponseReturnValue:
    """Decline a roster with a reason; nobody is credited by it."""
    form = DeclineForm()
    if not form.validate_on_submit():
        return _page(class_id, form), 422
    try:
        writing(
            partial(
                decide_class,
                class_id=class_id,
                outcome=DECLINED,
                reason=str(form.reason.data),
                by=current().actor,
            )
        )
        flash("The roster is declined. Nobody is credited by it.", "good")
    except (ConflictError, ForbiddenError):
        flash("Nothing was changed: it was decided before, or you had a part in it.", "info")
    return redirect(url_for("training_unit.class_page", class_id=class_id), code=303)


@blueprint.post("/desk/classes/<int:class_id>/make-up")
@requires(Permission.ASSIGNMENT_MANAGE)
def make_up(class_id: int) -> ResponseReturnValue:
    """Assign the module of a class's lesson to those of its shifts who were not there."""
    with reading() as session:
        row = class_of(session, class_id)
        if row is None:
            abort(404)
        absent = _absent(session, row)
        holding = modules_with(session, row.lesson)
    if not absent or not holding:
        flash("Nobody of these shifts was absent, or no module holds the lesson.", "info")
        return redirect(url_for("training_unit.class_page", class_id=class_id), code=303)
    found, module = holding[0]
    made = writing(
        partial(
            assign_once,
            policy=found.policy,
            module=module.id,
            audience=named(person.badge_number for person in absent),
            due_on=today() + timedelta(weeks=_MAKE_UP_WEEKS),
            by=current().actor,
        )
    )
    words = plural(len(absent), "person", "people")
    flash(f"The make-up is assigned to {words}.", "good")
    return redirect(url_for("training_unit.assignment", assignment_id=made), code=303)


@blueprint.get("/desk/classes/<int:class_id>/sheet")
@requires(Permission.CLASS_RECORD)
def class_sheet(class_id: int) -> ResponseReturnValue:
    """Send back the scanned sign-in sheet as it was stored."""
    with reading() as session:
        row = class_of(session, class_id)
    sheet = sent_back(row.sheet_sha256 if row else None)
    note_view(f"sign-in sheet of class {class_id}")
    return sheet


def _page(class_id: int, form: DeclineForm) -> str:
    with reading() as session:
        row = class_of(session, class_id)
        if row is None:
            abort(404)
        held = _held(session, [row])[class_id]
        people = _people(session, row)
        absent = _absent(session, row)
        lesson = thing(session, version(session, row.lesson_version_id), Lesson)
        hands = hands_of(session, class_id)
    roles = current().roles
    note_view(f"class {class_id}")
    return render_template(
        "training_unit/class.html",
        held=held,
        lesson=lesson,
        people=people,
        absent=absent,
        hands=sum(hands.values()),
        may_decide=reach(roles, Permission.CLASS_DECIDE) is not None and not held.mine,
        may_assign=reach(roles, Permission.ASSIGNMENT_MANAGE) is not None,
        form=form,
    )


def _people(session: Session, row: ClassRow) -> Mapping[int, Person]:
    day = _held_on(session, row)
    return {each.member_id: each for each in roster(session, day, serving_only=False)}


def _absent(session: Session, row: ClassRow) -> tuple[Person, ...]:
    """Sworn people of the attendees' shifts who were not there."""
    there = {
        each.attendance.member_id
        for each in attendees(session, [row.id]).get(row.id, ())
        if each.was_there is not False
    }
    people = roster(session, _held_on(session, row))
    shifts = {each.shift for each in people if each.member_id in there}
    return tuple(
        each
        for each in people
        if each.sworn
        and each.shift in shifts
        and each.member_id not in there
        and each.member_id != row.instructor_id
    )


def _held_on(session: Session, row: ClassRow) -> date:
    return row.times.starts_at.astimezone(settings_on(session, today()).zone).date()
