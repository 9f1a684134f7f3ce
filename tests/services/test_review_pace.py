"""The review of pace: off until it was bargained, the officer first, one end by a person."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import func, select, text

from lms.domain.access import Role
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.pace import PaceOutcomeKind
from lms.models import CreditEntry, PaceReview
from lms.queries.pace import DoAgain, named_visits, reviews_of, to_do_again
from lms.services.review_pace import answer_review, decide_review, put_before_officer
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import NEARLY, SERGEANT, Find
from tests.factories import Someone, decide, sign_up
from tests.pace_people import hurry
from tests.services.test_signed_heads import insider

MODULE = "ice-in-the-city"


@pytest.fixture
def officer(find: Find) -> Someone:
    return find(NEARLY)


@pytest.fixture
def owner(department: Database) -> Someone:
    return sign_up(department, Role.POLICY_OWNER, login="owner", name="Paula Policy")


def _named(database: Database) -> list[int]:
    with database.reading() as session:
        return [each.visit.id for each in named_visits(session, database.clock())]


def _put(database: Database, visit_id: int, by: Someone) -> int:
    return database.writing(partial(put_before_officer, visit_id=visit_id, by=by.actor))


def _answer(database: Database, review_id: int, who: Someone, words: str = "A call.") -> None:
    database.writing(
        partial(answer_review, review_id=review_id, member_id=who.member, words=words, by=who.actor)
    )


def _decide(
    database: Database,
    review_id: int,
    by: Someone,
    outcome: PaceOutcomeKind = PaceOutcomeKind.CLEARED,
    words: str = "He knows it well.",
) -> None:
    database.writing(
        partial(decide_review, review_id=review_id, outcome=outcome, words=words, by=by.actor)
    )


@pytest.fixture
def visit(department: Database, officer: Someone, clock: Clock) -> int:
    """A visit the rule names, the day after, with the review switched on."""
    decide(department, review_of_pace="on")
    made = hurry(department, officer, MODULE, clock)
    clock.advance(days=1)
    return made


def test_nothing_is_listed_and_nobody_asked_until_it_is_switched_on(
    department: Database, officer: Someone, owner: Someone, clock: Clock
) -> None:
    before = hurry(department, officer, MODULE, clock)
    clock.advance(days=1)
    assert _named(department) == []
    with pytest.raises(ConflictError):
        _put(department, before, owner)
    decide(department, review_of_pace="on")
    clock.advance(days=1)
    assert _named(department) == [], "a visit from before it was switched on"


def test_the_rule_names_the_visit_from_the_next_day_for_thirty_days(
    department: Database, officer: Someone, clock: Clock
) -> None:
    decide(department, review_of_pace="on")
    visit = hurry(department, officer, MODULE, clock)
    assert _named(department) == []
    clock.advance(days=1)
    assert _named(department) == [visit]
    clock.advance(days=29)
    assert _named(department) == [visit]
    clock.advance(days=1)
    assert _named(department) == []


def test_switching_it_off_empties_the_list_and_leaves_only_clearing(
    department: Database, officer: Someone, owner: Someone, visit: int
) -> None:
    review_id = _put(department, visit, owner)
    _answer(department, review_id, officer)
    decide(department, review_of_pace="off")
    assert _named(department) == []
    with pytest.raises(ConflictError, match="switched off"):
        _decide(department, review_id, owner, PaceOutcomeKind.DO_AGAIN)
    _decide(department, review_id, owner)


def test_nobody_reviews_their_own_visit(department: Database, find: Find, clock: Clock) -> None:
    sergeant = find(SERGEANT)
    decide(department, review_of_pace="on")
    visit = hurry(department, sergeant, MODULE, clock)
    clock.advance(days=1)
    with pytest.raises(ForbiddenError):
        _put(department, visit, sergeant)
    with department.reading() as session:
        assert session.execute(select(func.count()).select_from(PaceReview)).scalar() == 0


def test_the_officer_comes_first_and_cleared_is_final(
    department: Database, officer: Someone, owner: Someone, visit: int
) -> None:
    review_id = _put(department, visit, owner)
    assert _named(department) == []
    with pytest.raises(ConflictError, match="looked at before"):
        _put(department, visit, owner)
    with pytest.raises(ConflictError, match="officer comes first"):
        _decide(department, review_id, owner)
    _answer(department, review_id, officer, "")
    with pytest.raises(ConflictError):
        _answer(department, review_id, officer)
    with pytest.raises(InvalidError):
        _decide(department, review_id, owner, words="  ")
    _decide(department, review_id, owner)
    with pytest.raises(NotFoundError):
        _decide(department, review_id, owner, PaceOutcomeKind.DO_AGAIN)
    assert _named(department) == []
    assert verify_journal(department).findings == ()


def test_an_officer_who_says_nothing_has_two_weeks(
    department: Database, owner: Someone, visit: int, clock: Clock
) -> None:
    review_id = _put(department, visit, owner)
    clock.advance(days=13)
    with pytest.raises(ConflictError):
        _decide(department, review_id, owner)
    clock.advance(days=1)
    _decide(department, review_id, owner)


def test_the_evidence_stays_as_it_was_shown(
    department: Database, officer: Someone, owner: Someone, visit: int, clock: Clock
) -> None:
    review_id = _put(department, visit, owner)
    with department.reading() as session:
        before = reviews_of(session, member_id=officer.member, review_id=review_id)[0]
    assert before.passed_seconds * 4 < before.expected_seconds
    assert before.statement.counted_seconds > 0
    clock.advance(days=1)
    hurry(department, officer, MODULE, clock)
    with department.reading() as session:
        after = reviews_of(session, member_id=officer.member, review_id=review_id)[0]
    assert after.statement == before.statement


def test_do_again_takes_nothing_away_and_ends_by_working(
    department: Database, officer: Someone, owner: Someone, visit: int, clock: Clock
) -> None:
    credit = select(func.coalesce(func.sum(CreditEntry.seconds), 0)).where(
        CreditEntry.member_id == officer.member
    )
    with department.reading() as session:
        counted = session.execute(credit).scalar_one()
    review_id = _put(department, visit, owner)
    _answer(department, review_id, officer)
    _decide(department, review_id, owner, PaceOutcomeKind.DO_AGAIN)
    open_before = _to_do(department, officer)
    assert [each.review_id for each in open_before] == [review_id]
    with department.reading() as session:
        assert session.execute(credit).scalar_one() == counted
    for _ in range(20):
        clock.advance(seconds=60)
        hurry(department, officer, MODULE, clock)
    assert _to_do(department, officer) == ()


def _to_do(database: Database, someone: Someone) -> tuple[DoAgain, ...]:
    with database.reading() as session:
        return to_do_again(session, reviews_of(session, member_id=someone.member))


def test_other_evidence_words_or_ends_than_were_journaled_are_found(
    department: Database, officer: Someone, owner: Someone, visit: int
) -> None:
    review_id = _put(department, visit, owner)
    _answer(department, review_id, officer)
    _decide(department, review_id, owner)
    assert verify_journal(department).findings == ()
    for statement, expected in (
        (
            "UPDATE pace_review SET evidence = json_set(evidence, '$.passed_seconds', 1)",
            "its evidence differs from what was put before its officer",
        ),
        ("UPDATE pace_review SET rule = 'Another rule.'", "differs from what was opened"),
        ("UPDATE pace_answer SET words = 'No call.'", "its officer's words differ"),
        ("UPDATE pace_outcome SET words = 'Slow.'", "its end differs from what was decided"),
        ("DELETE FROM pace_answer", f"answered review {review_id}; the answer is missing"),
        ("DELETE FROM pace_outcome", f"ended review {review_id}; its end is missing"),
        ("UPDATE pace_review SET id = 99", "Review 99 was opened by no journal entry"),
    ):
        assert expected not in _found(department)
        with insider(department, "pace_review", "pace_answer", "pace_outcome") as connection:
            assert connection.execute(text(statement)).rowcount == 1
        assert expected in _found(department), statement


def _found(database: Database) -> str:
    return "\n".join(verify_journal(database).findings)
