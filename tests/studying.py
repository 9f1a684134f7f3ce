"""Working through lessons without a browser, so that a test may begin behind them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial

from lms.domain.duty import Duty
from lms.domain.item import Answer, Item, right_answer
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.scenario import ItemRef, Scenario
from lms.domain.training import TrainingModule
from lms.queries.attempt_work import opened_attempt
from lms.queries.content import thing, version
from lms.queries.lesson_work import PinnedLesson, pinned_lesson
from lms.queries.sittings import own_attempt, own_sitting
from lms.services.open_sitting import open_sitting
from lms.services.record_beat import milliseconds
from lms.services.save_answers import save_answers
from lms.services.start_attempt import start_attempt
from lms.services.take_lesson import answer_practice, begin_lesson, finish_practice, turn_page
from lms.storage.database import Database
from tests.clock import Clock
from tests.factories import Someone

POLICY = "haverhill-immigration"


def begin(database: Database, someone: Someone, module: str) -> int:
    """Open a sitting of a module on duty."""
    return database.writing(
        partial(
            open_sitting,
            member_id=someone.member,
            policy=POLICY,
            module=module,
            duty=Duty.ON_DUTY,
            device="a test",
            by=someone.actor,
        )
    )


def study(database: Database, someone: Someone, module: str) -> int:
    """Complete every lesson of a module, all practice right; returns the sitting."""
    sitting_id = begin(database, someone, module)
    with database.reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=someone.member)
        assert sitting is not None
        found = thing(session, version(session, sitting.module_version_id), TrainingModule)
    for lesson in found.lessons:
        pinned = pin(database, someone, sitting_id, lesson)
        for page in pinned.lesson.pages:
            read(database, someone, pinned, page.id)
        for scenario in pinned.scenarios:
            practice(database, someone, pinned, scenario)
    return sitting_id


def pin(database: Database, someone: Someone, sitting_id: int, lesson: str) -> PinnedLesson:
    """Begin a lesson, or find it as it was begun."""
    database.writing(
        partial(begin_lesson, sitting_id=sitting_id, member_id=someone.member, lesson=lesson)
    )
    with database.reading() as session:
        sitting = own_sitting(session, sitting_id=sitting_id, member_id=someone.member)
        assert sitting is not None
        return pinned_lesson(session, sitting, lesson)


def read(
    database: Database,
    someone: Someone,
    pinned: PinnedLesson,
    page: str,
    token: PageToken | None = None,
) -> None:
    """Leave a reading page by "next"."""
    database.writing(
        partial(
            turn_page,
            sitting_id=pinned.sitting.id,
            member_id=someone.member,
            lesson=pinned.lesson.id,
            page=page,
            token=token,
            scripted=False,
            by=someone.actor,
        )
    )


def served(officer: Someone, pinned: PinnedLesson, clock: Clock, page: str) -> PageToken:
    """A page of a lesson as it is served at this moment."""
    return PageToken(
        member_id=officer.member,
        sitting_id=pinned.sitting.id,
        unit=lesson_unit(pinned.lesson.id),
        page=page,
        limb=pinned.lesson.limb,
        expected_seconds=300,
        served_ms=milliseconds(clock()),
        nonce=f"{page}-{clock().timestamp()}",
        opening=True,
    )


def practice(
    database: Database, someone: Someone, pinned: PinnedLesson, scenario: Scenario
) -> None:
    """Answer a practice scenario rightly and leave it."""
    for items in _pages_of(scenario):
        answer(database, someone, pinned, scenario, {each.id: right_answer(each) for each in items})
    leave_practice(database, someone, pinned)


def answer(
    database: Database,
    someone: Someone,
    pinned: PinnedLesson,
    scenario: Scenario,
    answers: Mapping[str, Answer],
) -> None:
    """Answer items of a practice scenario."""
    database.writing(
        partial(
            answer_practice,
            sitting_id=pinned.sitting.id,
            member_id=someone.member,
            lesson=pinned.lesson.id,
            scenario=scenario.id,
            answers=answers,
            token=None,
            scripted=False,
        )
    )


def leave_practice(database: Database, someone: Someone, pinned: PinnedLesson) -> None:
    """Leave a practice page after its feedback."""
    database.writing(
        partial(
            finish_practice,
            sitting_id=pinned.sitting.id,
            member_id=someone.member,
            lesson=pinned.lesson.id,
            token=None,
            scripted=False,
            by=someone.actor,
        )
    )


def _pages_of(scenario: Scenario) -> list[tuple[Item, ...]]:
    """The items answered together: all of a scenario's, or one step of a tree after the other."""
    if scenario.tree is None:
        return [scenario.items]
    start = scenario.tree.step(scenario.tree.start)
    return [(step,) for step in (start, *scenario.tree.right_steps_after(start))]


def open_attempt(database: Database, someone: Someone, module: str) -> int:
    """An attempt that is open, behind lessons that are done."""
    sitting_id = study(database, someone, module)
    return database.writing(
        partial(start_attempt, sitting_id=sitting_id, member_id=someone.member, by=someone.actor)
    )


def answer_rightly(
    database: Database, officer: Someone, attempt_id: int, *, but: Collection[str] = ()
) -> str:
    """Answer an open attempt; returns the digest to submit it with.

    Args:
        but: the sections whose items are left unanswered.
    """
    with database.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=officer.member)
        assert row is not None
        attempt = opened_attempt(session, row)
    answers = {
        ItemRef(scenario.id, item.id): right_answer(item)
        for scenario in attempt.scenarios
        for item in (
            scenario.items
            if scenario.tree is None
            else (
                scenario.tree.step(scenario.tree.start),
                *scenario.tree.right_steps_after(scenario.tree.step(scenario.tree.start)),
            )
        )
        if not set(but).intersection(scenario.provisions_of(item))
    }
    database.writing(
        partial(
            save_answers,
            attempt_id=attempt_id,
            member_id=officer.member,
            answers=answers,
            token=None,
            scripted=False,
        )
    )
    with database.reading() as session:
        row = own_attempt(session, attempt_id=attempt_id, member_id=officer.member)
        assert row is not None
        return opened_attempt(session, row).answers_digest
