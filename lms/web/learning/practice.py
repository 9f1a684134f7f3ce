"""Practice: a scenario with feedback at once, and the exact words after answering."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Permission
from lms.domain.credit import minutes
from lms.domain.item import Answer, Item
from lms.domain.nominal import scenario_page
from lms.domain.page_token import lesson_unit
from lms.domain.scenario import Scenario
from lms.queries.seat import seconds_of_unit
from lms.queries.sittings import Practiced, practiced
from lms.services.take_lesson import answer_practice, finish_practice
from lms.web.access import current, own_member_id, requires
from lms.web.answer_fields import ITEMS, Shown, field_of, given, shown_with_key
from lms.web.learning import page_tokens
from lms.web.learning.blueprint import blueprint
from lms.web.learning.duty_gate import module_to_state_duty, to_state_duty
from lms.web.learning.flips import both_sides
from lms.web.learning.lessons import after, counts, own_lesson
from lms.web.learning.steps import steps_of
from lms.web.limits import takes
from lms.web.plant import reading, writing
from lms.web.quotations import quotations

Errors = Mapping[str, str]


def _seed(sitting_id: int) -> str:
    return f"practice:{sitting_id}"


def _answers(rows: tuple[Practiced, ...], version_id: int) -> dict[str, Answer]:
    return {each.item: each.answer for each in rows if each.scenario_version_id == version_id}


def _open_items(scenario: Scenario, answers: Mapping[str, Answer]) -> tuple[Item, ...]:
    """The items to answer now: all that are open, or the step that a tree has come to."""
    asked = scenario.items if scenario.tree is None else scenario.tree.way(answers)
    return tuple(item for item in asked if item.id not in answers)


def _answered(
    scenario: Scenario, answers: Mapping[str, Answer], seed: str
) -> tuple[tuple[Item, Shown], ...]:
    asked = scenario.items if scenario.tree is None else scenario.tree.way(answers)
    return tuple(
        (item, shown_with_key(item, answers[item.id], seed, scenario.id))
        for item in asked
        if item.id in answers
    )


def _page(sitting_id: int, lesson: str, scenario: str, errors: Errors) -> str:
    seed = _seed(sitting_id)
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        found = pinned.scenario(scenario)
        rows = practiced(session, sitting_id)
        answers = _answers(rows, pinned.scenario_version(scenario))
        steps = steps_of(session, pinned)
        unit = lesson_unit(lesson)
        counted = seconds_of_unit(session, sitting_id=sitting_id, unit=unit)
        answered = _answered(found, answers, seed)
        codes = [code for item, _ in answered for code in found.provisions_of(item)]
        words = quotations(session, codes)
        banners = quotations(session, found.banners)
        of_year = counts(session, pinned)
    sides = both_sides(
        pinned,
        found,
        {each.id: _answers(rows, pinned.scenario_version(each.id)) for each in pinned.scenarios},
    )
    fields = [
        field_of(item, seed, scenario, error=errors.get(item.id, ""))
        for item in _open_items(found, answers)
    ]
    token = page_tokens.serve(
        sitting_id=sitting_id,
        unit=unit,
        page=scenario,
        limb=found.limb,
        expected_seconds=scenario_page(found).seconds,
    )
    return render_template(
        "learning/practice.html",
        pinned=pinned,
        scenario=found,
        fields=fields,
        answered=answered,
        sides=sides,
        words=words,
        banners=banners,
        errors=errors,
        steps=steps,
        at=next(at for at, step in enumerate(steps, 1) if step.name == scenario),
        token=token,
        counted=minutes(counted),
        counts=of_year,
    )


@blueprint.get("/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>")
@requires(Permission.TRAINING_TAKE)
def practice(sitting_id: int, lesson: str, scenario: str) -> ResponseReturnValue:
    """Serve a practice scenario, with feedback on what was answered."""
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        unstated = module_to_state_duty(session, pinned.sitting)
    if unstated:
        return to_state_duty(unstated)
    return _page(sitting_id, lesson, scenario, {})


@blueprint.post("/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>")
@requires(Permission.TRAINING_TAKE)
@takes(repeats=ITEMS)
def answer(sitting_id: int, lesson: str, scenario: str) -> ResponseReturnValue:
    """Keep the first answers and show their feedback."""
    member_id = own_member_id()
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        found = pinned.scenario(scenario)
        rows = practiced(session, sitting_id)
    answers = _answers(rows, pinned.scenario_version(scenario))
    open_items = _open_items(found, answers)
    sent = given(request.form, open_items, _seed(sitting_id), scenario)
    if sent.incomplete:
        return _page(sitting_id, lesson, scenario, sent.incomplete), 422
    token, scripted = page_tokens.from_form(lesson_unit(lesson))
    writing(
        partial(
            answer_practice,
            sitting_id=sitting_id,
            member_id=member_id,
            lesson=lesson,
            scenario=scenario,
            answers=sent.answers,
            token=token,
            scripted=scripted,
        )
    )
    target = url_for(
        "learning.practice",
        sitting_id=sitting_id,
        lesson=lesson,
        scenario=scenario,
        _anchor="feedback",
    )
    return redirect(target, code=303)


@blueprint.post("/sittings/<int:sitting_id>/lessons/<lesson>/practice/<scenario>/next")
@requires(Permission.TRAINING_TAKE)
@takes(repeats=ITEMS)
def leave_practice(sitting_id: int, lesson: str, scenario: str) -> ResponseReturnValue:
    """Count the feedback that was read and go on; the last step completes the lesson."""
    token, scripted = page_tokens.from_form(lesson_unit(lesson))
    writing(
        partial(
            finish_practice,
            sitting_id=sitting_id,
            member_id=own_member_id(),
            lesson=lesson,
            token=token,
            scripted=scripted,
            by=current().actor,
        )
    )
    return redirect(after(sitting_id, lesson, scenario), code=303)
