"""Forms of a handover: the offer and its answer."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from lms.domain.handover import LONGEST_NOTE, HandoverOutcome

_FITS = Length(max=LONGEST_NOTE, message=f"Keep it under {LONGEST_NOTE:,} characters.")


class OfferForm(FlaskForm):
    """Whom the desk goes to, and a word about all of it. The choices are set by the view."""

    successor = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "Successor",
        coerce=int,
        validators=[InputRequired("Choose the successor.")],
        invalid_choice_message="Choose somebody who holds the role.",
        description="Everybody else who holds the role and can sign in.",
    )
    general = TextAreaField(
        "What the successor should know",
        validators=[_FITS],
        description="Where things are, whom to ask, what comes first. No medical details.",
    )


class AnswerForm(FlaskForm):
    """What the successor says."""

    outcome = RadioField(
        "Your answer",
        choices={
            HandoverOutcome.ACCEPTED.value: "I have read it and accept the desk",
            HandoverOutcome.RETURNED.value: "I return it, for the reason below",
        },
        validators=[InputRequired("Choose your answer.")],
    )
    words = TextAreaField(
        "Remarks",
        validators=[_FITS],
        description="A reason is needed to return it. Both of you can read this for good.",
    )
