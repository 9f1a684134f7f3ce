"""Forms of taking in completions from paper."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import TextAreaField
from wtforms.validators import DataRequired, Length

from lms.services.propose import LONGEST_REASON


class PapersForm(FlaskForm):
    """Lines, and the scans they name."""

    lines = FileField(
        "Lines",
        validators=[FileRequired("Choose the file with the lines.")],
        description="CSV or XLSX, one line a completion.",
    )
    scans = MultipleFileField(
        "Scans",
        validators=[FileRequired("Choose the scans, or a ZIP of them.")],
        description="PDF, PNG or JPEG, singly or as one ZIP; 60 MB together.",
    )


class PaperReasonForm(FlaskForm):
    """Why these minutes are entered from paper."""

    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why these minutes come from paper."),
            Length(max=LONGEST_REASON, message=f"Keep it under {LONGEST_REASON:,} characters."),
        ],
        description="What the second person, and an assessor in two years, should understand.",
    )
