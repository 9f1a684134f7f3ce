"""A desk is offered with what lies open, and answered once; no right moves with it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from lms.domain.access import Role
from lms.domain.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from lms.domain.handover import GENERAL, LONGEST_NOTE, Desk, HandoverOutcome
from lms.domain.journal_chain import digest
from lms.models import Handover, HandoverEnd, Journal, RoleGrant, RoleGrantEnd
from lms.queries.handovers import WholeHandover, handover_by_id, handovers, offered_to
from lms.queries.role_holders import role_holders
from lms.services.hand_over import answer_handover, start_handover, withdraw_handover
from lms.services.open_account import end_role
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.desk_people import desk_members, second_trainer, training_sergeant
from tests.factories import Someone, sign_up
from tests.services.test_signed_heads import insider
from tests.training_rows import School

DESK = Desk.TRAINING_UNIT
ACCEPTED, RETURNED = HandoverOutcome.ACCEPTED, HandoverOutcome.RETURNED
ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def leaver(database: Database) -> Someone:
    members = desk_members(database)
    School.opened(database).open_year()
    return training_sergeant(database, members)


@pytest.fixture
def successor(database: Database, leaver: Someone) -> Someone:
    return second_trainer(database)


def _start(database: Database, by: Someone, to: Someone, desk: Desk = DESK, **notes: str) -> int:
    return database.writing(
        partial(
            start_handover,
            desk=desk,
            successor_id=to.account_id,
            notes={key.replace("_", "-"): words for key, words in notes.items()}
            | {GENERAL: notes.get("general", "")},
            by=by.actor,
        )
    )


def _answer(
    database: Database,
    number: int,
    by: Someone,
    outcome: HandoverOutcome = ACCEPTED,
    words: str = "",
) -> None:
    database.writing(
        partial(answer_handover, handover_id=number, outcome=outcome, words=words, by=by.actor)
    )


def _withdraw(database: Database, number: int, by: Someone) -> None:
    database.writing(partial(withdraw_handover, handover_id=number, words="", by=by.actor))


def _found(database: Database, number: int) -> WholeHandover:
    with database.reading() as session:
        found = handover_by_id(session, number)
    assert found is not None
    return found


@ONE
def test_what_lies_open_is_frozen_at_one_entry_with_the_notes_and_accepted(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    with database.reading() as session:
        newest = session.execute(select(func.max(Journal.seq))).scalar_one()
        leaf = session.execute(select(Journal.leaf_hash).where(Journal.seq == newest)).scalar_one()
    number = _start(database, leaver, successor, general="Ask Ana.", unset="The Chief knows.")
    found = _found(database, number)
    assert (found.state.seq, found.state.head) == (newest, leaf)
    assert found.note == "Ask Ana."
    assert found.notes["unset"] == "The Chief knows."
    assert {each.kind for each in found.state.matters} >= {"unset", "no-key"}
    assert len(found.state.months) == 12
    with database.reading() as session:
        row = session.get_one(Handover, number)
        assert digest(row.state) == row.state_digest
        assert offered_to(session, successor.account_id) == (number, DESK, "Sam Corrigan")
        assert offered_to(session, leaver.account_id) is None
    _answer(database, number, successor, words="Read it.")
    found = _found(database, number)
    assert (found.row.outcome, found.row.words, found.row.ended_by) == (
        ACCEPTED,
        "Read it.",
        "Luis Other",
    )
    with database.reading() as session:
        assert offered_to(session, successor.account_id) is None
    assert verify_journal(database).findings == ()


@ONE
def test_nobody_gains_or_loses_a_role_by_it(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    def roles() -> tuple[object, ...]:
        with database.reading() as session:
            counts = [
                session.execute(select(func.count()).select_from(table)).scalar_one()
                for table in (RoleGrant, RoleGrantEnd)
            ]
            return (role_holders(session, now=database.clock()), *counts)

    before = roles()
    _answer(database, _start(database, leaver, successor), successor)
    assert roles() == before


@ONE
def test_a_later_change_leaves_what_was_frozen_and_the_next_one_sees_it(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    first = _start(database, leaver, successor)
    before = _found(database, first).state
    sign_up(database, Role.CHIEF, login="chief", name="Chief Example")
    assert _found(database, first).state == before
    _answer(database, first, successor, RETURNED, "The key is missing.")
    again = _start(database, leaver, successor)
    after = _found(database, again).state
    count, counted = (
        {each.kind: each.count for each in found.matters} for found in (before, after)
    )
    assert counted["second-factors"] == count["second-factors"] + 1
    assert counted["without-two"] < count["without-two"]
    with database.reading() as session:
        assert [each.id for each in handovers(session, DESK)] == [again, first]
        assert handovers(session, Desk.ACCREDITATION) == ()


@ONE
def test_only_somebody_else_of_the_desk_is_a_successor(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    chief = sign_up(database, Role.CHIEF, login="chief", name="Chief Example")
    for other in (leaver, chief):
        with pytest.raises(InvalidError):
            _start(database, leaver, other)
    with pytest.raises(ForbiddenError):
        _start(database, chief, successor)
    with pytest.raises(InvalidError):
        _start(database, leaver, successor, general="x" * (LONGEST_NOTE + 1))
    manager = sign_up(database, Role.ACCREDITATION_MANAGER, login="am", name="Ann Manager")
    with pytest.raises(ForbiddenError):
        _start(database, manager, successor)
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(Handover)).scalar() == 0


@ONE
def test_the_accreditation_manager_hands_over_beside_the_training_unit(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    manager = sign_up(database, Role.ACCREDITATION_MANAGER, login="am", name="Ann Manager")
    next_one = sign_up(database, Role.ACCREDITATION_MANAGER, login="bm", name="Ben Manager")
    _start(database, leaver, successor)
    number = _start(database, manager, next_one, Desk.ACCREDITATION)
    assert _found(database, number).state.desk is Desk.ACCREDITATION
    assert {each.area.value for each in _found(database, number).state.matters} <= {
        "approvals",
        "evidence",
        "settings",
        "keys",
    }
    with pytest.raises(ForbiddenError):
        _answer(database, number, successor)


@ONE
def test_one_is_open_at_a_time_and_it_ends_once(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    number = _start(database, leaver, successor)
    with pytest.raises(ConflictError, match="handed over already"):
        _start(database, successor, leaver)
    with pytest.raises(InvalidError):
        _answer(database, number, successor, RETURNED, "  ")
    with pytest.raises(ForbiddenError):
        _answer(database, number, leaver)
    with pytest.raises(ForbiddenError):
        _withdraw(database, number, successor)
    _withdraw(database, number, leaver)
    for again in (
        partial(_answer, database, number, successor),
        partial(_withdraw, database, number, leaver),
    ):
        with pytest.raises(ConflictError, match="has ended"):
            again()
    with pytest.raises(NotFoundError):
        _answer(database, 99, successor)
    _answer(database, _start(database, leaver, successor), successor)


@ONE
def test_an_offer_of_somebody_who_left_is_taken_back_by_the_desk(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    third = sign_up(database, Role.TRAINING_UNIT, login="third", name="Third Person")
    number = _start(database, leaver, successor)
    with pytest.raises(ForbiddenError):
        _withdraw(database, number, third)
    with database.reading() as session:
        grant = session.execute(
            select(RoleGrant.id).where(
                RoleGrant.account_id == leaver.account_id, RoleGrant.role == Role.TRAINING_UNIT
            )
        ).scalar_one()
    admin = sign_up(database, Role.ADMINISTRATOR, login="admin", name="Ada Min")
    database.writing(partial(end_role, grant_id=grant, by=admin.actor))
    _withdraw(database, number, third)


@pytest.mark.parametrize("second", ["accept", "withdraw"])
def test_two_acts_at_once_end_it_once(
    database: Database, leaver: Someone, successor: Someone, second: str
) -> None:
    number = _start(database, leaver, successor)
    acts: dict[str, Callable[[], None]] = {
        "accept": partial(_answer, database, number, successor),
        "withdraw": partial(_withdraw, database, number, leaver),
    }
    together = Barrier(2)

    def told(act: Callable[[], None]) -> str:
        together.wait(10)
        try:
            act()
        except DomainError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(told, (acts["accept"], acts[second])))
    assert answers == ["ConflictError", "done"]
    with database.reading() as session:
        assert session.execute(select(func.count()).select_from(HandoverEnd)).scalar() == 1
    assert verify_journal(database).findings == ()


def test_two_offers_at_once_leave_one(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    together = Barrier(2)

    def told(pair: tuple[Someone, Someone]) -> str:
        together.wait(10)
        try:
            _start(database, *pair)
        except DomainError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(2) as pool:
        answers = sorted(pool.map(told, ((leaver, successor), (successor, leaver))))
    assert answers == ["ConflictError", "done"]


@ONE
def test_another_state_note_or_end_than_was_journaled_is_found(
    database: Database, leaver: Someone, successor: Someone
) -> None:
    number = _start(database, leaver, successor, general="Ask Ana.")
    _answer(database, number, successor, words="Read it.")
    assert verify_journal(database).findings == ()
    for statement, expected in (
        (
            "UPDATE handover SET state = json_set(state, '$.day', '2020-01-01')",
            "what lay open differs from what was handed over",
        ),
        ("UPDATE handover SET notes = '{}'", "its notes differ"),
        ("UPDATE handover SET seen_seq = seen_seq - 1", "differs from what was begun"),
        ("UPDATE handover_end SET words = 'No.'", "its end differs from what was said"),
        ("DELETE FROM handover_end", f"ended handover {number}; its end is missing"),
        ("UPDATE handover SET id = 99", "Handover 99 was begun by no journal entry"),
    ):
        assert expected not in "\n".join(verify_journal(database).findings)
        with insider(database, "handover", "handover_end") as connection:
            assert connection.execute(text(statement)).rowcount == 1
        assert expected in "\n".join(verify_journal(database).findings), statement
