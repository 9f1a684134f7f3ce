"""Training taken elsewhere from the scan to the ledger: who sends, who decides, what is found."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, text

from lms.domain.access import Actor, Role
from lms.domain.class_session import Attendance, ClassKind, ClassTimes
from lms.domain.errors import ConflictError, ForbiddenError, NotFoundError
from lms.domain.outside_training import Doubt, OutsideOutcome
from lms.domain.year_close import outcomes_digest
from lms.models import Certificate, CreditEntry, CreditSource, Job, PaperCompletion
from lms.queries.outside_seen import seen_beside
from lms.queries.owed import owed_on
from lms.queries.standing import member_standing
from lms.queries.year_close import closing_year
from lms.services.close_year import close_year
from lms.services.correct_credit import correct_credit
from lms.services.decide_outside import OutsideDecidedError
from lms.services.record_class import ClassDraft, record_class
from lms.services.submit_outside import OutsideRefusedError
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import sign_up
from tests.outside_people import CLAIMED, DAY, FEDERAL, POLICY, Elsewhere, scan
from tests.stored_rows import found_as, insert_row

ADJUSTED, DECLINED = OutsideOutcome.ADJUSTED, OutsideOutcome.DECLINED
only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def elsewhere(database: Database) -> Elsewhere:
    return Elsewhere(database)


def ledger(database: Database, member_id: int) -> list[tuple[str, int, date, str]]:
    with database.reading() as session:
        rows = session.execute(
            select(CreditEntry.limb, CreditEntry.seconds, CreditEntry.earned_on, CreditEntry.unit)
            .where(CreditEntry.member_id == member_id, CreditEntry.source == CreditSource.OUTSIDE)
            .order_by(CreditEntry.limb)
        )
        return [(row[0], row[1], row[2], row[3]) for row in rows]


def refused(work: Callable[[], object]) -> list[str]:
    with pytest.raises(OutsideRefusedError) as caught:
        work()
    return [each.place for each in caught.value.findings]


def test_granted_minutes_count_for_both_subjects_and_complete_the_year(database: Database) -> None:
    elsewhere = Elsewhere(database, seconds=3_600)
    found_as(database, demonstration=True)
    elsewhere.school.put_in_force()
    member = elsewhere.officer.member
    elsewhere.school.complete(elsewhere.school.begin(member), "updates")
    sent = elsewhere.send()
    assert elsewhere.send() == sent, "a double click is one submission"
    assert ledger(database, member) == []
    elsewhere.decide(sent)
    assert ledger(database, member) == [
        (FEDERAL, 900, DAY, "outside:1"),
        (POLICY, 2_700, DAY, "outside:1"),
    ]
    with database.reading() as session:
        standing = member_standing(session, member_id=member, owed=elsewhere.school.owed)
        certificate = session.execute(select(Certificate.facts)).scalar_one()
        letters = session.execute(select(Job.key).where(Job.key.contains("outside"))).scalars()
        assert list(letters) == ["outside-decided:1"]
    assert standing.met
    assert certificate["delivery"] == "outside training"
    assert verify_journal(database).findings == ()


@only_sqlite
def test_fewer_minutes_of_another_subject_are_granted_with_a_reason(
    elsewhere: Elsewhere, database: Database
) -> None:
    sent = elsewhere.send()
    more = partial(elsewhere.decide, sent, ADJUSTED, {POLICY: 61}, reason="More.")
    assert refused(more) == ["minutes"]
    elsewhere.decide(sent, ADJUSTED, {POLICY: 50}, reason="Ten minutes were a break.")
    row = elsewhere.row(sent)
    assert (row.state, row.granted, row.reason) == (
        "adjusted",
        {POLICY: 50},
        "Ten minutes were a break.",
    )
    assert ledger(database, row.member_id) == [(POLICY, 3_000, DAY, "outside:1")]
    assert verify_journal(database).findings == ()


@only_sqlite
def test_a_declined_submission_is_followed_once_by_one_that_names_it(
    elsewhere: Elsewhere, database: Database
) -> None:
    first = elsewhere.send()
    with pytest.raises(NotFoundError):
        elsewhere.send(follows=first, title="Another")
    elsewhere.decide(first, DECLINED, reason="The scan shows no name.")
    with pytest.raises(NotFoundError):
        elsewhere.send(whose=elsewhere.other, follows=first)
    second = elsewhere.send(follows=first)
    assert (elsewhere.row(second).follows_id, elsewhere.row(first).followed_by) == (first, second)
    with pytest.raises(NotFoundError):
        elsewhere.send(follows=first, title="A third")
    elsewhere.decide(second)
    assert [line[3] for line in ledger(database, elsewhere.officer.member)] == ["outside:2"] * 2
    assert verify_journal(database).findings == ()


@only_sqlite
def test_a_second_person_decides_and_nobody_on_their_own(elsewhere: Elsewhere) -> None:
    own = elsewhere.send(whose=elsewhere.sergeant)
    entered = elsewhere.send(by=elsewhere.sergeant)
    for outside_id in (own, entered):
        with pytest.raises(ForbiddenError):
            elsewhere.decide(outside_id, by=elsewhere.sergeant)
    chief = sign_up(elsewhere.database, Role.CHIEF, login="chief")
    elsewhere.decide(own, explained="One class of two officers.", by=chief)
    elsewhere.decide(entered, explained="One class of two officers.")
    with pytest.raises(OutsideDecidedError):
        elsewhere.decide(own, DECLINED, reason="No.", by=chief)
    assert verify_journal(elsewhere.database).findings == ()


@only_sqlite
def test_what_nobody_decided_is_taken_back_by_who_took_or_sent_it(elsewhere: Elsewhere) -> None:
    sent = elsewhere.send()
    with pytest.raises(NotFoundError):
        elsewhere.withdraw(sent, by=elsewhere.other)
    elsewhere.withdraw(sent)
    with pytest.raises(ConflictError):
        elsewhere.withdraw(sent)
    with pytest.raises(OutsideDecidedError):
        elsewhere.decide(sent)
    again = elsewhere.send(by=elsewhere.sergeant)
    elsewhere.withdraw(again, by=elsewhere.sergeant)
    assert [elsewhere.row(each).state for each in (sent, again)] == ["withdrawn"] * 2
    assert verify_journal(elsewhere.database).findings == ()


@only_sqlite
def test_days_that_cannot_count_are_named(elsewhere: Elsewhere, database: Database) -> None:
    today = database.clock().date()
    assert refused(partial(elsewhere.send, last_day=today + timedelta(days=1))) == ["last_day"]
    assert refused(partial(elsewhere.send, last_day=date(2020, 1, 3))) == ["first_day"]
    assert refused(partial(elsewhere.send, last_day=date(2026, 12, 30))) == ["last_day"]
    assert refused(partial(elsewhere.send, sections=("IV.B",))) == ["sections"]
    first = elsewhere.send()
    assert refused(partial(elsewhere.send, title="Once more")) == ["scan"]
    assert refused(partial(elsewhere.send, scanned="another")) == ["explanation"]
    assert elsewhere.send(scanned="another", explanation="The afternoon.") == first + 1


@only_sqlite
def test_a_closed_year_takes_nothing(
    elsewhere: Elsewhere, database: Database, clock: Clock
) -> None:
    waits = elsewhere.send(whose=elsewhere.other)
    elsewhere.withdraw(waits, by=elsewhere.other)
    for badge in ("0101", "0102", "0103", "0120"):
        elsewhere.school.work(elsewhere.members[badge], 7_200, on=date(2027, 3, 1))
        elsewhere.school.complete(elsewhere.school.begin(elsewhere.members[badge]), "updates")
    chief = sign_up(database, Role.CHIEF, login="chief")
    clock.now = datetime(2028, 1, 4, 15, tzinfo=UTC)
    with database.reading() as session:
        owed = owed_on(session, date(2027, 12, 31))[0]
        found = closing_year(session, owed, day=date(2028, 1, 4)).at_close
    seen, words = outcomes_digest(found.outcomes), "Signed."
    database.writing(partial(close_year, owed=owed, seen=seen, statement=words, by=chief.actor))
    assert refused(elsewhere.send) == ["last_day"]


def _paper(elsewhere: Elsewhere) -> None:
    database = elsewhere.database
    values: dict[str, object] = {
        "proposal_id": _proposal(elsewhere),
        "line": 2,
        "member_id": elsewhere.officer.member,
        "limb": POLICY,
        "minutes": 20,
        "earned_on": DAY,
        "provider": "Winter class",
        "taught_by": "",
        "scan_sha256": scan().sha256,
    }
    database.writing(partial(insert_row, table=PaperCompletion, values=values))


def _proposal(elsewhere: Elsewhere) -> int:
    from lms.models import Proposal  # noqa: PLC0415 - for this row alone

    values: dict[str, object] = {
        "act": "paper-import",
        "payload": {},
        "payload_digest": "",
        "reason": "Paper.",
        "proposed_by": elsewhere.sergeant.account_id,
        "proposed_at": elsewhere.database.clock(),
    }
    return elsewhere.database.writing(partial(insert_row, table=Proposal, values=values))


@only_sqlite
def test_the_reviewer_is_shown_what_else_the_record_holds(
    elsewhere: Elsewhere, database: Database
) -> None:
    others = elsewhere.send(whose=elsewhere.other)
    sent = elsewhere.send()
    near = elsewhere.send(scanned="second", provider="Sheriff", explanation="Another class.")
    elsewhere.school.leave(elsewhere.officer.member, DAY, DAY)
    noon = datetime(2027, 2, 3, 17, tzinfo=UTC)
    draft = ClassDraft(
        kind=ClassKind.CLASS,
        lesson_version_id=elsewhere.school.versions["at-the-counter"],
        times=ClassTimes(noon, noon + timedelta(hours=1)),
        attendances=(Attendance(elsewhere.officer.member, explanation="Called in."),),
        place="Roll-call room",
        instructor="Jo Instructor",
    )
    database.writing(partial(record_class, draft=draft, by=elsewhere.sergeant.actor))
    _paper(elsewhere)
    with database.reading() as session:
        seen = seen_beside(session, elsewhere.row(sent), now=database.clock())
    found = {each.doubt: each for each in seen.overlaps}
    assert set(found) == set(Doubt) - {Doubt.SAME_SCAN, Doubt.SAME_TRAINING, Doubt.ONLINE}
    assert found[Doubt.OTHERS_SCAN].outside_id == others
    assert "Ana Abreu (badge 0102)" in found[Doubt.OTHERS_SCAN].words
    assert found[Doubt.OTHER_OUTSIDE].outside_id == near
    assert "12:00 to 13:00, Roll-call room" in found[Doubt.CLASS].words
    assert refused(partial(elsewhere.decide, sent)) == ["explained"]
    elsewhere.decide(sent, explained="Seen by me: morning there, noon here.")
    assert elsewhere.row(sent).explained == "Seen by me: morning there, noon here."


def test_two_who_decide_at_once_make_one_decision(elsewhere: Elsewhere) -> None:
    sent = elsewhere.send()
    other = sign_up(elsewhere.database, Role.TRAINING_UNIT, login="third")
    acts: list[Callable[[], None]] = [
        partial(elsewhere.decide, sent),
        partial(elsewhere.decide, sent, DECLINED, reason="No.", by=other),
        partial(elsewhere.decide, sent, ADJUSTED, {POLICY: 10}, reason="Less.", by=other),
        partial(elsewhere.withdraw, sent),
    ]

    def outcome(act: Callable[[], None]) -> Exception | None:
        try:
            act()
        except Exception as error:  # noqa: BLE001 - the race's losers are looked at
            return error
        return None

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(outcome, acts * 2))
    assert outcomes.count(None) == 1
    assert all(isinstance(each, ConflictError) for each in outcomes if each is not None)
    row = elsewhere.row(sent)
    assert sum(line[1] for line in ledger(elsewhere.database, row.member_id)) == (
        60 * row.granted_minutes
    )
    assert verify_journal(elsewhere.database).findings == ()


@only_sqlite
def test_granted_minutes_are_taken_back_by_a_correction_and_stay_visible(
    elsewhere: Elsewhere, database: Database
) -> None:
    elsewhere.decide(elsewhere.send())
    member = elsewhere.officer.member
    with database.reading() as session:
        entry = session.execute(
            select(CreditEntry.id).where(CreditEntry.limb == POLICY)
        ).scalar_one()
    by = Actor(elsewhere.sergeant.account_id, proposal_id=_proposal(elsewhere))
    correct = partial(
        correct_credit,
        member_id=member,
        limb=POLICY,
        seconds=600,
        earned_on=DAY,
        reverses_id=entry,
        reason="Ten minutes only.",
        by=by,
    )
    database.writing(correct)
    with database.reading() as session:
        standing = member_standing(session, member_id=member, owed=elsewhere.school.owed)
    assert standing.worked == 900 + 600
    said = verify_journal(database).findings
    assert not [each for each in said if "utside" in each or "ledger" in each]


TAMPERS = {
    "the ledger differs from the outside minutes": (
        "credit_entry",
        "UPDATE credit_entry SET seconds = 7200 WHERE unit = 'outside:1' AND limb = 'policy'",
    ),
    "differs from what was decided": (
        "outside_grant",
        "UPDATE outside_grant SET minutes = 46 WHERE limb = 'policy'",
    ),
    "which no journal entry says": (
        "outside_decision",
        "DELETE FROM outside_decision WHERE outside_id = 2",
    ),
    "differs from what was sent": (
        "outside_training",
        "UPDATE outside_training SET provider = 'Somebody else' WHERE id = 1",
    ),
    "the reasons differ": (
        "outside_decision",
        "UPDATE outside_decision SET reason = 'Kinder words.' WHERE outside_id = 2",
    ),
}


@only_sqlite
@pytest.mark.parametrize("sentence", TAMPERS)
def test_a_change_past_the_triggers_is_found(
    elsewhere: Elsewhere, database: Database, sentence: str
) -> None:
    elsewhere.decide(elsewhere.send())
    declined = elsewhere.send(scanned="second", provider="Sheriff", explanation="Another.")
    elsewhere.decide(declined, DECLINED, reason="No name on it.")
    assert verify_journal(database).findings == ()
    table, statement = TAMPERS[sentence]
    with database.engine.begin() as connection:
        for act in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER {table}_no_{act}"))
        connection.execute(text(statement))
    assert any(sentence in each for each in verify_journal(database).findings)


@only_sqlite
def test_outside_minutes_that_nobody_granted_are_found(
    elsewhere: Elsewhere, database: Database
) -> None:
    waits = elsewhere.row(elsewhere.send())
    with database.engine.begin() as connection:
        connection.execute(
            insert(CreditEntry).values(
                member_id=waits.member_id,
                limb=POLICY,
                seconds=CLAIMED[POLICY] * 60,
                earned_on=DAY,
                source=CreditSource.OUTSIDE,
                sitting_id=None,
                unit="outside:1",
                reverses_id=None,
                event_seq=waits.event_seq,
            )
        )
    found = verify_journal(database).findings
    assert any("counts outside training that nobody granted" in each for each in found)
