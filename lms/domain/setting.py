"""The department's settings: what each may be, and what is proposed for a first decision.

A setting is a dated decision of a named person. Code never falls back on a number of its
own: a setting that nobody decided is missing, and the page that needs it says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from lms.domain.access import Role, TwoPersonAct
from lms.domain.adverse_notice import OFF, Matter, read_matters
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.mail import is_address, read_mail_door
from lms.domain.shift_hours import Hours, read_shift_hours


class SettingName(StrEnum):
    """Settings by their stored name."""

    DEPARTMENT = "department"
    DEMONSTRATION = "demonstration"
    ZONE = "zone"
    PASS_MARK = "pass-mark"  # noqa: S105 - a percentage
    MUST_PASS = "must-pass"  # noqa: S105 - a rule of grading
    ATTEMPTS_BEFORE_TALK = "attempts-before-talk"
    PRACTICE_REST_DAYS = "practice-rest-days"
    COUNTING = "counting"
    ISSUING_OFFICIAL = "issuing-official"
    ADDRESS = "address"
    RETENTION_YEARS = "retention-years"
    OUTSIDE_SECOND_PERSON = "outside-second-person"
    CLASS_HOUR = "class-hour"
    UPDATE_CUTOFF = "update-cutoff"
    REVIEW_OF_PACE = "review-of-pace"
    MAIL_SERVER = "mail-server"
    MAIL_SENDER = "mail-sender"
    SHIFT_HOURS = "shift-hours"
    NEW_HIRES = "new-hires"
    ON_LEAVE = "on-leave"
    PRORATION = "proration"
    CARRY_OVER = "carry-over"
    MPTC_HOURS = "mptc-hours"
    ADVERSE_NOTICE = "adverse-notice"


OPTIONAL = frozenset(
    {
        SettingName.RETENTION_YEARS,
        SettingName.OUTSIDE_SECOND_PERSON,
        SettingName.CLASS_HOUR,
        SettingName.UPDATE_CUTOFF,
        SettingName.REVIEW_OF_PACE,
        SettingName.MAIL_SERVER,
        SettingName.MAIL_SENDER,
        SettingName.SHIFT_HOURS,
        SettingName.NEW_HIRES,
        SettingName.ON_LEAVE,
        SettingName.PRORATION,
        SettingName.CARRY_OVER,
        SettingName.MPTC_HOURS,
        SettingName.ADVERSE_NOTICE,
        SettingName.MUST_PASS,
    }
)
"""What a department may leave undecided.

Records are then kept, nobody from outside decides, a minute of class counts as one, every
update belongs to the year in which it was recorded, nobody's pace is reviewed, no notice goes to
an officer, items on must-pass sections have to be right, and letters go where the installation
says, if it says anything, in the hours of an office.
"""

FIXED = frozenset({SettingName.DEPARTMENT, SettingName.DEMONSTRATION})
"""Decided once, when the department is set up."""

TWO_PEOPLE: Mapping[SettingName, TwoPersonAct] = {
    SettingName.ZONE: TwoPersonAct.YEAR_RULE,
    SettingName.PASS_MARK: TwoPersonAct.YEAR_RULE,
    SettingName.MUST_PASS: TwoPersonAct.YEAR_RULE,
    SettingName.ATTEMPTS_BEFORE_TALK: TwoPersonAct.YEAR_RULE,
    SettingName.PRACTICE_REST_DAYS: TwoPersonAct.YEAR_RULE,
    SettingName.COUNTING: TwoPersonAct.YEAR_RULE,
    SettingName.CLASS_HOUR: TwoPersonAct.YEAR_RULE,
    SettingName.UPDATE_CUTOFF: TwoPersonAct.YEAR_RULE,
    SettingName.REVIEW_OF_PACE: TwoPersonAct.YEAR_RULE,
    SettingName.NEW_HIRES: TwoPersonAct.YEAR_RULE,
    SettingName.ON_LEAVE: TwoPersonAct.YEAR_RULE,
    SettingName.PRORATION: TwoPersonAct.YEAR_RULE,
    SettingName.CARRY_OVER: TwoPersonAct.YEAR_RULE,
    SettingName.MPTC_HOURS: TwoPersonAct.YEAR_RULE,
    SettingName.ADVERSE_NOTICE: TwoPersonAct.YEAR_RULE,
    SettingName.RETENTION_YEARS: TwoPersonAct.RETENTION,
    SettingName.ADDRESS: TwoPersonAct.KEY_SETTING,
    SettingName.OUTSIDE_SECOND_PERSON: TwoPersonAct.KEY_SETTING,
    SettingName.MAIL_SERVER: TwoPersonAct.MAIL_SETTING,
    SettingName.MAIL_SENDER: TwoPersonAct.MAIL_SETTING,
}
"""The settings that take two people, by the act they are; any other one takes one person."""


ONE_PERSON: Mapping[SettingName, frozenset[Role]] = {
    SettingName.ISSUING_OFFICIAL: frozenset({Role.TRAINING_UNIT}),
    SettingName.SHIFT_HOURS: frozenset({Role.TRAINING_UNIT}),
}
"""The settings that one person changes, and in which role."""


class RetroactiveError(ConflictError):
    """A setting would hold for a day that has begun."""


class FixedSettingError(ConflictError):
    """The setting was decided at set-up and stays."""


def check_change(name: SettingName, valid_from: date, today: date) -> None:
    """Refuse a change that reaches back: a setting holds from tomorrow at the earliest.

    Raises:
        RetroactiveError: ``valid_from`` is today or before.
        FixedSettingError: the setting does not change.
    """
    if name in FIXED:
        raise FixedSettingError(setting=name.value)
    if valid_from <= today:
        raise RetroactiveError(setting=name.value, valid_from=valid_from.isoformat())


class Counting(StrEnum):
    """How online time is credited: verified seconds, or a lesson's nominal minutes."""

    MEASURED = "measured"
    RATED = "rated"


class NewHires(StrEnum):
    """From which year on somebody sworn in owes the training."""

    THIS_YEAR = "this-year"
    NEXT_YEAR = "next-year"


class MustPass(StrEnum):
    """Whether items on a module's must-pass sections have to be right, whatever the score."""

    APPLIES = "applies"
    SCORE_ONLY = "score-only"


CHIEFS_DECISIONS: tuple[SettingName, ...] = (
    SettingName.COUNTING,
    SettingName.CLASS_HOUR,
    SettingName.PASS_MARK,
    SettingName.MUST_PASS,
    SettingName.ATTEMPTS_BEFORE_TALK,
    SettingName.NEW_HIRES,
    SettingName.ON_LEAVE,
    SettingName.PRORATION,
    SettingName.CARRY_OVER,
    SettingName.UPDATE_CUTOFF,
    SettingName.MPTC_HOURS,
    SettingName.ADVERSE_NOTICE,
)
"""What the policy leaves open (IV.E) and the Chief decides once, in the order of the form."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in force on a day.

    Attributes:
        pass_mark: percent of the points of an attempt.
        attempts_before_talk: failed attempts after which a talk opens the next one.
        practice_rest_days: days for which a practiced scenario is not graded.
        issuing_official: the official who issues certificates, by role.
        address: under which the public verifies certificates, without a slash at its end.
        retention_years: None where nobody decided it; records are then kept.
        outside_second_person: the account a small department named, 0 where it named none.
        class_hour: minutes of a class that count as an hour; undecided, they are what they are.
        update_cutoff: the last day (``10-30``) on which an update is recorded for the year; None
            where nobody decided one.
        review_of_pace: whether the department recorded that it was bargained.
        shift_hours: when each shift works, by its name in small letters.
        new_hires: from which year on somebody hired within a year owes it.
        must_pass: whether an attempt that begins has must-pass sections; undecided, it has.
        notice_of: which entries of a record counsel decided to send a notice of.
    """

    department: str
    demonstration: bool
    zone: ZoneInfo
    pass_mark: int
    attempts_before_talk: int
    practice_rest_days: int
    counting: Counting
    issuing_official: str
    address: str
    retention_years: int | None = None
    outside_second_person: int = 0
    class_hour: int = 60
    update_cutoff: str | None = None
    review_of_pace: bool = False
    shift_hours: Mapping[str, Hours] = field(default_factory=dict)
    new_hires: NewHires = NewHires.THIS_YEAR
    notice_of: frozenset[Matter] = frozenset()
    must_pass: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """A value proposed for a first decision, and where it comes from."""

    name: SettingName
    value: object
    source: str


FIRST_DECISIONS: tuple[Decision, ...] = (
    Decision(SettingName.ZONE, "America/New_York", "place of the department"),
    Decision(SettingName.PASS_MARK, 70, "department setting; the policy (IV.E) names none"),
    Decision(SettingName.ATTEMPTS_BEFORE_TALK, 2, "department setting"),
    Decision(SettingName.PRACTICE_REST_DAYS, 60, "department setting"),
    Decision(SettingName.COUNTING, Counting.MEASURED.value, "department setting under IV.E"),
    Decision(SettingName.ISSUING_OFFICIAL, "Training Sergeant", "department setting"),
    Decision(
        SettingName.UPDATE_CUTOFF, "10-30", "department setting; the Chief may order otherwise"
    ),
)


_MONTH_AND_DAY = re.compile(r"[0-9]{2}-[0-9]{2}")
_WHOLE_NUMBERS: Mapping[SettingName, tuple[int, int]] = {
    SettingName.PASS_MARK: (1, 100),
    SettingName.ATTEMPTS_BEFORE_TALK: (1, 10),
    SettingName.PRACTICE_REST_DAYS: (0, 366),
    SettingName.RETENTION_YEARS: (1, 100),
    SettingName.OUTSIDE_SECOND_PERSON: (0, 2**31 - 1),
    SettingName.CLASS_HOUR: (50, 60),
}


_CHOICES: Mapping[SettingName, tuple[str, ...]] = {
    SettingName.COUNTING: tuple(each.value for each in Counting),
    SettingName.REVIEW_OF_PACE: ("on", "off"),
    SettingName.NEW_HIRES: tuple(each.value for each in NewHires),
    SettingName.MUST_PASS: tuple(each.value for each in MustPass),
    SettingName.ON_LEAVE: ("first-day-back",),
    SettingName.PRORATION: ("none",),
    SettingName.CARRY_OVER: ("none",),
    SettingName.MPTC_HOURS: ("no", "yes"),
}
"""What a setting may be. Leave, proration and carry-over name what the rules reckon with alone:
the whole time is owed, on the first day back and on paid time, and no minute changes its year."""


_WRITTEN = frozenset(
    {
        SettingName.UPDATE_CUTOFF,
        SettingName.MAIL_SERVER,
        SettingName.MAIL_SENDER,
        SettingName.SHIFT_HOURS,
        SettingName.ADVERSE_NOTICE,
    }
)
"""Settings whose text has a form of its own."""


def check(name: SettingName, value: object) -> None:
    """Refuse a value that the setting cannot have.

    Raises:
        InvalidError: with the setting's name and the reason.
    """
    reason = _problem(name, value)
    if reason:
        raise InvalidError(setting=name.value, reason=reason)


def _problem(name: SettingName, value: object) -> str | None:
    if name in _WHOLE_NUMBERS:
        return _whole(value, *_WHOLE_NUMBERS[name])
    if name in _CHOICES:
        return None if value in _CHOICES[name] else " or ".join(_CHOICES[name])
    if name in _WRITTEN:
        return _text_problem(name, value)
    match name:
        case SettingName.ZONE:
            return None if value in _zones() else "no such time zone"
        case SettingName.DEMONSTRATION:
            return None if isinstance(value, bool) else "true or false"
        case _:
            return None if isinstance(value, str) and value.strip() else "it is empty"


def read_value(name: SettingName, text: str) -> str | int:
    """What somebody typed as the setting's value; ``check`` says whether it is one."""
    words = text.strip()
    whole = name in _WHOLE_NUMBERS and words.isascii() and words.isdigit() and len(words) < 10  # noqa: PLR2004 - digits
    return int(words) if whole else words


def _is_day(value: str) -> bool:
    """Whether it is a month and a day that every year has."""
    if not _MONTH_AND_DAY.fullmatch(value):
        return False
    try:
        date.fromisoformat(f"2001-{value}")
    except ValueError:
        return False
    return True


_READERS: Mapping[SettingName, Callable[[str], object]] = {
    SettingName.SHIFT_HOURS: read_shift_hours,
    SettingName.MAIL_SERVER: read_mail_door,
    SettingName.ADVERSE_NOTICE: read_matters,
}


def _text_problem(name: SettingName, value: object) -> str | None:
    """What is wrong with the text that names a day, a mail server, a sender or shifts."""
    text = value if isinstance(value, str) else ""
    if name is SettingName.UPDATE_CUTOFF:
        return None if _is_day(text) else "a day of the year, such as 10-30"
    if name is SettingName.MAIL_SENDER:
        return None if is_address(text) else "an address such as training@example.gov"
    try:
        _READERS[name](text)
    except InvalidError as error:
        return str(error.facts["reason"])
    return None


@cache
def _zones() -> frozenset[str]:
    """Every time zone there is; finding them takes 20 ms, so it is done once."""
    return frozenset(available_timezones())


def _whole(value: object, least: int, most: int) -> str | None:
    whole = isinstance(value, int) and not isinstance(value, bool)
    if whole and least <= value <= most:  # type: ignore[operator]
        return None
    return f"a whole number from {least} to {most}"


def settings_from(values: Mapping[str, object]) -> Settings:
    """Build the settings from what is recorded.

    Raises:
        InvalidError: names every setting that nobody has decided yet.
    """
    missing = sorted(
        name.value for name in SettingName if name not in OPTIONAL and name.value not in values
    )
    if missing:
        raise InvalidError(reason="settings are undecided", settings=", ".join(missing))
    for name in SettingName:
        if name.value in values:
            check(name, values[name.value])
    return Settings(
        department=str(values[SettingName.DEPARTMENT]),
        demonstration=bool(values[SettingName.DEMONSTRATION]),
        zone=ZoneInfo(str(values[SettingName.ZONE])),
        pass_mark=int(str(values[SettingName.PASS_MARK])),
        attempts_before_talk=int(str(values[SettingName.ATTEMPTS_BEFORE_TALK])),
        practice_rest_days=int(str(values[SettingName.PRACTICE_REST_DAYS])),
        counting=Counting(str(values[SettingName.COUNTING])),
        issuing_official=str(values[SettingName.ISSUING_OFFICIAL]),
        address=str(values[SettingName.ADDRESS]),
        retention_years=_whole_or_none(values.get(SettingName.RETENTION_YEARS)),
        outside_second_person=_whole_or_none(values.get(SettingName.OUTSIDE_SECOND_PERSON)) or 0,
        class_hour=int(str(values.get(SettingName.CLASS_HOUR, 60))),
        update_cutoff=_text_or_none(values.get(SettingName.UPDATE_CUTOFF)),
        review_of_pace=values.get(SettingName.REVIEW_OF_PACE) == "on",
        shift_hours=_hours(values.get(SettingName.SHIFT_HOURS)),
        new_hires=NewHires(str(values.get(SettingName.NEW_HIRES, NewHires.THIS_YEAR))),
        notice_of=read_matters(str(values.get(SettingName.ADVERSE_NOTICE, OFF))),
        must_pass=values.get(SettingName.MUST_PASS) != MustPass.SCORE_ONLY,
    )


def _hours(value: object) -> Mapping[str, Hours]:
    return read_shift_hours(value) if isinstance(value, str) else {}


def _whole_or_none(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
