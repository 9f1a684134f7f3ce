"""Modules and lessons: what is in them, and their reading pages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.credit import NotLateError, minutes
from lms.domain.duty import DUTY_WORDS, Duty, is_out_of_date
from lms.domain.edition import short_form
from lms.domain.errors import NotFoundError
from lms.domain.nominal import reading_page
from lms.domain.page_token import lesson_unit
from lms.domain.requirement import Period
from lms.queries.attempt_work import open_module
from lms.queries.content import version
from lms.queries.last_edition import reads_short
from lms.queries.late_years import LateYear
from lms.queries.lesson_work import PinnedLesson, pinned_lesson
from lms.queries.provisions import RescindedError
from lms.queries.seat import seconds_of_unit
from lms.queries.sittings import attempts_of, lessons_completed, own_sitting
from lms.queries.standing import owed_on
from lms.queries.training import ModuleCard, module_cards
from lms.services.open_sitting import open_sitting
from lms.services.take_lesson import begin_lesson, turn_page
from lms.web.access import current, own_member_id, requires
from lms.web.learning import page_tokens
from lms.web.learning.blueprint import blueprint
from lms.web.learning.duty_gate import module_to_state_duty, to_state_duty
from lms.web.learning.forms import DutyForm
from lms.web.learning.late import (
    CLOSED,
    CountsFor,
    calendar_year,
    counts_for,
    own_late_years,
    year_of,
)
from lms.web.learning.steps import Step, next_url, steps_of
from lms.web.local_day import today
from lms.web.markdown import render
from lms.web.plant import now, reading, writing
from lms.web.quotations import quotations


def _asked_period() -> Period:
    """The year of the module that the address asks for: this one, where it names none."""
    text = request.args.get("year", "")
    if not text:
        return calendar_year(today().year)
    return calendar_year(int(text) if text.isascii() and text.isdigit() else -1)


def _card(session: Session, policy: str, module: str) -> ModuleCard:
    if not owed_on(session, today()):
        raise NotFoundError(module=module)
    cards = module_cards(session, member_id=own_member_id(), period=_asked_period())
    for card in cards:
        if card.version.policy == policy and card.module.id == module:
            return card
    raise NotFoundError(policy=policy, module=module)


@dataclass(frozen=True, slots=True)
class YearOfModule:
    """Which year a module is taken for on its page.

    Attributes:
        named: the year in the addresses of the page; None for this one.
        counts: what is said of it where it is an earlier one.
        late: the years that wait to be completed late, on a page of this year.
    """

    named: int | None
    counts: CountsFor | None
    late: tuple[LateYear, ...]


def _year_of_module(session: Session, policy: str) -> YearOfModule:
    first, this_year = _asked_period().starts_on, today().year
    late = tuple(each for each in own_late_years(session) if each.owed.policy == policy)
    if first.year == this_year:
        return YearOfModule(None, None, late)
    found = any(
        each.owed.period.starts_on == first and each.opened_on and each.facts.lacking
        for each in late
    )
    return YearOfModule(first.year, CountsFor(first.year, this_year, found), ())


@blueprint.get("/training/<policy>/<module>")
@requires(Permission.TRAINING_TAKE)
def module_page(policy: str, module: str) -> ResponseReturnValue:
    """Show a module's lessons and where its graded scenarios stand."""
    with reading() as session:
        card = _card(session, policy, module)
        found = open_module(session, card.sitting, now()) if card.sitting else None
        attempts = attempts_of(session, card.sitting.id) if card.sitting else ()
        year = _year_of_module(session, policy)
    asks_duty = card.sitting is None or is_out_of_date(card.sitting.visited_at, now())
    return render_template(
        "learning/module.html",
        progress=card,
        opening=found.opening.value if found else "lessons-first",
        attempts=attempts,
        year=year,
        form=DutyForm(),
        duties=DUTY_WORDS,
        asks_duty=asks_duty,
    )


@blueprint.post("/training/<policy>/<module>/visits")
@requires(Permission.TRAINING_TAKE)
def begin_visit(policy: str, module: str) -> ResponseReturnValue:
    """Begin or continue a module with the duty status the member states."""
    form = DutyForm()
    if not form.validate_on_submit():
        with reading() as session:
            card = _card(session, policy, module)
            year = _year_of_module(session, policy)
        page = render_template(
            "learning/module.html",
            progress=card,
            opening="lessons-first",
            attempts=(),
            year=year,
            form=form,
            duties=DUTY_WORDS,
            asks_duty=True,
        )
        return page, 422
    work = partial(
        open_sitting,
        member_id=own_member_id(),
        policy=policy,
        module=module,
        duty=Duty(form.duty.data),
        device=request.user_agent.string[:120],
        late_for=_asked_period().starts_on,
        by=current().actor,
    )
    try:
        writing(work)
    except RescindedError:
        flash("This policy was rescinded; its training is closed.", "warn")
        return redirect(url_for("learning.home"), code=303)
    except NotLateError:
        flash(CLOSED.format(year=_asked_period().name, now=today().year), "info")
        return redirect(url_for("learning.home"), code=303)
    with reading() as session:
        card = _card(session, policy, module)
    lesson = card.next_lesson
    if lesson is None or card.sitting is None:
        named = year_of(_asked_period().starts_on)
        where = url_for("learning.module_page", policy=policy, module=module, year=named)
        return redirect(where, code=303)
    return _begin(card.sitting.id, lesson.slug)


@blueprint.post("/sittings/<int:sitting_id>/lessons/<lesson>/start")
@requires(Permission.TRAINING_TAKE)
def start_lesson(sitting_id: int, lesson: str) -> ResponseReturnValue:
    """Fix the versions of a lesson and open its first page."""
    with reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=own_member_id())
        unstated = module_to_state_duty(session, sitting) if sitting else None
    if unstated:
        return to_state_duty(unstated)
    return _begin(sitting_id, lesson)


def _begin(sitting_id: int, lesson: str) -> ResponseReturnValue:
    writing(partial(begin_lesson, sitting_id=sitting_id, member_id=own_member_id(), lesson=lesson))
    return redirect(url_for("learning.lesson", sitting_id=sitting_id, lesson=lesson), code=303)


def own_lesson(session: Session, sitting_id: int, lesson: str) -> PinnedLesson:
    """The lesson where the sitting is this member's and has begun it.

    Raises:
        NotFoundError: else; another's and a missing one alike.
    """
    sitting = own_sitting(session, sitting_id=sitting_id, member_id=own_member_id())
    if sitting is None:
        raise NotFoundError(sitting=sitting_id)
    return pinned_lesson(session, sitting, lesson)


@blueprint.get("/sittings/<int:sitting_id>/lessons/<lesson>")
@requires(Permission.TRAINING_TAKE)
def lesson(sitting_id: int, lesson: str) -> ResponseReturnValue:
    """Go on where the lesson was left, or say that it is done."""
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        steps = steps_of(session, pinned)
        done = lesson in lessons_completed(session, sitting_id)
        unit = lesson_unit(lesson)
        counted = seconds_of_unit(session, sitting_id=sitting_id, unit=unit)
        card = _card_of(session, pinned)
        of_year = counts(session, pinned)
    if not done:
        return redirect(next_url(sitting_id, lesson, steps))
    return render_template(
        "learning/lesson_done.html",
        pinned=pinned,
        steps=steps,
        counted=minutes(counted),
        progress=card,
        year=year_of(pinned.sitting.period_start),
        counts=of_year,
        step_url=partial(_step_url, sitting_id, lesson),
    )


def _card_of(session: Session, pinned: PinnedLesson) -> ModuleCard | None:
    if not owed_on(session, today()):
        return None
    period = calendar_year(pinned.sitting.period_start.year)
    cards = module_cards(session, member_id=own_member_id(), period=period)
    return next((each for each in cards if pinned.lesson.id in each.module.lessons), None)


def counts(session: Session, pinned: PinnedLesson) -> CountsFor | None:
    """Which year a lesson counts for, where it is of an earlier one."""
    if pinned.sitting.period_start.year == today().year:
        return None
    found = version(session, pinned.sitting.module_version_id)
    return counts_for(session, pinned.sitting, found.policy)


def _step_url(sitting_id: int, lesson: str, step: Step) -> str:
    return step.url(sitting_id, lesson)


@blueprint.get("/sittings/<int:sitting_id>/lessons/<lesson>/pages/<page>")
@requires(Permission.TRAINING_TAKE)
def lesson_page(sitting_id: int, lesson: str, page: str) -> ResponseReturnValue:
    """Serve a reading page beside the exact words it rests on.

    Who passed the module in the year before gets its key points; ``full`` asks for all of it.
    """
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        steps = steps_of(session, pinned)
        found = next((each for each in pinned.lesson.pages if each.id == page), None)
        if found is None:
            abort(404)
        unstated = module_to_state_duty(session, pinned.sitting)
        if unstated:
            return to_state_duty(unstated)
        unit = lesson_unit(lesson)
        counted = seconds_of_unit(session, sitting_id=sitting_id, unit=unit)
        words = quotations(session, found.provisions)
        may_be_short = reads_short(session, pinned)
        of_year = counts(session, pinned)
    is_short = may_be_short and "full" not in request.args
    shown = short_form(pinned.lesson, found) if is_short else found
    token = page_tokens.serve(
        sitting_id=sitting_id,
        unit=unit,
        page=page,
        limb=pinned.lesson.limb_of(found),
        expected_seconds=reading_page(shown).seconds,
    )
    return render_template(
        "learning/lesson_page.html",
        pinned=pinned,
        page=found,
        body=render(shown.body),
        is_short=is_short,
        counts=of_year,
        may_be_short=may_be_short,
        words=words,
        steps=steps,
        at=next(at for at, step in enumerate(steps, 1) if step.name == page),
        token=token,
        counted=minutes(counted),
    )


@blueprint.post("/sittings/<int:sitting_id>/lessons/<lesson>/pages/<page>")
@requires(Permission.TRAINING_TAKE)
def leave_page(sitting_id: int, lesson: str, page: str) -> ResponseReturnValue:
    """Count the page and go to the next step."""
    token, scripted = page_tokens.from_form(lesson_unit(lesson))
    writing(
        partial(
            turn_page,
            sitting_id=sitting_id,
            member_id=own_member_id(),
            lesson=lesson,
            page=page,
            token=token,
            scripted=scripted,
            by=current().actor,
        )
    )
    return redirect(after(sitting_id, lesson, page), code=303)


def after(sitting_id: int, lesson: str, name: str) -> str:
    """The step behind ``name``; the lesson's own page behind the last one."""
    with reading() as session:
        pinned = own_lesson(session, sitting_id, lesson)
        steps = steps_of(session, pinned)
        completed = lesson in lessons_completed(session, sitting_id)
        if completed and name == steps[-1].name:
            of_year = pinned.sitting.period_start.year
            year = "your year" if of_year == today().year else "your record"
            flash(f"\u201c{pinned.lesson.title}\u201d is done; its minutes are in {year}.", "good")
            return url_for("learning.lesson", sitting_id=sitting_id, lesson=lesson)
    return next_url(sitting_id, lesson, steps, after=name)
