"""Acts that meet: whoever commits first decides, and everybody else is shown that."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import func, select

from lms.domain.page_token import PageToken, attempt_unit
from lms.domain.seat_clock import Kind
from lms.models import (
    Attempt,
    AttemptResult,
    Beat,
    Certificate,
    CreditEntry,
)
from lms.services.record_beat import milliseconds, record_beat
from lms.services.sign_in import note_guess
from lms.services.start_attempt import start_attempt
from lms.services.submit_attempt import submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import NEARLY, somebody
from tests.factories import Someone
from tests.studying import answer_rightly, study

AT_ONCE = 50


@pytest.fixture
def database(either_department: Database) -> Database:
    """The demonstration department, on either database."""
    return either_department


@pytest.fixture
def officer(database: Database) -> Someone:
    """An officer of the small demonstration department on either database."""
    return somebody(database, NEARLY)


def _together(work: Callable[[], object], times: int = AT_ONCE) -> list[object]:
    """Run ``work`` in many threads at once; an error is an outcome too."""

    def outcome(_: int) -> object:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - the race's losers are looked at
            return error

    with ThreadPoolExecutor(16) as pool:
        return list(pool.map(outcome, range(times)))


def _count(database: Database, table: type, member_id: int | None = None) -> int:
    statement = select(func.count()).select_from(table)
    if member_id is not None:
        statement = statement.where(table.member_id == member_id)  # type: ignore[attr-defined]
    with database.reading() as session:
        return int(session.execute(statement).scalar_one())


def test_ct_12_fifty_parallel_submissions_give_one_result_one_credit_and_no_second_certificate(
    database: Database, officer: Someone, clock: Clock
) -> None:
    sitting_id = study(database, officer, "exceptions")
    start = partial(
        start_attempt, sitting_id=sitting_id, member_id=officer.member, by=officer.actor
    )
    attempt_id = database.writing(start)
    reviewed = answer_rightly(database, officer, attempt_id)
    clock.advance(seconds=30)
    token = PageToken(
        member_id=officer.member,
        sitting_id=sitting_id,
        unit=attempt_unit(attempt_id),
        page="review",
        limb="policy",
        expected_seconds=60,
        served_ms=milliseconds(clock.now) - 20_000,
        nonce=secrets.token_urlsafe(8),
        opening=True,
    )
    results = _count(database, AttemptResult)
    credit = _count(database, CreditEntry, officer.member)
    submit = partial(
        submit_attempt,
        attempt_id=attempt_id,
        member_id=officer.member,
        reviewed_digest=reviewed,
        attested=True,
        token=token,
        scripted=True,
        by=officer.actor,
    )
    outcomes = _together(lambda: database.writing(submit))
    assert outcomes == [None] * AT_ONCE
    assert _count(database, AttemptResult) == results + 1
    assert _count(database, CreditEntry, officer.member) == credit + 1
    assert _count(database, Certificate, officer.member) <= 3
    assert verify_journal(database).findings == ()


def test_qz_11_fifty_starts_at_once_open_one_attempt(database: Database, officer: Someone) -> None:
    sitting_id = study(database, officer, "exceptions")
    start = partial(
        start_attempt, sitting_id=sitting_id, member_id=officer.member, by=officer.actor
    )
    before = _count(database, Attempt, officer.member)
    opened = set(_together(lambda: database.writing(start)))
    assert len(opened) == 1
    assert _count(database, Attempt, officer.member) == before + 1


def test_fifty_copies_of_one_beat_count_once(
    database: Database, officer: Someone, clock: Clock
) -> None:
    sitting_id = study(database, officer, "exceptions")
    token = PageToken(
        member_id=officer.member,
        sitting_id=sitting_id,
        unit="lesson:of-this-test",
        page="a-page",
        limb="policy",
        expected_seconds=120,
        served_ms=milliseconds(clock.now),
        nonce=secrets.token_urlsafe(8),
        opening=True,
    )
    clock.advance(seconds=15)
    before = _count(database, Beat, officer.member)
    work = partial(record_beat, token=token, kind=Kind.BEAT, activity=True, scripted=True)
    outcomes = _together(lambda: database.writing(work))
    assert {getattr(each, "unit_seconds", each) for each in outcomes} == {15}
    assert _count(database, Beat, officer.member) == before + 1


def test_auth_04_fifty_parallel_guesses_do_not_get_fifty_tries(database: Database) -> None:
    guess = partial(note_guess, login="0101", source="127.0.0.1")
    outcomes = _together(lambda: database.writing(guess))
    allowed = [each for each in outcomes if getattr(each, "allowed", False)]
    assert len(allowed) == 5
