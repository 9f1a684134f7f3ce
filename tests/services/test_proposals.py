"""Proposals: made by one, decided by another, carried out once."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, text

from lms.domain.access import Actor, Role, TwoPersonAct
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.setting import SettingName
from lms.domain.two_people import (
    PROPOSAL_LIFE,
    DecidedError,
    OneAccountError,
    OwnRecordError,
    ProposalOutcome,
    StaleProposalError,
    TakesTwoPeopleError,
    UndatedGrantError,
)
from lms.models import Journal, Proposal, ProposalDecision, RoleGrant
from lms.queries.signed_in import roles_of
from lms.services.acts.registry import executors
from lms.services.acts.role_grant import RoleGrantAsked
from lms.services.decide_proposal import decide_proposal
from lms.services.open_account import end_role, grant_role
from lms.services.propose import propose
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone, decide, officer, sign_up

APPROVED, DECLINED, WITHDRAWN = ProposalOutcome
ONCE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def first(database: Database) -> Someone:
    """An administrator, in a department whose settings are decided."""
    decide(database)
    return sign_up(database, Role.ADMINISTRATOR, login="first", name="First Administrator")


@pytest.fixture
def second(database: Database, first: Someone) -> Someone:
    """Another administrator."""
    return sign_up(database, Role.ADMINISTRATOR, login="second", name="Second Administrator")


@pytest.fixture
def someone(database: Database, first: Someone) -> Someone:
    """An officer."""
    return officer(database)


def offer(
    database: Database,
    by: Someone | Actor,
    account_id: int,
    role: Role = Role.TRAINING_UNIT,
    until: str | None = None,
) -> int:
    """Propose a role for an account."""
    return database.writing(
        partial(
            propose,
            act=TwoPersonAct.ROLE_GRANT,
            payload=RoleGrantAsked(account_id, role.value, until),
            reason="The unit grows.",
            by=by.actor if isinstance(by, Someone) else by,
        )
    )


def settle(
    database: Database,
    by: Someone,
    proposal_id: int,
    outcome: ProposalOutcome = APPROVED,
    note: str = "",
) -> None:
    """Decide a proposal."""
    database.writing(
        partial(decide_proposal, proposal_id=proposal_id, outcome=outcome, note=note, by=by.actor)
    )


def held(database: Database, account_id: int) -> frozenset[Role]:
    """The roles of an account now."""
    with database.reading() as session:
        return roles_of(session, account_id, database.clock())


def kinds(database: Database, *, last: int) -> list[tuple[str, int | None, int | None]]:
    """The newest entries of the journal: kind, by whom, under which proposal."""
    with database.reading() as session:
        rows = session.execute(select(Journal.kind, Journal.body).order_by(Journal.seq)).all()
    bodies = [(kind, json.loads(body)) for kind, body in rows[-last:]]
    return [(kind, body["by"], body.get("proposal")) for kind, body in bodies]


def test_az_17_a_role_takes_two_administrators_and_both_stand_in_the_journal(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    assert Role.TRAINING_UNIT not in held(database, someone.account_id)
    settle(database, second, proposal_id)
    assert Role.TRAINING_UNIT in held(database, someone.account_id)
    assert kinds(database, last=3) == [
        ("proposal-made", first.account_id, None),
        ("proposal-decided", second.account_id, None),
        ("role-granted", second.account_id, proposal_id),
    ]
    assert verify_journal(database).findings == ()


@ONCE
def test_az_17_an_administrator_gives_nobody_a_role_alone(
    database: Database, first: Someone, someone: Someone
) -> None:
    for whom in (first, someone):
        with pytest.raises(TakesTwoPeopleError):
            database.writing(
                partial(
                    grant_role,
                    account_id=whom.account_id,
                    role=Role.TRAINING_UNIT,
                    by=first.actor,
                )
            )
    with pytest.raises(OwnRecordError):
        offer(database, first, first.account_id)
    with pytest.raises(OneAccountError):
        settle(database, first, offer(database, first, someone.account_id))
    assert held(database, someone.account_id) == {Role.OFFICER}


@ONCE
def test_the_one_whom_it_is_about_does_not_decide(
    database: Database, first: Someone, second: Someone
) -> None:
    proposal_id = offer(database, first, second.account_id)
    with pytest.raises(OwnRecordError):
        settle(database, second, proposal_id)
    assert held(database, second.account_id) == {Role.ADMINISTRATOR}


@ONCE
def test_a_decline_needs_a_word_and_changes_nothing(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    with pytest.raises(InvalidError):
        settle(database, second, proposal_id, DECLINED, "   ")
    settle(database, second, proposal_id, DECLINED, "Not now.")
    assert held(database, someone.account_id) == {Role.OFFICER}
    with pytest.raises(DecidedError):
        settle(database, second, proposal_id)
    offer(database, first, someone.account_id)


@ONCE
def test_only_its_proposer_withdraws_it(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    with pytest.raises(ForbiddenError):
        settle(database, second, proposal_id, WITHDRAWN)
    settle(database, first, proposal_id, WITHDRAWN)
    with pytest.raises(DecidedError):
        settle(database, second, proposal_id)


@ONCE
def test_a_proposal_goes_stale_when_what_it_rests_on_changes(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    one = offer(database, first, someone.account_id, Role.TRAINING_UNIT)
    other = offer(database, first, someone.account_id, Role.INSTRUCTOR)
    settle(database, second, one)
    with pytest.raises(StaleProposalError):
        settle(database, second, other)
    assert held(database, someone.account_id) == {Role.OFFICER, Role.TRAINING_UNIT}
    settle(database, second, other, DECLINED, "It is out of date.")


@ONCE
def test_a_proposal_expires_and_can_then_only_be_put_away(
    database: Database, clock: Clock, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    clock.now += PROPOSAL_LIFE
    with pytest.raises(StaleProposalError):
        settle(database, second, proposal_id)
    offer(database, first, someone.account_id)
    settle(database, second, proposal_id, DECLINED, "Too old.")


@ONCE
def test_the_same_is_proposed_once_at_a_time_and_with_a_reason(
    database: Database, first: Someone, someone: Someone
) -> None:
    offer(database, first, someone.account_id)
    with pytest.raises(ConflictError):
        offer(database, first, someone.account_id)
    ask = partial(
        propose,
        act=TwoPersonAct.ROLE_GRANT,
        payload=RoleGrantAsked(someone.account_id, Role.INSTRUCTOR.value),
        by=first.actor,
    )
    for reason in ("", " \n", "x" * 2_001):
        with pytest.raises(InvalidError):
            database.writing(partial(ask, reason=reason))


@ONCE
def test_a_payload_changed_in_the_table_is_not_carried_out(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    with database.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER proposal_no_update"))
        connection.execute(
            text("UPDATE proposal SET payload = replace(payload, 'training-unit', 'chief')")
        )
    with pytest.raises(StaleProposalError, match="digest"):
        settle(database, second, proposal_id)
    assert held(database, someone.account_id) == {Role.OFFICER}


@ONCE
def test_a_proposal_that_does_not_exist_is_missing(database: Database, first: Someone) -> None:
    with pytest.raises(NotFoundError):
        settle(database, first, 999)


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.COUNSEL, Role.SECOND_PERSON])
@ONCE
def test_people_from_outside_are_granted_a_role_for_a_time(
    database: Database, first: Someone, role: Role
) -> None:
    outsider = sign_up(database, login="outsider")
    with pytest.raises(UndatedGrantError):
        offer(database, first, outsider.account_id, role)
    until = database.clock() + timedelta(days=90)
    offer(database, first, outsider.account_id, role, until.isoformat())
    with pytest.raises(InvalidError):
        offer(database, first, outsider.account_id, role, database.clock().isoformat())


@ONCE
def test_a_delegate_of_the_chief_is_dated_and_gone_afterwards(
    database: Database, clock: Clock, first: Someone, second: Someone, someone: Someone
) -> None:
    sign_up(database, Role.CHIEF, login="chief")
    with pytest.raises(UndatedGrantError):
        offer(database, first, someone.account_id, Role.CHIEF)
    until = clock.now + timedelta(days=14)
    settle(
        database, second, offer(database, first, someone.account_id, Role.CHIEF, until.isoformat())
    )
    assert Role.CHIEF in held(database, someone.account_id)
    clock.now = until
    assert held(database, someone.account_id) == {Role.OFFICER}


@ONCE
def test_a_small_department_decides_with_the_outside_person_it_named(
    database: Database, first: Someone, someone: Someone
) -> None:
    outsider = sign_up(database, Role.SECOND_PERSON, login="outsider")
    proposal_id = offer(database, first, someone.account_id)
    with pytest.raises(ForbiddenError):
        settle(database, outsider, proposal_id)
    decide(database, **{SettingName.OUTSIDE_SECOND_PERSON.name.lower(): outsider.account_id})
    settle(database, outsider, proposal_id)
    assert Role.TRAINING_UNIT in held(database, someone.account_id)


@ONCE
def test_ending_a_role_takes_one_administrator_and_happens_once(
    database: Database, first: Someone, someone: Someone
) -> None:
    with database.reading() as session:
        grant_id = session.execute(
            select(RoleGrant.id).where(RoleGrant.account_id == someone.account_id)
        ).scalar_one()
    with pytest.raises(ForbiddenError):
        database.writing(partial(end_role, grant_id=grant_id, by=someone.actor))
    database.writing(partial(end_role, grant_id=grant_id, by=first.actor))
    assert held(database, someone.account_id) == frozenset()
    with pytest.raises(ConflictError):
        database.writing(partial(end_role, grant_id=grant_id, by=first.actor))


def _together(work: Callable[[], object]) -> list[object]:
    def outcome(_: int) -> object:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the losers are looked at
            return error

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(outcome, range(50)))


def test_fifty_parallel_decisions_have_one_effect(
    database: Database, first: Someone, second: Someone, someone: Someone
) -> None:
    proposal_id = offer(database, first, someone.account_id)
    outcomes = _together(lambda: settle(database, second, proposal_id))
    assert outcomes.count(None) == 1
    assert {type(each) for each in outcomes} == {type(None), DecidedError}
    with database.reading() as session:
        grants = session.execute(
            select(func.count())
            .select_from(RoleGrant)
            .where(RoleGrant.account_id == someone.account_id, RoleGrant.role == Role.TRAINING_UNIT)
        ).scalar_one()
        decisions = session.execute(select(func.count()).select_from(ProposalDecision)).scalar_one()
        proposals = session.execute(select(func.count()).select_from(Proposal)).scalar_one()
    assert (grants, decisions, proposals) == (1, 1, 1)
    assert verify_journal(database).findings == ()


def test_every_executor_reads_what_it_stores() -> None:
    for act, executor in executors().items():
        assert executor.act is act
