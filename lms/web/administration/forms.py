"""Forms of the administration's pages."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from lms.domain.access import Role
from lms.services.acts.year_rule import MOST_MINUTES
from lms.services.propose import LONGEST_REASON
from lms.web.act_words import ROLES
from lms.web.fields import PlainDateField, WholeMinutesField

_TOO_LONG = f"Keep it under {LONGEST_REASON:,} characters."


class RoleForm(FlaskForm):
    """A role for an account, until when, and why."""

    role = SelectField(
        "Role",
        choices=[SelectChoice(role.value, ROLES[role]) for role in Role],
        validators=[InputRequired("Choose a role.")],
    )
    until = PlainDateField(
        "Last day",
        validators=[Optional()],
        description="Needed for people from outside, and for a delegate of the chief.",
    )
    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Say why."), Length(max=LONGEST_REASON, message=_TOO_LONG)],
        description="What the second administrator should understand.",
    )


class SourcedForm(FlaskForm):
    """Where a change comes from, and why."""

    source = StringField(
        "Where it comes from",
        validators=[
            DataRequired("Name the order, memo or section."),
            Length(max=200, message="Keep it under 200 characters."),
        ],
        description="An order, a memo, a section of the policy.",
    )
    reason = TextAreaField(
        "Reason",
        validators=[DataRequired("Say why."), Length(max=LONGEST_REASON, message=_TOO_LONG)],
    )


class RequirementForm(SourcedForm):
    """What a year asks, and from which year on; the years are set by the view."""

    minutes = WholeMinutesField(
        "Minutes a year",
        validators=[
            InputRequired("Write how many minutes, as a number."),
            NumberRange(1, MOST_MINUTES, f"1 to {MOST_MINUTES:,} minutes."),
        ],
    )
    hour_definition = TextAreaField(
        "What an hour is",
        validators=[
            DataRequired("Say what the department calls an hour."),
            Length(max=300, message="Keep it under 300 characters."),
        ],
        description="It is printed on certificates.",
    )
    valid_from = SelectField(  # type: ignore[call-arg]  # its stubs are older
        "From the year",
        validators=[InputRequired("Choose a year.")],
        validate_choice=True,
        invalid_choice_message="Choose a year to come.",
    )


class SettingForm(SourcedForm):
    """A value for a setting, from when, where it comes from, and why."""

    value = StringField(
        "New value",
        validators=[
            DataRequired("Write the new value."),
            Length(max=200, message="Keep it under 200 characters."),
        ],
    )
    valid_from = PlainDateField(
        "Holds from",
        validators=[InputRequired("Choose the first day.")],
        description="Tomorrow or later; nothing is changed for days that have been.",
    )
