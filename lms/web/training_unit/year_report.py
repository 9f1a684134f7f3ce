"""A closed year on paper: the signature, and everybody's outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from lms.domain.credit import minutes
from lms.domain.year_close import MemberOutcome, YearOutcome
from lms.domain.year_extension import YearExtension
from lms.queries.owed import Owed
from lms.queries.roster import Person
from lms.queries.year_close import ClosedYear, Memo
from lms.rendering.report import Heading, Paragraph, Part, Report, Table, facts
from lms.web.filters import day as written
from lms.web.year_words import by_name

Outcome = tuple[Person, MemberOutcome | None, Memo | None, YearExtension | None]
_WORDS = {
    YearOutcome.COMPLETE: "Complete",
    YearOutcome.EXCUSED: "Excused with a memo",
    YearOutcome.LATE: "Late",
}


def year_report(
    owed: Owed,
    closed: ClosedYear,
    people: Sequence[Outcome],
    *,
    department: str,
    demonstration: bool,
    day: date,
) -> Report:
    """The year as it was signed."""
    name = owed.period.name
    return Report(
        title=f"The training year {name}, closed",
        department=department,
        subject=f"In-service training in {name}",
        lead=f"{owed.requirement.title} (section {owed.requirement.source}).",
        footer=f"Closed on {written(closed.signed_on)}, printed on {written(day)}",
        created_on=day,
        parts=tuple(_parts(owed, closed, people)),
        demonstration=demonstration,
    )


def _parts(owed: Owed, closed: ClosedYear, people: Sequence[Outcome]) -> Iterator[Part]:
    counts = Counter(signed.outcome for _, signed, _, _ in people if signed)
    yield Paragraph.of(closed.statement, quoted=True)
    yield facts(
        [
            ("Signed by", closed.by),
            ("On", written(closed.signed_on)),
            ("Asked", f"{owed.requirement.seconds // 60} minutes of each sworn member"),
            *((_WORDS[each], str(counts[each])) for each in reversed(YearOutcome)),
            ("Entry in the record", str(closed.event_seq)),
            ("Digest of the list", closed.outcomes_digest),
        ]
    )
    memos = sorted(people, key=lambda each: by_name(each[0]))
    excused = [(who, memo) for who, _, memo, _ in memos if memo is not None]
    if excused:
        yield Heading("Memos")
        yield Table(
            ("Name", "Reason", "Approved by"),
            tuple((who.list_name, memo.reason, memo.approved_by) for who, memo in excused),
            (3, 6, 3),
        )
    extended = [(who, more) for who, _, _, more in memos if more is not None]
    if extended:
        yield Heading("More time, and late all the same")
        yield Table(
            ("Name", "Until", "Reason", "Approved by"),
            tuple(
                (who.list_name, written(more.until), more.reason, more.approved_by)
                for who, more in extended
            ),
            (3, 3, 4, 3),
        )
    yield Heading("Everybody")
    yield Table(
        ("Name", "Badge", "Rank", "Minutes", "When it was signed"),
        tuple(
            (
                who.list_name,
                who.badge_number,
                who.rank,
                str(minutes(signed.seconds)),
                _WORDS[signed.outcome],
            )
            for who, signed, _, _ in memos
            if signed is not None
        ),
        (5, 2, 3, 2, 4),
        numeric=frozenset({3}),
    )
