"""Setting the department up: decisions, people, accounts, policy, modules, due dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy.orm import Session

from lms.content.roster_file import read_roster
from lms.content.whole_folder import WholeFolder
from lms.demonstration import people
from lms.demonstration.accounts import EVERYBODY_ELSE, accounts, by_badge, outside
from lms.demonstration.calendar import Calendar
from lms.demonstration.changes_seen import review_changes
from lms.demonstration.department import Department
from lms.domain.access import DATED_ROLES, SYSTEM, Actor, Role
from lms.domain.assignment import Audience, AudienceKind
from lms.domain.errors import InvalidError
from lms.domain.nominal import nominal_minutes
from lms.domain.revision import Revision
from lms.domain.roster_sync import difference
from lms.domain.scenario import Audience as Place
from lms.domain.setting import MustPass, NewHires, SettingName
from lms.domain.training import TrainingModule
from lms.models import ContentKind, RevisionDecisionKind
from lms.queries.roster import service_histories
from lms.services.assign_module import assign_module, open_period
from lms.services.decide_content import approve_content
from lms.services.decide_revision import decide_revision
from lms.services.decide_setting import decide_setting
from lms.services.import_roster import import_roster, open_member_accounts
from lms.services.load_policy_folder import (
    import_content_of,
    import_policy_of,
    import_register_of,
)
from lms.services.open_account import grant_role, open_account, set_password
from lms.services.set_up_department import decide_first_settings, set_first_requirement
from lms.storage.secret import hash_password

DEPARTMENT = "Haverhill Police Department"
_ADMINISTRATOR = "administrator"
_DISPATCH = Audience(AudienceKind.UNIT, "Dispatch")
_SWORN = Audience(AudienceKind.ALL_SWORN)

_CHIEFS: Mapping[SettingName, object] = {
    SettingName.CLASS_HOUR: 60,
    SettingName.MUST_PASS: MustPass.APPLIES.value,
    SettingName.NEW_HIRES: NewHires.THIS_YEAR.value,
    SettingName.ON_LEAVE: "first-day-back",
    SettingName.PRORATION: "none",
    SettingName.CARRY_OVER: "none",
    SettingName.MPTC_HOURS: "yes",
}
"""What the Chief decided beside the first decisions. Open on purpose: which entries of a record
send a notice, which is counsel's, and the review of pace, which is bargained."""

Actors = Mapping[str, Actor]


@dataclass(frozen=True, slots=True)
class Foundation:
    """What a department is set up from.

    Attributes:
        password_hashes: the hash of every passphrase; hashing is slow and comes before the
            transaction.
    """

    read: WholeFolder
    revision: Revision
    calendar: Calendar
    base_url: str
    password_hashes: Mapping[str, str]
    small: bool

    def minute(self, number: int) -> datetime:
        """A moment of the set-up; nothing happens at the same one as something else."""
        return self.calendar.founded + timedelta(minutes=number)

    @property
    def valid_from(self) -> date:
        """The day from which the first decisions hold, whatever the zone."""
        return min(self.calendar.founded.date(), date(self.calendar.today.year, 1, 1))


@cache
def hashed_passwords() -> Mapping[str, str]:
    """The hash of every passphrase of the demonstration."""
    passwords = {each.password for each in accounts()} | {EVERYBODY_ELSE}
    return {password: hash_password(password) for password in sorted(passwords)}


def found_department(
    session: Session,
    *,
    foundation: Foundation,
    now: datetime,  # noqa: ARG001 - the set-up has a day of its own
) -> Department:
    """Set everything up, on the morning of the first day."""
    actors = _open_outside_accounts(session, foundation)
    _decide(session, foundation)
    actors |= _enlist(session, foundation, actors[_ADMINISTRATOR])
    _publish(session, foundation, actors)
    return _assign(session, foundation, actors)


def _open_outside_accounts(session: Session, foundation: Foundation) -> dict[str, Actor]:
    """The administrator by the system, the others by the administrator."""
    actors: dict[str, Actor] = {}
    now = foundation.minute(0)
    for each in reversed(outside()):
        by = actors.get(_ADMINISTRATOR, SYSTEM)
        account_id = open_account(
            session, display_name=each.name, login_name=each.login, by=by, now=now
        )
        for role in each.roles - DATED_ROLES:
            grant_role(session, account_id=account_id, role=role, by=SYSTEM, now=now)
        _set_password(session, foundation, account_id, each.password, by, now)
        actors[each.login] = Actor(account_id, None, each.roles)
    return actors


def _set_password(
    session: Session,
    foundation: Foundation,
    account_id: int,
    password: str,
    by: Actor,
    now: datetime,
) -> None:
    set_password(
        session,
        account_id=account_id,
        password_hash=foundation.password_hashes[password],
        how="demonstration",
        by=by,
        now=now,
    )


def _chief() -> str:
    return f"Chief {people.everybody()[people.CHIEF].full_name}"


def _decide(session: Session, foundation: Foundation) -> None:
    decide_first_settings(
        session,
        entered={
            SettingName.DEPARTMENT: DEPARTMENT,
            SettingName.DEMONSTRATION: True,
            SettingName.ADDRESS: foundation.base_url,
        },
        valid_from=foundation.valid_from,
        decided_by=_chief(),
        by=SYSTEM,
        now=foundation.minute(2),
    )
    for name, value in _CHIEFS.items():
        decide_setting(
            session,
            name=name,
            value=value,
            valid_from=foundation.valid_from,
            decided_by=_chief(),
            source="the Chief\u2019s form (fictional)",
            by=SYSTEM,
            now=foundation.minute(3),
        )


def _enlist(session: Session, foundation: Foundation, by: Actor) -> dict[str, Actor]:
    """Take the roster in, and give everybody an account: all may train, sworn or not."""
    now, day = foundation.minute(4), foundation.minute(4).date()
    file = read_roster(people.first_roster(small=foundation.small))
    import_roster(
        session,
        difference=difference(file.rows, service_histories(session), day),
        file_sha256=file.sha256,
        by=by,
        now=now,
    )
    actors = {}
    for each in open_member_accounts(session, day=day, by=by, now=foundation.minute(6)):
        known = by_badge().get(each.badge_number)
        roles = known.roles if known else frozenset({Role.OFFICER})
        password = known.password if known else EVERYBODY_ELSE
        account_id, now = each.account_id, foundation.minute(8)
        for role in sorted(roles):
            grant_role(session, account_id=account_id, role=role, by=SYSTEM, now=now)
        _set_password(session, foundation, account_id, password, by, now)
        actors[each.badge_number] = Actor(account_id, each.member_id, roles)
    return actors


def _publish(session: Session, foundation: Foundation, actors: Actors) -> None:
    """Take the policy in and put it in force; its content is by one person, approved by another."""
    read, owner = foundation.read, actors[people.POLICY_OWNER]
    requirement = read.requirement
    if requirement is None:
        raise InvalidError(reason="the folder says of no requirement", folder=str(read.path))
    policy = import_policy_of(
        session,
        path=read.path,
        revision=foundation.revision,
        by=owner,
        now=foundation.minute(10),
    )
    decide_revision(
        session,
        policy=read.slug,
        sequence=policy.sequence,
        kind=RevisionDecisionKind.IN_FORCE,
        effective_on=foundation.calendar.founded.astimezone(foundation.calendar.zone).date(),
        decided_by=f"Captain {people.everybody()[people.POLICY_OWNER].full_name}, policy owner",
        by=owner,
        now=foundation.minute(12),
    )
    set_first_requirement(
        session,
        policy=read.slug,
        requirement=requirement,
        valid_from=foundation.valid_from,
        decided_by=_chief(),
        by=SYSTEM,
        now=foundation.minute(14),
    )
    import_register_of(session, read=read, by=owner, now=foundation.minute(16))
    author, approver = actors[people.AUTHOR], actors[people.SECOND_TRAINER]
    import_content_of(session, read=read, by=author, now=foundation.minute(20))
    approve_content(
        session,
        policy=read.slug,
        kinds=set(ContentKind) - {ContentKind.CHECKLIST},
        by=approver,
        now=foundation.minute(40),
    )
    approve_content(session, policy=read.slug, by=owner, now=foundation.minute(45))
    review_changes(session, actors=actors, starts_at=foundation.minute(46))


def _assign_in_charge(
    session: Session,
    foundation: Foundation,
    modules: tuple[TrainingModule, ...],
    *,
    by: Actor,
    due_on: date,
) -> None:
    """Give the track of those in charge to the lieutenant, by the end of the year."""
    for module in modules:
        if module.audience == (Place.OIC,):
            assign_module(
                session,
                policy=foundation.read.slug,
                module=module.id,
                audience=Audience(AudienceKind.MEMBER, people.LIEUTENANT),
                due_on=due_on,
                by=by,
                now=foundation.calendar.opened,
            )


def _assign(session: Session, foundation: Foundation, actors: Actors) -> Department:
    """Open the year; the course is for all sworn members, dispatch has a module of its own."""
    read, calendar, by = foundation.read, foundation.calendar, actors[people.TRAINING_SERGEANT]
    now = calendar.opened
    open_period(session, day=calendar.first, by=by, now=now)
    modules = tuple(sorted(read.modules, key=lambda module: module.number))
    course = tuple(module for module in modules if module.is_course)
    track = tuple(module for module in modules if module.audience == (Place.DISPATCH,))
    assignments: dict[str, int] = {}
    due_dates = calendar.due_dates()
    for at, module in enumerate((*course, *track)):
        assignment_id = assign_module(
            session,
            policy=read.slug,
            module=module.id,
            audience=_SWORN if module.is_course else _DISPATCH,
            due_on=due_dates[min(at, len(due_dates) - 1)],
            by=by,
            now=now,
        )
        if module.is_course:
            assignments[module.id] = assignment_id
    _assign_in_charge(session, foundation, modules, by=by, due_on=due_dates[-1])
    scenarios = {scenario.id: scenario for scenario in read.scenarios}
    return Department(
        policy=read.slug,
        zone=calendar.zone,
        modules=(*course, *track),
        nominal={each.id: nominal_minutes(each, scenarios).seconds for each in read.lessons},
        actors=actors,
        assignments=assignments,
    )
