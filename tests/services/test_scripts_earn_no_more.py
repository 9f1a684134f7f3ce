"""Scripts at the server's own addresses: no more than the clock, the pages, and no pass."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.nominal import reading_page
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.seat_clock import Kind
from lms.domain.seat_stretch import CEILING_FACTOR, LEAST_ROOM_SECONDS
from lms.models import AttemptResult, Beat, Certificate, CreditEntry
from lms.services.record_beat import milliseconds, record_beat
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import NEARLY, Find
from tests.factories import Someone
from tests.page_client import PageClient
from tests.studying import begin, pin

MODULE = "ice-in-the-city"
EVERY = 15


@pytest.fixture
def database(department: Database) -> Database:
    return department


@pytest.fixture
def officer(find: Find) -> Someone:
    return find(NEARLY)


def _counted(database: Database) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.coalesce(func.sum(Beat.seconds), 0))).scalar_one())


def _credit(database: Database, who: Someone) -> int:
    credit = select(func.coalesce(func.sum(CreditEntry.seconds), 0)).where(
        CreditEntry.member_id == who.member
    )
    with database.reading() as session:
        return int(session.execute(credit).scalar_one())


def _count(database: Database, table: type) -> int:
    with database.reading() as session:
        return int(session.execute(select(func.count()).select_from(table)).scalar_one())


def _token(client: PageClient, path: str) -> str:
    return dict(client.get(path).form().fields)["page_token"]


def test_beats_for_eight_hours_gain_no_more_than_the_pages_ceilings_and_pass_nothing(
    database: Database, officer: Someone, clock: Clock
) -> None:
    sitting_id = begin(database, officer, MODULE)
    pinned = pin(database, officer, sitting_id, "when-ice-calls")
    tokens = {
        page.id: PageToken(
            member_id=officer.member,
            sitting_id=sitting_id,
            unit=lesson_unit(pinned.lesson.id),
            page=page.id,
            limb=pinned.lesson.limb,
            expected_seconds=reading_page(page).seconds,
            served_ms=milliseconds(clock.now),
            nonce=page.id,
            opening=True,
        )
        for page in pinned.lesson.pages
    }
    ceilings = sum(
        max(CEILING_FACTOR * each.expected_seconds, LEAST_ROOM_SECONDS) for each in tokens.values()
    )
    passed = [_count(database, table) for table in (AttemptResult, Certificate)]
    before, credit = _counted(database), _credit(database, officer)
    pages = list(tokens)

    def script(session: Session, *, now: datetime) -> None:
        for beat in range(8 * 3_600 // EVERY):
            page = pages[beat // 120 % len(pages)]
            answer = record_beat(
                session,
                token=tokens[page],
                kind=Kind.BEAT,
                activity=True,
                scripted=True,
                now=now + timedelta(seconds=EVERY * (beat + 1)),
            )
            tokens[page] = answer.next_token

    database.writing(script)
    gained = _counted(database) - before
    assert 0 < gained <= ceilings < 8 * 3_600
    assert _credit(database, officer) == credit, "beats alone complete no lesson"
    assert passed == [_count(database, table) for table in (AttemptResult, Certificate)]


def test_hr_03_twenty_hours_in_eight_minutes_earn_at_most_the_minutes_they_took(
    database: Database, officer: Someone, client: PageClient, clock: Clock
) -> None:
    """Georgia, 2014: pages opened and submitted one after the other, credited on "submit"."""
    sitting_id = begin(database, officer, MODULE)
    client.become(officer)
    client.get("/training")
    before, started = _credit(database, officer), clock.now
    lessons = ("when-ice-calls", "assist-or-stand-down", "detention-during-an-assist")
    for lesson in lessons:
        pinned = pin(database, officer, sitting_id, lesson)
        base = f"/sittings/{sitting_id}/lessons/{lesson}/pages"
        served = {page.id: _token(client, f"{base}/{page.id}") for page in pinned.lesson.pages}
        clock.advance(seconds=160)
        for page, token in served.items():
            fields = {"page_token": token, "scripted": ""}
            client.post(f"{base}/{page}", fields)
            client.post(f"{base}/{page}", fields)
    took = int((clock.now - started).total_seconds())
    assert took == 480
    assert _counted(database) > 0
    assert _credit(database, officer) - before <= took
    with database.reading() as session:
        counted = session.execute(
            select(func.sum(Beat.seconds)).where(Beat.sitting_id == sitting_id)
        ).scalar_one()
    assert 0 < counted <= took
