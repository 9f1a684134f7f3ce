"""The small demonstration department, for tests that need people with a history.

``tests/conftest.py`` offers ``loaded``, ``department`` and ``find`` to every test.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from lms.demonstration import accounts
from lms.models import Account, ServiceRecord
from lms.queries.signed_in import roles_of
from lms.storage.database import Database
from tests.factories import Someone

DAY = date(2026, 11, 24)
NEARLY, WAITING, COMPLETE, SERGEANT = "0147", "0149", "0150", "0120"
Find = Callable[[str], Someone]


def somebody(database: Database, login: str) -> Someone:
    """Somebody of the department by badge number or login name."""
    with database.reading() as session:
        member = session.execute(
            select(ServiceRecord.member_id).where(ServiceRecord.badge_number == login)
        ).scalar()
        account_id = session.execute(
            select(Account.id).where(
                Account.member_id == member if member else Account.login_name == login
            )
        ).scalar_one()
        roles = roles_of(session, account_id, database.clock())
    password = next((each.password for each in accounts() if each.login == login), "")
    return Someone(account_id, member, login, roles, password)
