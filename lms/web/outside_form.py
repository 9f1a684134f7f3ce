"""The form by which training taken elsewhere is sent, and the words for how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.orm import Session
from wtforms import Field, HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from lms.domain.findings import Finding
from lms.domain.outside_training import (
    LONGEST_LINE,
    LONGEST_WORDS,
    Minutes,
    OutsideTraining,
)
from lms.queries.outside_training import OutsideRow
from lms.queries.owed import owed_on
from lms.services.keep_file import FileToKeep
from lms.web.fields import PlainDateField, WholeMinutesField
from lms.web.uploads import uploaded

STATES: Mapping[str, tuple[str, str]] = {
    "waiting": ("Waits", "waiting"),
    "granted": ("Granted", "done"),
    "adjusted": ("Adjusted", "done"),
    "declined": ("Declined", "bad"),
    "withdrawn": ("Withdrawn", "excused"),
}
"""How a submission stands: a word, and the picture of its tag."""

_MINUTES = "minutes_"
_LINE = Length(max=LONGEST_LINE, message=f"Keep it under {LONGEST_LINE} characters.")
_WORDS = Length(max=LONGEST_WORDS, message=f"Keep it under {LONGEST_WORDS:,} characters.")


@dataclass(frozen=True, slots=True)
class Subject:
    """What minutes may count as, by its slug and its title."""

    slug: str
    title: str


def subjects_on(session: Session, day: date) -> tuple[Subject, ...]:
    """Every subject of what is owed on a day, each once."""
    found = {
        limb.slug: Subject(limb.slug, limb.title)
        for owed in owed_on(session, day)
        for limb in owed.requirement.limbs
    }
    return tuple(found.values())


class MinutesForm(FlaskForm):
    """A form with a field of minutes for each subject, which ``with_minutes`` adds."""

    def minute_fields(self) -> list[Field]:
        """The fields of minutes, in the order of the subjects."""
        return [field for field in self if field.name.startswith(_MINUTES)]

    def minutes(self) -> Minutes:
        """Minutes by subject; an empty field and a zero are left out."""
        return {
            field.name.removeprefix(_MINUTES): field.data
            for field in self.minute_fields()
            if field.data
        }

    def fill_minutes(self, minutes: Minutes) -> None:
        """Show minutes by subject."""
        for field in self.minute_fields():
            field.data = minutes.get(field.name.removeprefix(_MINUTES), 0)

    def name_mistakes(self, findings: Iterable[Finding]) -> None:
        """Put each finding at its field; one about all minutes at the first of them."""
        for finding in findings:
            at, *more = map(str, finding.path)
            if at == "minutes":
                fields = self.minute_fields()
                wanted = [field for field in fields if field.name.removeprefix(_MINUTES) in more]
                at = (wanted or fields)[0].name
            if at in self:
                self[at].errors = [finding.message]
            else:
                self.form_errors = [finding.message]


def with_minutes(kind: type[MinutesForm], subjects: Sequence[Subject]) -> MinutesForm:
    """A form of a kind with its fields of minutes."""
    fields = {
        f"{_MINUTES}{subject.slug}": WholeMinutesField(subject.title, validators=[Optional()])
        for subject in subjects
    }
    made: MinutesForm = type(kind.__name__, (kind,), fields)()
    return made


class OutsideForm(MinutesForm):
    """Training as it is sent."""

    title = StringField(
        "What it was called", validators=[DataRequired("Say what it was called."), _LINE]
    )
    provider = StringField(
        "Who offered it",
        validators=[DataRequired("Say who offered it."), _LINE],
        description="The academy, agency or firm, as the certificate names it.",
    )
    first_day = PlainDateField("Day", validators=[InputRequired("Choose the day.")])
    last_day = PlainDateField(
        "Last day",
        validators=[Optional()],
        description="Only where it took more than one day. Its minutes count on the last.",
    )
    covered = TextAreaField(
        "What it was about", validators=[DataRequired("Say what it was about."), _WORDS]
    )
    sections = StringField(
        "Sections of the policy it covered",
        validators=[Length(max=LONGEST_LINE, message="Name fewer sections.")],
        description="If you can say: their numbers, with commas between them.",
    )
    explanation = TextAreaField(
        "How this is other training",
        validators=[_WORDS],
        description="The record holds something alike. Whoever decides reads this.",
    )
    scan = FileField(
        "Certificate or agenda",
        validators=[FileRequired("Choose the scan of the certificate or agenda.")],
        description="A scan or photo: PDF, PNG or JPEG, up to 10 MB.",
    )
    follows = HiddenField()

    def training(self) -> OutsideTraining:
        """What was entered, of a form that is valid."""
        first: date = self.first_day.data  # type: ignore[assignment]  # validated before
        return OutsideTraining(
            title=_line(self.title.data),
            provider=_line(self.provider.data),
            first_day=first,
            last_day=self.last_day.data or first,
            claimed=self.minutes(),
            covered=str(self.covered.data or "").strip(),
            sections=tuple(filter(None, map(str.strip, str(self.sections.data or "").split(",")))),
            explanation=str(self.explanation.data or "").strip(),
        )

    def scanned(self) -> FileToKeep:
        """The scan, stored.

        Raises:
            UnusableUploadError: it cannot be kept; the field names the mistake.
        """
        found = uploaded(self.scan)
        if found is None:
            raise AssertionError("a valid form has a file")
        return found

    def followed(self) -> int | None:
        """The number of the submission that this one takes the place of."""
        text = str(self.follows.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None  # noqa: PLR2004

    def fill(self, row: OutsideRow) -> None:
        """Show what was sent before."""
        self.title.data, self.provider.data = row.title, row.provider
        self.first_day.data, self.covered.data = row.first_day, row.covered
        self.last_day.data = row.last_day if row.last_day != row.first_day else None
        self.sections.data = ", ".join(row.sections)
        self.follows.data = str(row.id)
        self.fill_minutes(row.claimed)


def _line(text: str | None) -> str:
    """One line with single blanks."""
    return " ".join(str(text or "").split())
