"""Attempts against the rules that stand around them: the legal gate, order, talks."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.duty import Duty
from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import ItemRef
from lms.models import (
    AttemptResult,
    Content,
    ContentKind,
    ContentVersion,
    Provision,
    ProvisionStatusRecord,
    RevisionDecision,
)
from lms.queries.attempt_work import OpenedAttempt, opened_attempt
from lms.queries.own_scenarios import own_scenarios
from lms.queries.sittings import attempts_of, own_attempt
from lms.services.open_sitting import open_sitting
from lms.services.record_talk import record_talk
from lms.services.save_answers import AttemptClosedError, save_answers
from lms.services.start_attempt import AttemptNotOpenError, OwnScenariosError, start_attempt
from lms.services.submit_attempt import AnswersDifferError, submit_attempt
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, SERGEANT, WAITING, Find
from tests.factories import Someone, decide
from tests.studying import POLICY, answer_rightly, open_attempt, study

PULLED = frozenset({"IV.D.3", "IV.D.3-f", "IV.D.3-b"})
"""Nearly every draw of that module tests one of these, and enough is left without them."""


def _opened(database: Database, attempt_id: int, someone: Someone) -> OpenedAttempt:
    with database.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=someone.member)
        assert row is not None
        return opened_attempt(session, row)


def _block(session: Session, code: str, day: date, *, now: datetime) -> None:
    provision_id = session.execute(select(Provision.id).where(Provision.code == code)).scalar_one()
    seq = session.execute(select(RevisionDecision.event_seq).limit(1)).scalar_one()
    session.execute(
        insert(ProvisionStatusRecord).values(
            provision_id=provision_id,
            status=ProvisionStatus.BLOCKED,
            valid_from=day,
            reason="superseded",
            guardrail="",
            gaps=[],
            phrases=[],
            decided_by="the chief",
            recorded_at=now,
            event_seq=seq,
        )
    )


def _submit(
    database: Database, someone: Someone, attempt_id: int, reviewed: str, **changes: object
) -> None:
    values: dict[str, object] = {"attested": True, "token": None, "scripted": False, **changes}
    database.writing(
        partial(
            submit_attempt,
            attempt_id=attempt_id,
            member_id=someone.member,
            reviewed_digest=reviewed,
            by=someone.actor,
            **values,  # type: ignore[arg-type]
        )
    )


def test_an_item_pulled_while_the_attempt_is_open_is_not_scored(
    department: Database, find: Find, clock: Clock
) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(department, officer, "exceptions")
    attempt = _opened(department, attempt_id, officer)
    code = attempt.scenarios[0].provisions_of(attempt.scenarios[0].every_item[0])[0]
    reviewed = answer_rightly(department, officer, attempt_id)
    department.writing(partial(_block, code=code, day=clock.now.date()))
    _submit(department, officer, attempt_id, reviewed)
    with department.reading() as session:
        result = session.execute(
            select(AttemptResult.detail, AttemptResult.points, AttemptResult.maximum).where(
                AttemptResult.attempt_id == attempt_id
            )
        ).one()
    assert result.detail["unscored"]
    assert 0 < result.maximum < 10
    assert result.points == result.maximum
    assert verify_journal(department).findings == ()


def test_the_chief_decides_whether_must_pass_sections_apply_to_attempts_that_begin_then(
    department: Database, find: Find
) -> None:
    officer = find(NEARLY)
    decide(department, pass_mark=40)
    first = open_attempt(department, officer, "exceptions")
    must = _opened(department, first, officer).must_pass
    decide(department, must_pass="score-only")
    _submit(department, officer, first, answer_rightly(department, officer, first, but=must))
    second = open_attempt(department, officer, "exceptions")
    assert _opened(department, second, officer).must_pass == ()
    _submit(department, officer, second, answer_rightly(department, officer, second, but=must))
    with department.reading() as session:
        results = session.execute(
            select(AttemptResult.passed, AttemptResult.points, AttemptResult.detail)
            .where(AttemptResult.attempt_id.in_([first, second]))
            .order_by(AttemptResult.attempt_id)
        ).all()
    assert [each.passed for each in results] == [False, True]
    assert all(4 <= each.points < 10 for each in results)
    assert [bool(each.detail["failed_must_pass"]) for each in results] == [True, False]
    assert verify_journal(department).findings == ()


def test_blocked_provisions_are_not_drawn(department: Database, find: Find, clock: Clock) -> None:
    officer = find(NEARLY)
    for code in PULLED:
        department.writing(partial(_block, code=code, day=clock.now.date()))
    attempt_id = open_attempt(department, officer, "ice-in-the-city")
    drawn = _opened(department, attempt_id, officer).scenarios
    assert all(PULLED.isdisjoint(scenario.provisions) for scenario in drawn)


def test_what_was_practiced_is_not_graded(department: Database, find: Find) -> None:
    officer = find(NEARLY)
    attempt = _opened(department, open_attempt(department, officer, "exceptions"), officer)
    assert all(scenario.use.graded for scenario in attempt.scenarios)
    assert sum(scenario.item_count for scenario in attempt.scenarios) == 10


def test_an_attempt_waits_for_the_lessons(department: Database, find: Find) -> None:
    officer = find(NEARLY)
    sitting_id = _visit(department, officer, "ice-in-the-city", Duty.ON_DUTY)
    with pytest.raises(AttemptNotOpenError, match="lessons-first"):
        department.writing(_start(officer, sitting_id))


def test_graded_work_is_not_started_on_ones_own_time(department: Database, find: Find) -> None:
    officer = find(NEARLY)
    sitting_id = study(department, officer, "ice-in-the-city")
    _visit(department, officer, "ice-in-the-city", Duty.OFF_DUTY_OWN)
    with pytest.raises(AttemptNotOpenError, match="off-duty"):
        department.writing(_start(officer, sitting_id))


def _visit(database: Database, someone: Someone, module: str, duty: Duty) -> int:
    return database.writing(
        partial(
            open_sitting,
            member_id=someone.member,
            policy=POLICY,
            module=module,
            duty=duty,
            device="a test",
            by=someone.actor,
        )
    )


def _start(someone: Someone, sitting_id: int) -> partial[int]:
    return partial(start_attempt, sitting_id=sitting_id, member_id=someone.member, by=someone.actor)


def test_after_two_failures_a_talk_opens_the_next_attempt(department: Database, find: Find) -> None:
    officer, sergeant = find(WAITING), find(SERGEANT)
    sitting_id = _visit(department, officer, "equal-service", Duty.ON_DUTY)
    with pytest.raises(AttemptNotOpenError, match="talk-first"):
        department.writing(_start(officer, sitting_id))
    with department.reading() as session:
        failed = attempts_of(session, sitting_id)[-1].id
    talk = partial(record_talk, attempt_id=failed, note="We went through IV.B.2.")
    with pytest.raises(InvalidError):
        department.writing(partial(talk, by=officer.actor))
    with pytest.raises(InvalidError):
        department.writing(partial(talk, note="  ", by=sergeant.actor))
    department.writing(partial(talk, by=sergeant.actor))
    with pytest.raises(ConflictError):
        department.writing(partial(talk, by=sergeant.actor))
    assert department.writing(_start(officer, sitting_id)) > failed


def test_a_sitting_of_somebody_else_is_like_a_missing_one(department: Database, find: Find) -> None:
    sitting_id = study(department, find(NEARLY), "exceptions")
    stranger = find(COMPLETE)
    with pytest.raises(NotFoundError):
        department.writing(_start(stranger, sitting_id))
    with pytest.raises(NotFoundError):
        department.writing(
            partial(
                start_attempt,
                sitting_id=sitting_id,
                member_id=stranger.member,
                by=Actor(account_id=stranger.account_id),
            )
        )


def test_answers_saved_after_the_review_ask_for_another_look(
    department: Database, find: Find
) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(department, officer, "exceptions")
    empty = _opened(department, attempt_id, officer).answers_digest
    answer_rightly(department, officer, attempt_id)
    with pytest.raises(AnswersDifferError):
        _submit(department, officer, attempt_id, empty)
    assert not _opened(department, attempt_id, officer).row.is_closed


def test_nothing_is_saved_in_a_closed_attempt(department: Database, find: Find) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(department, officer, "exceptions")
    _submit(department, officer, attempt_id, answer_rightly(department, officer, attempt_id))
    attempt = _opened(department, attempt_id, officer)
    ref = ItemRef(attempt.scenarios[0].id, attempt.scenarios[0].every_item[0].id)
    with pytest.raises(AttemptClosedError):
        department.writing(
            partial(
                save_answers,
                attempt_id=attempt_id,
                member_id=officer.member,
                answers={ref: attempt.responses[ref]},
                token=None,
                scripted=False,
            )
        )


def test_a_submission_needs_its_attestation(department: Database, find: Find) -> None:
    officer = find(NEARLY)
    attempt_id = open_attempt(department, officer, "exceptions")
    reviewed = answer_rightly(department, officer, attempt_id)
    with pytest.raises(InvalidError):
        _submit(department, officer, attempt_id, reviewed, attested=False)


def _write_every_scenario(session: Session, *, author: int, now: datetime) -> None:
    """Let somebody have written a later version of each scenario that nobody approved yet."""
    columns = [column for column in ContentVersion.__table__.columns if column.name != "id"]
    written = {"author_id": literal(author), "number": ContentVersion.number + 1000}
    session.execute(
        insert(ContentVersion).from_select(
            [column.name for column in columns],
            select(*(written.get(column.name, column) for column in columns))
            .join(Content, Content.id == ContentVersion.content_id)
            .where(Content.kind == ContentKind.SCENARIO),
        )
    )


def test_who_wrote_the_scenarios_draws_none_of_them(department: Database, find: Find) -> None:
    author = find(SERGEANT)
    department.writing(partial(_write_every_scenario, author=author.account_id))
    with department.reading() as session:
        own = own_scenarios(session, member_id=author.member)
        others = own_scenarios(session, member_id=find(NEARLY).member)
    assert own
    assert others == frozenset()
    sitting_id = study(department, author, "exceptions")
    with pytest.raises(OwnScenariosError):
        department.writing(
            partial(start_attempt, sitting_id=sitting_id, member_id=author.member, by=author.actor)
        )
