"""Statements of time, put together from the record."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, tzinfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from lms.domain import outside_training, paper_line
from lms.domain.credit import local_day, minutes
from lms.domain.duty import DUTY_WORDS
from lms.domain.errors import NotFoundError
from lms.domain.seat_clock import WhyNot
from lms.domain.statement import Known, Line, Statement, unusual
from lms.domain.visit import PageAccount, counted_seconds
from lms.models import Attempt, AttemptShared, CreditSource
from lms.queries.ledger import untimed_seconds
from lms.queries.record import journal_head
from lms.queries.roster import person
from lms.queries.settings import settings_on
from lms.queries.standing import Owed
from lms.queries.units import unit_names
from lms.queries.visits import VisitRow, visits_of

_UNTIMED: Mapping[CreditSource, str] = {
    CreditSource.CLASS: "in classes and roll calls",
    CreditSource.OUTSIDE: f"of {outside_training.MARK}",
    CreditSource.PAPER: paper_line.MARK,
    CreditSource.CORRECTION: "corrected by two people",
}
_PHONES = ("Android", "iPhone", "Mobile")


def visit_statement(session: Session, visit: VisitRow, *, owed: Owed, now: datetime) -> Statement:
    """The statement of one visit: its pages.

    Raises:
        NotFoundError: nobody of the roster made it.
    """
    names = unit_names(session, {(visit.sitting_id, page.unit) for page in visit.pages})
    lines = tuple(
        _line(f"{names[visit.sitting_id, page.unit]}: {page_words(page.page)}", [page])
        for page in visit.pages
    )
    circumstances = (
        ("Training", visit.module),
        ("Duty status stated", DUTY_WORDS[visit.duty]),
        ("Device", device_words(visit.device)),
    )
    return _statement(session, [visit], lines, "Visit", circumstances, owed=owed, now=now)


def year_statement(session: Session, *, member_id: int, owed: Owed, now: datetime) -> Statement:
    """The statement of one period: its lessons and attempts.

    Raises:
        NotFoundError: there is no such member.
    """
    visits = visits_of(session, member_id=member_id, period=owed.period)
    units: dict[tuple[int | None, str], list[PageAccount]] = {}
    for visit in visits:
        for page in visit.pages:
            units.setdefault((visit.sitting_id, page.unit), []).append(page)
    names = unit_names(session, units.keys())
    lines = tuple(_line(names[unit], pages) for unit, pages in units.items())
    circumstances = (
        ("Visits", str(len(visits))),
        ("Duty status stated", _duties(visits)),
        ("Devices", ", ".join(sorted({device_words(each.device) for each in visits})) or "none"),
        ("Beside these pages", _untimed(session, member_id, owed) or "nothing"),
    )
    return _statement(
        session,
        visits,
        lines,
        owed.period.name,
        circumstances,
        owed=owed,
        now=now,
        member_id=member_id,
    )


def _statement(  # noqa: PLR0913 - a statement has this many parts
    session: Session,
    visits: Sequence[VisitRow],
    lines: tuple[Line, ...],
    about: str,
    circumstances: tuple[tuple[str, str], ...],
    *,
    owed: Owed,
    now: datetime,
    member_id: int | None = None,
) -> Statement:
    settings = settings_on(session, now.date())
    today = now.astimezone(settings.zone).date()
    owner = member_id if member_id is not None else visits[0].member_id
    who = person(session, owner, today)
    if who is None:
        raise NotFoundError(member=owner)
    pages = [page for visit in visits for page in visit.pages]
    head = journal_head(session)
    return Statement(
        department=settings.department,
        member_name=who.full_name,
        rank=who.rank,
        badge_number=who.badge_number,
        about=about if member_id is not None else _when(visits[0], settings.zone),
        circumstances=circumstances,
        lines=lines,
        counted_seconds=counted_seconds(pages),
        unusual=unusual(pages, _known(session, visits)),
        made_on=today.isoformat(),
        record_position=head.seq,
        record_digest=head.digest,
        hour_definition=owed.requirement.hour_definition,
        demonstration=settings.demonstration,
    )


def _line(what: str, pages: Sequence[PageAccount]) -> Line:
    """What pages that belong together came to; a page met in two visits is expected once."""
    expected: dict[str, int] = {page.page: page.expected_seconds for page in pages}
    missed = sum(
        seconds
        for page in pages
        for why, seconds in page.missed.items()
        if why is not WhyNot.ALREADY_COUNTED
    )
    return Line(
        what=what,
        counted_seconds=counted_seconds(pages),
        expected_seconds=sum(expected.values()),
        missed_seconds=missed,
        no_signal=any(page.no_signal for page in pages),
    )


def _known(session: Session, visits: Sequence[VisitRow]) -> Known:
    devices = {device_words(visit.device) for visit in visits}
    return Known(
        duties=frozenset(visit.duty for visit in visits),
        phone="phone" in devices,
        computer="computer" in devices,
        shared=_shared(session, {visit.sitting_id for visit in visits}),
    )


def _shared(session: Session, sitting_ids: Collection[int]) -> bool:
    found = exists().where(
        AttemptShared.attempt_id == Attempt.id, Attempt.sitting_id.in_(sitting_ids)
    )
    return bool(session.execute(select(found)).scalar())


def _untimed(session: Session, member_id: int, owed: Owed) -> str:
    """What the ledger holds that no page timed, in whole minutes."""
    found = untimed_seconds(session, member_id=member_id, period=owed.period)
    return "; ".join(
        f"{minutes(found[source])} minutes {words}"
        for source, words in _UNTIMED.items()
        if found.get(source)
    )


def _duties(visits: Sequence[VisitRow]) -> str:
    words = sorted({DUTY_WORDS[visit.duty] for visit in visits})
    return ", ".join(words) or "none"


def _when(visit: VisitRow, zone: tzinfo) -> str:
    begun = visit.started_at.astimezone(zone)
    day = local_day(visit.last_ms, zone)
    ended = datetime.fromtimestamp(visit.last_ms / 1000, tz=zone)
    until = f"{ended:%H:%M}" if day == begun.date() else f"{ended:%B} {ended.day}, {ended:%H:%M}"
    return f"Visit of {begun:%B} {begun.day}, {begun.year}, {begun:%H:%M} to {until}"


def device_words(agent: str) -> str:
    """``phone`` or ``computer``, by what the browser said of itself."""
    return "phone" if any(word in agent for word in _PHONES) else "computer"


def page_words(page: str) -> str:
    """A page's key as people read it."""
    return page.rsplit("/", 1)[-1].replace("-", " ").capitalize()
