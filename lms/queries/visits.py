"""Visits of members and what they came to, from raw records or from the sums that stayed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from lms.domain.duty import Duty
from lms.domain.requirement import Period
from lms.domain.seat_clock import WORK, WhyNot
from lms.domain.training import TrainingModule
from lms.domain.visit import (
    PageAccount,
    Seen,
    Span,
    counted_seconds,
    expected_seconds,
    page_accounts,
    seen_beat,
    visit_at,
)
from lms.models import Beat, BeatSum, CreditEntry, Sitting, TimePosting, Visit
from lms.queries.content import things, versions_by_id
from lms.queries.local_day import local_zone

_NEVER_MS = 2**62
_LONGEST_RECORD_MS = 86_400_000
"""A page that was opened on a day and is heard of again reaches back at most so far."""


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit: when, to what, in which duty status, on what kind of device."""

    id: int
    member_id: int
    sitting_id: int
    period_start: date
    module: str
    started_at: datetime
    duty: Duty
    device: str
    pages: tuple[PageAccount, ...]

    @property
    def seconds(self) -> int:
        """Everything the visit counted."""
        return counted_seconds(self.pages)

    @property
    def expected_seconds(self) -> int:
        """The expected time of the pages that were finished in it."""
        return expected_seconds(self.pages)

    @property
    def last_ms(self) -> int:
        """When its last page was last heard of; its beginning where none was."""
        started_ms = int(self.started_at.timestamp() * 1000)
        return max((page.last_ms for page in self.pages), default=started_ms)


_VISITS = select(
    Visit.id,
    Sitting.member_id,
    Visit.sitting_id,
    Sitting.period_start,
    Sitting.module_version_id,
    Visit.started_at,
    Visit.duty,
    Visit.device,
).join(Sitting, Sitting.id == Visit.sitting_id)


def visits_of(session: Session, *, member_id: int, period: Period) -> tuple[VisitRow, ...]:
    """A member's visits on the days of a period, oldest first, with what their pages were then.

    A module that was begun in one year and goes on in the next has visits in both, and a visit
    over New Year's Eve is split at midnight, to the second, as the ledger splits it. What was
    posted late for a year is that year's. Records that were removed and summed up count where the
    first of them was.
    """
    zone = local_zone(session, datetime.combine(period.ends_on, time(), UTC))
    days = _Days(Span.of(period, zone), period, _late_postings(session, member_id))
    wanted = [Sitting.member_id == member_id]
    if not days.has_late:
        until = datetime.fromtimestamp(days.span.until_ms / 1000, tz=UTC)
        wanted.append(Visit.started_at < until)
    return _rows(session, *wanted, days=days)


@dataclass(frozen=True, slots=True)
class _Days:
    """Which part of a record belongs to a period.

    Attributes:
        late: the year for which a posting of a unit is late, by sitting and unit, with the
            records it took in: after which one, and through which.
    """

    span: Span
    period: Period
    late: Mapping[tuple[int, str], Sequence[tuple[int, int, date]]]

    @property
    def has_late(self) -> bool:
        """Whether anything of a later day counts in the period."""
        return any(self.is_here(year) for each in self.late.values() for _, _, year in each)

    def is_here(self, late_for: date) -> bool:
        """Whether what is late for a year counts in the period."""
        return self.period.is_calendar_year and late_for == self.period.starts_on

    def span_of(self, sitting_id: int, unit: str, seq: int) -> Span:
        """The moments of a record that count in the period; one that was posted has a place."""
        for after, through, late_for in self.late.get((sitting_id, unit), ()):
            if after < seq <= through and self.period.is_calendar_year:
                if late_for == self.period.starts_on:
                    return Span(self.span.from_ms, _NEVER_MS)
                if late_for < self.period.starts_on:
                    return Span(self.span.from_ms, self.span.from_ms)
        return self.span


def _late_postings(
    session: Session, member_id: int
) -> Mapping[tuple[int, str], Sequence[tuple[int, int, date]]]:
    rows = session.execute(
        select(
            TimePosting.sitting_id,
            TimePosting.unit,
            TimePosting.after_beat,
            TimePosting.through_beat,
            CreditEntry.late_for,
        )
        .join(CreditEntry, CreditEntry.event_seq == TimePosting.event_seq)
        .where(CreditEntry.member_id == member_id, CreditEntry.late_for.is_not(None))
        .distinct()
    )
    found: dict[tuple[int, str], list[tuple[int, int, date]]] = defaultdict(list)
    for sitting_id, unit, after, through, late_for in rows:
        if late_for is not None:
            found[sitting_id, unit].append((after, through, late_for))
    return found


def visits_between(session: Session, *, first: datetime, last: datetime) -> tuple[VisitRow, ...]:
    """Everybody's visits begun in ``[first, last)``, oldest first, with their pages."""
    return _rows(session, Visit.started_at >= first, Visit.started_at < last)


def visit(session: Session, visit_id: int, *, member_id: int | None = None) -> VisitRow | None:
    """One visit where it is this member's, or anybody's where none is named."""
    wanted = [Visit.id == visit_id]
    if member_id is not None:
        wanted.append(Sitting.member_id == member_id)
    return next(iter(_rows(session, *wanted)), None)


def _rows(
    session: Session, *wanted: ColumnElement[bool], days: _Days | None = None
) -> tuple[VisitRow, ...]:
    rows = session.execute(_VISITS.where(*wanted).order_by(Visit.started_at, Visit.id)).all()
    pages = _pages(session, {row.sitting_id for row in rows}, days)
    if days is not None:
        begun = {row.id: int(row.started_at.timestamp() * 1000) for row in rows}
        rows = [row for row in rows if row.id in pages or days.span.holds(begun[row.id])]
    titles = module_titles_of(session, {row.module_version_id for row in rows})
    return tuple(
        VisitRow(
            id=row.id,
            member_id=row.member_id,
            sitting_id=row.sitting_id,
            period_start=row.period_start,
            module=titles[row.module_version_id],
            started_at=row.started_at,
            duty=row.duty,
            device=row.device,
            pages=page_accounts(pages.get(row.id, ())),
        )
        for row in rows
    )


def pages_of_unit(session: Session, *, sitting_id: int, unit: str) -> tuple[PageAccount, ...]:
    """The pages of a lesson or attempt over every visit, in the order they were opened."""
    beats = session.execute(
        SEEN.where(Beat.sitting_id == sitting_id, Beat.unit == unit).order_by(Beat.id)
    )
    sums = session.execute(_SUMS.where(BeatSum.sitting_id == sitting_id, BeatSum.unit == unit))
    return page_accounts([*map(_summed, sums), *map(seen_row, beats)])


def module_titles_of(session: Session, version_ids: Collection[int]) -> dict[int, str]:
    """The title of each module version."""
    versions = versions_by_id(session, version_ids)
    modules = things(session, versions.values(), TrainingModule)
    return {each.id: modules[each.slug].title for each in versions.values()}


def _pages(
    session: Session, sitting_ids: Collection[int], days: _Days | None
) -> Mapping[int, Sequence[Seen]]:
    """What was seen of pages, by visit; of a period only where one is given."""
    starts = visit_starts(session, sitting_ids)
    found: dict[int, list[Seen]] = defaultdict(list)
    beats = SEEN.where(Beat.sitting_id.in_(sitting_ids)).order_by(Beat.id)
    sums = _SUMS.where(BeatSum.sitting_id.in_(sitting_ids))
    if days is not None:
        last_ms = _NEVER_MS if days.has_late else days.span.until_ms + _LONGEST_RECORD_MS
        beats = beats.where(Beat.at_ms.between(days.span.from_ms, last_ms))
        sums = sums.where(BeatSum.first_ms.between(days.span.from_ms, last_ms))
    for row in session.execute(beats):
        visit_id = visit_at(starts.get(row.sitting_id, ()), row.at_ms)
        span = days.span_of(row.sitting_id, row.unit, row.seq) if days else None
        seen = seen_row(row) if span is None else _seen_within(row, span)
        if visit_id is not None and seen is not None:
            found[visit_id].append(seen)
    for row in session.execute(sums):
        place = -1 if row.after_beat is None else row.after_beat + 1
        span = days.span_of(row.sitting_id, row.unit, place) if days else None
        if row.visit_id is not None and (span is None or span.holds(row.first_ms)):
            found[row.visit_id].append(_summed(row))
    return found


def _seen_within(row: Row[Any], span: Span) -> Seen | None:
    """The part of a raw record in a span; None where it has none."""
    parts = [span.part(first, seconds) for first, seconds in row.intervals]
    counted = [each for each in parts if each[1]]
    if not counted and not span.holds(row.at_ms) and not span.holds(row.served_ms):
        return None
    return seen_beat(
        unit=row.unit,
        page=row.page,
        limb=row.limb,
        served_ms=span.nearest(row.served_ms),
        at_ms=span.nearest(row.at_ms),
        expected_seconds=row.expected_seconds,
        intervals=counted,
        why_not=row.why_not,
        no_signal=row.no_signal,
        worked=row.kind in WORK and span.holds(row.at_ms),
    )


def visit_starts(
    session: Session, sitting_ids: Collection[int]
) -> Mapping[int, Sequence[tuple[int, int]]]:
    """By sitting, the moment in milliseconds and the id of each visit, in order of time."""
    rows = session.execute(
        select(Visit.sitting_id, Visit.started_at, Visit.id)
        .where(Visit.sitting_id.in_(sitting_ids))
        .order_by(Visit.started_at, Visit.id)
    )
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for sitting_id, started_at, visit_id in rows:
        found[sitting_id].append((int(started_at.timestamp() * 1000), visit_id))
    return found


SEEN = select(
    Beat.seq,
    Beat.sitting_id,
    Beat.unit,
    Beat.page,
    Beat.limb,
    Beat.kind,
    Beat.served_ms,
    Beat.at_ms,
    Beat.expected_seconds,
    Beat.intervals,
    Beat.why_not,
    Beat.no_signal,
)
"""The columns of a raw record that ``seen_row`` reads."""


def seen_row(row: Row[Any]) -> Seen:
    """A raw record as a visit's account sees it."""
    return seen_beat(
        unit=row.unit,
        page=row.page,
        limb=row.limb,
        served_ms=row.served_ms,
        at_ms=row.at_ms,
        expected_seconds=row.expected_seconds,
        intervals=row.intervals,
        why_not=row.why_not,
        no_signal=row.no_signal,
        worked=row.kind in WORK,
    )


_SUMS = select(
    BeatSum.sitting_id,
    BeatSum.after_beat,
    BeatSum.visit_id,
    BeatSum.unit,
    BeatSum.page,
    BeatSum.limb,
    BeatSum.first_ms,
    BeatSum.last_ms,
    BeatSum.expected_seconds,
    BeatSum.seconds,
    BeatSum.reasons,
    BeatSum.no_signal,
    BeatSum.worked,
    BeatSum.beats,
).order_by(BeatSum.id)


def _summed(row: Row[*tuple[Any, ...]]) -> Seen:
    return Seen(
        unit=row.unit,
        page=row.page,
        limb=row.limb,
        first_ms=row.first_ms,
        last_ms=row.last_ms,
        expected_seconds=row.expected_seconds,
        seconds=row.seconds,
        missed={WhyNot(why): seconds for why, seconds in row.reasons.items()},
        regained_seconds=0,
        no_signal=row.no_signal,
        worked=row.worked,
        beats=row.beats,
    )
