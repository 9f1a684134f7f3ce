"""Assignment rules: the list, making one with a look at whom it reaches, and ending it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from lms.domain.access import Permission, Role, reach
from lms.domain.assignment_rule import IN_CHARGE, PLAN, Repeat, RuleAudience, Timing, role_name
from lms.domain.errors import ConflictError, InvalidError
from lms.queries.assignment_rules import (
    RuleRow,
    assignment_rule,
    assignment_rules,
    modules_given,
    people_who_fit,
    share_changes,
    standing_shares,
)
from lms.queries.content_list import ListedModule, listed_modules, module_titles
from lms.queries.roster import Person, roster
from lms.services.assignment_rule import end_assignment_rule, make_assignment_rule
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import now, reading, writing
from lms.web.training_unit.blueprint import blueprint
from lms.web.training_unit.forms import RuleEndForm, RuleForm

_MOST_CHANGES = 100
_USUAL_WEEKS = 4
_ROLES = (IN_CHARGE, *(role.value for role in (Role.SUPERVISOR, Role.INSTRUCTOR)))


@blueprint.get("/desk/rules")
@requires(Permission.COMPLETION_VIEW)
def rules() -> ResponseReturnValue:
    """Show every rule, whom it is for, and how many hold a share by it."""
    with reading() as session:
        found = assignment_rules(session)
        shares = standing_shares(session)
        titles = module_titles(session)
        people = _names(roster(session, today(), serving_only=False))
    return render_template(
        "training_unit/rules.html",
        rules=found,
        shares=shares,
        gives=lambda row: _capital(_gives_words(titles, row)),
        audience=partial(_audience_words, people),
        timing=_timing_words,
        may_assign=_may_assign(),
    )


@blueprint.get("/desk/rules/new")
@requires(Permission.ASSIGNMENT_MANAGE)
def new_rule() -> ResponseReturnValue:
    """Ask for a rule; with ``preview`` in the address, show whom it reaches today."""
    form = _form(formdata=request.args or None)
    if "preview" not in request.args:
        form.opens_on.data = form.opens_on.data or today()
        form.due_on.data = form.due_on.data or today() + timedelta(weeks=_USUAL_WEEKS)
        return _page(form)
    reached = _reached(form) if form.validate() else None
    return _page(form, reached)


@blueprint.post("/desk/rules/new")
@requires(Permission.ASSIGNMENT_MANAGE)
@takes(repeats=("module", "rank", "unit", "shift", "role"))
def make_rule() -> ResponseReturnValue:
    """Make the rule once; the same form again lands on the same rule."""
    form = _form()
    reached = _reached(form) if form.validate_on_submit() else None
    if reached is None:
        return _page(form), 422
    chosen = _chosen(form)
    try:
        made = writing(
            partial(
                make_assignment_rule,
                name=str(form.name.data),
                policy=chosen.policy,
                modules=chosen.modules,
                whole_course=chosen.whole_course,
                audience=_audience(form),
                timing=_timing(form),
                by=current().actor,
            )
        )
    except InvalidError:
        form.due_on.errors = ["Choose today or a later day."]
        return _page(form, reached), 422
    flash("The rule holds from its first day on.", "good")
    return redirect(url_for("training_unit.rule", rule_id=made), code=303)


@blueprint.get("/desk/rules/<int:rule_id>")
@requires(Permission.COMPLETION_VIEW)
def rule(rule_id: int) -> ResponseReturnValue:
    """Show a rule with what it gave and took back, and why."""
    return _rule_page(rule_id, RuleEndForm())


@blueprint.post("/desk/rules/<int:rule_id>/end")
@requires(Permission.ASSIGNMENT_MANAGE)
def end_rule(rule_id: int) -> ResponseReturnValue:
    """End a rule with a reason; what it assigned stays."""
    form = RuleEndForm()
    if not form.validate_on_submit():
        return _rule_page(rule_id, form), 422
    try:
        writing(
            partial(
                end_assignment_rule,
                rule_id=rule_id,
                reason=str(form.reason.data),
                by=current().actor,
            )
        )
        flash("The rule is ended. What it assigned stays.", "good")
    except ConflictError:
        flash("Nothing was changed: the rule was ended before.", "info")
    return redirect(url_for("training_unit.rule", rule_id=rule_id), code=303)


def _rule_page(rule_id: int, form: RuleEndForm) -> str:
    with reading() as session:
        found = assignment_rule(session, rule_id)
        changes = share_changes(session, rule_id, most=_MOST_CHANGES)
        titles = module_titles(session)
        people = _names(roster(session, today(), serving_only=False))
        held = standing_shares(session).get(rule_id, 0)
        given = modules_given(session, found)
        reached = people_who_fit(session, found.audience, today(), now=now())
    note_view(f"rule {rule_id}")
    return render_template(
        "training_unit/rule.html",
        rule=found,
        titles=titles,
        gives=_gives_words(titles, found),
        given=[titles.get(each, "a module") for each in given],
        reached=reached,
        audience=_audience_words(people, found.audience),
        timing=_timing_words(found),
        changes=changes,
        most=_MOST_CHANGES,
        held=held,
        form=form,
        may_assign=_may_assign(),
    )


def _page(form: RuleForm, reached: tuple[Person, ...] | None = None) -> str:
    if reached is not None:
        note_view("whom a rule reaches")
    return render_template("training_unit/new_rule.html", form=form, reached=reached)


def _reached(form: RuleForm) -> tuple[Person, ...] | None:
    """Whom the rule reaches today; None with the form's mistakes named."""
    try:
        _chosen(form)
        _timing(form)
    except InvalidError as error:
        getattr(form, str(error.facts["field"])).errors = [f"{error.facts['reason']}.".capitalize()]
        return None
    try:
        audience = _audience(form)
    except InvalidError as error:
        name = str(error.facts.get("field", "sworn"))
        getattr(form, name).errors = [
            str(error.facts["reason"]) if name == "badges" else "Say for whom: choose one at least."
        ]
        return None
    with reading() as session:
        return people_who_fit(session, audience, today(), now=now())


def _timing(form: RuleForm) -> Timing:
    return Timing(
        Repeat(form.repeats.data),
        form.opens_on.data,  # type: ignore[arg-type]
        form.due_on.data,  # type: ignore[arg-type]
        form.grace_days.data or 0,
    )


def _audience(form: RuleForm) -> RuleAudience:
    return RuleAudience(
        sworn=bool(form.sworn.data),
        ranks=tuple(sorted(form.rank.data or ())),
        units=tuple(sorted(form.unit.data or ())),
        shifts=tuple(sorted(form.shift.data or ())),
        roles=tuple(sorted(form.role.data or ())),
        hired_after=form.hired_after.data,
        members=_members(str(form.badges.data or "")),
    )


def _members(text: str) -> tuple[int, ...]:
    """The people with these badges today.

    Raises:
        InvalidError: somebody is on no roster.
    """
    badges = {each.strip() for each in text.split(",") if each.strip()}
    if not badges:
        return ()
    with reading() as session:
        found = {person.badge_number: person.member_id for person in roster(session, today())}
    unknown = sorted(badges - set(found))
    if unknown:
        raise InvalidError(field="badges", reason=f"Nobody serving has badge {unknown[0]}.")
    return tuple(sorted(found[badge] for badge in badges))


def _form(formdata: object = request) -> RuleForm:
    with reading() as session:
        modules = listed_modules(session)
        people = roster(session, today())
    form = RuleForm() if formdata is request else RuleForm(formdata, meta={"csrf": False})
    form.module.choices = _module_choices([each for each in modules if each.row.in_use])
    form.rank.choices = _values(people, lambda person: person.rank)
    form.unit.choices = _values(people, lambda person: person.unit)
    form.shift.choices = _values(people, lambda person: person.shift)
    form.role.choices = [SelectChoice(role, role_name(role).capitalize()) for role in _ROLES]
    return form


def _module_choices(modules: Sequence[ListedModule]) -> list[SelectChoice]:
    """The year's plan of each policy, then each module; a plan has no module behind its slash."""
    course: dict[str, int] = {}
    for each in modules:
        if each.module.is_course:
            policy = each.row.version.policy
            course[policy] = course.get(policy, 0) + 1
    plans = [
        SelectChoice(
            f"{policy}/",
            f"The year\u2019s plan: every module of the course, {count} today"
            + (f" ({policy})" if len(course) > 1 else ""),
        )
        for policy, count in course.items()
    ]
    return [
        *plans,
        *(
            SelectChoice(
                f"{each.row.version.policy}/{each.module.id}",
                f"{each.module.number}. {each.module.title}",
            )
            for each in modules
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What a rule gives, of one policy."""

    policy: str
    modules: tuple[str, ...]
    whole_course: bool


def _chosen(form: RuleForm) -> _Chosen:
    """The plan and modules that are ticked.

    Raises:
        InvalidError: they are of several policies, or none is ticked.
    """
    pairs = [str(each).partition("/")[::2] for each in form.module.data or ()]
    policies = {policy for policy, _ in pairs}
    if len(policies) != 1:
        reason = "Choose the plan or a module" if not pairs else "Make a rule for each policy"
        raise InvalidError(field="module", reason=reason)
    modules = tuple(module for _, module in pairs if module)
    return _Chosen(policies.pop(), modules, len(modules) < len(pairs))


def _values(people: Iterable[Person], value: Callable[[Person], str]) -> list[SelectChoice]:
    names = sorted({value(person) for person in people} - {""})
    return [SelectChoice(name, name) for name in names]


def _names(people: Iterable[Person]) -> dict[int, str]:
    return {person.member_id: person.full_name for person in people}


def _audience_words(people: dict[int, str], audience: RuleAudience) -> str:
    """For whom a rule is, in one line."""
    found = ["Sworn"] if audience.sworn else []
    several = {"rank": audience.ranks, "unit": audience.units, "shift": audience.shifts}
    found += [f"{name} {' or '.join(values)}" for name, values in several.items() if values]
    found += [" or ".join(map(role_name, audience.roles))] if audience.roles else []
    if audience.hired_after:
        found.append(f"hired after {day_words(audience.hired_after)}")
    if audience.members:
        names = [people.get(each, "somebody") for each in audience.members]
        found.append(", ".join(names) if len(names) < 4 else plural(len(names), "named person"))  # noqa: PLR2004
    return _capital("; ".join(found))


def _gives_words(titles: Mapping[int, str], row: RuleRow) -> str:
    """What a rule gives, such as: the year's plan, and "Dispatch"."""
    named = [f"\u201c{titles.get(each, 'a module')}\u201d" for each in row.named]
    parts = [*([PLAN] if row.whole_course else []), *named]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def _timing_words(row: RuleRow) -> str:
    timing = row.timing
    often = "each year" if timing.repeat is Repeat.YEARLY else "once"
    grace = f", {plural(timing.grace_days, 'day')} of grace" if timing.grace_days else ""
    return f"{often}, opens {day_words(timing.opens_on)}, due {day_words(timing.due_on)}{grace}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _may_assign() -> bool:
    return reach(current().roles, Permission.ASSIGNMENT_MANAGE) is not None
