"""A lesson is completed by all of its pages and practice, and by nothing less."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from lms.domain.errors import ConflictError, InvalidError, NotFoundError
from lms.domain.item import right_answer
from lms.domain.page_token import lesson_unit
from lms.domain.scenario import Scenario
from lms.models import CreditEntry, PracticeResponse
from lms.queries.lesson_work import PinnedLesson
from lms.queries.sittings import lessons_completed
from lms.services.verify_journal import verify_journal
from lms.storage.database import Database
from tests.clock import Clock
from tests.department import COMPLETE, WAITING, Find
from tests.factories import Someone
from tests.studying import answer, begin, leave_practice, pin, practice, read, served

MODULE, LESSON = "exceptions", "gangs-and-probable-cause"
WITH_TREE = "arrests-and-convictions"


@pytest.fixture
def officer(find: Find) -> Someone:
    return find(WAITING)


@pytest.fixture
def pinned(department: Database, officer: Someone) -> PinnedLesson:
    return pin(department, officer, begin(department, officer, MODULE), LESSON)


def _completed(database: Database, pinned: PinnedLesson) -> bool:
    with database.reading() as session:
        return pinned.lesson.id in lessons_completed(session, pinned.sitting.id)


def _credit(database: Database, pinned: PinnedLesson) -> list[int]:
    with database.reading() as session:
        return list(
            session.execute(
                select(CreditEntry.seconds)
                .where(
                    CreditEntry.sitting_id == pinned.sitting.id,
                    CreditEntry.unit == lesson_unit(pinned.lesson.id),
                )
                .order_by(CreditEntry.id)
            ).scalars()
        )


def _first_answers(database: Database, pinned: PinnedLesson) -> dict[str, object]:
    with database.reading() as session:
        rows = session.execute(
            select(PracticeResponse.item, PracticeResponse.answer).where(
                PracticeResponse.sitting_id == pinned.sitting.id
            )
        )
        return {row.item: row.answer for row in rows}


def test_a_lesson_is_completed_by_its_last_step_and_not_before(
    department: Database, officer: Someone, pinned: PinnedLesson
) -> None:
    *pages, last = pinned.lesson.pages
    for scenario in pinned.scenarios:
        practice(department, officer, pinned, scenario)
    for page in pages:
        read(department, officer, pinned, page.id)
        assert not _completed(department, pinned)
    leave_practice(department, officer, pinned)
    assert not _completed(department, pinned), "a page is still unread"
    read(department, officer, pinned, last.id)
    assert _completed(department, pinned)


def test_reading_alone_completes_nothing_and_posts_no_time(
    department: Database, officer: Someone, pinned: PinnedLesson, clock: Clock
) -> None:
    token = served(officer, pinned, clock, pinned.lesson.pages[0].id)
    clock.advance(seconds=60)
    for page in pinned.lesson.pages:
        read(department, officer, pinned, page.id, token)
    leave_practice(department, officer, pinned)
    assert not _completed(department, pinned)
    assert _credit(department, pinned) == []


def test_time_is_posted_when_the_lesson_is_done_and_again_for_what_follows(
    department: Database, officer: Someone, pinned: PinnedLesson, clock: Clock
) -> None:
    for scenario in pinned.scenarios:
        practice(department, officer, pinned, scenario)
    for page in pinned.lesson.pages:
        token = served(officer, pinned, clock, page.id)
        clock.advance(seconds=60)
        read(department, officer, pinned, page.id, token)
    first = _credit(department, pinned)
    assert sum(first) == 60 * len(pinned.lesson.pages)
    again = pinned.lesson.pages[0].id
    token = served(officer, pinned, clock, again)
    clock.advance(seconds=40)
    read(department, officer, pinned, again, token)
    assert sum(_credit(department, pinned)) == sum(first) + 40
    read(department, officer, pinned, again)
    assert sum(_credit(department, pinned)) == sum(first) + 40
    assert verify_journal(department).findings == ()


def test_the_first_answer_to_practice_stands(
    department: Database, officer: Someone, pinned: PinnedLesson
) -> None:
    scenario = _plain(pinned)
    item = scenario.items[0]
    right = right_answer(item)
    answer(department, officer, pinned, scenario, {item.id: right})
    before = _first_answers(department, pinned)
    wrong = 0 if right != 0 else 1
    answer(department, officer, pinned, scenario, {item.id: wrong})
    assert _first_answers(department, pinned) == before


def _plain(pinned: PinnedLesson) -> Scenario:
    return next(each for each in pinned.scenarios if each.tree is None)


def test_what_is_no_part_of_the_lesson_is_refused(
    department: Database, find: Find, officer: Someone, pinned: PinnedLesson
) -> None:
    with pytest.raises(NotFoundError):
        read(department, officer, pinned, "no-such-page")
    scenario = _plain(pinned)
    with pytest.raises(InvalidError):
        answer(department, officer, pinned, scenario, {scenario.items[0].id: 99})
    with pytest.raises(NotFoundError):
        read(department, find(COMPLETE), pinned, pinned.lesson.pages[0].id)
    with pytest.raises(NotFoundError):
        pin(department, officer, pinned.sitting.id, "federal-updates")
    assert _first_answers(department, pinned) == {}


def test_a_step_of_a_tree_is_answered_only_where_the_way_leads_there(
    department: Database, officer: Someone
) -> None:
    pinned = pin(department, officer, begin(department, officer, MODULE), WITH_TREE)
    scenario = next(each for each in pinned.scenarios if each.tree is not None)
    assert scenario.tree is not None
    start = scenario.tree.step(scenario.tree.start)
    later = scenario.tree.right_steps_after(start)[-1]
    with pytest.raises(ConflictError):
        answer(department, officer, pinned, scenario, {later.id: right_answer(later)})
    answer(department, officer, pinned, scenario, {start.id: right_answer(start)})
    assert set(_first_answers(department, pinned)) == {start.id}
