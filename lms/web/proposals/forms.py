"""Forms of proposals and their decisions."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.domain.two_people import ProposalOutcome
from lms.services.acts.credit_add import MOST_MINUTES
from lms.services.propose import LONGEST_REASON
from lms.web.fields import PlainDateField, WholeMinutesField

_TOO_LONG = f"Keep it under {LONGEST_REASON:,} characters."


class DecisionForm(FlaskForm):
    """Approve or decline, with a note."""

    outcome = RadioField(
        "Your decision",
        choices=[
            SelectChoice(ProposalOutcome.APPROVED.value, "Approve; it happens now"),
            SelectChoice(ProposalOutcome.DECLINED.value, "Decline; nothing changes"),
        ],
        validators=[InputRequired("Approve or decline.")],
    )
    note = TextAreaField(
        "Note",
        validators=[Length(max=LONGEST_REASON, message=_TOO_LONG)],
        description="Needed where you decline. It stays in the record.",
    )


class ReasonForm(FlaskForm):
    """Why something is proposed."""

    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why."),
            Length(max=LONGEST_REASON, message=_TOO_LONG),
        ],
        description="What the second person, and an assessor in two years, should understand.",
    )


class CorrectionForm(ReasonForm):
    """Minutes to be added to a member's record. The choices are set by the view."""

    subject = SelectField("Subject", validators=[InputRequired("Choose a subject.")])
    minutes = WholeMinutesField(
        "Minutes",
        validators=[
            InputRequired("Write how many minutes, as a number."),
            NumberRange(1, MOST_MINUTES, f"1 to {MOST_MINUTES:,} minutes."),
        ],
    )
    earned_on = PlainDateField("Worked on", validators=[InputRequired("Choose the day.")])
    entry = SelectField(
        "In place of",
        validators=[Optional()],
        description="Where an entry is wrong it is undone; both stay in the record.",
    )


class OpeningForm(ReasonForm):
    """What a blocked section becomes."""

    status = SelectField(
        "What it becomes",
        choices=[
            SelectChoice("testable", "Open for training and tests"),
            SelectChoice("guarded", "Open within a limit"),
            SelectChoice("background", "Background, never tested"),
        ],
        validators=[InputRequired("Choose what it becomes.")],
    )
    guardrail = StringField(
        "Limit",
        validators=[Length(max=LONGEST_REASON, message=_TOO_LONG)],
        description="For a section that is open within a limit: what the questions stay inside of.",
    )
