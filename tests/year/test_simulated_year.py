"""A year of 110 sworn members through the services, held against the list of its events."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.year_close import outcomes_digest
from lms.queries.as_of import as_of, last_place_on
from lms.queries.owed import owed_on
from lms.queries.standings import everybody
from lms.queries.year_close import closing_year, signed_outcomes
from lms.rendering.package import verify
from lms.services.close_year import close_year, excuse_from_year
from lms.services.packages.data import write_data
from lms.services.packages.spool import Spool
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import sign_up
from tests.year.driver import Driver
from tests.year.ledger import Ledger, Line
from tests.year.script import (
    FEDERAL_CHANGE,
    LATE_CHANGE,
    POLICY_CHANGE,
    YEAR,
    Answers,
    Studies,
    Taught,
    script,
)

pytestmark = pytest.mark.heavy

_SEED = 110
LAST_DAY = date(YEAR, 12, 31)
PAST_DAYS = (
    date(YEAR, 1, 4),
    date(YEAR, 1, 31),
    date(YEAR, 2, 28),
    date(YEAR, 4, 15),
    date(YEAR, 6, 30),
    POLICY_CHANGE - timedelta(days=1),
    POLICY_CHANGE,
    date(YEAR, 9, 9),
    FEDERAL_CHANGE - timedelta(days=1),
    FEDERAL_CHANGE,
    LATE_CHANGE,
    date(YEAR, 12, 24),
)
"""Twelve days of the year, those on which a rule changes and the ones before among them."""


def _report(session: Session, badges: dict[int, str], day: date) -> dict[str, Line]:
    owed = owed_on(session, day)[0]
    return {
        badges[year.person.member_id]: Line(
            year.person.shift, year.worked, year.open_lessons, year.state.value
        )
        for year in everybody(session, owed, day=day)
    }


def _as_of(session: Session, badges: dict[int, str], day: date) -> dict[str, Line]:
    with as_of(session, last_place_on(session, day)):
        return _report(session, badges, day)


def test_a_simulated_year_ends_as_its_events_say_and_is_the_same_as_of_twelve_past_days(
    database: Database, clock: Clock, tmp_path: Path
) -> None:
    events = script(_SEED)
    kinds = Counter(type(event) for event in events)
    assert (kinds[Studies] > 400, kinds[Answers] > 300, kinds[Taught]) == (True, True, 22)
    driver = Driver(database, clock)
    driver.play(events)
    clock.now = datetime(YEAR + 1, 1, 4, 15, tzinfo=UTC)
    badges = driver.badges
    assert len(badges) == 110
    with database.reading() as session:
        end = _report(session, badges, LAST_DAY)
        expected = Ledger(events, LAST_DAY).report()
        assert end == expected
        assert set(Counter(line.state for line in end.values())) >= {
            "complete",
            "short",
            "on leave",
        }
        for day in PAST_DAYS:
            assert _as_of(session, badges, day) == Ledger(events, day).report(), day
    assert not verify_journal(database).findings
    _close(database, badges, expected)
    assert not verify_journal(database).findings
    assert _found_in_tables(database, tmp_path) == []


def _found_in_tables(database: Database, folder: Path) -> list[str]:
    """What the verifier that shares no code finds in the tables of an archive."""
    spool = Spool.opened(folder)
    with database.snapshot() as session:
        write_data(session, spool, first=YEAR, last=YEAR)
    there = dict(verify.read_folder(str(spool.files))[0])
    journal, findings = verify.read_journal(there[verify.JOURNAL], {"head": spool.plan["head"]})
    assert len(journal.closes.signed) == len(list(verify.rows_of(there[verify.CLOSES]))) == 1
    findings += verify.check_tables(there, journal)
    findings += verify.check_ledger(there, journal.totals)
    return [*findings, *verify.check_closes(there, journal.closes)]


def _close(database: Database, badges: dict[int, str], expected: dict[str, Line]) -> None:
    """December's afternoon: who is on leave is excused, the chief signs what the events say."""
    trainer = sign_up(database, Role.TRAINING_UNIT, login="tess", name="Tess Trainer")
    chief = sign_up(database, Role.CHIEF, login="chief", name="Chris Chief")
    with database.reading() as session:
        owed = owed_on(session, LAST_DAY)[0]
    away = [each for each, badge in badges.items() if _state(expected, badge) == "on leave"]
    database.writing(
        partial(
            excuse_from_year,
            owed=owed,
            member_ids=away,
            reason="On orders.",
            approved_by="Chief Chris",
            by=trainer.actor,
        )
    )
    with database.reading() as session:
        seen = closing_year(session, owed, day=LAST_DAY + timedelta(days=4)).at_close.outcomes
    close_id = database.writing(
        partial(
            close_year,
            owed=owed,
            seen=outcomes_digest(seen),
            statement="As it is.",
            by=chief.actor,
        )
    )
    words = {"complete": "complete", "on leave": "excused", "short": "late"}
    with database.reading() as session:
        signed = signed_outcomes(session, close_id)
    assert {badges[each]: (line.outcome.value, line.seconds) for each, line in signed.items()} == {
        badge: (words[line.state], line.seconds) for badge, line in expected.items()
    }


def _state(expected: dict[str, Line], badge: str) -> str:
    return expected[badge].state if badge in expected else ""
