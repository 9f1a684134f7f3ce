"""Challenged questions for the policy owner: the answer, and a corrected key for two people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    RadioField,
    SelectChoice,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from lms.domain.access import Permission, TwoPersonAct
from lms.domain.challenge import ANSWER_DAYS, LONGEST_WORDS, ChallengeOutcome, OwnChallengeError
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.item import Item
from lms.domain.key_change import Accepted, accepted_words, check_accepts
from lms.domain.scenario import Scenario
from lms.queries.attempt_work import attempt_of, opened_attempt
from lms.queries.challenges import ChallengeRow, challenge_by_id, every_challenge
from lms.queries.content import Version, thing, version
from lms.queries.local_day import local_day
from lms.queries.rescoring import Asked, Foreseen, foresee_change, how_it_went
from lms.queries.roster import roster
from lms.services.acts.key_change import KeyChangeAsked
from lms.services.challenge_item import AnsweredAlreadyError, answer_challenge
from lms.services.propose import LONGEST_REASON, propose
from lms.web.access import current, requires
from lms.web.access_log import note_view
from lms.web.answer_fields import ITEMS, Field, Shown, field_of, given, shown_with_key
from lms.web.authoring.blueprint import blueprint
from lms.web.challenge_words import OUTCOMES, age, due, state
from lms.web.errors import Words, answer
from lms.web.limits import takes
from lms.web.listing import in_order
from lms.web.local_day import today
from lms.web.plant import now, reading, writing
from lms.web.quotations import quotations
from lms.web.second_person import offered

_OWN = Words(
    "Somebody else answers this",
    "You raised this challenge yourself. Another policy owner answers it.",
)
_REFUSED = "This cannot be proposed: the same was corrected before."


class AnswerForm(FlaskForm):
    """What the policy owner says of a challenge."""

    outcome = RadioField(
        "Your answer",
        choices=[
            SelectChoice(ChallengeOutcome.STANDS.value, "The question and its answer stand"),
            SelectChoice(
                ChallengeOutcome.REWORDED.value, "The answer stands; the words will be mended"
            ),
            SelectChoice(
                ChallengeOutcome.KEY_WRONG.value, "The officer is right; the key is wrong"
            ),
        ],
        validators=[InputRequired("Choose one.")],
    )
    words = TextAreaField(
        "What you say to the officer",
        validators=[
            DataRequired("Say why."),
            Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters."),
        ],
        description="The officer reads this. Name the section. It stays in the record.",
    )


class CorrectionForm(FlaskForm):
    """Why a key is corrected."""

    everybody = RadioField(
        "What was wrong",
        choices=[
            SelectChoice("no", "Another answer is right as well: the one marked below"),
            SelectChoice("yes", "The question cannot be answered: everybody gets its points"),
        ],
        default="no",
        validators=[InputRequired("Choose one.")],
    )
    reason = TextAreaField(
        "Reason",
        validators=[
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters.")
        ],
        description="What the second person, and an assessor in two years, should understand.",
    )


@dataclass(frozen=True, slots=True)
class Challenged:
    """A challenge with the question it is about."""

    row: ChallengeRow
    version: Version
    scenario: Scenario
    item: Item
    went: Asked


@blueprint.get("/challenges")
@requires(Permission.CHALLENGE_ANSWER)
def challenges() -> ResponseReturnValue:
    """Show what is challenged: what waits first, the oldest of it on top."""
    day = today()
    with reading() as session:
        listing = in_order(every_challenge(session))
        shown = [
            (row, thing(session, version(session, row.version_id), Scenario), state(row, day))
            for row in listing.rows
        ]
    return render_template(
        "authoring/challenges.html",
        challenges=[
            (row, scenario, scenario.item(row.item), status, age(row, day))
            for row, scenario, status in shown
        ],
        listing=listing,
        days=ANSWER_DAYS,
    )


@blueprint.get("/challenges/<int:challenge_id>")
@requires(Permission.CHALLENGE_ANSWER)
def challenge(challenge_id: int) -> ResponseReturnValue:
    """Show one: the question, its key, the answer given, and how it went for others."""
    return _page(_found(challenge_id), AnswerForm())


@blueprint.post("/challenges/<int:challenge_id>")
@requires(Permission.CHALLENGE_ANSWER)
def keep_answer(challenge_id: int) -> ResponseReturnValue:
    """Record the answer."""
    found, form = _found(challenge_id), AnswerForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    outcome = ChallengeOutcome(form.outcome.data)
    work = partial(
        answer_challenge,
        challenge_id=challenge_id,
        outcome=outcome,
        words=str(form.words.data),
        by=current().actor,
    )
    try:
        writing(work)
    except OwnChallengeError:
        return answer(403, _OWN)
    except AnsweredAlreadyError:
        flash("Nothing was changed: it was answered before.", "info")
    else:
        flash("The answer is recorded, and the officer reads it.", "good")
        if outcome is ChallengeOutcome.KEY_WRONG:
            where = url_for("authoring.correction", challenge_id=challenge_id)
            return redirect(where, code=303)
    return redirect(url_for("authoring.challenge", challenge_id=challenge_id), code=303)


@blueprint.get("/challenges/<int:challenge_id>/correction")
@requires(Permission.CHALLENGE_ANSWER)
def correction(challenge_id: int) -> ResponseReturnValue:
    """Ask what is right besides."""
    found = _found(challenge_id)
    return _correction_page(found, CorrectionForm(), _fields(found), None)


@blueprint.post("/challenges/<int:challenge_id>/correction")
@requires(Permission.CHALLENGE_ANSWER)
@takes(repeats=ITEMS)
def propose_correction(challenge_id: int) -> ResponseReturnValue:
    """Show first who changes; the second button puts it before a second person."""
    found, form = _found(challenge_id), CorrectionForm()
    accepts, problem = _accepted(found, form)
    field = _fields(found, accepts, problem)
    if not form.validate_on_submit() or problem:
        return _correction_page(found, form, field, None), 422
    asked = KeyChangeAsked(found.version.id, found.item.id, accepts)
    with reading() as session:
        try:
            seen = foresee_change(session, found.version.id, found.item.id, accepts)
        except ConflictError:
            form.form_errors = [_REFUSED]
            return _correction_page(found, form, field, None), 422
    if request.form.get("step") != "propose":
        return _correction_page(found, form, field, seen), 422
    reason = str(form.reason.data or "").strip()
    if not reason:
        form.reason.errors = ["Say why."]
        return _correction_page(found, form, field, seen), 422
    act = TwoPersonAct.KEY_CHANGE
    work = partial(propose, act=act, payload=asked, reason=reason, by=current().actor)
    number, refused = offered(lambda: writing(work), refused=_REFUSED)
    if number is None:
        form.form_errors = [refused]
        return _correction_page(found, form, field, seen), 422
    return redirect(url_for("proposals.proposal", proposal_id=number), code=303)


def _found(challenge_id: int) -> Challenged:
    with reading() as session:
        row = challenge_by_id(session, challenge_id) or abort(404)
        found = version(session, row.version_id)
        scenario = thing(session, found, Scenario)
        went = how_it_went(session, row.version_id, row.item)
    return Challenged(row, found, scenario, scenario.item(row.item), went)


def _page(found: Challenged, form: AnswerForm) -> str:
    row, day = found.row, today()
    note_view(f"challenge {row.id}", member_id=row.member_id)
    with reading() as session:
        words = quotations(session, found.scenario.provisions_of(found.item))
    return render_template(
        "authoring/challenge.html",
        found=found,
        shown=_answered(found),
        state=state(row, day),
        age=age(row, day),
        due=due(row),
        outcomes=OUTCOMES,
        words=words,
        form=form,
        own=row.member_id == current().member_id,
    )


def _answered(found: Challenged) -> Shown:
    """The question with its key and what the officer answered."""
    with reading() as session:
        attempt = opened_attempt(
            session, attempt_of(session, found.row.attempt_id, found.row.member_id)
        )
    return shown_with_key(
        found.item, attempt.responses.get(found.row.ref), found.row.seed, found.scenario.id
    )


def _fields(found: Challenged, accepts: Accepted = None, error: str = "") -> Field:
    return field_of(found.item, found.row.seed, found.scenario.id, saved=accepts, error=error)


def _accepted(found: Challenged, form: CorrectionForm) -> tuple[Accepted, str]:
    """What the form says is right besides, and what is missing of it."""
    if form.everybody.data == "yes":
        return None, ""
    said = given(request.form, (found.item,), found.row.seed, found.scenario.id)
    accepts = said.answers.get(found.item.id)
    if accepts is None:
        return None, said.incomplete.get(found.item.id, "Choose what is right as well.")
    try:
        return check_accepts(found.item, accepts), ""
    except InvalidError:
        return accepts, "This answer is right already. Choose another one."


def _correction_page(
    found: Challenged, form: CorrectionForm, field: Field, seen: Foreseen | None
) -> str:
    names: dict[int, str] = {}
    if seen is not None:
        with reading() as session:
            people = roster(session, local_day(session, now()), serving_only=False)
        names = {each.member_id: each.full_name for each in people}
    return render_template(
        "authoring/correction.html",
        found=found,
        form=form,
        field=field,
        seen=seen,
        names=names,
        accepted=accepted_words(found.item, seen.change.accepts) if seen else "",
    )
