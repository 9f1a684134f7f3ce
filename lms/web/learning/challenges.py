"""Challenging a question after an attempt, and reading the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.domain.access import Permission
from lms.domain.attempt import items_served
from lms.domain.challenge import ANSWER_DAYS, LONGEST_WORDS
from lms.domain.item import Item
from lms.domain.scenario import ItemRef, Scenario
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.challenges import ChallengeRow, challenges_of
from lms.queries.sittings import own_attempt
from lms.services.challenge_item import ChallengedAlreadyError, challenge_item
from lms.web.access import current, own_member_id, requires
from lms.web.answer_fields import Shown, shown_without_key
from lms.web.challenge_words import due, state
from lms.web.learning.blueprint import blueprint
from lms.web.local_day import today
from lms.web.plant import reading, writing


class ChallengeForm(FlaskForm):
    """What is wrong with a question."""

    words = TextAreaField(
        "What is wrong?",
        validators=[
            DataRequired("Say what is wrong."),
            Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters."),
        ],
        description="Name the section or the fact, if you can. Your answer and your result stay "
        "as they are until somebody has looked.",
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """An item of an attempt as it was answered, without its key, and its challenge if any."""

    item: Item
    shown: Shown
    challenge: ChallengeRow | None


@blueprint.get("/attempts/<int:attempt_id>/challenges")
@requires(Permission.ATTEMPT_SUBMIT)
def challenges(attempt_id: int) -> ResponseReturnValue:
    """Show every question of an attempt, and what became of those that were challenged."""
    found, raised = _closed(attempt_id)
    day = today()
    return render_template(
        "learning/challenges.html",
        attempt=found,
        scenarios=[
            (number, scenario, _asked(found, scenario, raised))
            for number, scenario in enumerate(found.scenarios, 1)
        ],
        raised=[
            (row, found.scenario(row.scenario), state(row, day), due(row))
            for row in raised.values()
        ],
        days=ANSWER_DAYS,
    )


@blueprint.get("/attempts/<int:attempt_id>/challenges/<scenario>/<item>")
@requires(Permission.ATTEMPT_SUBMIT)
def challenge(attempt_id: int, scenario: str, item: str) -> ResponseReturnValue:
    """Show one question as it was answered, and ask what is wrong with it."""
    return _page(attempt_id, ItemRef(scenario, item), ChallengeForm())


@blueprint.post("/attempts/<int:attempt_id>/challenges/<scenario>/<item>")
@requires(Permission.ATTEMPT_SUBMIT)
def raise_challenge(attempt_id: int, scenario: str, item: str) -> ResponseReturnValue:
    """Put it before the policy owner."""
    form, ref = ChallengeForm(), ItemRef(scenario, item)
    if not form.validate_on_submit():
        return _page(attempt_id, ref, form), 422
    try:
        writing(
            partial(
                challenge_item,
                attempt_id=attempt_id,
                member_id=own_member_id(),
                item=ref,
                words=str(form.words.data),
                by=current().actor,
            )
        )
    except ChallengedAlreadyError:
        flash("You challenged this question before. Nothing was changed.", "info")
    else:
        flash(
            f"The policy owner has it and answers within {ANSWER_DAYS} days. "
            "You read the answer here.",
            "good",
        )
    return redirect(url_for("learning.challenges", attempt_id=attempt_id), code=303)


def _page(attempt_id: int, ref: ItemRef, form: ChallengeForm) -> str:
    found, raised = _closed(attempt_id)
    scenario = next((each for each in found.scenarios if each.id == ref.scenario), None)
    if scenario is None:
        abort(404)
    asked = _asked(found, scenario, raised)
    one = next((each for each in asked if each.item.id == ref.item), None) or abort(404)
    return render_template(
        "learning/challenge.html",
        attempt=found,
        scenario=scenario,
        asked=one,
        form=form,
        days=ANSWER_DAYS,
    )


def _closed(attempt_id: int) -> tuple[OpenedAttempt, dict[ItemRef, ChallengeRow]]:
    with reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=own_member_id())
        if row is None or not row.is_closed:
            abort(404)
        found = opened_attempt(session, row)
        raised = challenges_of(session, attempt_id=attempt_id, member_id=own_member_id())
    return found, {each.ref: each for each in raised}


def _asked(
    found: OpenedAttempt, scenario: Scenario, raised: dict[ItemRef, ChallengeRow]
) -> list[Asked]:
    refs = (
        (item, ItemRef(scenario.id, item.id)) for item in items_served(scenario, found.responses)
    )
    return [
        Asked(
            item,
            shown_without_key(item, found.responses.get(ref), found.row.seed, scenario.id),
            raised.get(ref),
        )
        for item, ref in refs
    ]
