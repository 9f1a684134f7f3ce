"""Forms of the change register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # SelectChoice is newer than its stubs
    HiddenField,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.web.fields import PlainDateField
from lms.web.register.words import (
    CONFIDENCES,
    DECISIONS,
    JURISDICTIONS,
    KINDS,
    OUTCOMES,
)

_LONG = Length(max=2_000, message="Keep it under 2,000 characters.")


def _choices(words: Mapping[Any, str]) -> list[SelectChoice]:
    """What a field offers: the value of each member of an enum, and its words."""
    return [SelectChoice(each.value, said) for each, said in words.items()]


class DevelopmentForm(FlaskForm):
    """An entry but for its sections, which stand in rows of their own."""

    policy = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "Policy",
        validators=[InputRequired("Choose a policy.")],
        invalid_choice_message="Choose a policy.",
    )
    title = StringField(
        "Title",
        validators=[
            DataRequired("Give it a title."),
            Length(max=140, message="Keep it under 140 characters."),
        ],
        description="What it is, as somebody would look for it.",
    )
    kind = SelectField("Kind", choices=_choices(KINDS))
    jurisdiction = RadioField(
        "Whose law",
        choices=_choices(JURISDICTIONS),
        validators=[InputRequired("Choose federal or state.")],
    )
    date_words = StringField(
        "When, in words",
        validators=[
            DataRequired("Say when."),
            Length(max=80, message="Keep it under 80 characters."),
        ],
        description="As people say it: July 24, 2017, or spring 2025.",
    )
    dated_on = PlainDateField(
        "Day", validators=[Optional()], description="Where there is a single day."
    )
    effective_on = PlainDateField(
        "In force from", validators=[Optional()], description="Where that is another day."
    )
    what_changed = TextAreaField(
        "What changed",
        validators=[DataRequired("Say what changed."), _LONG],
        description="In neutral words of your own, and no longer than it takes.",
    )
    consequence = TextAreaField(
        "What it means for training",
        validators=[DataRequired("Say what it means for training."), _LONG],
        description="What is taught otherwise, or why nothing is.",
    )
    confidence = SelectField(
        "What it rests on",
        choices=_choices(CONFIDENCES),
    )
    sources = TextAreaField(
        "Sources",
        validators=[DataRequired("Give the address of a source.")],
        description="Web addresses, one a line.",
    )


class ReviewForm(FlaskForm):
    """What the reviewer looked at."""

    digest = HiddenField()
    note = TextAreaField(
        "What you looked at",
        validators=[Optional(), _LONG],
        description="Such as: read the decision, compared it with the section. No legal advice.",
    )


class DecisionForm(FlaskForm):
    """What the department does about it."""

    decision = RadioField(
        "Decision",
        choices=_choices({each: words for each, (words, _) in DECISIONS.items()}),
        validators=[InputRequired("Choose what is done about it.")],
    )
    module = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "Module",
        validators=[Optional()],
        invalid_choice_message="Choose a module.",
        description="For the decision “Module”: which one trains it.",
    )
    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Say why."), _LONG],
        description="What an assessor should understand in two years. No legal advice.",
    )


class OutcomeForm(FlaskForm):
    """What became of a bill."""

    outcome = RadioField(
        "Outcome",
        choices=_choices({each: words for each, (words, _) in OUTCOMES.items()}),
        validators=[InputRequired("Choose what became of it.")],
    )
    true_as_of = PlainDateField(
        "True as of", validators=[InputRequired("Say on which day you checked.")]
    )
    source = StringField(
        "Source",
        validators=[
            DataRequired("Give the address of a source."),
            Length(max=500, message="Keep it under 500 characters."),
        ],
        description="The web address where you read it.",
    )
    note = TextAreaField(
        "Note",
        validators=[Optional(), _LONG],
        description="Chapter and date where it was enacted. No legal advice.",
    )


class StatementForm(FlaskForm):
    """A named person's statement that a year had no changes to train."""

    year = HiddenField()
    statement = TextAreaField(
        "Statement",
        validators=[DataRequired("Write what you sign."), _LONG],
        description="It is shown and printed with your name and today's date.",
    )


class SignatureForm(FlaskForm):
    """That what a module waits for is settled."""

    digest = HiddenField()
    grounds = TextAreaField(
        "On what grounds",
        validators=[DataRequired("Say on what grounds."), _LONG],
        description="What you read or decided. No legal advice.",
    )
