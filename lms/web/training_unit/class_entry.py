"""Recording a class: which lesson, when, where, by whom, and who was there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.content.upload import UnusableUploadError
from lms.domain.access import Permission
from lms.domain.class_session import ClassKind, ClassTimes
from lms.domain.errors import InvalidError
from lms.domain.findings import Finding
from lms.domain.local_time import NoSuchTimeError, Turn, TwiceError, span_of
from lms.domain.member import clean_badge
from lms.queries.roster import Person
from lms.queries.settings import settings_on
from lms.queries.teaching import teachable_lessons
from lms.services.record_class import ClassDraft, ClassRefusedError, record_class
from lms.web.access import current, requires
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.class_choice import chosen_people
from lms.web.training_unit.class_people import attendable, by_member, lines, ticked
from lms.web.training_unit.forms import ClassForm
from lms.web.uploads import uploaded


@blueprint.get("/desk/classes/new")
@requires(Permission.CLASS_RECORD)
def new_class() -> ResponseReturnValue:
    """Ask what was taught, when, by whom, and who was there."""
    form = _form()
    form.held_on.data = today()
    return _page(form, {})


@blueprint.post("/desk/classes")
@takes(body=12 * 1024 * 1024, fields=4_000, repeats=("there",))
@requires(Permission.CLASS_RECORD)
def keep_class() -> ResponseReturnValue:
    """Record a class; its minutes wait for the attendees' word and a second person's approval.

    In a large department the form is first sent to list some people, and some more.
    """
    form = _form()
    if request.form.get("step") == "list":
        return _page(form, {}), 422
    try:
        made = _made(form) if form.validate_on_submit() else None
    except ClassRefusedError as refused:
        name_mistakes(form, refused.findings)
        return _page(form, by_member(refused.findings)), 422
    if made is None:
        return _page(form, {}), 422
    flash("The class is recorded. Everybody on the roster is asked to confirm.", "good")
    return redirect(url_for("training_unit.class_page", class_id=made), code=303)


def _made(form: ClassForm) -> int | None:
    """The class, or None with the form's mistakes named."""
    with reading() as session:
        settings = settings_on(session, today())
        people = attendable(session, form.held_on.data or today())
    span = _span(form, settings.zone)
    instructor_id = _instructor(form, people)
    posted = ticked(people)
    if posted.findings:
        raise ClassRefusedError(list(posted.findings))
    if span is None or form.errors:
        return None
    try:
        sheet = uploaded(form.sheet)
    except UnusableUploadError:
        return None
    draft = ClassDraft(
        kind=ClassKind.CLASS,
        lesson_version_id=int(str(form.lesson.data)),
        times=ClassTimes(*span, form.break_minutes.data or 0, settings.class_hour),
        attendances=posted.attendances,
        place=str(form.place.data),
        instructor=str(form.instructor.data),
        instructor_id=instructor_id,
        credential=str(form.credential.data or ""),
        credential_expires_on=form.credential_expires_on.data,
        sheet=sheet,
    )
    return writing(partial(record_class, draft=draft, by=current().actor))


def _span(form: ClassForm, zone: object) -> tuple[datetime, datetime] | None:
    turn = Turn(form.turn.data) if form.turn.data else None
    try:
        return span_of(
            form.held_on.data,  # type: ignore[arg-type]  # validated before
            form.starts.data,  # type: ignore[arg-type]
            form.ends_at.data,  # type: ignore[arg-type]
            zone,  # type: ignore[arg-type]
            turn,
        )
    except NoSuchTimeError:
        form.starts.errors = ["Clocks were set forward over this time; it did not exist."]
    except TwiceError:
        form.turn.errors = ["This time came twice that night. Say which one is meant."]
    return None


def _instructor(form: ClassForm, people: Iterable[Person]) -> int | None:
    """The member who taught, where a badge is given; a mistake is named at the field."""
    text = str(form.instructor_badge.data or "").strip()
    if not text:
        return None
    try:
        badge = clean_badge(text)
    except InvalidError:
        badge = ""
    found = next((each.member_id for each in people if each.badge_number == badge), None)
    if found is None:
        form.instructor_badge.errors = ["Nobody serving had this badge number that day."]
    return found


def name_mistakes(form: ClassForm, findings: Iterable[Finding]) -> None:
    """Put each finding at its field; those of people stand in the list."""
    for finding in findings:
        name = str(finding.path[0])
        if name in form:
            form[name].errors = [finding.message]
    people = [each for each in findings if each.path[0] == "members"]
    if people:
        first = people[0]
        words = (
            first.message
            if len(first.path) == 1
            else "Somebody on the list cannot be recorded as it stands; see the marks below."
        )
        form.form_errors = [words]


def _form() -> ClassForm:
    form = ClassForm()
    with reading() as session:
        lessons = teachable_lessons(session)
    form.lesson.choices = [
        SelectChoice("", "Choose a lesson"),
        *(SelectChoice(str(each.version.id), each.lesson.title) for each in lessons),
    ]
    return form


def _page(form: ClassForm, mistakes: dict[int, str]) -> str:
    day = form.held_on.data or today()
    if not timedelta(days=-3650) < day - today() < timedelta(days=3650):
        day = today()
    with reading() as session:
        people = attendable(session, day)
        choice = chosen_people(people)
        listed = lines(session, choice.listed, day=day, everybody=False, mistakes=mistakes)
    return render_template("training_unit/class_entry.html", form=form, lines=listed, choice=choice)
