"""Forms of taking a roster file in."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from lms.services.propose import LONGEST_REASON


class RosterForm(FlaskForm):
    """A roster file."""

    roster = FileField(
        "Roster",
        validators=[FileRequired("Choose a roster file.")],
        description="CSV or XLSX, up to 5 MB. In XLSX, badges are formatted as text.",
    )


class ApplyForm(FlaskForm):
    """The press that takes a file in, bound to what was shown."""

    shown = HiddenField(validators=[InputRequired("Open the page anew.")])


class SeparationForm(FlaskForm):
    """Why so many leave at once."""

    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why so many leave at once."),
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
        ],
        description="What the second person, and an assessor in two years, should understand.",
    )
