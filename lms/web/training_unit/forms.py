"""Forms of the training unit's pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

_LONGEST_NOTE = 2_000


class _PlainDateField(DateField):
    """A date; what cannot be read as one is said in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date a browser sends."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError("Write the date as year-month-day, such as 2027-06-30.") from error


class AssignForm(FlaskForm):
    """Which module, for whom, until when. The choices are set by the view."""

    module = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "Module",
        validators=[InputRequired("Choose a module.")],
        invalid_choice_message="Choose a module.",
    )
    audience = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "For whom",
        validators=[InputRequired("Choose for whom.")],
        invalid_choice_message="Choose for whom.",
        description="Everybody who fits today is named in the assignment.",
    )
    badge = StringField(
        "Badge number",
        validators=[Length(max=12, message="A badge number has at most 12 characters.")],
        description="Only for one person.",
    )
    due_on = _PlainDateField(
        "Due date",
        validators=[InputRequired("Choose a due date.")],
        description="Work counts in the calendar year of this date.",
    )


class TalkForm(FlaskForm):
    """What was talked about after failed attempts."""

    attempt = HiddenField()
    note = TextAreaField(
        "What you went over",
        validators=[
            DataRequired("Write a line about what you went over."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
        description="A line or two. The member may see it; no answers, no medical details.",
    )


class ExcuseForm(FlaskForm):
    """Why somebody is excused from an assignment, and who approved it."""

    assignment = HiddenField(validators=[InputRequired("Choose an assignment.")])
    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
        description="What an assessor should understand in two years. No medical details.",
    )
    approved_by = StringField(
        "Approved by",
        validators=[
            DataRequired("Name who approved it."),
            Length(max=120, message="Keep it under 120 characters."),
        ],
        description="Rank and name of somebody other than you.",
    )
    valid_until = _PlainDateField(
        "Excused until",
        validators=[Optional()],
        description="The last day. Leave it empty where no end is known.",
    )
