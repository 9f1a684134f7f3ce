"""What is open, and a handover, on paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from lms.domain.handover import DESKS, ShownDesk, ShownDuty
from lms.domain.open_matter import AREAS
from lms.queries.handovers import WholeHandover
from lms.rendering.report import Heading, Paragraph, Part, Report, Table, facts
from lms.web.filters import day as written
from lms.web.filters import moment
from lms.web.handover import words
from lms.web.handover.places import STATES


def open_report(state: ShownDesk, *, department: str, demonstration: bool, day: date) -> Report:
    """What is open today, and what the next months ask."""
    title = DESKS[state.desk].title
    return Report(
        title=f"{title}: what is open",
        department=department,
        subject=f"The {words.desk_name(state.desk)} desk on {written(day)}",
        lead=f"{title} desk, {written(day)}. Counts, with the oldest of each.",
        footer=f"As of {written(day)}",
        created_on=day,
        parts=tuple(_state(state, {})),
        demonstration=demonstration,
    )


def handover_report(found: WholeHandover, *, department: str, demonstration: bool) -> Report:
    """A handover as it was frozen, with its end."""
    row, state = found.row, found.state
    return Report(
        title=f"Handover of the {words.desk_name(row.desk)} desk",
        department=department,
        subject=f"Handover {row.id}, {written(state.day)}",
        lead=f"From {row.leaver} to {row.successor}. {words.NO_RIGHTS}",
        footer=f"Handover {row.id}: {row.state_digest}",
        created_on=state.day,
        parts=tuple(_handover(found)),
        demonstration=demonstration,
    )


def _handover(found: WholeHandover) -> Iterator[Part]:
    row, state = found.row, found.state
    yield facts(
        [
            ("Offered", moment(row.started_at)),
            ("By", row.leaver),
            ("To", row.successor),
            ("Stands at entry", f"{state.seq} of the record"),
            ("Digest of that entry", state.head),
            ("Digest of what is below", row.state_digest),
            ("Entry of the offer", str(row.event_seq)),
            ("Answer", words.outcome_words(row)[0]),
            *([("Answered", f"{moment(row.ended_at)}, {row.ended_by}")] if row.ended_at else []),
        ]
    )
    if row.words:
        yield Heading("Remarks of the answer", 3)
        yield Paragraph.of(row.words, quoted=True)
    if found.note:
        yield Heading("What the successor should know")
        yield Paragraph.of(found.note, quoted=True)
    yield from _state(state, found.notes)


def _state(state: ShownDesk, notes: Mapping[str, str]) -> Iterator[Part]:
    yield Heading("What is open")
    if not state.matters:
        yield Paragraph.of("Nothing.")
    for area, matters in state.in_areas():
        yield Heading(AREAS[area], 3)
        yield Table(
            ("What", "Waits", "For", "Which, and notes"),
            tuple(
                (
                    each.words,
                    words.since_words(each) or "\u2013",
                    each.who,
                    _which(each.named, notes.get(each.kind, "")),
                )
                for each in matters
            ),
            (5, 2, 4, 5),
        )
    yield Heading("Calendar of duties")
    if state.routine:
        yield Heading("Every month", 3)
        yield _duties(state.routine)
    for month in state.months:
        if month.duties:
            yield Heading(month.name, 3)
            yield _duties(month.duties)


def _which(named: tuple[str, ...], note: str) -> str:
    return ". ".join(part for part in (", ".join(named), note) if part) or "\u2013"


def _duties(duties: tuple[ShownDuty, ...]) -> Table:
    return Table(
        ("What", "Day", "Why", "Who", "State"),
        tuple(
            (
                each.what,
                written(each.on) if each.on else "\u2013",
                each.why,
                each.who,
                STATES[each.state][0],
            )
            for each in duties
        ),
        (5, 3, 5, 3, 2),
    )
