"""The Monday page on one sheet of paper for the Chief."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from lms.domain.projection import RULE, UNKNOWN, Outlook
from lms.queries.monday import Everybody, Standing, Sum, sums_by
from lms.rendering.report import (
    Heading,
    Paragraph,
    Part,
    Report,
    Table,
    fits_one_page,
)
from lms.web.filters import counted, plural
from lms.web.filters import day as written
from lms.web.training_unit.decisions import Undecided
from lms.web.training_unit.monday import NO_NAME, Monday
from lms.web.year_words import by_name

_MOST_GROUPS = 6
_MOST_DECISIONS = 6
_NAMES = (24, 14, 8, 4, 0)
_GROUP_HEADS = ("Owe", "Complete", "Short", "Away", "Minutes short", "Overdue")


def monday_report(
    found: Monday,
    facts: Everybody,
    decisions: Sequence[Undecided],
    *,
    department: str,
    demonstration: bool,
) -> Report:
    """One page: as many names as it has room for, and how many it has none for."""
    report = Report("", "", "", "", "", facts.day, ())
    for names in _NAMES:
        report = Report(
            title=f"Training in {facts.owed.period.name}: who is short",
            department=department,
            subject=f"In-service training, {written(facts.day)}",
            lead=_lead(found, facts),
            footer=f"As of {written(facts.day)}",
            created_on=facts.day,
            parts=tuple(_parts(found, facts, decisions, names)),
            demonstration=demonstration,
        )
        if fits_one_page(report):
            break
    return report


def _lead(found: Monday, facts: Everybody) -> str:
    whole, period = found.whole, facts.owed.period
    left = plural((period.ends_on - facts.day).days, "day")
    return (
        f"{counted(whole.short, 'person', 'people')} short, "
        f"{counted(whole.minutes, 'minute')} in all; {whole.complete} of "
        f"{counted(whole.owing, 'sworn member')} complete. {left} left until "
        f"{written(period.ends_on)}."
    )


def _parts(
    found: Monday, facts: Everybody, decisions: Sequence[Undecided], names: int
) -> Iterator[Part]:
    people = found.people
    shifts = sums_by(people, lambda person: person.shift or NO_NAME)
    units = sums_by(people, lambda person: person.unit or NO_NAME)
    yield _groups([*_rows("Shift", shifts), *_rows("Unit", units)])
    yield Heading("The year\u2019s end")
    yield Paragraph.of(outlook_words(found.outlook, facts.owed.period.ends_on))
    if found.gone:
        yield Heading("On leave and returning")
        yield Paragraph.of("; ".join(_gone(found)))
    if decisions:
        yield Heading("Needs a decision")
        titles = [each.title for each in decisions[:_MOST_DECISIONS]]
        yield Paragraph.of("; ".join(titles) + _and_more(len(decisions), len(titles)))
    if names and found.short:
        yield from _names(found.short, names)
    yield Paragraph.of(f"{RULE} {UNKNOWN}", small=True)


def outlook_words(outlook: Outlook, ends_on: date) -> str:
    """Where the recent pace leads, in sentences."""
    if not outlook.missing:
        return "No minutes are missing."
    needed = f"It takes {counted(-(-outlook.weekly // 60), 'minute')} a week to be done in time."
    if outlook.is_too_early:
        return f"It is too early in the year to speak of a pace. {needed}"
    made_up = counted(outlook.made_up // 60, "minute")
    pace = f"In the last {outlook.days} days {made_up} were made up."
    if outlook.done_on is None:
        return f"{pace} That gives no day on which all would be done. {needed}"
    late = counted(outlook.missing_at_end // 60, "minute")
    return (
        f"{pace} At that pace all minutes are made up on {written(outlook.done_on)}; "
        f"on {written(ends_on)} {late} would be missing. {needed}"
    )


def _rows(kind: str, groups: Sequence[Sum]) -> Iterator[tuple[str, ...]]:
    """A row a group, and one for all that are too many."""
    fields = ("owing", "complete", "short", "away", "minutes", "overdue")
    for each in groups[:_MOST_GROUPS]:
        yield (f"{kind}: {each.name}", *(f"{getattr(each, field):,}" for field in fields))
    left = groups[_MOST_GROUPS:]
    if left:
        sums = [sum(getattr(each, field) for each in left) for field in fields]
        yield (f"{kind}: {len(left)} more", *(f"{each:,}" for each in sums))


def _groups(rows: Sequence[tuple[str, ...]]) -> Table:
    return Table(
        ("Shift or unit", *_GROUP_HEADS),
        tuple(rows),
        (4, 2, 2, 2, 2, 3, 2),
        numeric=frozenset(range(1, 7)),
    )


def _gone(found: Monday) -> Iterator[str]:
    for each in found.gone[:_MOST_GROUPS]:
        if each.is_back:
            yield f"{each.person.list_name}, back since {_written(each.back_on)}"
        else:
            back = f"first day back {_written(each.back_on)}" if each.back_on else "no day known"
            yield f"{each.person.list_name}, on leave, {back}"
    if len(found.gone) > _MOST_GROUPS:
        yield f"{len(found.gone) - _MOST_GROUPS} more"


def _written(day: date | None) -> str:
    return written(day) if day else ""


def _names(short: Iterable[Standing], most: int) -> Iterator[Part]:
    people = sorted(short, key=lambda each: (-each.minutes, by_name(each.person)))
    yield Heading("Most minutes short")
    yield Table(
        ("Name", "Badge", "Shift", "Unit", "Minutes short", "Overdue"),
        tuple(
            (
                each.person.list_name,
                each.person.badge_number,
                each.person.shift or NO_NAME,
                each.person.unit or NO_NAME,
                str(each.minutes),
                str(each.overdue or "\u2013"),
            )
            for each in people[:most]
        ),
        (5, 2, 3, 3, 2, 2),
        numeric=frozenset({4, 5}),
    )
    if len(people) > most:
        yield Paragraph.of(f"And {plural(len(people) - most, 'person', 'people')} more.")


def _and_more(all_of_them: int, shown: int) -> str:
    return f"; {all_of_them - shown} more" if all_of_them > shown else ""
