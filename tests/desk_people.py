"""The people of the desk's tests: three officers and a training sergeant with a record."""

from __future__ import annotations

import re

from lms.domain.access import Role
from lms.domain.member import ServiceFacts
from lms.storage.database import Database
from tests.factories import Someone, decide, enlist, facts, sign_up
from tests.training_rows import School

FORBIDDEN = re.compile(r"\b(limb|beat|ceiling|provision|blueprint|sitting)s?\b", re.IGNORECASE)
"""Our own words, which no page of the desk may show."""

PEOPLE: tuple[ServiceFacts, ...] = (
    facts("0101", given_name="Minh", family_name="Đặng", shift="Days"),
    facts("0102", given_name="Ana", family_name="Abreu", shift="Nights"),
    facts("0103", given_name="Zoe", family_name="Reyes", shift="Nights", unit="Traffic"),
    facts("0120", given_name="Sam", family_name="Corrigan", rank="Sergeant"),
)


def desk_members(database: Database) -> dict[str, int]:
    """Decide the settings and enlist everybody; their ids by badge."""
    decide(database)
    return enlist(database, *PEOPLE)


def training_sergeant(database: Database, members: dict[str, int]) -> Someone:
    """A training sergeant who is on the roster, and so has a record of their own."""
    roles = (Role.OFFICER, Role.TRAINING_UNIT)
    return sign_up(database, *roles, member_id=members["0120"], login="0120", name="Sam Corrigan")


def second_trainer(database: Database) -> Someone:
    """Somebody else of the training unit, who is on no roster."""
    return sign_up(database, Role.TRAINING_UNIT, login="luis", name="Luis Other")


def failed(school: School, member_id: int, times: int = 2, *, missed: tuple[str, ...] = ()) -> int:
    """A module begun, its attempts failed; returns the last attempt."""
    sitting = school.begin(member_id)
    attempts = [
        school.attempt(member_id, sitting, passed=False, number=number, missed=missed)
        for number in range(1, times + 1)
    ]
    return attempts[-1]
