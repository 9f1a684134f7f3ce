"""Forms on the way from a draft to the revision in force."""

from __future__ import annotations

import re
from datetime import date

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.domain.provision import ProvisionKind
from lms.services.propose import LONGEST_REASON
from lms.web.fields import PlainDateField

_LONGEST_WORDS, _LONGEST_LINE = 8_000, 300
_TOO_LONG = f"Keep it under {LONGEST_REASON:,} characters."
_LINE = f"Keep it under {_LONGEST_LINE} characters."


class ChoiceForm(FlaskForm):
    """On which words a section stands."""

    outcome = RadioField(
        "In the new revision",
        choices=[
            SelectChoice("stands", "It stands on the words below"),
            SelectChoice("none", "Nothing stands here"),
        ],
        validators=[InputRequired("Choose one of the two.")],
    )
    words = TextAreaField(
        "The exact words",
        validators=[Length(max=_LONGEST_WORDS, message="Quote fewer words.")],
        description="Copied from the new revision. Leave an empty line between two quotations.",
    )
    label = StringField("What people call it", validators=[Length(max=80, message=_LINE)])
    summary = StringField(
        "What it says, in one sentence", validators=[Length(max=_LONGEST_LINE, message=_LINE)]
    )
    kind = SelectField(
        "What it does",
        choices=[SelectChoice(each.value, each.value.replace("-", " ")) for each in ProvisionKind],
        default=ProvisionKind.DUTY.value,
        validators=[Optional()],
    )
    status = SelectField(
        "What training may do with it",
        choices=[
            SelectChoice("testable", "Open for training and tests"),
            SelectChoice("background", "Background, never tested"),
        ],
        default="testable",
        validators=[Optional()],
    )
    status_reason = StringField(
        "Why it is never tested", validators=[Length(max=_LONGEST_LINE, message=_LINE)]
    )

    @staticmethod
    def outcomes(*, is_new: bool) -> list[SelectChoice]:
        """The two ways in words that fit an old section or a new clause."""
        none = "No section for training is needed" if is_new else "It ends with the old revision"
        return [
            SelectChoice("stands", "It stands on the words below"),
            SelectChoice("none", none),
        ]


def words_of(text: str) -> tuple[str, ...]:
    """The quotations: paragraphs with empty lines between them."""
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", text.replace("\r", "")))
    return tuple(part for part in parts if part)


class PublicationForm(FlaskForm):
    """From when it holds, and why."""

    when = RadioField(
        "It holds",
        choices=[
            SelectChoice("now", "From the moment a second person approves it"),
            SelectChoice("day", "From the beginning of a day"),
        ],
        validators=[InputRequired("Choose from when.")],
    )
    effective_on = PlainDateField("The day", validators=[Optional()])
    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Say why."), Length(max=LONGEST_REASON, message=_TOO_LONG)],
        description="What the second person, and an assessor in two years, should understand.",
    )

    def names_day(self, today: date) -> bool:
        """Whether the day fits the way it was chosen; says so at the field where not."""
        chosen = self.effective_on.data
        if self.when.data == "day" and chosen is None:
            self.effective_on.errors = ["Choose the day."]
        elif self.when.data == "day" and chosen is not None and chosen < today:
            self.effective_on.errors = ["The day is past. Nothing is published backwards."]
        return not self.errors

    @property
    def day_asked(self) -> str:
        """The day as a proposal has it; empty for the moment of approval."""
        chosen = self.effective_on.data
        return chosen.isoformat() if self.when.data == "day" and chosen else ""


class RescissionForm(PublicationForm):
    """From when it holds no more, and why."""
