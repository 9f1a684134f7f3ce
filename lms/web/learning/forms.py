"""Forms of the learning pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.domain.duty import DUTY_WORDS
from lms.domain.officer_statement import LONGEST_WORDS as LONGEST_STATEMENT
from lms.services.review_pace import LONGEST_WORDS


class DutyForm(FlaskForm):
    """Asked once at the start of a visit."""

    duty = RadioField(
        "How are you doing this training?",
        choices={duty.value: label for duty, label in DUTY_WORDS.items()},
        validators=[InputRequired("Choose one.")],
        description=(
            "On your own time you can read and practice; graded scenarios wait until you are "
            "on paid time. Never while driving."
        ),
    )


class SubmissionForm(FlaskForm):
    """The one act that ends an attempt."""

    reviewed = HiddenField(validators=[InputRequired()])
    attested = BooleanField(
        "These answers are my own work.",
        validators=[InputRequired("Confirm that these answers are your own work.")],
    )


class PaceAnswerForm(FlaskForm):
    """What an officer says to the evidence about a visit."""

    words = TextAreaField(
        "Your words",
        validators=[
            DataRequired("Write a line, or say that you have nothing to add."),
            Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters."),
        ],
        description="What the record cannot know: a call, that you know this section well.",
    )


class OwnStatementForm(FlaskForm):
    """What an officer says to an entry of their record."""

    words = TextAreaField(
        "Your statement",
        validators=[
            DataRequired("Write what you want to say."),
            Length(
                max=LONGEST_STATEMENT, message=f"Keep it under {LONGEST_STATEMENT:,} characters."
            ),
        ],
        description=f"Plain text, up to {LONGEST_STATEMENT:,} characters.",
    )
