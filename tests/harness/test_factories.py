"""The cast of test people signs in."""

from __future__ import annotations

from lms.domain.access import Role
from lms.queries.roster import person
from lms.queries.signed_in import credentials, roles_of
from lms.storage.database import Database
from lms.storage.secret import password_matches
from tests.factories import PASSWORD, cast, officer, today


def test_the_cast_can_sign_in_and_holds_its_roles(sqlite_database: Database) -> None:
    people = cast(sqlite_database)
    day = today(sqlite_database)
    with sqlite_database.reading() as session:
        for someone in people.values():
            found = credentials(session, login=someone.login, day=day)
            assert found is not None
            assert found.account_id == someone.account_id
            assert password_matches(found.password_hash, PASSWORD)
            held = roles_of(session, someone.account_id, sqlite_database.clock())
            assert held == someone.roles
        subordinate = person(session, people["officer"].member, day)
        assert subordinate is not None
        assert subordinate.supervisor_id == people["supervisor"].member


def test_an_officer_is_made_in_one_line(database: Database) -> None:
    someone = officer(database, "0007", rank="Sergeant")
    assert someone.roles == {Role.OFFICER}
    assert someone.login == "0007"
