"""The department that is measured: the small demonstration, and ten thousand more people.

People, accounts, lessons and assignments are made through services. What the ten thousand
have done is written as rows, since ten thousand years of training would take an hour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.content.roster_file import read_roster
from lms.demonstration import people
from lms.demonstration.answers import steps
from lms.domain.access import SYSTEM, Actor, Role
from lms.domain.assignment import Audience, AudienceKind
from lms.domain.duty import Duty
from lms.domain.lesson import Lesson
from lms.domain.roster_sync import difference
from lms.domain.training import TrainingModule
from lms.models import Account, ServiceRecord
from lms.queries.roster import service_histories
from lms.services.assign_module import assign_module
from lms.services.import_roster import import_roster
from lms.services.open_account import grant_role, open_account, set_password
from lms.services.open_sitting import open_sitting
from lms.services.take_lesson import (
    answer_practice,
    begin_lesson,
    finish_practice,
    turn_page,
)
from lms.storage.database import Database
from lms.storage.secret import hash_password
from tests.bench.progress import write_progress
from tests.demonstrations import load, whole_folder
from tests.policies import draft, take_in

PASSWORD = "bench for all officers"
_UNIT, _SHIFT = "Bench unit", "Bench shift"
_LETTERS = "abcdefghij"
_HEADER = (
    "badge,given_name,family_name,rank,unit,shift,supervisor_badge,email,sworn,hired_on,"
    "separated_on,valid_from"
)


@dataclass(frozen=True, slots=True)
class Size:
    """How much is made.

    Attributes:
        officers: with an account and every lesson of the first module behind them.
        members: the sizes of the assignments, ascending: a unit, a shift, everybody.
        readers: with an account and nothing behind them.
    """

    officers: int
    members: tuple[int, ...]
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the module's address, badges of officers and readers, assignments by size."""

    module: str
    officers: tuple[str, ...]
    assignments: dict[int, int]
    readers: tuple[str, ...] = ()


def make_department(database: Database, files: Path, size: Size) -> Made:
    """Fill a migrated database."""
    load(database, files, datetime.now(UTC), small=True)
    by = database.writing(_trainer)
    members = database.writing(partial(_enlist, size=size, by=by))
    module = min(whole_folder().modules, key=lambda each: each.number)
    officers = tuple(members)[: size.officers]
    hashed = hash_password(PASSWORD)
    readers = tuple(members)[size.officers : size.officers + size.readers]
    for badge in (*officers, *readers):
        someone = Actor(None, members[badge], frozenset({Role.OFFICER}))
        opened = database.writing(
            partial(_open_account, badge=badge, hashed=hashed, owner=someone, by=by)
        )
        if badge in officers:
            database.writing(partial(_study, module=module, by=opened))
    rest = tuple(members.values())[size.officers + size.readers :]
    database.writing(
        partial(write_progress, members=rest, policy=whole_folder().slug, module=module.id)
    )
    assignments = database.writing(partial(_assign, size=size, module=module, by=by))
    take_in(database, replace(draft(), provisions=()))
    address = f"/training/{whole_folder().slug}/{module.id}"
    return Made(address, officers, assignments, readers)


def _trainer(session: Session, *, now: datetime) -> Actor:
    """The training sergeant of the demonstration."""
    found = session.execute(
        select(Account.id, Account.member_id)
        .join(ServiceRecord, ServiceRecord.member_id == Account.member_id)
        .where(
            ServiceRecord.badge_number == people.TRAINING_SERGEANT,
            ServiceRecord.recorded_at <= now,
        )
    ).first()
    if found is None:
        raise AssertionError
    return Actor(found.id, found.member_id, frozenset({Role.TRAINING_UNIT}))


def roster_csv(size: Size) -> bytes:
    """Everybody as a roster file; the first hundred are a unit, the first thousand a shift."""
    lines = [_HEADER]
    for number in range(size.members[-1]):
        letters = "".join(_LETTERS[int(digit)] for digit in f"{number:05}")
        unit = _UNIT if number < size.members[0] else "Patrol"
        shift = _SHIFT if number < size.members[1] else "Evening"
        name = f"Terry,Bench{letters}"
        lines.append(f"T{number:05},{name},Officer,{unit},{shift},,,yes,2023-01-02,,2023-01-02")
    return "\n".join([*lines, ""]).encode()


def _enlist(session: Session, *, size: Size, by: Actor, now: datetime) -> dict[str, int]:
    """Take everybody in; returns members by badge, in order."""
    read = read_roster(roster_csv(size))
    import_roster(
        session,
        difference=difference(read.rows, service_histories(session), now.date()),
        file_sha256=read.sha256,
        by=by,
        now=now,
    )
    found = session.execute(
        select(ServiceRecord.badge_number, ServiceRecord.member_id)
        .where(ServiceRecord.badge_number.like("T%"))
        .order_by(ServiceRecord.badge_number)
    )
    return {row.badge_number: row.member_id for row in found}


def _open_account(
    session: Session, *, badge: str, hashed: str, owner: Actor, by: Actor, now: datetime
) -> Actor:
    account_id = open_account(
        session, display_name=f"Terry {badge}", member_id=owner.member_id, by=by, now=now
    )
    grant_role(session, account_id=account_id, role=Role.OFFICER, by=SYSTEM, now=now)
    set_password(
        session,
        account_id=account_id,
        password_hash=hashed,
        how="demonstration",
        by=by,
        now=now,
    )
    return Actor(account_id, owner.member_id, owner.roles)


def _study(session: Session, *, module: TrainingModule, by: Actor, now: datetime) -> None:
    """Work through every lesson of a module, so that its attempt is open."""
    if by.member_id is None:
        raise AssertionError
    sitting_id = open_sitting(
        session,
        member_id=by.member_id,
        policy=whole_folder().slug,
        module=module.id,
        duty=Duty.ON_DUTY,
        device="Bench",
        by=by,
        now=now,
    )
    lessons = {lesson.id: lesson for lesson in whole_folder().lessons}
    for slug in module.lessons:
        _finish(session, sitting_id, lessons[slug], by=by, now=now)


def _finish(session: Session, sitting_id: int, lesson: Lesson, *, by: Actor, now: datetime) -> None:
    whose: dict[str, Any] = {
        "sitting_id": sitting_id,
        "member_id": by.member_id,
        "lesson": lesson.id,
    }
    page: dict[str, Any] = {**whose, "token": None, "scripted": True, "now": now}
    scenarios = {scenario.id: scenario for scenario in whole_folder().scenarios}
    begin_lesson(session, **whose, now=now)
    for each in lesson.pages:
        turn_page(session, **page, page=each.id, by=by)
    for slug in lesson.practice:
        for answers in steps(scenarios[slug], frozenset()):
            answer_practice(session, **page, scenario=slug, answers=answers)
    finish_practice(session, **page, by=by)


def _audiences(size: Size) -> Iterator[tuple[int, Audience]]:
    kinds = (
        Audience(AudienceKind.UNIT, _UNIT),
        Audience(AudienceKind.SHIFT, _SHIFT),
        Audience(AudienceKind.ALL_SWORN),
    )
    yield from zip(size.members, kinds, strict=False)


def _assign(
    session: Session, *, size: Size, module: TrainingModule, by: Actor, now: datetime
) -> dict[int, int]:
    """Assign the module to each size of people; returns assignments by size."""
    return {
        members: assign_module(
            session,
            policy=whole_folder().slug,
            module=module.id,
            audience=audience,
            due_on=date(now.year, 12, 31),
            by=by,
            now=now,
        )
        for members, audience in _audiences(size)
    }
