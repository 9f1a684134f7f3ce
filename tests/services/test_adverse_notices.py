"""Notices of what entered a record, placed once, and what officers say to it, kept for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select, text

from lms.domain.access import Role, TwoPersonAct
from lms.domain.adverse_notice import Matter, Standing
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.domain.officer_statement import MOST_ABOUT_ONE
from lms.domain.pace import PaceOutcomeKind
from lms.models import Job, Journal
from lms.queries.adverse_notices import NoticeRow, notices, outstanding, unopened_of
from lms.queries.certificates import certificates_of
from lms.queries.officer_statements import statements_about, statements_of
from lms.queries.recipient import MAIL
from lms.queries.reminders import LetterState
from lms.services.acts.certificate_revoke import RevocationAsked
from lms.services.give_notice import open_notice, record_delivery
from lms.services.review_pace import answer_review, decide_review, put_before_officer
from lms.services.verify_journal import verify_journal
from lms.services.write_statement import write_statement
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, Find
from tests.factories import Someone, decide, sign_up, today
from tests.fair_people import fails, talk
from tests.key_corrections import KEYED, WRONG, Case
from tests.pace_people import hurry
from tests.services.test_acts import two
from tests.services.test_signed_heads import insider

BADGE = "0101"
_PUT_IN = (
    "INSERT INTO officer_statement (member_id, matter, attempt_id, words, written_at, event_seq) "
    "SELECT member_id, matter, attempt_id, 'Put in.', written_at, 1 FROM officer_statement"
)
sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def case(database: Database) -> Case:
    return Case.opened(database)


def _notices(database: Database) -> tuple[NoticeRow, ...]:
    with database.reading() as session:
        return notices(session, day=today(database))


def _findings(database: Database) -> list[str]:
    return [
        each for each in verify_journal(database).findings if "otice" in each or "tatement" in each
    ]


def _say(database: Database, who: Someone, attempt_id: int, words: str) -> int:
    return database.writing(
        partial(
            write_statement,
            matter=Matter.FAILURE,
            subject_id=attempt_id,
            member_id=who.member,
            words=words,
            by=who.actor,
        )
    )


@sqlite_only
def test_nothing_is_placed_until_counsel_said_so(case: Case) -> None:
    fails(case, BADGE, 3)
    assert _notices(case.database) == ()
    decide(case.database, adverse_notice="review, revocation")
    fails(case, "0102", 3)
    assert _notices(case.database) == ()
    assert _findings(case.database) == []


def test_the_failed_try_after_a_talk_places_one_notice_with_its_letter(
    case: Case, clock: Clock
) -> None:
    database, officer = case.database, case.officers[BADGE]
    decide(database, adverse_notice="failure")
    *_, last = fails(case, BADGE, 3)
    (found,) = _notices(database)
    assert (found.matter, found.subject_id, found.member_id) == (
        Matter.FAILURE,
        last,
        officer.member,
    )
    assert "try 3: not passed, after a talk" in found.entered
    assert found.placed_on == today(database)
    assert found.last_day == found.placed_on + timedelta(days=10)
    assert found.letter is LetterState.WAITING
    with database.reading() as session:
        job = session.execute(select(Job).where(Job.kind == MAIL, Job.key == f"notice:{found.id}"))
        assert job.scalar_one().run_after <= database.clock(), "it goes at once"
        assert [each.id for each in unopened_of(session, member_id=officer.member)] == [found.id]
        assert outstanding(session).first_last_day == found.last_day
    clock.advance(days=11)
    assert found.standing(today(database)) is Standing.LATE
    assert _findings(database) == []


def test_two_submissions_of_one_try_at_once_place_one_notice(case: Case) -> None:
    database = case.database
    decide(database, adverse_notice="failure")
    sitting_id = case.school.begin(case.officers[BADGE].member)
    (_, second) = fails(case, BADGE, 2, sitting_id=sitting_id)
    talk(case, second)
    third = case.begin(BADGE, number=3, sitting_id=sitting_id)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(case.answer, BADGE, third, WRONG, WRONG) for _ in range(2)]:
            with suppress(ConflictError):
                done.result()
    assert len(_notices(database)) == 1
    assert _findings(database) == []


def test_opening_by_two_at_once_is_one_act_and_a_second_one_none(case: Case) -> None:
    database, officer = case.database, case.officers[BADGE]
    decide(database, adverse_notice="failure")
    fails(case, BADGE, 3)
    (found,) = _notices(database)
    opened = partial(open_notice, notice_id=found.id, member_id=officer.member, by=officer.actor)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(database.writing, opened) for _ in range(2)]:
            done.result()
    database.writing(opened)
    with database.reading() as session:
        times = session.execute(
            select(func.count()).where(Journal.kind == "adverse-notice-opened")
        ).scalar()
        assert unopened_of(session, member_id=officer.member) == ()
        assert outstanding(session).count == 0
    assert times == 1
    with pytest.raises(NotFoundError):
        database.writing(
            partial(
                open_notice,
                notice_id=found.id,
                member_id=case.officers["0102"].member,
                by=case.officers["0102"].actor,
            )
        )
    assert _findings(database) == []


@sqlite_only
def test_a_notice_is_handed_over_by_somebody_on_a_day(case: Case, clock: Clock) -> None:
    database = case.database
    decide(database, adverse_notice="failure")
    fails(case, BADGE, 3)
    (found,) = _notices(database)
    clock.advance(days=2)
    hand = partial(
        record_delivery,
        notice_id=found.id,
        delivered_on=found.placed_on + timedelta(days=1),
        delivered_by="Lt. Marsh",
        by=case.trainer.actor,
    )
    for wrong in (
        {"delivered_by": " "},
        {"delivered_on": found.placed_on - timedelta(days=1)},
        {"delivered_on": found.placed_on + timedelta(days=3)},
    ):
        with pytest.raises(InvalidError):
            database.writing(partial(hand, **wrong))
    with pytest.raises(ForbiddenError):
        database.writing(partial(hand, by=case.officers[BADGE].actor))
    database.writing(hand)
    (seen,) = _notices(database)
    assert [each.delivered_by for each in seen.deliveries] == ["Lt. Marsh"]
    assert seen.standing(today(database)) is Standing.GIVEN
    assert _findings(database) == []


@sqlite_only
def test_without_an_address_no_letter_is_asked_for_and_the_desk_sees_it(case: Case) -> None:
    database = case.database
    decide(database, adverse_notice="failure")
    with insider(database, "service_record") as connection:
        connection.execute(text("UPDATE service_record SET email = ''"))
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE account SET email = NULL"))
    fails(case, BADGE, 3)
    (found,) = _notices(database)
    assert found.letter is LetterState.PAGE_ONLY


@sqlite_only
def test_an_officer_says_what_they_want_to_a_failed_try_in_any_state_of_the_setting(
    case: Case,
) -> None:
    database, officer, other = case.database, case.officers[BADGE], case.officers["0102"]
    (tried,) = fails(case, BADGE, 1)
    passed = case.tried("0102", KEYED)
    first = _say(database, officer, tried, "I had a call in the middle of it.\n\nTwice.")
    assert _say(database, officer, tried, "I had a call in the middle of it.\n\nTwice.") == first
    _say(database, officer, tried, "The question about the counter is unclear.")
    with database.reading() as session:
        said = statements_about(session, matter=Matter.FAILURE, subject_id=tried)
    assert [each.words for each in said] == [
        "I had a call in the middle of it.\n\nTwice.",
        "The question about the counter is unclear.",
    ]
    for who, attempt_id in ((other, tried), (other, passed), (officer, 9_999)):
        with pytest.raises(NotFoundError):
            _say(database, who, attempt_id, "Not mine, or nothing failed.")
    for number in range(MOST_ABOUT_ONE - 2):
        _say(database, officer, tried, f"And {number}.")
    with pytest.raises(ConflictError):
        _say(database, officer, tried, "One more.")
    assert _findings(database) == []


def test_a_review_that_ends_in_do_again_places_one_and_clearing_places_none(
    department: Database, find: Find, clock: Clock
) -> None:
    officer = find(NEARLY)
    owner = sign_up(department, Role.POLICY_OWNER, login="owner", name="Paula Policy")
    decide(department, review_of_pace="on", adverse_notice="failure, review")
    ends = (PaceOutcomeKind.CLEARED, PaceOutcomeKind.DO_AGAIN)
    modules = ("ice-in-the-city", "equal-service")
    visits = [hurry(department, officer, module, clock) for module in modules]
    clock.advance(days=1)
    reviews = []
    for visit, outcome in zip(visits, ends, strict=True):
        review = department.writing(partial(put_before_officer, visit_id=visit, by=owner.actor))
        department.writing(
            partial(
                answer_review,
                review_id=review,
                member_id=officer.member,
                words="",
                by=officer.actor,
            )
        )
        department.writing(
            partial(decide_review, review_id=review, outcome=outcome, words="Why.", by=owner.actor)
        )
        reviews.append(review)
    (found,) = _notices(department)
    assert (found.matter, found.subject_id) == (Matter.REVIEW, reviews[1])
    for review in reviews:
        department.writing(
            partial(
                write_statement,
                matter=Matter.REVIEW,
                subject_id=review,
                member_id=officer.member,
                words=f"About {review}.",
                by=officer.actor,
            )
        )
    with department.reading() as session:
        others = statements_of(session, member_id=officer.member, with_reviews=False)
        own = statements_of(session, member_id=officer.member, with_reviews=True)
    assert [each.subject_id for each in others] == reviews[1:], "a cleared review stays unknown"
    assert [each.subject_id for each in own] == reviews
    assert _findings(department) == []


def test_a_revoked_certificate_places_one_where_counsel_named_it(
    department: Database, find: Find
) -> None:
    holder = find(COMPLETE)
    decide(department, adverse_notice="revocation")
    with department.reading() as session:
        year = certificates_of(session, member_id=holder.member)[0]
    two(department, Role.TRAINING_UNIT, Role.TRAINING_UNIT).together(
        TwoPersonAct.CERTIFICATE_REVOKE, RevocationAsked(year.id)
    )
    (found,) = _notices(department)
    assert (found.matter, found.subject_id) == (Matter.REVOCATION, year.id)
    assert found.entered.endswith(": revoked.")
    assert _findings(department) == []


_CHANGES = (
    ("UPDATE adverse_notice SET entered = 'Something worse.'", "differs from what was placed"),
    ("UPDATE adverse_notice SET last_day = '2031-01-01'", "does not follow from its day"),
    ("UPDATE notice_delivery SET delivered_by = 'Sgt. Other'", "delivery differs"),
    ("UPDATE officer_statement SET words = 'I agree.'", "differs from what its officer wrote"),
    (_PUT_IN, "was written by no journal entry"),
    ("UPDATE setting SET value = '\"off\"' WHERE name = 'adverse-notice'", "nobody asked for"),
    ("DELETE FROM officer_statement", "wrote statement 1; it is missing"),
    ("DELETE FROM notice_delivery", "handed over notice 1; that is missing"),
    ("DELETE FROM notice_opening", "opened notice 1; that is missing"),
    ("DELETE FROM adverse_notice", "placed notice 1; it is missing"),
)


@sqlite_only
def test_whoever_changes_a_notice_or_a_statement_beside_the_journal_is_found(case: Case) -> None:
    database, officer = case.database, case.officers[BADGE]
    decide(database, adverse_notice="failure")
    *_, last = fails(case, BADGE, 3)
    (found,) = _notices(database)
    _say(database, officer, last, "I had a call.")
    database.writing(
        partial(open_notice, notice_id=found.id, member_id=officer.member, by=officer.actor)
    )
    database.writing(
        partial(
            record_delivery,
            notice_id=found.id,
            delivered_on=found.placed_on,
            delivered_by="Lt. Marsh",
            by=case.trainer.actor,
        )
    )
    assert _findings(database) == []
    tables = ("adverse_notice", "notice_delivery", "notice_opening", "officer_statement", "setting")
    for change, finding in _CHANGES:
        with insider(database, *tables) as connection:
            connection.execute(text(change))
        assert any(finding in each for each in _findings(database)), change


@sqlite_only
def test_a_notice_that_counsel_asked_for_and_nobody_placed_is_found(case: Case) -> None:
    fails(case, BADGE, 3)
    with insider(case.database, "setting") as connection:
        seq = connection.execute(text("SELECT min(event_seq) FROM setting")).scalar_one()
        connection.execute(
            text(
                "INSERT INTO setting (name, value, valid_from, decided_by, source, recorded_at, "
                "event_seq) VALUES ('adverse-notice', '\"failure\"', '2020-01-01', 'x', 'y', "
                "'2020-01-01 00:00:00', :seq)"
            ),
            {"seq": seq},
        )
    assert any("counsel asked for it" in each for each in _findings(case.database))
