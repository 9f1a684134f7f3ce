"""Graded attempts: one scenario a page, free movement, one submission, one result."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from lms.domain.access import Permission
from lms.domain.attempt import items_served
from lms.domain.attempt_rules import Opening
from lms.domain.credit import minutes
from lms.domain.draw import DrawImpossibleError
from lms.domain.errors import NotFoundError
from lms.domain.item import Answer, Item
from lms.domain.nominal import scenario_page
from lms.domain.page_token import attempt_unit
from lms.domain.scenario import ItemRef, Scenario
from lms.queries.attempt_work import OpenedAttempt, Turn, opened_attempt
from lms.queries.content import version
from lms.queries.provisions import RescindedError
from lms.queries.revision_then import revision_of_attempt
from lms.queries.seat import seconds_of_unit
from lms.queries.sittings import own_attempt, own_sitting
from lms.services.record_beat import milliseconds
from lms.services.save_answers import LAST_TURN, AttemptClosedError, save_answers
from lms.services.start_attempt import AttemptNotOpenError, OwnScenariosError, start_attempt
from lms.services.submit_attempt import AnswersDifferError, submit_attempt
from lms.web.access import current, own_member_id, requires, wants_data
from lms.web.answer_fields import ITEMS, field_of, given
from lms.web.learning import page_tokens
from lms.web.learning.beats import as_json
from lms.web.learning.blueprint import blueprint
from lms.web.learning.duty_gate import STATE_IT, module_to_state_duty, to_state_duty
from lms.web.learning.forms import SubmissionForm
from lms.web.learning.late import CountsFor, counts_for
from lms.web.learning.results import result_page
from lms.web.limits import takes
from lms.web.local_day import today
from lms.web.plant import now, reading, writing
from lms.web.quotations import quotations

_LONGEST_NUMBER = 15
_UNDER_REVIEW = (
    "A section of this module is being reviewed, and too few scenarios are left to draw from. "
    "Your minutes stay; tell the training unit."
)
_OWN = (
    "You wrote so many scenarios of this module that too few others are left for a "
    "try of yours. Your minutes stay; tell the training unit."
)
_BEFORE = {
    Opening.LESSONS_FIRST: "Finish the lessons first; they take about ten minutes each.",
    Opening.PASSED: "You have passed this module already.",
    Opening.TALK_FIRST: (
        "The next attempt opens when an instructor has talked with you and recorded it."
    ),
    Opening.STATE_DUTY: STATE_IT,
    Opening.OFF_DUTY: "Graded scenarios wait until you are on paid time.",
}


def _opened(attempt_id: int) -> OpenedAttempt:
    with reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=own_member_id())
        if row is None:
            raise NotFoundError(attempt=attempt_id)
        return opened_attempt(session, row)


@blueprint.post("/sittings/<int:sitting_id>/attempts")
@requires(Permission.ATTEMPT_SUBMIT)
def start(sitting_id: int) -> ResponseReturnValue:
    """Draw the next attempt, or go on with the open one."""
    try:
        attempt_id = writing(
            partial(
                start_attempt,
                sitting_id=sitting_id,
                member_id=own_member_id(),
                by=current().actor,
            )
        )
    except AttemptNotOpenError as error:
        flash(_BEFORE[Opening(str(error.facts["opening"]))], "warn")
        return redirect(url_for("learning.home"), code=303)
    except RescindedError:
        flash("This policy was rescinded; its training is closed.", "warn")
        return redirect(url_for("learning.home"), code=303)
    except OwnScenariosError:
        flash(_OWN, "warn")
        return redirect(url_for("learning.home"), code=303)
    except DrawImpossibleError:
        flash(_UNDER_REVIEW, "warn")
        return redirect(url_for("learning.home"), code=303)
    return redirect(url_for("learning.scenario", attempt_id=attempt_id, number=1), code=303)


@blueprint.get("/attempts/<int:attempt_id>")
@requires(Permission.ATTEMPT_SUBMIT)
def attempt(attempt_id: int) -> ResponseReturnValue:
    """Go on with an open attempt, or show the result of a closed one."""
    found = _opened(attempt_id)
    if found.row.is_closed:
        return redirect(url_for("learning.result", attempt_id=attempt_id))
    return redirect(url_for("learning.scenario", attempt_id=attempt_id, number=_first_open(found)))


def _first_open(found: OpenedAttempt) -> int:
    return next(
        (at for at, scenario in enumerate(found.scenarios, 1) if not _complete(found, scenario)), 1
    )


def _complete(found: OpenedAttempt, scenario: Scenario) -> bool:
    return all(
        ItemRef(scenario.id, item.id) in found.responses
        for item in items_served(scenario, found.responses)
    )


def _numbered(found: OpenedAttempt, number: int) -> Scenario:
    if not 1 <= number <= len(found.scenarios):
        raise NotFoundError(attempt=found.row.id, scenario=number)
    return found.scenarios[number - 1]


@dataclass(frozen=True, slots=True)
class _Served:
    """The items that can still be changed, and the steps of a tree whose choice was made."""

    editable: tuple[Item, ...]
    fixed: tuple[Item, ...]


def _served(found: OpenedAttempt, scenario: Scenario) -> _Served:
    items = items_served(scenario, found.responses)
    if scenario.tree is None:
        return _Served(items, ())
    made = tuple(item for item in items if ItemRef(scenario.id, item.id) in found.responses)
    return _Served(tuple(item for item in items if item not in made), made)


@blueprint.get("/attempts/<int:attempt_id>/scenarios/<int:number>")
@requires(Permission.ATTEMPT_SUBMIT)
def scenario(attempt_id: int, number: int) -> ResponseReturnValue:
    """Serve one scenario with the answers saved so far; no key is in it."""
    found = _opened(attempt_id)
    if found.row.is_closed:
        return redirect(url_for("learning.result", attempt_id=attempt_id))
    unstated = _unstated(found)
    if unstated:
        return to_state_duty(unstated)
    return _scenario_page(found, number, {})


def _unstated(found: OpenedAttempt) -> tuple[str, str, int] | None:
    """The module that asks for the duty status again, before an attempt goes on."""
    with reading() as session:
        sitting = own_sitting(
            session, sitting_id=found.row.sitting_id, member_id=found.row.member_id
        )
        return module_to_state_duty(session, sitting) if sitting else None


def _counts(session: Session, found: OpenedAttempt) -> CountsFor | None:
    """Which year an attempt counts for, where its module is of an earlier one."""
    sitting = own_sitting(session, sitting_id=found.row.sitting_id, member_id=found.row.member_id)
    if sitting is None or sitting.period_start.year == today().year:
        return None
    return counts_for(session, sitting, version(session, sitting.module_version_id).policy)


def _scenario_page(found: OpenedAttempt, number: int, errors: Mapping[str, str]) -> str:
    shown = _numbered(found, number)
    served = _served(found, shown)
    seed, unit = found.row.seed, attempt_unit(found.row.id)
    with reading() as session:
        counted = seconds_of_unit(session, sitting_id=found.row.sitting_id, unit=unit)
        banners = quotations(session, shown.banners)
        of_year = _counts(session, found)
    fields = [
        field_of(
            item,
            seed,
            shown.id,
            saved=found.responses.get(ItemRef(shown.id, item.id)),
            error=errors.get(item.id, ""),
        )
        for item in served.editable
    ]
    token = page_tokens.serve(
        sitting_id=found.row.sitting_id,
        unit=unit,
        page=shown.id,
        limb=shown.limb,
        expected_seconds=scenario_page(shown).seconds,
    )
    return render_template(
        "learning/attempt.html",
        attempt=found,
        scenario=shown,
        number=number,
        fields=fields,
        fixed=_fixed(found, shown, served.fixed),
        banners=banners,
        map=_map(found, number),
        token=token,
        opened=milliseconds(now()),
        counted=minutes(counted),
        counts=of_year,
    )


def _fixed(
    found: OpenedAttempt, scenario: Scenario, items: tuple[Item, ...]
) -> list[dict[str, str]]:
    """The choices made in a tree, in words; whether they were right is not said."""
    made = []
    for item in items:
        answer = found.responses[ItemRef(scenario.id, item.id)]
        options = getattr(item, "options", ())
        text = options[answer].text if isinstance(answer, int) else ""
        made.append({"stem": item.stem, "text": text})
    return made


def _map(found: OpenedAttempt, number: int) -> list[dict[str, object]]:
    return [
        {
            "number": at,
            "url": url_for("learning.scenario", attempt_id=found.row.id, number=at),
            "answered": _complete(found, scenario),
            "current": at == number,
        }
        for at, scenario in enumerate(found.scenarios, 1)
    ]


@blueprint.post("/attempts/<int:attempt_id>/scenarios/<int:number>")
@requires(Permission.ATTEMPT_SUBMIT)
@takes(repeats=ITEMS)
def save(attempt_id: int, number: int) -> ResponseReturnValue:
    """Keep the answers on this page and go where the button says."""
    token, scripted = page_tokens.from_form(attempt_unit(attempt_id))
    try:
        saved = writing(
            partial(
                save_answers,
                attempt_id=attempt_id,
                member_id=own_member_id(),
                answers=partial(_posted, number=number),
                token=token,
                scripted=scripted,
                turn=_turn(),
                sign_in_id=current().sign_in_id,
                by=current().actor,
            )
        )
    except AttemptClosedError:
        return _closed(attempt_id)
    if wants_data():
        body = as_json(saved.beat) if saved.beat else {}
        return jsonify({**body, "saved": ""})
    return redirect(_onward(saved.attempt, number), code=303)


def _posted(found: OpenedAttempt, *, number: int) -> dict[ItemRef, Answer]:
    """What the posted form says about the items that this page can still change."""
    shown = _numbered(found, number)
    sent = given(request.form, _served(found, shown).editable, found.row.seed, shown.id)
    return {ItemRef(shown.id, item): answer for item, answer in sent.answers.items()}


def _turn() -> Turn | None:
    """When the answers of the posted form were given; nothing where it does not say."""
    opened, number = request.form.get("opened", ""), request.form.get("turn", "")
    if not (opened.isascii() and opened.isdigit() and len(opened) <= _LONGEST_NUMBER):
        return None
    counted = number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
    latest = min(int(opened), milliseconds(now()))
    return Turn(latest, min(int(number), LAST_TURN) if counted else LAST_TURN)


def _closed(attempt_id: int) -> ResponseReturnValue:
    if wants_data():
        return jsonify(say="This attempt was submitted; its result is recorded."), 409
    return redirect(url_for("learning.result", attempt_id=attempt_id), code=303)


def _onward(found: OpenedAttempt, number: int) -> str:
    """Where the button leads; a tree is stayed on until its last choice is made."""
    shown, go = found.scenarios[number - 1], request.form.get("go", "")
    target = int(go) if go.isdigit() and len(go) <= _LONGEST_NUMBER else number
    if target == number and shown.tree is not None:
        target += _complete(found, shown)
    if go == "review" or target > len(found.scenarios):
        return url_for("learning.review", attempt_id=found.row.id)
    return url_for("learning.scenario", attempt_id=found.row.id, number=max(1, target))


@blueprint.get("/attempts/<int:attempt_id>/review")
@requires(Permission.ATTEMPT_SUBMIT)
def review(attempt_id: int) -> ResponseReturnValue:
    """Show what is answered before the one submission."""
    found = _opened(attempt_id)
    if found.row.is_closed:
        return redirect(url_for("learning.result", attempt_id=attempt_id))
    return _review_page(found, SubmissionForm())


def _review_page(found: OpenedAttempt, form: SubmissionForm) -> str:
    unit = attempt_unit(found.row.id)
    with reading() as session:
        counted = seconds_of_unit(session, sitting_id=found.row.sitting_id, unit=unit)
        then = revision_of_attempt(session, attempt_id=found.row.id, day=today())
    form.reviewed.data = found.answers_digest
    token = page_tokens.serve(
        sitting_id=found.row.sitting_id,
        unit=unit,
        page="review",
        limb=found.scenarios[0].limb,
        expected_seconds=_REVIEW_SECONDS,
    )
    return render_template(
        "learning/review.html",
        attempt=found,
        form=form,
        map=_map(found, 0),
        token=token,
        counted=minutes(counted),
        then=then,
    )


_REVIEW_SECONDS = 30


@blueprint.post("/attempts/<int:attempt_id>/submission")
@requires(Permission.ATTEMPT_SUBMIT)
def submit(attempt_id: int) -> ResponseReturnValue:
    """Grade the attempt once; a repeat lands on the same result."""
    found = _opened(attempt_id)
    form = SubmissionForm()
    if not form.validate_on_submit():
        if found.row.is_closed:
            return redirect(url_for("learning.result", attempt_id=attempt_id), code=303)
        return _review_page(found, form), 422
    token, scripted = page_tokens.from_form(attempt_unit(attempt_id))
    try:
        writing(
            partial(
                submit_attempt,
                attempt_id=attempt_id,
                member_id=found.row.member_id,
                reviewed_digest=str(form.reviewed.data),
                attested=bool(form.attested.data),
                token=token,
                scripted=scripted,
                sign_in_id=current().sign_in_id,
                by=current().actor,
            )
        )
    except AnswersDifferError as error:
        return _differ(attempt_id, closed=bool(error.facts["closed"]))
    return redirect(url_for("learning.result", attempt_id=attempt_id), code=303)


def _differ(attempt_id: int, *, closed: bool) -> ResponseReturnValue:
    if closed:
        return result_page(attempt_id, other_answers=True), 409
    flash("Answers were saved on another page meanwhile. Look once more, then submit.", "warn")
    return _review_page(_opened(attempt_id), SubmissionForm()), 409
