"""The department in which the people of ``people_machine`` act."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lms.domain.access import Role
from lms.storage.database import Database
from lms.storage.engine import make_engine
from tests.clock import Clock
from tests.factories import decide, enlist, facts, sign_up, today
from tests.people_machine import Stage
from tests.training_rows import School

_BADGES = ("0101", "0102", "0103", "0104")
_PEOPLE: tuple[tuple[str, tuple[Role, ...]], ...] = (
    ("0101", (Role.OFFICER,)),
    ("0102", (Role.OFFICER, Role.TRAINING_UNIT)),
    ("0103", (Role.OFFICER, Role.SUPERVISOR)),
    ("0104", (Role.OFFICER, Role.INSTRUCTOR, Role.ADMINISTRATOR)),
    ("trainer", (Role.TRAINING_UNIT,)),
    ("chief", (Role.CHIEF,)),
    ("owner", (Role.POLICY_OWNER,)),
    ("manager", (Role.ACCREDITATION_MANAGER,)),
    ("administrator", (Role.ADMINISTRATOR,)),
    ("assessor", (Role.ASSESSOR,)),
    ("counsel", (Role.COUNSEL,)),
    ("outsider", (Role.SECOND_PERSON,)),
    ("everything", tuple(role for role in Role if role is not Role.CHIEF)),
)


@contextmanager
def opened_stage(template: Path, folder: Path) -> Iterator[Stage]:
    """Make the department in a copy of a migrated database; every run is rolled back."""
    path = folder / "people.db"
    shutil.copyfile(template, path)
    database = Database(make_engine(f"sqlite:///{path}"), Clock())
    try:
        yield _stage(database)
    finally:
        database.dispose()


def _stage(database: Database) -> Stage:
    decide(database)
    members = enlist(database, *(facts(badge) for badge in _BADGES))
    actors = [
        sign_up(database, *roles, member_id=members.get(login), login=login, name=login.title())
        for login, roles in _PEOPLE
    ]
    school = School.opened(database)
    school.open_year()
    numbers = list(members.values())
    for member in numbers:
        school.work(member, 600)
    sittings = [school.begin(member) for member in numbers]
    codes = [f"{number:026d}" for number in range(len(numbers))]
    return Stage(
        engine=database.engine,
        now=database.clock(),
        day=today(database),
        actors=tuple((each.account_id, each.member_id) for each in actors),
        members=tuple(numbers),
        certificates=tuple(
            (school.certify(member, code=code), member)
            for member, code in zip(numbers, codes, strict=True)
        ),
        sittings=tuple(sittings),
        lesson_version=school.versions["at-the-counter"],
        attempts=tuple(
            school.attempt(member, sitting, passed=None)
            for member, sitting in zip(numbers, sittings, strict=True)
        ),
    )
