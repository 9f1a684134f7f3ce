"""A member's year as one list of what happened, the latest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from lms.domain.adverse_notice import LAW, Matter
from lms.domain.outside_training import MARK as OUTSIDE_MARK
from lms.domain.paper_line import MARK
from lms.domain.requirement import Period
from lms.queries.adverse_notices import NoticeRow
from lms.queries.certificates import CertificateRow
from lms.queries.completion import Assigned
from lms.queries.leave import Leave
from lms.queries.member_file import Begun, ExemptionRow, TalkRow, Tried
from lms.queries.officer_statements import StatementRow
from lms.queries.outside_training import OutsideRow
from lms.queries.papers import PaperRow
from lms.web.department import settings
from lms.web.filters import day as day_words
from lms.web.filters import plural
from lms.web.outside_form import STATES as OUTSIDE_STATES


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened.

    Attributes:
        at: the moment, or the day where only that is recorded.
        kind: a picture of ``status_tag``.
        missed: codes of the sections that a talk went over.
        said: an officer's own words, shown whole.
        scan: the completion from paper whose scan is on file; 0 where there is none.
        outside: the submission of outside training that it is about; 0 where it is none.
    """

    at: datetime | date
    title: str
    detail: str = ""
    kind: str = "info"
    status: str = ""
    missed: tuple[str, ...] = ()
    scan: int = 0
    said: str = ""
    outside: int = 0

    @property
    def on(self) -> date:
        """The department's date."""
        return local_date(self.at) if isinstance(self.at, datetime) else self.at

    @property
    def order(self) -> tuple[date, datetime]:
        """By day, and within a day by moment; what has only a day comes before the rest."""
        at = self.at if isinstance(self.at, datetime) else _START
        return self.on, at


_START = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Names:
    """What modules (by content) and lessons (by slug) are called."""

    modules: Mapping[int, str]
    lessons: Mapping[str, str]

    def module(self, content_id: int | None) -> str:
        """A module in quotation marks."""
        return f"\u201c{self.modules.get(content_id or 0, 'a module')}\u201d"

    def lesson(self, slug: str) -> str:
        """A lesson in quotation marks."""
        return f"\u201c{self.lessons.get(slug, slug)}\u201d"


@dataclass(frozen=True, slots=True)
class File:
    """Everything read of a member for one period."""

    period: Period
    assigned: tuple[Assigned, ...]
    tried: tuple[Tried, ...]
    begun: tuple[Begun, ...]
    exemptions: tuple[ExemptionRow, ...]
    leave: tuple[Leave, ...]
    certificates: tuple[CertificateRow, ...]
    papers: tuple[PaperRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    statements: tuple[StatementRow, ...] = ()
    outside: tuple[OutsideRow, ...] = ()
    late_opened_on: date | None = None


def timeline(file: File, names: Names, *, with_notes: bool) -> list[Happened]:
    """What happened in the period, the latest first; of one moment, the outcome first.

    What belongs to the period, such as a lesson of a module that was begun in it, is here also
    where it happened later, and says so.

    Args:
        with_notes: whether the notes of talks are shown.
    """
    found = [
        *_statements(file.statements),
        *_notices(file.notices),
        *_papers(file.papers),
        *_outside(file.outside),
        *_exemptions(file.exemptions, names),
        *_leave(file.leave),
        *_assignments(file.assigned, names),
    ]
    within = [each for each in found if file.period.starts_on <= each.on <= file.period.ends_on]
    of_the_year = [
        *_certificates(each for each in file.certificates if _is_of(each, file.period)),
        *_attempts(file.tried, names, with_notes=with_notes),
        *_lessons(file.begun, names),
        *_opened_late(file),
    ]
    shown = [*(_marked(each, file.period) for each in of_the_year), *within]
    return sorted(shown, key=lambda each: each.order, reverse=True)


def _opened_late(file: File) -> Iterator[Happened]:
    if file.late_opened_on is not None:
        title = f"{file.period.name} was opened once more"
        yield Happened(file.late_opened_on, title, "Its modules count for it.", "due")


def _is_of(row: CertificateRow, period: Period) -> bool:
    return period.starts_on <= row.period_start <= period.ends_on


def _marked(each: Happened, period: Period) -> Happened:
    """What belongs to a year and happened after it says that it was late."""
    if each.on <= period.ends_on:
        return each
    return replace(each, detail=f"{each.detail} Late for {period.name}.".strip())


def local_date(moment: datetime) -> date:
    """The department's date of a moment."""
    found = settings()
    return moment.astimezone(found.zone if found else UTC).date()


def _notices(rows: Iterable[NoticeRow]) -> Iterator[Happened]:
    for row in rows:
        detail = f"{row.entered} Last day {day_words(row.last_day)}"
        yield Happened(row.placed_on, f"Notice ({LAW}) was placed", detail, "due")
        if row.opened_at is not None:
            yield Happened(row.opened_at, "Opened the notice")
        for each in row.deliveries:
            yield Happened(each.delivered_on, "Was handed the notice", f"By {each.delivered_by}")


def _statements(rows: Iterable[StatementRow]) -> Iterator[Happened]:
    about = {
        Matter.FAILURE: "a try that was not passed",
        Matter.REVIEW: "a review of pace",
        Matter.REVOCATION: "a revoked certificate",
    }
    for row in rows:
        yield Happened(
            row.written_at, f"Officer\u2019s statement on {about[row.matter]}", said=row.words
        )


def _assignments(rows: Iterable[Assigned], names: Names) -> Iterator[Happened]:
    for row in rows:
        yield Happened(
            row.assigned_at,
            f"{names.module(row.content_id)} was assigned",
            f"Due {day_words(row.due_on)}",
            "due",
        )


def _lessons(rows: Iterable[Begun], names: Names) -> Iterator[Happened]:
    begun: set[int] = set()
    for row in rows:
        if row.sitting_id not in begun:
            begun.add(row.sitting_id)
            yield Happened(row.opened_at, f"Began {names.module(row.content_id)}", kind="progress")
        if row.lesson is not None and row.completed_at is not None:
            yield Happened(
                row.completed_at,
                f"Completed the lesson {names.lesson(row.lesson)}",
                kind="progress",
            )


def _attempts(rows: Iterable[Tried], names: Names, *, with_notes: bool) -> Iterator[Happened]:
    for row in rows:
        module = names.module(row.content_id)
        if row.submitted_at is None:
            yield Happened(
                row.started_at,
                f"Started attempt {row.number} of {module}",
                kind="progress",
            )
            continue
        yield Happened(
            row.submitted_at,
            f"Attempt {row.number} of {module}",
            kind="done" if row.passed else "bad",
            status="Passed" if row.passed else "Not passed",
        )
        if row.talk is not None:
            yield _talk(row.talk, module, row.missed, with_notes=with_notes)


def _talk(talk: TalkRow, module: str, missed: tuple[str, ...], *, with_notes: bool) -> Happened:
    by = f"By {talk.recorded_by}." if talk.recorded_by else ""
    note = f" {talk.note}" if with_notes else ""
    return Happened(talk.recorded_at, f"Talk about {module}", f"{by}{note}".strip(), missed=missed)


def _exemptions(rows: Iterable[ExemptionRow], names: Names) -> Iterator[Happened]:
    for row in rows:
        what = "the year" if row.assignment_id is None else names.module(row.content_id)
        until = f" until {day_words(row.valid_until)}" if row.valid_until else ""
        title = f"Excused from {what}{until}"
        if row.extended_to is not None:
            stays = ", which stays late," if row.assignment_id is None else ""
            title = f"More time for {what}{stays}{until}"
        yield Happened(
            row.valid_from,
            title,
            f"{row.reason} Approved by {row.approved_by}.",
            "excused",
        )


def _leave(rows: Iterable[Leave]) -> Iterator[Happened]:
    for row in rows:
        until = f"Until {day_words(row.ends_on)}" if row.ends_on else "No end is recorded"
        yield Happened(row.starts_on, "Leave began", until, "excused")


def _papers(rows: Iterable[PaperRow]) -> Iterator[Happened]:
    for row in rows:
        taught = f", taught by {row.taught_by}" if row.taught_by else ""
        yield Happened(
            row.earned_on,
            f"{row.provider}{taught}",
            f"{row.minutes} minutes, {row.subject}, {MARK}",
            "done",
            scan=row.id,
        )


def _outside(rows: Iterable[OutsideRow]) -> Iterator[Happened]:
    for row in rows:
        words, kind = OUTSIDE_STATES[row.state]
        claimed = plural(row.claimed_minutes, "minute")
        yield Happened(
            row.last_day,
            f"\u201c{row.title}\u201d, {row.provider}",
            f"{row.granted_minutes} of {claimed}, {OUTSIDE_MARK}"
            if row.counts
            else f"{claimed} of outside training claimed",
            kind,
            words,
            outside=row.id,
        )


def _certificates(rows: Iterable[CertificateRow]) -> Iterator[Happened]:
    for row in rows:
        yield Happened(row.issued_at, "Certificate issued", row.completed, "done")
