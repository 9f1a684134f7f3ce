"""The impact of a revision in the words and pieces that its page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (  # type: ignore[attr-defined]  # newer than its stubs
    Field,
    SelectChoice,
    SelectField,
    StringField,
)
from wtforms.validators import Length, ValidationError

from lms.domain.change_nature import ChangedProvision, Nature, asks_for_mark
from lms.domain.nominal import WORDS_A_MINUTE
from lms.domain.provision_fate import Fate
from lms.domain.revision_diff import Change
from lms.queries.policies import PolicyCard
from lms.queries.revision_impact import Citing, Impact, Marked
from lms.queries.revisions import RevisionEntry
from lms.services.mark_changes import LONGEST_REASON
from lms.web.directives.change_words import ChangeGroup, ChangeRow, change_groups
from lms.web.filters import plural

_KINDS: Mapping[str, tuple[str, str]] = {
    "module": ("module", "modules"),
    "lesson": ("lesson", "lessons"),
    "scenario": ("scenario", "scenarios"),
    "checklist": ("checklist", "checklists"),
}


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """One change with what was said of it.

    Attributes:
        nature: the field to say it with; None where it says itself, or is not asked here.
    """

    key: str
    row: ChangeRow
    asks: bool
    marked: Marked | None
    nature: Any
    reason: Any


@dataclass(frozen=True, slots=True)
class MarkedGroup:
    """Changes under one heading of the policy."""

    label: str
    title: str
    rows: tuple[MarkedRow, ...]


@dataclass(frozen=True, slots=True)
class CitingKind:
    """The content of one kind that cites what changed."""

    words: str
    things: tuple[Citing, ...]


@dataclass(frozen=True, slots=True)
class SectionRow:
    """A section that training may cite, and what becomes of it."""

    changed: ChangedProvision
    words: str
    learned: int


@dataclass(frozen=True, slots=True)
class ImpactPage:
    """Everything that the page shows."""

    card: PolicyCard
    before: RevisionEntry
    after: RevisionEntry
    impact: Impact
    groups: tuple[MarkedGroup, ...]
    sections: tuple[SectionRow, ...]
    citing: tuple[CitingKind, ...]
    form: FlaskForm
    may_mark: bool
    reading: str

    @property
    def rows(self) -> tuple[MarkedRow, ...]:
        """All changes."""
        return tuple(row for group in self.groups for row in group.rows)


def impact_page(
    *,
    card: PolicyCard,
    before: RevisionEntry,
    after: RevisionEntry,
    found: Impact,
    may_mark: bool,
) -> ImpactPage:
    """Put the figures into the words of the page."""
    groups = change_groups(found.pair, everything=False)
    changes = {
        f"change-{number}": each for number, each in enumerate(found.pair.comparison.changes, 1)
    }
    form = _mark_form(found, groups, changes) if may_mark else FlaskForm()
    return ImpactPage(
        card=card,
        before=before,
        after=after,
        impact=found,
        groups=tuple(_group(each, changes, found, form) for each in groups),
        sections=tuple(
            SectionRow(each, _becomes(each), found.learned.get(each.code, 0))
            for each in found.changed
        ),
        citing=tuple(_citing(found.citing)),
        form=form,
        may_mark=may_mark,
        reading=_reading(found),
    )


def _reading(found: Impact) -> str:
    expected = found.expected
    words = plural(expected.words, "word")
    items = plural(expected.items, "question")
    return f"{words} at {WORDS_A_MINUTE} a minute, {items}"


def _becomes(each: ChangedProvision) -> str:
    if each.fate.fate is Fate.GONE:
        return "taken out"
    if each.nature is None:
        return "reworded; not marked yet"
    return "reworded in substance" if each.retrains else "edited only"


def _citing(found: Sequence[Citing]) -> Iterator[CitingKind]:
    for kind, group in groupby(found, key=lambda each: each.version.kind.value):
        things = tuple(group)
        yield CitingKind(plural(len(things), *_KINDS[kind]), things)


def _group(
    group: ChangeGroup, changes: Mapping[str, Change], found: Impact, form: FlaskForm
) -> MarkedGroup:
    return MarkedGroup(
        group.label,
        group.title,
        tuple(_row(row, changes[row.name], found.marks, form) for row in group.rows),
    )


def _row(row: ChangeRow, change: Change, marks: Mapping[str, Marked], form: FlaskForm) -> MarkedRow:
    nature, reason = f"nature-{row.name}", f"reason-{row.name}"
    return MarkedRow(
        key=change.key,
        row=row,
        asks=asks_for_mark(change),
        marked=marks.get(change.key),
        nature=_field(form, nature),
        reason=_field(form, reason),
    )


def _field(form: FlaskForm, name: str) -> Any:  # noqa: ANN401 - a field, or nothing
    return next((field for field in form if field.name == name), None)


def _mark_form(
    found: Impact, groups: Sequence[ChangeGroup], changes: Mapping[str, Change]
) -> FlaskForm:
    """A form with two fields for each change that takes a mark, as it stands now."""
    fields: dict[str, Field] = {}
    for group in groups:
        for row in group.rows:
            change = changes[row.name]
            if asks_for_mark(change):
                held = found.marks.get(change.key)
                fields[f"nature-{row.name}"] = _nature_field(row.label, held)
                fields[f"reason-{row.name}"] = _reason_field(row.label, row.name, held)
    form = type("MarkForm", (FlaskForm,), fields)()
    return form if isinstance(form, FlaskForm) else FlaskForm()


def _nature_field(label: str, held: Marked | None) -> Field:
    return SelectField(
        f"{label} is",
        choices=[
            SelectChoice("", "Not marked yet"),
            SelectChoice(Nature.SUBSTANTIVE.value, "Substantive: what people do changes"),
            SelectChoice(Nature.EDITORIAL.value, "Editorial: nothing anybody does changes"),
        ],
        default=held.nature.value if held else "",
        validate_choice=True,
    )


def _reason_field(label: str, name: str, held: Marked | None) -> Field:
    def says_why(form: FlaskForm, field: Field) -> None:
        if form[f"nature-{name}"].data and not (field.data or "").strip():
            raise ValidationError(f"Say why for {label}.")

    message = f"Keep it under {LONGEST_REASON} characters."
    return StringField(
        f"Why, for {label}",
        validators=[Length(max=LONGEST_REASON, message=message), says_why],
        default=held.reason if held else "",
    )
