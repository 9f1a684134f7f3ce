"""Classes from the roster to the ledger: who confirms, who approves, what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select, update

from lms.domain.access import SYSTEM, Role
from lms.domain.class_session import Attendance, ClassKind, ClassTimes
from lms.domain.compliance import YearState
from lms.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from lms.models import Certificate, ClassOutcome, CreditEntry, CreditSource
from lms.queries.standing import member_standing
from lms.queries.standings import everybody
from lms.services.credit_class import answer_class, decide_class
from lms.services.record_class import ClassDraft, ClassRefusedError, record_class
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import MONDAY_MORNING as NOW
from tests.factories import Someone, decide, enlist, facts, sign_up, today
from tests.stored_rows import found_as
from tests.training_rows import School


class Classroom:
    """A department with two officers, a sergeant who records and a second person."""

    def __init__(self, database: Database) -> None:
        self.database = database
        decide(database)
        self.members = enlist(database, facts("0101"), facts("0102"), facts("0201"))
        self.school = School.opened(database, seconds=3_600)
        self.school.open_year()
        self.first = self._someone("0101", Role.OFFICER)
        self.second = self._someone("0102", Role.OFFICER)
        self.sergeant = self._someone("0201", Role.OFFICER, Role.SUPERVISOR)
        self.trainer = sign_up(database, Role.TRAINING_UNIT, login="terry", name="Terry Trainer")

    def _someone(self, badge: str, *roles: Role) -> Someone:
        return sign_up(
            self.database, *roles, member_id=self.members[badge], login=badge, name=f"Badge {badge}"
        )

    def draft(self, *attendances: Attendance, **changes: object) -> ClassDraft:
        """An hour of class that ended an hour ago, with both officers."""
        draft = ClassDraft(
            kind=ClassKind.CLASS,
            lesson_version_id=self.school.versions["at-the-counter"],
            times=ClassTimes(NOW - timedelta(hours=2), NOW - timedelta(hours=1)),
            attendances=attendances
            or (Attendance(self.first.member), Attendance(self.second.member)),
            place="Roll-call room",
            instructor="Jo Instructor",
        )
        return replace(draft, **changes)  # type: ignore[arg-type]

    def record(self, *attendances: Attendance, **changes: object) -> int:
        """Let the sergeant record a class."""
        draft = self.draft(*attendances, **changes)
        return self.database.writing(partial(record_class, draft=draft, by=self.sergeant.actor))

    def answer(self, class_id: int, someone: Someone, *, was_there: bool = True) -> None:
        """Let an attendee say whether they were there."""
        self.database.writing(
            partial(
                answer_class,
                class_id=class_id,
                member_id=someone.member,
                was_there=was_there,
                by=someone.actor,
            )
        )

    def approve(self, class_id: int, by: Someone | None = None) -> int:
        """Let the second person approve a roster."""
        return self.database.writing(
            partial(
                decide_class,
                class_id=class_id,
                outcome=ClassOutcome.APPROVED,
                by=(by or self.trainer).actor,
            )
        )

    def ledger(self) -> dict[int, int]:
        """Seconds credited for classes, by member."""
        with self.database.reading() as session:
            rows = session.execute(
                select(CreditEntry.member_id, CreditEntry.seconds).where(
                    CreditEntry.source == CreditSource.CLASS
                )
            ).all()
        assert len(rows) == len({row.member_id for row in rows})
        return {row.member_id: row.seconds for row in rows}


@pytest.fixture
def room(database: Database) -> Classroom:
    return Classroom(database)


def test_time_is_credited_when_confirmed_and_approved_in_either_order(room: Classroom) -> None:
    class_id = room.record()
    room.answer(class_id, room.first)
    assert room.ledger() == {}
    assert room.approve(class_id) == 1
    assert room.ledger() == {room.first.member: 3600}
    room.answer(class_id, room.second)
    assert room.ledger() == {room.first.member: 3600, room.second.member: 3600}
    assert verify_journal(room.database).findings == ()


def test_hr_09_the_same_class_credits_each_attendee_once(room: Classroom) -> None:
    class_id = room.record()
    for _ in range(2):
        room.answer(class_id, room.first)
        room.approve(class_id)
    assert room.ledger() == {room.first.member: 3600}
    with pytest.raises(ClassRefusedError):
        room.record()
    assert room.ledger() == {room.first.member: 3600}


def test_who_was_not_there_says_so_and_is_never_credited(room: Classroom) -> None:
    class_id = room.record()
    room.answer(class_id, room.first, was_there=False)
    room.approve(class_id)
    assert room.ledger() == {}
    with pytest.raises(ConflictError):
        room.answer(class_id, room.first, was_there=True)


def test_a_declined_roster_credits_nobody_and_can_be_entered_again(room: Classroom) -> None:
    class_id = room.record()
    decline = partial(
        decide_class, class_id=class_id, outcome=ClassOutcome.DECLINED, by=room.trainer.actor
    )
    with pytest.raises(InvalidError):
        room.database.writing(decline)
    room.database.writing(partial(decline, reason="The sheet names another room."))
    with pytest.raises(ConflictError):
        room.answer(class_id, room.first)
    with pytest.raises(ConflictError):
        room.approve(class_id)
    again = room.record()
    room.answer(again, room.first)
    room.approve(again)
    assert room.ledger() == {room.first.member: 3600}


def test_who_recorded_or_attended_a_class_cannot_approve_it(room: Classroom) -> None:
    class_id = room.record()
    for someone in (room.sergeant, room.first):
        with pytest.raises(ForbiddenError):
            room.approve(class_id, by=someone)
    with pytest.raises(NotFoundError):
        room.approve(class_id + 1)


def test_nobody_answers_for_another_member(room: Classroom) -> None:
    class_id = room.record()
    with pytest.raises(ForbiddenError):
        room.database.writing(
            partial(
                answer_class,
                class_id=class_id,
                member_id=room.second.member,
                was_there=True,
                by=room.first.actor,
            )
        )
    with pytest.raises(NotFoundError):
        room.answer(class_id, room.sergeant)


def test_every_mistake_of_a_class_is_named_at_once(room: Classroom) -> None:
    with pytest.raises(ClassRefusedError) as refused:
        room.record(
            Attendance(room.first.member, late_minutes=-1),
            Attendance(room.second.member),
            times=ClassTimes(NOW - timedelta(hours=2), NOW - timedelta(hours=3)),
            instructor=" ",
        )
    assert {each.path[0] for each in refused.value.findings} == {
        "ends_at",
        "instructor",
        "members",
    }


def test_a_credential_that_expired_before_the_class_is_refused(room: Classroom) -> None:
    day = today(room.database)
    with pytest.raises(ClassRefusedError):
        room.record(credential="MPTC", credential_expires_on=day - timedelta(days=1))
    assert room.record(credential="MPTC", credential_expires_on=day)


def test_hr_07_leave_and_a_later_hire_are_seen_when_a_class_is_recorded(room: Classroom) -> None:
    room.school.leave(room.first.member, today(room.database))
    with pytest.raises(ClassRefusedError):
        room.record(Attendance(room.first.member))
    assert room.record(Attendance(room.first.member, explanation="Came in for the class."))
    hired = enlist(room.database, facts("0103", hired_on=today(room.database)))["0103"]
    yesterday = ClassTimes(NOW - timedelta(hours=26), NOW - timedelta(hours=25))
    with pytest.raises(ClassRefusedError):
        room.record(Attendance(hired, explanation="All the same."), times=yesterday)


def test_a_class_completes_the_year_and_its_certificate_comes_by_itself(room: Classroom) -> None:
    found_as(room.database, demonstration=True)
    room.school.put_in_force()
    sitting = room.school.begin(room.first.member)
    room.school.complete(sitting, "updates")
    class_id = room.record()
    room.answer(class_id, room.first)
    room.approve(class_id)
    with room.database.reading() as session:
        facts_of = session.execute(select(Certificate.facts)).scalars().all()
    assert [found["delivery"] for found in facts_of] == ["class"]


def test_a_lesson_taught_in_a_class_is_done_for_the_year(room: Classroom) -> None:
    owed = room.school.owed
    taught = room.record(lesson_version_id=room.school.versions["updates"])
    room.answer(taught, room.first)
    with room.database.reading() as session:
        assert not member_standing(session, member_id=room.first.member, owed=owed).met
    room.approve(taught)
    with room.database.reading() as session:
        assert member_standing(session, member_id=room.first.member, owed=owed).met
        years = everybody(session, owed, day=today(room.database))
    states = {year.person.member_id: year.state for year in years}
    assert states[room.first.member] is YearState.COMPLETE
    assert states[room.second.member] is YearState.SHORT


def test_a_changed_ledger_entry_of_a_class_is_found(room: Classroom) -> None:
    class_id = room.record()
    room.answer(class_id, room.first)
    room.approve(class_id)
    engine = room.database.engine
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER credit_entry_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE credit_entry DISABLE TRIGGER USER")
        connection.execute(update(CreditEntry).values(seconds=7200))
    findings = verify_journal(room.database).findings
    assert any(f"class {class_id}" in finding for finding in findings)


def test_a_class_is_recorded_by_a_person(room: Classroom) -> None:
    with pytest.raises(ForbiddenError):
        room.database.writing(partial(record_class, draft=room.draft(), by=SYSTEM))
