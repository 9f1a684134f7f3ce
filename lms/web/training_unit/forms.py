"""Forms of the training unit's pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    BooleanField,
    HiddenField,
    IntegerField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lms.domain.assignment_rule import MOST_GRACE_DAYS
from lms.domain.local_time import Turn
from lms.services.give_notice import LONGEST_NAME
from lms.web.fields import PlainDateField, PlainTimeField, WholeMinutesField

_LONGEST_NOTE = 2_000
_DOCUMENT = "PDF, PNG or JPEG, up to 10 MB; the training unit alone sees it."


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
    due_on = PlainDateField(
        "Due date",
        validators=[InputRequired("Choose a due date.")],
        description="Work counts in the calendar year of this date.",
    )


def several(
    label: str, *, gone: str = "Nobody on the roster has that any longer."
) -> SelectMultipleField:
    """Values of which any will do; none ticked asks nothing. The choices are set by the view."""
    return SelectMultipleField(  # type: ignore[call-arg]  # its stubs are older
        label,
        invalid_choice_message=gone,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )


class RuleForm(FlaskForm):
    """Which modules, for whoever fits, and when. The choices are set by the view."""

    name = StringField(
        "Name of the rule",
        validators=[
            DataRequired("Give the rule a name."),
            Length(max=80, message="Keep it under 80 characters."),
        ],
        description="Such as: New hires, first module.",
    )
    module = several("What it gives", gone="A module is in use no more. Choose again.")
    sworn = BooleanField("Sworn members only")
    rank = several("Ranks")
    unit = several("Units")
    shift = several("Shifts")
    role = several("Roles")
    hired_after = PlainDateField("Hired after", validators=[Optional()])
    badges = StringField(
        "Named people, by badge number",
        validators=[Length(max=600, message="Keep it under 600 characters.")],
        description="With commas between them.",
    )
    repeats = SelectField(
        "How often",
        choices=[SelectChoice("once", "Once"), SelectChoice("yearly", "Each year")],
    )
    opens_on = PlainDateField("Opens", validators=[InputRequired("Choose the first day.")])
    due_on = PlainDateField("Due", validators=[InputRequired("Choose the due date.")])
    grace_days = IntegerField(
        "Days of grace",
        validators=[Optional(), NumberRange(0, MOST_GRACE_DAYS, "Choose 0 to 90 days.")],
        default=0,
        description="For so long after the due date nobody is overdue.",
    )


class RuleEndForm(FlaskForm):
    """Why a rule ends."""

    reason = TextAreaField(
        "Why it ends",
        validators=[
            DataRequired("Say why it ends."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
    )


class MakeUpForm(FlaskForm):
    """By when a make-up is done, and exactly for whom: members with commas between them."""

    members = HiddenField()
    due_on = PlainDateField("Due", validators=[InputRequired("Choose a due date.")])

    def member_ids(self) -> frozenset[int]:
        """The members the page showed; what is no number is nobody."""
        texts = str(self.members.data or "").split(",")
        return frozenset(int(text) for text in texts if text.isascii() and text.isdigit())


class ColumnsForm(FlaskForm):
    """The columns of the completion file, one a line."""

    template = TextAreaField(
        "One column a line",
        validators=[DataRequired("Write at least one column, such as Badge = badge.")],
        description="Heading = field, or fixed words in quotation marks.",
    )


class WithdrawForm(FlaskForm):
    """A reason that an assessor reads in two years."""

    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
        description="What an assessor should understand in two years. No medical details.",
    )


class ReasonedForm(WithdrawForm):
    """A reason, and who approved it."""

    approved_by = StringField(
        "Approved by",
        validators=[
            DataRequired("Name who approved it."),
            Length(max=120, message="Keep it under 120 characters."),
        ],
        description="Rank and name of somebody other than you.",
    )


class MemoForm(ReasonedForm):
    """Why some people are excused from a year, or get more time; they are ticked beside it."""

    extended_to = PlainDateField(
        "More time until",
        validators=[Optional()],
        description="Excuses nobody: they stay late, and reminders ask for this day. Leave it "
        "empty to excuse them.",
    )
    document = FileField("Document", description=_DOCUMENT)


class YearCloseForm(FlaskForm):
    """The signature under a year; ``seen`` is the digest of what the page showed."""

    seen = HiddenField(validators=[InputRequired()])
    statement = TextAreaField(
        "What you sign",
        validators=[
            DataRequired("Say what you sign."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
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


class ExcuseForm(ReasonedForm):
    """Why somebody is excused from an assignment, and who approved it."""

    assignment = HiddenField(validators=[InputRequired("Choose an assignment.")])
    valid_until = PlainDateField(
        "Excused until",
        validators=[Optional()],
        description="The last day. Leave it empty where no end is known.",
    )
    extended_to = PlainDateField(
        "Or more time until",
        validators=[Optional()],
        description="The new due date, in the same year. They are not excused then.",
    )
    document = FileField("Document", description=_DOCUMENT)


class ClassForm(FlaskForm):
    """A class that was held; who was there is read beside it. The choices are set by the view."""

    lesson = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "Lesson plan",
        validators=[InputRequired("Choose the lesson that was taught.")],
        invalid_choice_message="Choose the lesson that was taught.",
    )
    held_on = PlainDateField("Date", validators=[InputRequired("Choose the day.")])
    starts = PlainTimeField("Started at", validators=[InputRequired("Enter when it started.")])
    ends_at = PlainTimeField(
        "Ended at",
        validators=[InputRequired("Enter when it ended.")],
        description="An earlier time than the start means the next morning.",
    )
    turn = SelectField(
        "Which of the two hours",
        validators=[Optional()],
        choices=[
            SelectChoice("", "Clocks were not changed"),
            SelectChoice(Turn.FIRST.value, "The first, on daylight saving time"),
            SelectChoice(Turn.SECOND.value, "The second, on standard time"),
        ],
    )
    break_minutes = WholeMinutesField(
        "Breaks, in minutes",
        validators=[Optional(), NumberRange(0, 720, "Breaks are 0 to 720 minutes.")],
        default=0,
    )
    place = StringField(
        "Place",
        validators=[
            DataRequired("Say where it was held."),
            Length(max=120, message="Keep it under 120 characters."),
        ],
    )
    instructor = StringField(
        "Instructor",
        validators=[
            DataRequired("Name who taught it."),
            Length(max=120, message="Keep it under 120 characters."),
        ],
        description="Rank and name.",
    )
    instructor_badge = StringField(
        "Instructor\u2019s badge number",
        validators=[Length(max=12, message="A badge number has at most 12 characters.")],
        description="Leave it empty for somebody from outside.",
    )
    credential = StringField(
        "Credential",
        validators=[Length(max=120, message="Keep it under 120 characters.")],
        description="Such as an instructor certificate with its number.",
    )
    credential_expires_on = PlainDateField("Credential valid until", validators=[Optional()])
    sheet = FileField("Scanned sign-in sheet", description="PDF, PNG or JPEG, up to 10 MB.")


class DeclineForm(FlaskForm):
    """Why a roster is not approved."""

    reason = TextAreaField(
        "Reason",
        validators=[
            DataRequired("Say why the roster is declined."),
            Length(max=_LONGEST_NOTE, message="Keep it under 2,000 characters."),
        ],
        description="Whoever recorded it and everybody on it can read this.",
    )


class DeliveryForm(FlaskForm):
    """A notice was handed over on paper: by whom and when."""

    delivered_by = StringField(
        "Handed over by",
        validators=[
            DataRequired("Name who handed it over."),
            Length(max=LONGEST_NAME, message=f"Keep it under {LONGEST_NAME} characters."),
        ],
    )
    delivered_on = PlainDateField(
        "On",
        validators=[InputRequired("Choose the day.")],
        description="A mistake is mended by recording it once more; both stay.",
    )
