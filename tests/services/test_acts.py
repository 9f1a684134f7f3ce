"""What each approved proposal does, and what nobody does alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from lms.domain.access import SYSTEM, Actor, Role, TwoPersonAct
from lms.domain.certificate import CertificateStatus
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.provision import ProvisionStatus
from lms.domain.roster_row import RosterRow
from lms.domain.roster_sync import difference
from lms.domain.setting import FixedSettingError, RetroactiveError, SettingName
from lms.domain.two_people import (
    OwnRecordError,
    ProposalOutcome,
    StaleProposalError,
    TakesTwoPeopleError,
)
from lms.models import CreditEntry, CreditSource, Policy, Proposal, Setting
from lms.queries.certificates import certificate_by_id, certificates_of
from lms.queries.policy_reader import StatusRow, statuses_on
from lms.queries.roster import roster, service_histories
from lms.queries.settings import settings_on
from lms.queries.standing import seconds_by_limb
from lms.services.acts.certificate_issue import CertificateAsked
from lms.services.acts.certificate_revoke import RevocationAsked
from lms.services.acts.credit_add import CreditAsked
from lms.services.acts.executor import Change
from lms.services.acts.provision_unblock import OpeningAsked
from lms.services.acts.registry import executor_of, executors
from lms.services.acts.setting import SettingAsked
from lms.services.correct_credit import correct_credit
from lms.services.decide_proposal import decide_proposal
from lms.services.decide_setting import decide_setting
from lms.services.import_roster import import_roster
from lms.services.issue_certificate import issue_by_hand
from lms.services.propose import propose
from lms.services.revoke_certificate import revoke_certificate
from lms.services.set_statuses import set_statuses
from lms.services.stage_roster import stage_roster
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, Find
from tests.factories import Someone, decide, enlist, facts, officer, sign_up, today
from tests.training_rows import POLICY, School

ONCE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
APPROVED = ProposalOutcome.APPROVED


@dataclass
class Two:
    """Somebody who proposes and somebody who decides."""

    database: Database
    proposer: Someone
    decider: Someone

    def offer(self, act: TwoPersonAct, payload: Any, by: Someone | None = None) -> int:  # noqa: ANN401 - any act's
        """Propose."""
        work = partial(
            propose,
            act=act,
            payload=payload,
            reason="It was looked into.",
            by=(by or self.proposer).actor,
        )
        return self.database.writing(work)

    def settle(self, proposal_id: int, by: Someone | None = None) -> None:
        """Approve."""
        work = partial(
            decide_proposal,
            proposal_id=proposal_id,
            outcome=APPROVED,
            by=(by or self.decider).actor,
        )
        self.database.writing(work)

    def together(self, act: TwoPersonAct, payload: Any) -> int:  # noqa: ANN401 - any act's
        """Propose and approve."""
        proposal_id = self.offer(act, payload)
        self.settle(proposal_id)
        return proposal_id

    def change(self, proposal_id: int) -> Change:
        """What a page would say of a stored proposal."""
        with self.database.reading() as session:
            row = session.get_one(Proposal, proposal_id)
            return executor_of(row.act).described(row.payload)


def two(database: Database, first: Role, second: Role) -> Two:
    """Two people of these roles, who are on no roster."""
    return Two(
        database,
        sign_up(database, first, login="proposer", name="Paula Proposer"),
        sign_up(database, second, login="decider", name="Dana Decider"),
    )


@pytest.fixture
def founded(database: Database) -> Database:
    """A department whose settings are decided."""
    decide(database)
    return database


def _credit(database: Database, member_id: int) -> list[CreditEntry]:
    with database.reading() as session:
        found = session.execute(
            select(CreditEntry).where(CreditEntry.member_id == member_id).order_by(CreditEntry.id)
        )
        entries = list(found.scalars())
        session.expunge_all()
    return entries


# --- time ---------------------------------------------------------------------------------


@pytest.fixture
def trained(founded: Database) -> School:
    """A school whose year is open, with one officer who worked ten minutes."""
    member = officer(founded).member
    school = School.opened(founded)
    school.open_year()
    school.work(member, 600)
    return school


def _member(database: Database) -> int:
    with database.reading() as session:
        return roster(session, today(database))[0].member_id


def test_a_correction_adds_an_entry_undoes_one_and_keeps_both(trained: School) -> None:
    database, member = trained.database, _member(trained.database)
    pair = two(database, Role.TRAINING_UNIT, Role.TRAINING_UNIT)
    (wrong,) = _credit(database, member)
    day = today(database).isoformat()
    number = pair.offer(
        TwoPersonAct.CREDIT_ADD, CreditAsked(member, "policy", 30, day, reverses_id=wrong.id)
    )
    change = pair.change(number)
    assert change.title == "Add 30 minutes to the record of Alex Number0101"
    assert change.lines[0][1:] == ("10 minutes", "30 minutes")
    pair.settle(number)
    entries = _credit(database, member)
    assert [entry.seconds for entry in entries] == [600, -600, 1800]
    assert {entry.source for entry in entries[1:]} == {CreditSource.CORRECTION}
    with database.reading() as session:
        held = seconds_by_limb(session, member_id=member, period=trained.owed.period)
    assert held == {"policy": 1800}


@ONCE
def test_a_correction_is_in_the_journal_and_replays(founded: Database) -> None:
    member = officer(founded).member
    school = School.opened(founded)
    school.open_year()
    pair = two(founded, Role.TRAINING_UNIT, Role.CHIEF)
    day = today(founded).isoformat()
    pair.together(TwoPersonAct.CREDIT_ADD, CreditAsked(member, "policy", 5, day))
    assert verify_journal(founded).findings == ()


@ONCE
def test_az_11_nobody_adds_time_alone_or_to_themselves(trained: School) -> None:
    database, member = trained.database, _member(trained.database)
    add = partial(
        correct_credit,
        member_id=member,
        limb="policy",
        seconds=60,
        earned_on=today(database),
        reverses_id=None,
        reason="mine",
    )
    for by in (SYSTEM, Actor(1, None, frozenset(Role))):
        with pytest.raises(TakesTwoPeopleError):
            database.writing(partial(add, by=by))
    trainer = sign_up(database, Role.TRAINING_UNIT, login="trainer")
    myself = replace(trainer, member_id=member)
    pair = Two(database, myself, trainer)
    with pytest.raises(OwnRecordError):
        pair.offer(
            TwoPersonAct.CREDIT_ADD, CreditAsked(member, "policy", 5, today(database).isoformat())
        )


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"minutes": 0}, InvalidError),
        ({"minutes": -5}, InvalidError),
        ({"minutes": 1_441}, InvalidError),
        ({"earned_on": "2999-01-01"}, InvalidError),
        ({"earned_on": "2021-05-05"}, InvalidError),
        ({"earned_on": "2011-05-05"}, NotFoundError),
        ({"limb": "no-such"}, NotFoundError),
        ({"member_id": 999}, NotFoundError),
        ({"reverses_id": 999}, NotFoundError),
    ],
)
@ONCE
def test_a_correction_that_cannot_be_is_refused_when_proposed(
    trained: School, changes: dict[str, Any], error: type[Exception]
) -> None:
    pair = two(trained.database, Role.TRAINING_UNIT, Role.CHIEF)
    asked = CreditAsked(_member(trained.database), "policy", 5, today(trained.database).isoformat())
    with pytest.raises(error):
        pair.offer(TwoPersonAct.CREDIT_ADD, replace(asked, **changes))


@ONCE
def test_a_correction_goes_stale_when_more_time_was_worked(trained: School) -> None:
    database, member = trained.database, _member(trained.database)
    pair = two(database, Role.TRAINING_UNIT, Role.CHIEF)
    number = pair.offer(
        TwoPersonAct.CREDIT_ADD, CreditAsked(member, "policy", 5, today(database).isoformat())
    )
    trained.work(member, 60)
    with pytest.raises(StaleProposalError):
        pair.settle(number)
    assert sum(entry.seconds for entry in _credit(database, member)) == 660


# --- certificates -------------------------------------------------------------------------


def _valid(database: Database, certificate_id: int) -> CertificateStatus:
    with database.reading() as session:
        found = certificate_by_id(session, certificate_id)
    assert found is not None
    return found.status


def test_a_certificate_is_revoked_by_two_and_issued_anew_by_two(
    department: Database, find: Find
) -> None:
    holder = find(COMPLETE)
    pair = two(department, Role.TRAINING_UNIT, Role.TRAINING_UNIT)
    with department.reading() as session:
        year = next(
            each
            for each in certificates_of(session, member_id=holder.member)
            if each.kind.value == "year"
        )
    assert _valid(department, year.id) is CertificateStatus.VALID
    anew = CertificateAsked(holder.member, year.subject, year.period_start.isoformat())
    with pytest.raises(ConflictError):
        pair.offer(TwoPersonAct.CERTIFICATE_ISSUE, anew)
    pair.together(TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked(year.id))
    assert _valid(department, year.id) is CertificateStatus.NOT_VALID
    with pytest.raises(ConflictError):
        pair.offer(TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked(year.id))
    pair.together(TwoPersonAct.CERTIFICATE_ISSUE, anew)
    with department.reading() as session:
        newest = certificates_of(session, member_id=holder.member)[0]
    assert newest.kind.value == "year"
    assert newest.id != year.id
    assert _valid(department, newest.id) is CertificateStatus.VALID
    assert _valid(department, year.id) is CertificateStatus.NOT_VALID
    assert verify_journal(department).findings == ()


def test_ct_15_nobody_revokes_or_issues_a_certificate_alone(
    department: Database, find: Find
) -> None:
    holder, everything = find(COMPLETE), Actor(1, None, frozenset(Role))
    with department.reading() as session:
        year = certificates_of(session, member_id=holder.member)[0]
    with pytest.raises(TakesTwoPeopleError):
        department.writing(
            partial(revoke_certificate, certificate_id=year.id, reason="mine", by=everything)
        )
    with pytest.raises(TakesTwoPeopleError):
        department.writing(
            partial(
                issue_by_hand,
                member_id=holder.member,
                requirement=year.subject,
                period_start=year.period_start,
                by=everything,
            )
        )
    with pytest.raises(NotFoundError):
        two(department, Role.TRAINING_UNIT, Role.TRAINING_UNIT).offer(
            TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked(99_999)
        )


@ONCE
def test_no_hand_makes_a_year_complete(trained: School) -> None:
    pair = two(trained.database, Role.TRAINING_UNIT, Role.CHIEF)
    start = trained.owed.period.starts_on.isoformat()
    with pytest.raises(ConflictError, match="not complete"):
        pair.offer(
            TwoPersonAct.CERTIFICATE_ISSUE,
            CertificateAsked(_member(trained.database), "annual", start),
        )


# --- settings -----------------------------------------------------------------------------


def _mark(database: Database, day: date) -> int:
    with database.reading() as session:
        return settings_on(session, day).pass_mark


def test_adm_05_a_year_rule_takes_two_holds_from_a_day_to_come_and_never_before(
    founded: Database,
) -> None:
    pair = two(founded, Role.TRAINING_UNIT, Role.CHIEF)
    day = today(founded)
    tomorrow = day + timedelta(days=1)
    for early in (day, day - timedelta(days=30)):
        with pytest.raises(RetroactiveError):
            pair.offer(
                TwoPersonAct.YEAR_RULE,
                SettingAsked("pass-mark", 80, early.isoformat(), "the chief's memo"),
            )
    pair.together(
        TwoPersonAct.YEAR_RULE,
        SettingAsked("pass-mark", 80, tomorrow.isoformat(), "the chief's memo"),
    )
    assert (_mark(founded, day), _mark(founded, tomorrow)) == (70, 80)
    with founded.reading() as session:
        newest = select(Setting.decided_by).order_by(Setting.id.desc()).limit(1)
        decided_by = session.execute(newest).scalar_one()
    assert decided_by == "Paula Proposer and Dana Decider"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (SettingName.RETENTION_YEARS, 1),
        (SettingName.ZONE, "Pacific/Kiritimati"),
        (SettingName.COUNTING, "rated"),
        (SettingName.PASS_MARK, 1),
        (SettingName.ADDRESS, "https://elsewhere.example"),
        (SettingName.OUTSIDE_SECOND_PERSON, 1),
    ],
)
@ONCE
def test_adm_05_one_account_alone_changes_none_of_these(
    founded: Database, name: SettingName, value: object
) -> None:
    change = partial(
        decide_setting,
        name=name,
        value=value,
        valid_from=today(founded) + timedelta(days=1),
        decided_by="me",
        source="me",
        by=Actor(1, None, frozenset(Role)),
    )
    with pytest.raises(TakesTwoPeopleError):
        founded.writing(change)


@ONCE
def test_a_setting_proposed_in_time_and_approved_too_late_is_stale(
    founded: Database, clock: Clock
) -> None:
    pair = two(founded, Role.ACCREDITATION_MANAGER, Role.CHIEF)
    tomorrow = (today(founded) + timedelta(days=1)).isoformat()
    number = pair.offer(
        TwoPersonAct.RETENTION, SettingAsked("retention-years", 7, tomorrow, "the schedule")
    )
    clock.now += timedelta(days=2)
    with pytest.raises(StaleProposalError):
        pair.settle(number)


@ONCE
def test_a_setting_of_another_act_a_fixed_one_and_an_empty_change_are_refused(
    founded: Database,
) -> None:
    pair = two(founded, Role.TRAINING_UNIT, Role.CHIEF)
    tomorrow = (today(founded) + timedelta(days=1)).isoformat()
    with pytest.raises(InvalidError):
        pair.offer(TwoPersonAct.YEAR_RULE, SettingAsked("retention-years", 7, tomorrow, "x"))
    with pytest.raises(InvalidError):
        pair.offer(TwoPersonAct.YEAR_RULE, SettingAsked("pass-mark", 101, tomorrow, "x"))
    with pytest.raises(ConflictError):
        pair.offer(TwoPersonAct.YEAR_RULE, SettingAsked("pass-mark", 70, tomorrow, "x"))
    with pytest.raises(FixedSettingError):
        founded.writing(
            partial(
                decide_setting,
                name=SettingName.DEMONSTRATION,
                value=True,
                valid_from=today(founded) + timedelta(days=1),
                decided_by="me",
                source="me",
                by=pair.proposer.actor,
            )
        )


@ONCE
def test_the_outside_person_is_no_member_and_nobody_names_themselves(founded: Database) -> None:
    pair = two(founded, Role.ADMINISTRATOR, Role.CHIEF)
    inside = officer(founded)
    tomorrow = (today(founded) + timedelta(days=1)).isoformat()
    name = SettingName.OUTSIDE_SECOND_PERSON.value

    def ask(account_id: int) -> Callable[[], int]:
        asked = SettingAsked(name, account_id, tomorrow, "mutual aid")
        return lambda: pair.offer(TwoPersonAct.KEY_SETTING, asked)

    with pytest.raises(InvalidError):
        ask(inside.account_id)()
    with pytest.raises(OwnRecordError):
        ask(pair.proposer.account_id)()
    with pytest.raises(NotFoundError):
        ask(999)()
    outsider = sign_up(founded, Role.SECOND_PERSON, login="outsider", name="Orla Outside")
    number = ask(outsider.account_id)()
    assert pair.change(number).lines[0][1:] == ("nobody", "Orla Outside")
    pair.settle(number)


# --- the roster ---------------------------------------------------------------------------


def test_a_file_that_ends_the_service_of_many_waits_and_is_taken_in_on_approval(
    founded: Database,
) -> None:
    people = [facts(f"01{number:02d}") for number in range(1, 11)]
    enlist(founded, *people)
    day = today(founded)
    leaving = [replace(each, separated_on=day, valid_from=day) for each in people[:5]]
    rows = [RosterRow(number, each) for number, each in enumerate(leaving, 2)]
    with founded.reading() as session:
        seen = difference(rows, service_histories(session), day)
    assert seen.takes_two_people
    pair = two(founded, Role.ADMINISTRATOR, Role.TRAINING_UNIT)
    for by in (SYSTEM, pair.proposer.actor):
        with pytest.raises(TakesTwoPeopleError):
            founded.writing(partial(import_roster, difference=seen, file_sha256="a" * 64, by=by))
    stage = partial(
        stage_roster, difference=seen, file_sha256="a" * 64, file_size=9, by=pair.proposer.actor
    )
    asked = founded.writing(stage)
    number = pair.offer(TwoPersonAct.MASS_SEPARATION, asked)
    with pytest.raises(ConflictError):
        pair.offer(TwoPersonAct.MASS_SEPARATION, founded.writing(stage))
    assert pair.change(number).lines[0] == ("Members serving", "10", "5")
    pair.settle(number)
    with founded.reading() as session:
        assert len(roster(session, day)) == 5
    assert verify_journal(founded).findings == ()


@ONCE
def test_a_staged_file_goes_stale_when_somebody_else_left(founded: Database) -> None:
    people = [facts(f"01{number:02d}") for number in range(1, 5)]
    enlist(founded, *people)
    day = today(founded)
    leaving = [replace(each, separated_on=day, valid_from=day) for each in people]
    rows = [RosterRow(number, each) for number, each in enumerate(leaving[:3], 2)]
    with founded.reading() as session:
        seen = difference(rows, service_histories(session), day)
    pair = two(founded, Role.ADMINISTRATOR, Role.CHIEF)
    asked = founded.writing(
        partial(
            stage_roster,
            difference=seen,
            file_sha256="b" * 64,
            file_size=9,
            by=pair.proposer.actor,
        )
    )
    number = pair.offer(TwoPersonAct.MASS_SEPARATION, asked)
    enlist(founded, leaving[3])
    with pytest.raises(StaleProposalError):
        pair.settle(number)


# --- the policy ---------------------------------------------------------------------------

BLOCKED = StatusRow(ProvisionStatus.BLOCKED, "The chief has not decided.", "", (), ())


def _statuses(database: Database, **wanted: StatusRow) -> dict[str, StatusRow]:
    with database.reading() as session:
        return dict(statuses_on(session, policy=POLICY, day=today(database)))


def test_a_blocked_section_is_opened_by_two(founded: Database) -> None:
    School.opened(founded)
    pair = two(founded, Role.POLICY_OWNER, Role.CHIEF)
    code = "IV.B.1"
    with founded.reading() as session:
        policy_id = session.execute(select(Policy.id)).scalar_one()
    record = partial(set_statuses, policy_id=policy_id, policy=POLICY)
    founded.writing(partial(record, wanted={code: BLOCKED}, by=pair.proposer.actor))
    asked = OpeningAsked(POLICY, code, "testable", why="Decided on Monday.")
    for by in (SYSTEM, pair.proposer.actor):
        with pytest.raises(TakesTwoPeopleError):
            founded.writing(partial(record, wanted={code: asked.row}, by=by))
    with pytest.raises(InvalidError):
        pair.offer(TwoPersonAct.PROVISION_UNBLOCK, replace(asked, status="blocked"))
    with pytest.raises(InvalidError):
        pair.offer(TwoPersonAct.PROVISION_UNBLOCK, replace(asked, status="guarded"))
    number = pair.offer(TwoPersonAct.PROVISION_UNBLOCK, asked)
    assert pair.change(number).lines[0][1:] == ("blocked", "open for training and tests")
    pair.settle(number)
    assert _statuses(founded)[code].status is ProvisionStatus.TESTABLE
    with pytest.raises(ConflictError):
        pair.offer(TwoPersonAct.PROVISION_UNBLOCK, asked)


def test_the_acts_that_wait_for_their_executor_are_known() -> None:
    assert set(TwoPersonAct) - set(executors()) <= {
        TwoPersonAct.KEY_CHANGE,
        TwoPersonAct.REVISION_PUBLISH,
    }
