"""Small builders over the services: a department, its people, and who signs in.

Each takes a ``Database`` and returns what a test needs to go on. Time is the database's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from lms.domain.access import DATED_ROLES, SYSTEM, Actor, Role
from lms.domain.member import Rank, ServiceFacts
from lms.domain.roster_row import RosterRow
from lms.domain.roster_sync import difference
from lms.domain.setting import FIRST_DECISIONS, SettingName
from lms.queries.roster import roster, service_histories
from lms.services.decide_setting import decide_setting
from lms.services.import_roster import import_roster
from lms.services.open_account import grant_role, open_account, set_password
from lms.storage.database import Database
from lms.storage.secret import hash_password

PASSWORD = "plain words for a test"
ZONE = ZoneInfo("America/New_York")
HIRED = date(2020, 1, 6)
OUTSIDER_STAYS = timedelta(days=1_000)

_DECIDED: Mapping[SettingName, object] = {
    SettingName.DEPARTMENT: "Haverhill Police Department",
    SettingName.DEMONSTRATION: False,
    SettingName.ADDRESS: "http://localhost",
    **{decision.name: decision.value for decision in FIRST_DECISIONS},
}


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who can sign in."""

    account_id: int
    member_id: int | None
    login: str
    roles: frozenset[Role]
    password: str = PASSWORD

    @property
    def actor(self) -> Actor:
        """Who acts when this person does."""
        return Actor(self.account_id, self.member_id, self.roles)

    @property
    def member(self) -> int:
        """The id on the roster of somebody who is on it."""
        assert self.member_id is not None
        return self.member_id


@cache
def _hashed(password: str) -> str:
    """Hashing is slow on purpose; the tests do it once."""
    return hash_password(password)


def today(database: Database) -> date:
    """The local day of the database's clock."""
    return database.clock().astimezone(ZONE).date()


def decide(database: Database, **changes: object) -> None:
    """Decide settings by their names in capitals: all of them, or the ``changes`` alone."""
    values = {SettingName[name.upper()]: value for name, value in changes.items()}
    valid_from = today(database) if changes else HIRED
    for name, value in (values or _DECIDED).items():
        database.writing(
            partial(
                decide_setting,
                name=name,
                value=value,
                valid_from=valid_from,
                decided_by="the chief",
                source="a test",
                by=SYSTEM,
            )
        )


def facts(badge: str, **changes: object) -> ServiceFacts:
    """What a roster says of an officer of this badge, but for ``changes``."""
    officer = ServiceFacts(
        badge_number=badge,
        given_name="Alex",
        family_name=f"Number{badge}",
        rank=Rank.OFFICER,
        unit="Patrol",
        shift="Days",
        supervisor_badge=None,
        email=f"{badge}@example.gov",
        sworn=True,
        hired_on=HIRED,
        separated_on=None,
        valid_from=HIRED,
    )
    return replace(officer, **changes)  # type: ignore[arg-type]


def enlist(database: Database, *people: ServiceFacts) -> dict[str, int]:
    """Take people in by a roster file; returns everybody's member id by badge."""
    day = today(database)
    rows = tuple(RosterRow(number, person) for number, person in enumerate(people, start=2))
    with database.reading() as session:
        seen = difference(rows, service_histories(session), day)
    assert seen.is_clean, [str(conflict) for conflict in seen.conflicts]
    database.writing(partial(import_roster, difference=seen, file_sha256="0" * 64, by=SYSTEM))
    with database.reading() as session:
        return {
            person.badge_number: person.member_id
            for person in roster(session, day, serving_only=False)
        }


def sign_up(
    database: Database,
    *roles: Role,
    member_id: int | None = None,
    login: str = "",
    name: str = "Alex Example",
    email: str | None = None,
) -> Someone:
    """Open an account with a password and roles: a member's, or one under a login name.

    Args:
        login: the badge number of a member, the login name of anybody else.
    """
    account_id = database.writing(
        partial(
            open_account,
            display_name=name,
            member_id=member_id,
            login_name=None if member_id else login,
            email=email,
            by=SYSTEM,
        )
    )
    for role in roles:
        until = database.clock() + OUTSIDER_STAYS if role in DATED_ROLES else None
        grant = partial(grant_role, account_id=account_id, role=role, until=until, by=SYSTEM)
        database.writing(grant)
    database.writing(
        partial(
            set_password,
            account_id=account_id,
            password_hash=_hashed(PASSWORD),
            how="demonstration",
            by=SYSTEM,
        )
    )
    return Someone(account_id, member_id, login, frozenset(roles))


def officer(database: Database, badge: str = "0101", *roles: Role, **changes: object) -> Someone:
    """Enlist somebody who signs in by badge: an officer, or what ``roles`` say as well."""
    person = facts(badge, **changes)
    member_id = enlist(database, person)[badge]
    return sign_up(
        database,
        *(roles or (Role.OFFICER,)),
        member_id=member_id,
        login=badge,
        name=person.full_name,
    )


CAST: Mapping[str, tuple[Role, ...]] = {
    "officer": (Role.OFFICER,),
    "stranger": (Role.OFFICER,),
    "supervisor": (Role.OFFICER, Role.SUPERVISOR),
    "instructor": (Role.OFFICER, Role.INSTRUCTOR),
    "trainer": (Role.OFFICER, Role.TRAINING_UNIT),
    "training-unit": (Role.TRAINING_UNIT,),
    "policy-owner": (Role.POLICY_OWNER,),
    "accreditation-manager": (Role.ACCREDITATION_MANAGER,),
    "chief": (Role.CHIEF,),
    "assessor": (Role.ASSESSOR,),
    "counsel": (Role.COUNSEL,),
    "administrator": (Role.ADMINISTRATOR,),
    "second-person": (Role.SECOND_PERSON,),
    "outside-counsel": (Role.OUTSIDE_COUNSEL,),
}
"""One person for each role; the supervisor is the officer's and not the stranger's.

The trainer is of the training unit and an officer with a record of their own.
"""

_ON_ROSTER = {
    "officer": "0101",
    "stranger": "0102",
    "supervisor": "0201",
    "instructor": "0202",
    "trainer": "0203",
}


def cast(database: Database) -> dict[str, Someone]:
    """The cast of test people by name, in a department whose settings are decided."""
    decide(database)
    sergeant = _ON_ROSTER["supervisor"]
    members = enlist(
        database,
        facts(sergeant, rank=Rank.SERGEANT, given_name="Sam"),
        facts(_ON_ROSTER["instructor"], rank=Rank.DETECTIVE, given_name="Ines"),
        facts(_ON_ROSTER["trainer"], rank=Rank.SERGEANT, given_name="Tess"),
        facts(_ON_ROSTER["officer"], supervisor_badge=sergeant, given_name="Olivia"),
        facts(_ON_ROSTER["stranger"], given_name="Sterling"),
    )
    return {
        name: sign_up(
            database,
            *roles,
            member_id=members.get(_ON_ROSTER.get(name, "")),
            login=_ON_ROSTER.get(name, name),
            name=name.replace("-", " ").title(),
        )
        for name, roles in CAST.items()
    }
