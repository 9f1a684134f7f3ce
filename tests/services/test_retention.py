"""Raw records of time go when their retention has passed, and what they proved stays."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Executable, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError

from lms.domain.access import SYSTEM
from lms.domain.errors import InvalidError, NotFoundError
from lms.domain.page_token import PageToken
from lms.domain.seat_clock import Kind
from lms.jobs.worker import Worker
from lms.models import Beat, BeatRemoval, BeatSum, Journal, ServiceRecord
from lms.queries.ledger import verified_in, verified_seconds
from lms.queries.seat import seconds_of_unit
from lms.queries.standing import owed_on
from lms.queries.statements import year_statement
from lms.queries.visits import visits_of
from lms.services.legal_hold import end_hold, place_hold
from lms.services.record_beat import milliseconds, record_beat
from lms.services.remove_beats import remove_outlived_beats
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from lms.storage.files import FileStore
from tests.clock import Clock
from tests.department import COMPLETE, NEARLY, somebody
from tests.factories import Someone, decide, today


@pytest.fixture
def database(either_department: Database) -> Database:
    """The demonstration department, on either database."""
    return either_department


@pytest.fixture
def officer(database: Database) -> Someone:
    """Somebody with a complete year in the demonstration department, on either database."""
    return somebody(database, COMPLETE)


def _leave(database: Database, someone: Someone, on: date | None) -> None:
    """Record that somebody left the department, or came back."""
    columns = [each for each in ServiceRecord.__table__.columns if each.name != "id"]
    with database.engine.begin() as connection:
        latest = connection.execute(
            select(*columns)
            .where(ServiceRecord.member_id == someone.member)
            .order_by(ServiceRecord.valid_from.desc(), ServiceRecord.id.desc())
            .limit(1)
        ).one()
        connection.execute(
            insert(ServiceRecord).values(
                {**latest._mapping, "separated_on": on, "valid_from": on or today(database)}
            )
        )


def _left(database: Database, clock: Clock, someone: Someone, *, years: int = 3) -> None:
    """Somebody left today, the retention is decided, and it has just passed."""
    decide(database, retention_years=years)
    _leave(database, someone, today(database))
    clock.advance(days=366 * years)


def _beats(database: Database, someone: Someone) -> int:
    with database.reading() as session:
        found = select(func.count()).select_from(Beat).where(Beat.member_id == someone.member)
        return int(session.execute(found).scalar_one())


def _remove(database: Database, someone: Someone) -> int:
    return database.writing(partial(remove_outlived_beats, member_id=someone.member))


def _told(database: Database, someone: Someone, day: date) -> object:
    """Everything that pages, statements and certificates say of a member's time."""
    with database.reading() as session:
        owed = owed_on(session, day)[0]
        visits = visits_of(session, member_id=someone.member, period=owed.period)
        units = sorted({(each.sitting_id, page.unit) for each in visits for page in each.pages})
        made = year_statement(session, member_id=someone.member, owed=owed, now=database.clock())
        return (
            verified_in(session, member_id=someone.member, period=owed.period),
            [
                verified_seconds(session, member_id=someone.member, sitting_id=sitting_id)
                for sitting_id in sorted({each.sitting_id for each in visits})
            ],
            [(each.id, each.pages) for each in visits],
            [
                seconds_of_unit(session, sitting_id=sitting_id, unit=unit)
                for sitting_id, unit in units
            ],
            (made.lines, made.counted_seconds, made.unusual),
        )


def test_what_the_record_says_of_a_member_is_the_same_after_the_raw_records_went(
    database: Database, officer: Someone, clock: Clock
) -> None:
    day = today(database)
    _left(database, clock, officer)
    before, raw = _told(database, officer, day), _beats(database, officer)
    assert raw > 50
    assert _remove(database, officer) == raw
    assert _beats(database, officer) == 0
    assert _told(database, officer, day) == before
    found = verify_journal(database)
    assert found.findings == ()
    assert int(found.summary["postings_by_digest"]) > 3
    assert _remove(database, officer) == 0


def test_nothing_goes_while_somebody_serves_or_nobody_decided_or_before_its_day(
    database: Database, officer: Someone, clock: Clock
) -> None:
    assert _remove(database, officer) == 0
    _leave(database, officer, today(database))
    clock.advance(days=4000)
    assert _remove(database, officer) == 0
    decide(database, retention_years=12)
    assert _remove(database, officer) == 0


def _hold(database: Database, member_id: int | None, reason: str = "A suit is pending.") -> int:
    return database.writing(
        partial(place_hold, member_id=member_id, reason=reason, decided_by="counsel", by=SYSTEM)
    )


def _end(database: Database, hold: int) -> None:
    database.writing(
        partial(end_hold, hold_id=hold, reason="It is over.", decided_by="counsel", by=SYSTEM)
    )


def test_a_legal_hold_of_one_or_of_everybody_keeps_all_of_it(
    database: Database, officer: Someone, clock: Clock
) -> None:
    _left(database, clock, officer)
    for member_id in (officer.member, None):
        hold = _hold(database, member_id)
        assert _remove(database, officer) == 0
        _end(database, hold)
    with pytest.raises(NotFoundError):
        _end(database, hold)
    with pytest.raises(InvalidError):
        _hold(database, None, " ")
    _hold(database, somebody(database, NEARLY).member)
    assert _remove(database, officer) > 50


def test_the_database_lets_no_record_go_without_its_journaled_removal(
    database: Database, officer: Someone, clock: Clock
) -> None:
    _left(database, clock, officer)
    _remove(database, officer)
    other = somebody(database, NEARLY)
    with pytest.raises(DatabaseError, match="beat is append-only"):
        _execute(database, delete(Beat))
    with database.reading() as session:
        entry = session.execute(select(func.min(Journal.seq))).scalar_one()
    forged = {
        "member_id": other.member,
        "through_seq": 100_000,
        "older_than_ms": milliseconds(clock.now) * 2,
        "beats": 1,
        "seconds": 1,
        "digest": "0" * 64,
        "separated_on": today(database),
        "retention_years": 3,
        "after_member": {},
        "removed_at": clock.now,
        "event_seq": entry,
    }
    _execute(database, insert(BeatRemoval).values(forged))
    with pytest.raises(DatabaseError, match="beat is append-only"):
        _execute(database, delete(Beat).where(Beat.member_id == other.member))


def test_the_database_lets_no_record_go_that_a_hold_covers(
    database: Database, officer: Someone, clock: Clock
) -> None:
    _left(database, clock, officer)
    _remove(database, officer)
    _execute(
        database,
        text(
            "INSERT INTO beat (member_id, seq, sitting_id, unit, page, limb, kind, nonce, "
            "served_ms, at_ms, expected_seconds, activity, scripted, opening, seconds, "
            "intervals, no_signal, after_member, after_page) "
            "SELECT member_id, 1, sitting_id, unit, page, limb, 'beat', 'late', 1, 2, 60, "
            "false, true, false, 0, '[]', false, '{}', '{}' FROM beat_sum LIMIT 1"
        ),
    )
    hold = _hold(database, officer.member)
    of_officer = delete(Beat).where(Beat.member_id == officer.member)
    with pytest.raises(DatabaseError, match="beat is append-only"):
        _execute(database, of_officer)
    assert any("its removal is recorded" in each for each in verify_journal(database).findings)
    _end(database, hold)
    _execute(database, of_officer)
    assert verify_journal(database).findings == ()


def _execute(database: Database, statement: Executable) -> None:
    with database.engine.begin() as connection:
        connection.execute(statement)


@pytest.mark.parametrize("either_department", ["sqlite"], indirect=True)
def test_sums_that_were_changed_are_found(
    database: Database, officer: Someone, clock: Clock
) -> None:
    _left(database, clock, officer)
    _remove(database, officer)
    _execute(database, text("DROP TRIGGER beat_sum_no_update"))
    _execute(database, update(BeatSum).values(seconds=BeatSum.seconds + 60))
    found = " ".join(verify_journal(database).findings)
    assert "the sums that stayed of its beats differ" in found
    assert "the sums that stayed of removed beats were changed" in found


def test_somebody_who_comes_back_goes_on_with_the_same_clock(
    database: Database, officer: Someone, clock: Clock
) -> None:
    _left(database, clock, officer)
    _remove(database, officer)
    _leave(database, officer, None)
    with database.reading() as session:
        removed = session.execute(select(BeatRemoval.through_seq)).scalar_one()
        row = session.execute(
            select(BeatSum).where(BeatSum.member_id == officer.member).limit(1)
        ).scalar_one()
        sitting_id, unit, page, expected = (
            row.sitting_id,
            row.unit,
            row.page,
            row.expected_seconds,
        )
    token = PageToken(
        member_id=officer.member,
        sitting_id=sitting_id,
        unit=unit,
        page=page.rsplit("/", 1)[1],
        limb="policy",
        expected_seconds=expected,
        served_ms=milliseconds(clock.now),
        nonce=secrets.token_urlsafe(8),
        opening=True,
    )
    clock.advance(seconds=15)
    database.writing(
        partial(record_beat, token=token, kind=Kind.BEAT, activity=True, scripted=True)
    )
    with database.reading() as session:
        seq = session.execute(select(Beat.seq).where(Beat.member_id == officer.member)).scalar_one()
    assert seq == removed + 1
    assert verify_journal(database).findings == ()


@pytest.mark.parametrize("either_department", ["sqlite"], indirect=True)
def test_the_worker_removes_at_night_what_has_outlived_its_retention(
    database: Database, officer: Someone, clock: Clock, tmp_path: Path
) -> None:
    _left(database, clock, officer)
    clock.now = clock.now.replace(hour=9) + timedelta(days=1)
    Worker(database, FileStore(tmp_path / "files")).turn()
    assert _beats(database, officer) == 0
    assert verify_journal(database).findings == ()
