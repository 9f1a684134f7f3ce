from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from lms.demonstration.elsewhere import GRANTED, WAITING
from lms.domain.assignment import Progress
from lms.domain.compliance import YearState
from lms.models import (
    Beat,
    CreditEntry,
    Journal,
    LessonCompletion,
    OutsideDecision,
    OutsideTraining,
    Talk,
)
from lms.queries.roster import roster
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.demonstrations import Loaded, demonstration

pytestmark = pytest.mark.heavy

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def whole(shared_folder: Path, sqlite_template: Path) -> Loaded:
    return demonstration(shared_folder, sqlite_template, TODAY, small=False)


@pytest.fixture
def opened(whole: Loaded, tmp_path: Path) -> Iterator[Database]:
    database = whole.copy_to(tmp_path / "lms.db")
    yield database
    database.dispose()


def test_sixty_sworn_members_stand_where_their_plans_put_them(whole: Loaded) -> None:
    summary = whole.summary
    assert (summary.sworn, summary.civilians) == (60, 6)
    assert summary.year == {
        YearState.SHORT: 41,
        YearState.ON_LEAVE: 4,
        YearState.EXCUSED: 0,
        YearState.UNSTATED: 0,
        YearState.COMPLETE: 15,
    }
    assert summary.overdue == 15
    first, *_, last = summary.modules.values()
    assert first[Progress.DONE] == 48
    assert last[Progress.NOT_STARTED] == 37
    assert all(sum(counts.values()) == 60 for counts in summary.modules.values())


def test_the_ledger_holds_what_the_simulator_saw(whole: Loaded, opened: Database) -> None:
    assert whole.summary.seconds == whole.summary.expected
    with opened.reading() as session:
        badges = {each.member_id: each.badge_number for each in roster(session, TODAY)}
        rows = session.execute(
            select(CreditEntry.member_id, func.sum(CreditEntry.seconds)).group_by(
                CreditEntry.member_id
            )
        ).all()
    assert {badges[row[0]]: row[1] for row in rows} == whole.summary.expected


def test_nobody_has_more_time_than_went_by(whole: Loaded) -> None:
    by_badge: Counter[str] = Counter()
    for visit in whole.summary.visits:
        assert 0 < visit.seconds <= (visit.ends_at - visit.starts_at).total_seconds()
        by_badge[visit.badge] += visit.seconds
    by_badge[GRANTED] += 45 * 60
    assert all(seconds <= by_badge[badge] for badge, seconds in whole.summary.seconds.items())


def test_one_training_taken_elsewhere_is_granted_and_one_waits(opened: Database) -> None:
    with opened.reading() as session:
        badges = {each.member_id: each.badge_number for each in roster(session, TODAY)}
        sent = session.execute(select(OutsideTraining.member_id, OutsideTraining.id)).all()
        decided = set(session.execute(select(OutsideDecision.outside_id)).scalars())
    assert {badges[row[0]]: row[1] in decided for row in sent} == {GRANTED: True, WAITING: False}


def test_nobody_sits_in_two_places_at_once(whole: Loaded) -> None:
    free: dict[str, datetime] = {}
    for visit in sorted(whole.summary.visits, key=lambda each: each.starts_at):
        assert visit.starts_at >= free.get(visit.badge, visit.starts_at)
        free[visit.badge] = visit.ends_at


def test_the_record_stands_up_to_its_verification(opened: Database) -> None:
    found = verify_journal(opened)
    assert found.findings == ()
    assert found.summary["beats"] == pytest.approx(27_800, rel=0.02)


def test_entries_are_stamped_when_things_happened(opened: Database) -> None:
    with opened.reading() as session:
        moved = session.execute(
            select(func.count())
            .select_from(LessonCompletion)
            .join(Journal, Journal.seq == LessonCompletion.event_seq)
            .where(Journal.at != LessonCompletion.completed_at)
        ).scalar_one()
        newest = session.execute(select(func.max(Journal.at))).scalar_one()
    assert moved == 0
    assert newest.astimezone(UTC) <= opened.clock()


def test_the_history_has_its_mishaps(opened: Database) -> None:
    with opened.reading() as session:
        reasons = set(session.execute(select(Beat.why_not).distinct()).scalars())
        days = session.execute(
            select(func.count(CreditEntry.earned_on.distinct())).group_by(CreditEntry.event_seq)
        ).scalars()
        assert max(days) == 2, "a visit crosses midnight"
        assert session.execute(select(func.count()).select_from(Talk)).scalar_one() == 3
        without_script = session.execute(
            select(func.count()).select_from(Beat).where(Beat.no_signal)
        ).scalar_one()
    assert {"gap_held", "idle", "out_of_sight", "no_signal"} <= reasons
    assert without_script > 50
