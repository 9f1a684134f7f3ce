"""What a year asks is set by an operator at the server or by two people, never by one."""

from __future__ import annotations

from functools import partial

import pytest

from lms.domain.access import Role
from lms.domain.requirement import PeriodKind
from lms.domain.two_people import TakesTwoPeopleError
from lms.services.set_requirement import set_requirement
from lms.storage.database import Database
from tests.factories import sign_up, today
from tests.training_rows import School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.mark.parametrize("role", Role)
def test_no_role_alone_lowers_what_a_year_asks(database: Database, role: Role) -> None:
    owed = School.opened(database).owed
    by = sign_up(database, role, login="alone").actor
    asked = owed.requirement
    with pytest.raises(TakesTwoPeopleError):
        database.writing(
            partial(
                set_requirement,
                policy=owed.policy,
                slug=asked.slug,
                title=asked.title,
                period_kind=PeriodKind(asked.period),
                seconds=60,
                limbs=asked.limbs,
                provision=asked.source,
                hour_definition=asked.hour_definition,
                valid_from=today(database),
                decided_by="one person",
                by=by,
            )
        )
