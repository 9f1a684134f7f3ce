"""The small demonstration department, for pages that need one with a history."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from lms.demonstration import accounts
from lms.models import Account, ServiceRecord
from lms.queries.signed_in import roles_of
from lms.storage.database import Database
from tests.clock import Clock
from tests.demonstrations import Loaded, demonstration
from tests.factories import Someone

DAY = date(2026, 11, 24)
Find = Callable[[str], Someone]


@pytest.fixture(scope="session")
def loaded(shared_folder: Path, sqlite_template: Path) -> Loaded:
    """The small demonstration of a day."""
    return demonstration(shared_folder, sqlite_template, DAY, small=True)


@pytest.fixture
def department(loaded: Loaded, clock: Clock, tmp_path: Path) -> Iterator[Database]:
    """A copy of it for this test; name it ``database`` in a test module that wants it."""
    clock.now = loaded.now
    opened = loaded.copy_to(tmp_path / "department.db")
    opened.clock = clock
    yield opened
    opened.dispose()


@pytest.fixture
def find(department: Database) -> Find:
    """Somebody of the department by badge number or login name."""

    def someone(login: str) -> Someone:
        with department.reading() as session:
            member = session.execute(
                select(ServiceRecord.member_id).where(ServiceRecord.badge_number == login)
            ).scalar()
            account_id = session.execute(
                select(Account.id).where(
                    Account.member_id == member if member else Account.login_name == login
                )
            ).scalar_one()
            roles = roles_of(session, account_id, department.clock())
        password = next((each.password for each in accounts() if each.login == login), "")
        return Someone(account_id, member, login, roles, password)

    return someone
