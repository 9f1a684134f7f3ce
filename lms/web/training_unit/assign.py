"""Assigning a module."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission
from lms.domain.assignment import Audience, AudienceKind
from lms.domain.errors import InvalidError
from lms.domain.member import clean_badge
from lms.queries.content_list import listed_modules
from lms.queries.roster import Person, roster
from lms.services.assign_once import assign_once
from lms.web.access import current, requires
from lms.web.local_day import today
from lms.web.plant import reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import AssignForm

_USUAL_WEEKS = 4


@blueprint.get("/desk/assign")
@requires(Permission.ASSIGNMENT_MANAGE)
def assign() -> ResponseReturnValue:
    """Ask which module, for whom and until when; the address may fill in a make-up."""
    form = _form()
    form.module.data = request.args.get("module", "")
    form.audience.data = request.args.get("audience", "")
    form.badge.data = request.args.get("badge", "")[:12]
    form.due_on.data = today() + timedelta(weeks=_USUAL_WEEKS)
    return render_template("training_unit/assign.html", form=form)


@blueprint.post("/desk/assign")
@requires(Permission.ASSIGNMENT_MANAGE)
def make_assignment() -> ResponseReturnValue:
    """Assign once; the same form again lands on the same assignment."""
    form = _form()
    made = _made(form) if form.validate_on_submit() else None
    if made is None:
        return render_template("training_unit/assign.html", form=form), 422
    flash("The module is assigned.", "good")
    return redirect(url_for("training_unit.assignment", assignment_id=made), code=303)


def _made(form: AssignForm) -> int | None:
    """The assignment, or None with the form's mistakes named."""
    policy, _, module = str(form.module.data).partition("/")
    due_on: date = form.due_on.data  # type: ignore[assignment]
    if due_on.year > today().year + 1:
        form.due_on.errors = ["Choose a date before the end of next year."]
        return None
    try:
        return writing(
            partial(
                assign_once,
                policy=policy,
                module=module,
                audience=_audience(form),
                due_on=due_on,
                by=current().actor,
            )
        )
    except InvalidError as error:
        _name_mistake(form, error)
        return None


def _audience(form: AssignForm) -> Audience:
    kind, _, value = str(form.audience.data).partition(":")
    if kind == AudienceKind.MEMBER:
        value = clean_badge(str(form.badge.data or ""))
    return Audience(AudienceKind(kind), value)


def _name_mistake(form: AssignForm, error: InvalidError) -> None:
    field = error.facts.get("field")
    if field == "due_on":
        form.due_on.errors = ["Choose today or a later day."]
    elif form.audience.data == AudienceKind.MEMBER.value:
        form.badge.errors = ["Nobody serving has this badge number. Check it on the roster."]
    else:
        form.audience.errors = ["Nobody on the roster fits this choice."]


def _form() -> AssignForm:
    day = today()
    with reading() as session:
        modules = listed_modules(session)
        people = roster(session, day)
    form = AssignForm()
    form.module.choices = [
        SelectChoice("", "Choose a module"),
        *(
            SelectChoice(
                f"{each.row.version.policy}/{each.module.id}",
                f"{each.module.number}. {each.module.title}",
            )
            for each in modules
            if each.row.in_use is not None
        ),
    ]
    form.audience.choices = _audiences(people)
    return form


def _audiences(people: Iterable[Person]) -> list[SelectChoice]:
    """Every audience that fits somebody today, with how many."""
    everybody = tuple(people)
    sworn = sum(person.sworn for person in everybody)
    return [
        SelectChoice("", "Choose for whom"),
        SelectChoice(AudienceKind.ALL_SWORN.value, f"All sworn members ({sworn})"),
        SelectChoice(AudienceKind.MEMBER.value, "One person, by badge number"),
        *_named(AudienceKind.SHIFT, everybody, lambda person: person.shift),
        *_named(AudienceKind.UNIT, everybody, lambda person: person.unit),
        *_named(AudienceKind.RANK, everybody, lambda person: person.rank),
    ]


def _named(
    kind: AudienceKind, people: Iterable[Person], value: Callable[[Person], str]
) -> list[SelectChoice]:
    counts = Counter(value(person) for person in people)
    return [
        SelectChoice(f"{kind.value}:{name}", f"{name} ({count})", optgroup=f"A {kind.value}")
        for name, count in sorted(counts.items())
        if name
    ]
