"""A department of a thousand with ten years of records, and a year that opens.

The journal of ten years comes first, then the small demonstration with all of the policy and
its content, then a thousand people with what each did in ten years, written as rows that
stand on that journal. Beats are left out: no list reads them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.demonstration.calendar import calendar
from lms.demonstration.loading import fill
from lms.domain.access import SYSTEM, Actor, Role, TwoPersonAct
from lms.domain.events import MemberExtended
from lms.domain.standard import ProofKind
from lms.domain.training import TrainingModule
from lms.models import (
    Account,
    Attempt,
    AttemptResult,
    Certificate,
    Content,
    ContentKind,
    ContentVersion,
    Limb,
    Member,
    Provision,
    RequirementInstance,
    RequirementLimb,
    RequirementVersion,
    RoleGrant,
    ServiceRecord,
    Setting,
    StandardMapping,
    StandardMemo,
)
from lms.queries.content import approved, thing
from lms.queries.local_day import local_day
from lms.services.acts.credit_add import CreditAsked
from lms.services.assign_module import open_period
from lms.services.journal import record
from lms.services.propose import propose
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.bench.bulk import insert_in_bulk
from tests.bench.past import Past, write_past
from tests.bench.report import Row
from tests.bench.year_rows import Example, Ground, Module, Year, first_drawn
from tests.demonstrations import BASE_URL, whole_folder
from tests.stored_rows import something_happened

YEARS, PEOPLE, OPENED = 10, 1_000, 5_000
_FIRST_MEMBER = 101
_WAITING, _ACTS = 60, 300
_OPENING_MS = 10_000.0
_SHIFTS, _UNITS = ("Days", "Evenings", "Midnights"), ("Patrol", "Traffic", "Detectives")


def make_ten_years(database: Database, files: Path, *, people: int = PEOPLE) -> None:
    """Fill a migrated database; its newest year is this one."""
    now = database.clock()
    members = range(_FIRST_MEMBER, _FIRST_MEMBER + people)
    years = range(now.year - YEARS + 1, now.year + 1)
    past = write_past(database, members=members, years=years, before=_set_up_before(now))
    fill(database, FileStore(files), folder=whole_folder(), base_url=BASE_URL, now=now, small=True)
    database.writing(partial(_people, members=members, past=past))
    database.writing(partial(_sworn_in, members=members))
    database.writing(partial(_always_asked, since=date(years[0], 1, 1)))
    for year in years:
        database.writing(partial(_year, year=year, members=members, past=past))
    database.writing(partial(_proposed, members=members))
    database.writing(partial(_filed, years=years))
    _look_at_tables(database)


def _look_at_tables(database: Database) -> None:
    """Count what PostgreSQL counts by itself in time, so that it plans as it does in use."""
    if database.engine.dialect.name == "postgresql":
        with database.engine.begin() as connection:
            connection.exec_driver_sql("ANALYZE")


def _set_up_before(now: datetime) -> datetime:
    """When the demonstration's first act is; the past ends there."""
    return calendar(now, ZoneInfo("America/New_York")).founded


def opening_row(database: Database) -> Row:
    """Open the next year for five thousand; a second run finds nobody, so it can be resumed."""
    first = _FIRST_MEMBER + PEOPLE
    past = Past({database.clock().year: (1, 1)})
    more = range(first, first + OPENED)
    database.writing(partial(_people, members=more, past=past))
    day = date(database.clock().year + 1, 1, 1)
    since = time.perf_counter()
    opened = database.writing(partial(open_period, day=day, by=SYSTEM))
    took = (time.perf_counter() - since) * 1000
    again = database.writing(partial(open_period, day=day, by=SYSTEM))
    if opened < OPENED or again:
        raise RuntimeError(f"opened for {opened}, then for {again}")
    return Row(f"opening a year for {opened:,} members", took, "ms", None, _OPENING_MS)


def _people(session: Session, *, members: range, past: Past, now: datetime) -> None:
    """Members with a service record a year, the newest shift last."""
    session.execute(insert(Member), [{"id": each, "created_at": now} for each in members])
    rows = [
        {
            "member_id": each,
            "valid_from": date(year, 1, 1),
            "recorded_at": now,
            "badge_number": f"B{each:05}",
            "given_name": "Terry",
            "family_name": f"Bench{each:05}",
            "rank": "Officer",
            "unit": _UNITS[each % 3],
            "shift": _SHIFTS[(each + year) % 3],
            "supervisor_id": None if each < members[0] + 10 else members[each % 10],
            "email": "",
            "sworn": True,
            "hired_on": date(min(past.places), 1, 1),
            "separated_on": None,
            "event_seq": past.place(year, each),
        }
        for each in members
        for year in past.places
    ]
    insert_in_bulk(session.connection(), ServiceRecord, rows)


def _sworn_in(session: Session, *, members: range, now: datetime) -> None:
    """An account for everybody, and what an officer may."""
    seq = something_happened(session, now)
    session.connection().execute(
        insert(Account),
        [
            {
                "id": each,
                "login_name": None,
                "member_id": each,
                "display_name": f"Terry Bench{each:05}",
                "email": None,
                "created_at": now,
                "closed_at": None,
            }
            for each in members
        ],
    )
    grants = [(each, Role.OFFICER) for each in members]
    grants += [(each, Role.SUPERVISOR) for each in members[:10]]
    session.connection().execute(
        insert(RoleGrant),
        [
            {
                "account_id": account,
                "role": role,
                "valid_from": now,
                "valid_until": None,
                "event_seq": seq,
            }
            for account, role in grants
        ],
    )


def _always_asked(session: Session, *, since: date, now: datetime) -> None:
    """What IV.E asks and the Chief decided, from the first of the years on."""
    asked = session.execute(select(RequirementVersion.__table__)).mappings().one()
    limbs = session.execute(select(RequirementLimb.__table__)).mappings().all()
    seq = something_happened(session, now)
    first = session.execute(
        insert(RequirementVersion)
        .values(**{**asked, "id": 1_000, "valid_from": since, "event_seq": seq})
        .returning(RequirementVersion.id)
    ).scalar_one()
    session.execute(insert(RequirementLimb), [{**limb, "version_id": first} for limb in limbs])
    decided = session.execute(select(Setting.__table__)).mappings().all()
    session.execute(
        insert(Setting),
        [
            {**each, "id": each["id"] + 1_000, "valid_from": since, "event_seq": seq}
            for each in decided
        ],
    )


def _proposed(session: Session, *, members: range, now: datetime) -> None:
    """Corrections that wait for a second person, and more time that one person gave."""
    account, _ = _staff(session)
    today = local_day(session, now)
    by = Actor(account, None, frozenset({Role.TRAINING_UNIT}))
    for at, member in enumerate(members[:_WAITING]):
        asked = CreditAsked(member, "policy", 10 + at, today.isoformat())
        propose(
            session, act=TwoPersonAct.CREDIT_ADD, payload=asked, reason="A sheet.", by=by, now=now
        )
    for member in members[:_ACTS]:
        given = MemberExtended(
            member_id=member,
            assignment_id=now.year * 100,
            extended_to=f"{now.year}-12-31",
            reason_digest="0" * 64,
            document=None,
        )
        record(session, given, by=by, now=now)


def _filed(session: Session, *, years: range, now: datetime) -> None:
    """Standards with a memo for each year."""
    seq = something_happened(session, now)
    account, _ = _staff(session)
    numbers = [f"33.{part}.{number}" for part in range(1, 5) for number in range(1, 11)]
    codes = session.execute(select(Provision.code).limit(4)).scalars().all()
    signed = {"recorded_by": account, "recorded_at": now, "event_seq": seq}
    what = {"provisions": codes, "proofs": [each.value for each in ProofKind], "rationale": "IV.E"}
    mapped = [{"number": each, "title": f"Standard {each}", **what, **signed} for each in numbers]
    session.connection().execute(insert(StandardMapping), mapped)
    memo = {"text": "As it is.", "signed_by": account, "signed_at": now, "event_seq": seq}
    memos = [{"number": each, "year": year, **memo} for each in numbers for year in years]
    session.connection().execute(insert(StandardMemo), memos)


def _year(session: Session, *, year: int, members: range, past: Past, now: datetime) -> None:
    found = session.execute(
        select(RequirementInstance.requirement_id, RequirementInstance.version_id).limit(1)
    ).one()
    ground = Ground(
        past=past,
        members=members,
        accounts=members,
        staff=_staff(session),
        requirement=(found.requirement_id, found.version_id),
        limb=session.execute(select(Limb.slug).order_by(Limb.position).limit(1)).scalar_one(),
        modules=tuple(_modules(session)),
        examples=tuple(_examples(session)),
        facts=session.execute(select(Certificate.facts).limit(1)).scalar_one(),
        today=local_day(session, now),
    )
    Year(session, ground, year).write()


def _staff(session: Session) -> tuple[int, int]:
    """The accounts of somebody of the training unit and of the chief."""
    holders = dict(
        session.execute(
            select(RoleGrant.role, RoleGrant.account_id)
            .where(RoleGrant.role.in_((Role.TRAINING_UNIT, Role.CHIEF)))
            .order_by(RoleGrant.id.desc())
        ).all()
    )
    return holders[Role.TRAINING_UNIT], holders[Role.CHIEF]


def _modules(session: Session) -> Iterator[Module]:
    """The course's approved modules with the versions of their lessons."""
    lessons = approved(session, ContentKind.LESSON)
    for slug, version in sorted(approved(session, ContentKind.MODULE).items()):
        module = thing(session, version, TrainingModule)
        pinned = tuple((each, lessons[each].id) for each in module.lessons if each in lessons)
        yield Module(slug, version.content_id, version.id, pinned)


def _examples(session: Session) -> Iterator[Example]:
    """The attempts that the demonstration's people submitted."""
    versions = dict(
        session.execute(
            select(Content.slug, ContentVersion.id)
            .join(Content, Content.id == ContentVersion.content_id)
            .where(Content.kind == ContentKind.SCENARIO)
        ).all()
    )
    tried = select(Attempt, AttemptResult).join(
        AttemptResult, AttemptResult.attempt_id == Attempt.id
    )
    for attempt, result in session.execute(tried.where(Attempt.number == 1)):
        scenario, item = first_drawn(attempt.draw, result.answers)
        yield Example(
            {name: getattr(attempt, name) for name in ("seed", "draw", "pass_mark")},
            {
                name: getattr(result, name)
                for name in ("answers", "answers_digest", "attestation", "detail")
            },
            versions[scenario],
            item,
        )
