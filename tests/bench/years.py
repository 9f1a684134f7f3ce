"""The desk of a department of a thousand with ten years of records, and a year that opens.

People are enlisted and signed in through services; what they did in ten years is written as
rows. Pages are asked inside this process: the server's own share is measured elsewhere.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from statistics import median
from typing import Any

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM, Role
from lms.domain.sign_in import Proof
from lms.models import (
    Assignment,
    CreditEntry,
    CreditSource,
    LessonCompletion,
    Member,
    MemberAssignment,
    RequirementInstance,
    ServiceRecord,
    Sitting,
)
from lms.queries.content import versions_by_id
from lms.services.assign_module import open_period
from lms.services.sign_in import start_sign_in
from lms.storage.database import Database
from tests.bench.report import Row
from tests.factories import decide, sign_up
from tests.stored_rows import something_happened
from tests.training_rows import School

YEARS, PEOPLE, OPENED = 10, 1_000, 5_000
_PAGE_MS, _OPENING_MS = 300.0, 10_000.0
_ENTRIES_A_YEAR, _MODULES_A_YEAR = 30, 6
_TIMES = 7
_AT_ONCE = 10_000
_SHIFTS, _UNITS = ("Days", "Evenings", "Midnights"), ("Patrol", "Traffic", "Detectives")
PAGES = {
    "Monday page": "/desk",
    "Monday page of a shift, by unit": "/desk?shift=Days&by=unit",
    "Monday page on paper": "/desk/monday.pdf",
    "everybody's minutes": "/desk/members",
    "everybody's minutes as of a past day": "/desk/members?on={past}",
    "list of an assignment": "/desk/assignments/{assignment}",
    "year's close": "/desk/year",
    "completion file, page": "/desk/exports",
    "completion file, CSV": "/desk/exports/completion.csv",
}


def make_ten_years(database: Database) -> int:
    """Fill a migrated database; returns an assignment of this year."""
    decide(database)
    school = School.opened(database, modules=_MODULES_A_YEAR)
    database.writing(partial(_people, count=PEOPLE, years=YEARS))
    school.open_year()
    assigned = [
        database.writing(partial(_year, school=school, year=database.clock().year - back))
        for back in range(YEARS)
    ]
    return assigned[0]


def desk_rows(app: Flask, assignment: int) -> Iterator[Row]:
    """How long each page takes, the last of several times."""
    database: Database = app.extensions["lms"].database
    someone = sign_up(database, Role.TRAINING_UNIT, login="bench", name="Bench Trainer")
    token = database.writing(
        partial(
            start_sign_in,
            account_id=someone.account_id,
            login=someone.login,
            source="127.0.0.1",
            device="Linux",
            proof=Proof.BOTH_FACTORS,
        )
    )
    browser = app.test_client()
    here = app.extensions["lms"].base_url
    with browser.session_transaction(base_url=here) as session:
        session.update(_user_id=token, _fresh=True)
    past = (database.clock() - timedelta(days=40)).date().isoformat()
    for name, path in PAGES.items():
        asked = path.format(assignment=assignment, past=past)
        times = [_ask(browser, here, asked) for _ in range(_TIMES)]
        wall, cpu = (median(each) for each in zip(*times[1:], strict=True))
        note = f"{PEOPLE:,} members, {YEARS} years; {cpu:.0f} of CPU here"
        yield Row(name, wall, "ms", None, _PAGE_MS, note)


def _ask(browser: Any, here: str, path: str) -> tuple[float, float]:  # noqa: ANN401 - Flask's client
    """Milliseconds until the answer, and those of this process."""
    since, worked = time.perf_counter(), time.process_time()
    reply = browser.get(path, base_url=here)
    reply.get_data()
    if reply.status_code != 200:
        raise RuntimeError(f"{path} answered {reply.status_code}")
    return (time.perf_counter() - since) * 1000, (time.process_time() - worked) * 1000


def opening_row(database: Database) -> Row:
    """Open the next year for five thousand; a second run finds nobody, so it can be resumed."""
    database.writing(partial(_people, count=OPENED - PEOPLE, years=1, first=PEOPLE))
    day = date(database.clock().year + 1, 1, 1)
    since = time.perf_counter()
    opened = database.writing(partial(open_period, day=day, by=SYSTEM))
    took = (time.perf_counter() - since) * 1000
    again = database.writing(partial(open_period, day=day, by=SYSTEM))
    if (opened, again) != (OPENED, 0):
        raise RuntimeError(f"opened for {opened}, then for {again}")
    return Row(f"opening a year for {OPENED:,} members", took, "ms", None, _OPENING_MS)


def _people(session: Session, *, count: int, years: int, now: datetime, first: int = 0) -> None:
    """Members with a service record a year, the newest shift last."""
    seq = something_happened(session, now)
    ids = range(first + 1, first + count + 1)
    _insert(session, Member, [{"id": each, "created_at": now} for each in ids])
    _insert(
        session,
        ServiceRecord,
        [
            {
                "member_id": each,
                "valid_from": date(now.year - back, 1, 1),
                "recorded_at": now,
                "badge_number": f"{each:05}",
                "given_name": "Terry",
                "family_name": f"Bench{each:05}",
                "rank": "Officer",
                "unit": _UNITS[each % 3],
                "shift": _SHIFTS[(each + back) % 3],
                "supervisor_id": None,
                "email": "",
                "sworn": True,
                "hired_on": date(now.year - years, 1, 1),
                "separated_on": None,
                "event_seq": seq,
            }
            for each in ids
            for back in range(years)
        ],
    )


def _year(session: Session, *, school: School, year: int, now: datetime) -> int:
    """What everybody did in a year; of this year only what its days hold."""
    luck, seq = random.Random(year), something_happened(session, now)  # noqa: S311 - a bench
    starts, last = date(year, 1, 1), min(date(year, 12, 31), now.date())
    members = list(session.execute(select(Member.id)).scalars())
    first = year * 1_000_000
    sittings, lessons = [], []
    for place, member in enumerate(members):
        for number in range(_MODULES_A_YEAR):
            sitting = first + place * _MODULES_A_YEAR + number
            version = school.versions[f"module-{number + 1}"]
            sittings.append(
                {
                    "id": sitting,
                    "member_id": member,
                    "module_version_id": version,
                    "period_start": starts,
                    "opened_at": now,
                    "event_seq": seq,
                }
            )
            lessons += [
                {
                    "sitting_id": sitting,
                    "lesson": slug,
                    "lesson_version_id": school.versions[slug],
                    "completed_at": now,
                    "event_seq": seq,
                }
                for slug in ("at-the-counter", "updates")
                if luck.random() < 0.7
            ]
    _insert(session, Sitting, sittings)
    _insert(session, LessonCompletion, lessons)
    _insert(session, CreditEntry, _credit(luck, members, starts, last, seq))
    if year < now.year:
        _insert(session, RequirementInstance, _duties(session, members, starts, seq))
    return _assigned(session, school, members, (starts, last), seq, now)


def _credit(
    luck: random.Random, members: list[int], starts: date, last: date, seq: int
) -> list[dict[str, Any]]:
    days = (last - starts).days + 1
    return [
        {
            "member_id": member,
            "limb": "policy",
            "seconds": luck.randint(60, 380),
            "earned_on": starts + timedelta(days=luck.randrange(days)),
            "source": CreditSource.LESSON,
            "sitting_id": None,
            "unit": "lesson:bench",
            "reverses_id": None,
            "event_seq": seq,
        }
        for member in members
        for _ in range(_ENTRIES_A_YEAR)
    ]


def _duties(session: Session, members: list[int], starts: date, seq: int) -> list[dict[str, Any]]:
    found = session.execute(
        select(RequirementInstance.requirement_id, RequirementInstance.version_id).limit(1)
    ).one()
    return [
        {
            "requirement_id": found.requirement_id,
            "version_id": found.version_id,
            "member_id": member,
            "period_start": starts,
            "period_end": date(starts.year, 12, 31),
            "event_seq": seq,
        }
        for member in members
    ]


def _assigned(
    session: Session,
    school: School,
    members: list[int],
    days: tuple[date, date],
    seq: int,
    now: datetime,
) -> int:
    """Every module to everybody, each due in another month."""
    content = session.execute(
        select(Sitting.module_version_id).where(Sitting.period_start == days[0]).distinct()
    ).scalars()
    first = days[0].year * 100
    for number, _ in enumerate(sorted(content)):
        due = date(days[0].year, 2 * number + 1, 28)
        common = {"due_on": due, "assigned_at": now, "event_seq": seq}
        session.execute(
            insert(Assignment).values(
                id=first + number,
                content_id=_content_of(session, school, f"module-{number + 1}"),
                audience={"kind": "all-sworn", "value": ""},
                opens_on=days[0],
                assigned_by=None,
                **common,
            )
        )
        _insert(
            session,
            MemberAssignment,
            [{"assignment_id": first + number, "member_id": each, **common} for each in members],
        )
    return first


def _content_of(session: Session, school: School, slug: str) -> int:
    version = school.versions[slug]
    return versions_by_id(session, (version,))[version].content_id


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]]) -> None:
    for at in range(0, len(rows), _AT_ONCE):
        session.execute(insert(table), rows[at : at + _AT_ONCE])
