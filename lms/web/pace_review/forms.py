"""The form that ends a review."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.domain.pace import PaceOutcomeKind
from lms.services.review_pace import LONGEST_WORDS

CLEARED = "Cleared: this is final, and the visit is never looked at again"
DO_AGAIN = "Do again: the officer works through the training once more; the time that counted stays"


class DecisionForm(FlaskForm):
    """How a review ends, and why."""

    outcome = RadioField(
        "How it ends",
        choices={PaceOutcomeKind.CLEARED.value: CLEARED, PaceOutcomeKind.DO_AGAIN.value: DO_AGAIN},
        validators=[InputRequired("Choose how it ends.")],
    )
    words = TextAreaField(
        "Why",
        validators=[
            DataRequired("Say why."),
            Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters."),
        ],
        description="The officer reads this with your name. No medical details.",
    )
