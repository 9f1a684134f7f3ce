"""A member's receipt of a policy, and who is missing."""

from __future__ import annotations

from functools import partial

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length

from lms.domain.access import Permission
from lms.domain.acknowledgement import WHOLE, WORDS, Answer
from lms.domain.errors import NotFoundError
from lms.queries.acknowledgements import ToAcknowledge, acknowledged, to_acknowledge
from lms.queries.policies import policy_card
from lms.queries.policy_reader import read_policy
from lms.services.acknowledge_policy import LONGEST_REASON, acknowledge_policy
from lms.web.access import current, own_member_id, requires
from lms.web.directives import sections
from lms.web.directives.blueprint import blueprint
from lms.web.directives.change_words import ChangeRow, change_groups
from lms.web.local_day import today
from lms.web.plant import reading, writing


class AcknowledgementForm(FlaskForm):
    """One act about one part."""

    part = HiddenField(validators=[DataRequired("Choose what you received.")])


class RefusalForm(AcknowledgementForm):
    """Why somebody does not acknowledge it."""

    reason = TextAreaField(
        "Why",
        validators=[
            DataRequired("Say why."),
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
        ],
        description="The chief and the policy owner read it.",
    )


@blueprint.get("/policies/<slug>/acknowledgement")
@requires(Permission.TRAINING_TAKE)
def acknowledgement(slug: str) -> ResponseReturnValue:
    """Show what one is asked to acknowledge: the whole policy, or each changed section."""
    return _page(slug)


@blueprint.post("/policies/<slug>/acknowledgement/<int:sequence>")
@requires(Permission.TRAINING_TAKE)
def acknowledge(slug: str, sequence: int) -> ResponseReturnValue:
    """Record that one part was received."""
    form = AcknowledgementForm()
    if not form.validate_on_submit():
        return _page(slug), 422
    return _answered(slug, sequence, str(form.part.data), Answer.RECEIVED, "")


@blueprint.post("/policies/<slug>/acknowledgement/<int:sequence>/refusal")
@requires(Permission.TRAINING_TAKE)
def refuse(slug: str, sequence: int) -> ResponseReturnValue:
    """Record that one part is refused, and why; it goes to command."""
    form = RefusalForm()
    if not form.validate_on_submit():
        return _page(slug, form), 422
    return _answered(slug, sequence, str(form.part.data), Answer.REFUSED, str(form.reason.data))


@blueprint.get("/policies/<slug>/acknowledgements")
@requires(Permission.POLICY_DECIDE)
def acknowledgements(slug: str) -> ResponseReturnValue:
    """Show who is missing, unit by unit, and who refused and why."""
    with reading() as session:
        card = policy_card(session, slug=slug, day=today())
        found = acknowledged(session, policy=slug, day=today())
    if card is None or found is None:
        raise NotFoundError(policy=slug)
    return render_template("directives/acknowledgements.html", card=card, found=found)


def _answered(
    slug: str, sequence: int, part: str, answer: Answer, reason: str
) -> ResponseReturnValue:
    new = writing(
        partial(
            acknowledge_policy,
            policy=slug,
            sequence=sequence,
            part=part,
            answer=answer,
            reason=reason,
            by=current().actor,
        )
    )
    said = "Recorded. Thank you." if answer is Answer.RECEIVED else "Recorded. It goes to command."
    flash(said if new else "Nothing was changed: you answered this before.", "good")
    return redirect(url_for("directives.acknowledgement", slug=slug), code=303)


def _page(slug: str, refusal: RefusalForm | None = None) -> str:
    day = today()
    with reading() as session:
        found = to_acknowledge(session, policy=slug, member_id=own_member_id(), day=day)
        if found is None:
            abort(404)
        whole = WHOLE in found.asked.open
        read = read_policy(session, revision_id=found.revision.id, day=day) if whole else None
    return render_template(
        "directives/acknowledgement.html",
        found=found,
        groups=sections.whole(read, {}) if read else (),
        changes=[] if whole else _changes(found),
        whole=WHOLE,
        words=WORDS,
        refusal=refusal or RefusalForm(formdata=None),
        refused=str(refusal.part.data) if refusal else "",
    )


def _changes(found: ToAcknowledge) -> list[tuple[str, ChangeRow, bool]]:
    """Each changed part with its words, and whether it waits."""
    if found.pair is None:
        return []
    rows = {
        row.name: row for group in change_groups(found.pair, everything=False) for row in group.rows
    }
    asked = set(found.asked.parts)
    return [
        (change.key, rows[f"change-{number}"], change.key in found.asked.open)
        for number, change in enumerate(found.pair.comparison.changes, 1)
        if change.key in asked
    ]
