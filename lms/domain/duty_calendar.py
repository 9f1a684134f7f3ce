"""The calendar of a desk's duties: what each month asks, by what rule, and whether it is done.

Two sources make it. Standing duties come again with each month or year and follow from what
the policy asks (IV.E); they are done where the record says so. Dates come from the record
itself, such as the end of a credential. A duty of which the record says nothing is shown
as one, never as done.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter

from lms.domain.requirement import Period, PeriodKind, last_day_for_updates, period_of

MONTHS = 12
_A_WEEK = timedelta(days=7)
_KEY_YEARS = 1
_DRILLS = (3, 9)


class DutyKind(StrEnum):
    """What a duty is about."""

    OPEN_YEAR = "open-year"
    TELL_LATE = "tell-late"
    CLOSE_YEAR = "close-year"
    NO_CHANGE = "no-change"
    LAST_UPDATE = "last-update"
    ROSTERS = "rosters"
    HEAD = "head"
    DRILL = "drill"
    KEY = "key"
    WINDOW = "window"
    HOLDS = "holds"
    RETENTION = "retention"
    CREDENTIAL = "credential"
    BACK = "back"
    DUE = "due"
    GRACE = "grace"
    EXTENSION = "extension"
    EXCUSE = "excuse"
    ROLE = "role"
    SETTING = "setting"
    REVISION = "revision"
    RULE = "rule"


class DutyState(StrEnum):
    """Whether a duty is done, as far as the record says."""

    DONE = "done"
    OPEN = "open"
    LATE = "late"
    PAST = "past"
    """Its day is over, and nothing is left to do."""
    UNSAID = "unsaid"
    """The record does not say whether it is done: that stands on paper or with somebody."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to be done or known in a month.

    Attributes:
        month: its first day.
        on: the day, where there is one.
        why: the clause or the rule that asks it.
    """

    month: date
    on: date | None
    kind: DutyKind
    what: str
    why: str
    who: str
    state: DutyState


@dataclass(frozen=True, slots=True)
class Month:
    """A month with its duties, those of the whole month first, then by day."""

    first: date
    duties: tuple[Duty, ...]

    @property
    def name(self) -> str:
        """``January 2027``."""
        return f"{self.first:%B} {self.first.year}"


@dataclass(frozen=True, slots=True)
class YearAsked:
    """A requirement as the calendar needs it.

    Attributes:
        source: the provision that sets it, such as ``IV.E``.
        opened: first days of the periods that are open for somebody.
        closed: first days of the periods that were closed.
        settled: first days of the periods that had updates, or a signed statement that they
            had none.
        cutoff: month and day of the last day for updates, where the Chief decided one.
        has_updates: whether a subject of it is met by updates at all.
    """

    source: str
    seconds: int
    kind: PeriodKind
    opened: frozenset[date]
    closed: frozenset[date]
    settled: frozenset[date]
    cutoff: str | None = None
    has_updates: bool = True

    @property
    def asks(self) -> str:
        """``Section IV.E: 120 minutes in each calendar year``."""
        year = "calendar year" if self.kind is PeriodKind.CALENDAR_YEAR else "training year"
        return f"Section {self.source}: {self.seconds // 60} minutes in each {year}"


@dataclass(frozen=True, slots=True)
class Dated:
    """Days that the record itself names.

    Attributes:
        count: how many things fall on it.
        name: what the one thing is called, where it has a name to show.
    """

    kind: DutyKind
    on: date
    count: int = 1
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarFacts:
    """Everything that the calendar is made of.

    Attributes:
        oldest_roster: the day since which a class's roster waits, where one waits.
        key_since: the day since which the key that signs is in use.
        holds: how many legal holds stand.
    """

    years: tuple[YearAsked, ...]
    dated: tuple[Dated, ...] = ()
    oldest_roster: date | None = None
    key_since: date | None = None
    holds: int = 0


_TRAINING, _OWNER = "Training unit", "Policy owner"
_CHIEF, _ADMINISTRATOR = "Chief", "Administrator"
_NO_RULE = "No rule sets a day"


def months_from(first: date, count: int = MONTHS) -> tuple[date, ...]:
    """The first days of some months that follow one another."""
    found = [first.replace(day=1)]
    while len(found) < count:
        found.append(_next(found[-1]))
    return tuple(found)


def calendar(
    facts: CalendarFacts, first: date, today: date, count: int = MONTHS
) -> tuple[Month, ...]:
    """The duties of ``count`` months from that of ``first`` on, but for what each has alike."""
    months = months_from(first, count)
    wanted = set(months)
    duties = [
        *_standing(facts, months, today),
        *(each for year in facts.years for each in _of_years(year, months, today)),
        *(_of_day(each, today) for each in facts.dated),
    ]
    found = sorted((each for each in duties if each.month in wanted), key=_place)
    by_month = {month: tuple(each) for month, each in groupby(found, attrgetter("month"))}
    return tuple(Month(month, by_month.get(month, ())) for month in months)


def _place(duty: Duty) -> tuple[date, date, int]:
    return duty.month, duty.on or duty.month, list(DutyKind).index(duty.kind)


def _next(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _state(until: date, today: date, *, done: bool) -> DutyState:
    if done:
        return DutyState.DONE
    return DutyState.LATE if today > until else DutyState.OPEN


def routine(facts: CalendarFacts, today: date) -> tuple[Duty, ...]:
    """What every month asks alike, as it stands today."""
    month = today.replace(day=1)
    waits = facts.oldest_roster
    late = waits is not None and today - waits > _A_WEEK
    before = (month - timedelta(days=1)).replace(day=1)
    return (
        Duty(
            month,
            None,
            DutyKind.ROSTERS,
            "Approve each week\u2019s class rosters",
            "Minutes of a class stay provisional until a second person approves its roster",
            "Training unit or Chief",
            DutyState.LATE if late else DutyState.OPEN if waits else DutyState.DONE,
        ),
        Duty(
            month,
            None,
            DutyKind.HEAD,
            f"Print the head of the month before (now {before:%B}) and have it signed by hand",
            "A head kept outside the server is what proves the record against its holder",
            "Chief and accreditation manager",
            DutyState.UNSAID,
        ),
    )


def _standing(facts: CalendarFacts, months: Iterable[date], today: date) -> Iterator[Duty]:
    """What comes once or twice a year by habit."""
    for month in months:
        if month.month in _DRILLS:
            yield Duty(
                month,
                None,
                DutyKind.DRILL,
                "Restore a backup into an empty place and verify it",
                f"{_NO_RULE}; only a copy that was restored is known to be whole",
                _ADMINISTRATOR,
                DutyState.UNSAID,
            )
        if month.month == 1 and facts.holds:
            yield Duty(
                month,
                None,
                DutyKind.HOLDS,
                "Ask whether the legal hold still stands"
                if facts.holds == 1
                else f"Ask whether the {facts.holds} legal holds still stand",
                f"{_NO_RULE}; nothing under a hold is removed until somebody ends it",
                "Training unit with counsel",
                DutyState.UNSAID,
            )
    if facts.key_since is not None:
        yield _key(facts.key_since, today)


def _key(since: date, today: date) -> Duty:
    due = _years_later(since, _KEY_YEARS)
    on = max(due, today.replace(day=1))
    return Duty(
        on.replace(day=1),
        None if due < on else due,
        DutyKind.KEY,
        "Put a new signing key in use",
        f"{_NO_RULE}; the one in use is a year old on {_written(due)}",
        _ADMINISTRATOR,
        _state(due, today, done=False),
    )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _written(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _of_years(asked: YearAsked, months: tuple[date, ...], today: date) -> Iterator[Duty]:
    """What a requirement's periods ask around their edges."""
    for period in _periods(asked.kind, months):
        yield from _of_period(asked, period, today)


def _periods(kind: PeriodKind, months: tuple[date, ...]) -> tuple[Period, ...]:
    """The periods that some months touch, with the one before: it is closed after its end."""
    first = period_of(kind, months[0])
    found = [period_of(kind, first.starts_on - timedelta(days=1)), first]
    while found[-1].ends_on < _next(months[-1]):
        found.append(period_of(kind, found[-1].ends_on + timedelta(days=1)))
    return tuple(found)


def _of_period(asked: YearAsked, period: Period, today: date) -> Iterator[Duty]:
    name, closed = period.name, period.starts_on in asked.closed
    begins, ends = period.starts_on, period.ends_on
    after = ends + timedelta(days=1)
    yield Duty(
        begins,
        None,
        DutyKind.OPEN_YEAR,
        f"Open {name} for every sworn member",
        asked.asks,
        _TRAINING,
        _state(_next(begins) - timedelta(days=1), today, done=begins in asked.opened),
    )
    yield Duty(
        ends.replace(day=1),
        None,
        DutyKind.CLOSE_YEAR,
        f"Bring {name} to its close: complete, excused with a memo, or late",
        asked.asks,
        _TRAINING,
        _state(ends, today, done=closed),
    )
    yield Duty(
        after,
        None,
        DutyKind.TELL_LATE,
        f"Tell whoever was late in {name}; the Chief signs the close",
        asked.asks,
        "Training unit and Chief",
        _state(_next(after) - timedelta(days=1), today, done=closed),
    )
    if asked.has_updates:
        yield from _updates(asked, period, today)


def _updates(asked: YearAsked, period: Period, today: date) -> Iterator[Duty]:
    last = last_day_for_updates(period, asked.cutoff)
    over = today > last
    yield Duty(
        last.replace(day=1),
        last,
        DutyKind.LAST_UPDATE,
        f"Last day for federal updates of {period.name}; a later one belongs to the next year",
        f"Section {asked.source}: existing changes to the federal policy"
        + ("; the Chief\u2019s decision sets the day" if asked.cutoff else ""),
        _OWNER,
        DutyState.PAST if over else DutyState.OPEN,
    )
    from_day = last + timedelta(days=1)
    until = max(period.ends_on, _next(from_day) - timedelta(days=1))
    settled = period.starts_on in asked.settled or period.starts_on in asked.closed
    yield Duty(
        from_day.replace(day=1),
        from_day,
        DutyKind.NO_CHANGE,
        f"Where {period.name} had no federal update: sign that nothing changed",
        f"Section {asked.source}: existing changes to the federal policy",
        "Policy owner or Chief",
        _state(until, today, done=settled),
    )


_DAYS: dict[DutyKind, tuple[str, str, str, str]] = {
    DutyKind.CREDENTIAL: (
        "An instructor\u2019s credential ends",
        "{count} instructors\u2019 credentials end",
        "A class needs an instructor whose credential holds",
        _TRAINING,
    ),
    DutyKind.BACK: (
        "A person is expected back from leave",
        "{count} people are expected back from leave",
        "What is owed is asked from the first day back on, on paid time",
        _TRAINING,
    ),
    DutyKind.DUE: (
        "An assignment is due",
        "{count} assignments are due",
        "The assignment\u2019s due date",
        _TRAINING,
    ),
    DutyKind.GRACE: (
        "Days of grace of an assignment end",
        "Days of grace of {count} assignments end",
        "The assignment\u2019s rule",
        _TRAINING,
    ),
    DutyKind.EXTENSION: (
        "More time that a person was given ends",
        "More time that {count} people were given ends",
        "The decision that gave it",
        _TRAINING,
    ),
    DutyKind.EXCUSE: (
        "A person\u2019s exemption ends",
        "{count} people\u2019s exemptions end",
        "The memo that excuses them",
        _TRAINING,
    ),
    DutyKind.ROLE: (
        "A role ends",
        "{count} roles end",
        "A grant that names its last moment; another one takes two people",
        _ADMINISTRATOR,
    ),
    DutyKind.SETTING: (
        "A decision begins to hold",
        "{count} decisions begin to hold",
        "The Chief\u2019s or the department\u2019s dated decision",
        "Nobody; it comes by itself",
    ),
    DutyKind.REVISION: (
        "A revision of the policy begins to hold",
        "{count} revisions of a policy begin to hold",
        "The decision that put it in force",
        _OWNER,
    ),
    DutyKind.WINDOW: (
        "The assessment window ends",
        "{count} assessment windows end",
        "The window recorded for the assessment",
        "Accreditation manager",
    ),
    DutyKind.RETENTION: (
        "Raw records of a person reach the end of their retention",
        "Raw records of {count} people reach the end of their retention",
        "The decision on retention; a legal hold stops it",
        "Nobody; the worker removes them",
    ),
    DutyKind.RULE: (
        "An assignment rule opens its round",
        "{count} assignment rules open their round",
        "The rule; the worker assigns",
        _TRAINING,
    ),
}
"""Of a date: one of it, several of it, the rule behind it, and who sees to it."""

DATED = frozenset(_DAYS)
"""The kinds of duties that come from dates in the record."""


def _of_day(dated: Dated, today: date) -> Duty:
    one, many, why, who = _DAYS[dated.kind]
    words = one if dated.count == 1 else many.format(count=dated.count)
    return Duty(
        dated.on.replace(day=1),
        dated.on,
        dated.kind,
        f"{words}: {dated.name}" if dated.name else words,
        why,
        who,
        DutyState.PAST if dated.on < today else DutyState.OPEN,
    )
