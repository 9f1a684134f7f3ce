"""Working through a lesson: begin, turn pages, practice, and the credit at its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.credit import lesson_postings
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.events import LessonCompleted
from lms.domain.item import Answer, maximum, points
from lms.domain.late_year import for_late_year
from lms.domain.lesson import Lesson
from lms.domain.nominal import nominal_minutes
from lms.domain.page_token import PageToken, lesson_unit
from lms.domain.scenario import Scenario
from lms.domain.seat_clock import Kind
from lms.domain.training import TrainingModule
from lms.models import (
    ContentKind,
    CreditSource,
    LessonCompletion,
    LessonPin,
    PageDone,
    PracticeResponse,
)
from lms.queries.content import approved, thing, version
from lms.queries.late_years import late_for
from lms.queries.lesson_work import PinnedLesson, is_done, pinned_lesson
from lms.queries.local_day import local_day
from lms.queries.settings import settings_on
from lms.queries.sittings import (
    SittingRow,
    lessons_completed,
    own_sitting,
    pages_done,
    pins,
    practiced,
)
from lms.queries.waiting_content import not_yet_used
from lms.services.issue_certificate import issue_year_certificate
from lms.services.journal import record
from lms.services.lock_member import lock_member
from lms.services.post_time import counted_time, post
from lms.services.work_on_page import work_on_page


def begin_lesson(
    session: Session, *, sitting_id: int, member_id: int, lesson: str, now: datetime
) -> None:
    """Fix the versions a sitting uses for a lesson; a second time changes nothing.

    Raises:
        NotFoundError: no such sitting of this member, or no such lesson in its module.
    """
    lock_member(session, member_id)
    sitting = _own(session, sitting_id, member_id)
    if lesson in pins(session, sitting_id):
        return
    module_version = version(session, sitting.module_version_id)
    module = thing(session, module_version, TrainingModule)
    if lesson not in module.lessons:
        raise NotFoundError(sitting=sitting_id, lesson=lesson)
    policy = module_version.policy
    rest = not_yet_used(session, module_version, module, local_day(session, now))
    lessons = approved(session, ContentKind.LESSON, policy=policy, slugs=(lesson,), without=rest)
    if lesson not in lessons:
        raise NotFoundError(lesson=lesson)
    practice = thing(session, lessons[lesson], Lesson).practice
    scenarios = approved(session, ContentKind.SCENARIO, policy=policy, slugs=practice, without=rest)
    session.connection().execute(
        insert(LessonPin),
        {
            "sitting_id": sitting_id,
            "lesson": lesson,
            "lesson_version_id": lessons[lesson].id,
            "scenario_version_ids": [scenarios[slug].id for slug in practice if slug in scenarios],
            "pinned_at": now,
        },
    )


def turn_page(  # noqa: PLR0913 - whose page, which, and the proof of time
    session: Session,
    *,
    sitting_id: int,
    member_id: int,
    lesson: str,
    page: str,
    token: PageToken | None,
    scripted: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Leave a reading page by "next"; the last step of a lesson completes it.

    Raises:
        NotFoundError: no such page in a lesson this member's sitting has begun.
    """
    lock_member(session, member_id)
    pinned = pinned_lesson(session, _own(session, sitting_id, member_id), lesson)
    if page not in {each.id for each in pinned.lesson.pages}:
        raise NotFoundError(lesson=lesson, page=page)
    work_on_page(session, token, Kind.NEXT, scripted=scripted, now=now)
    key = f"{lesson}/{page}"
    if key not in pages_done(session, sitting_id):
        session.connection().execute(
            insert(PageDone),
            {
                "sitting_id": sitting_id,
                "page": key,
                "done_at": now,
            },
        )
    complete_if_done(session, pinned, by=by, now=now)


def answer_practice(  # noqa: PLR0913 - whose answer, to what, and the proof of time
    session: Session,
    *,
    sitting_id: int,
    member_id: int,
    lesson: str,
    scenario: str,
    answers: Mapping[str, Answer],
    token: PageToken | None,
    scripted: bool,
    now: datetime,
) -> None:
    """Keep a member's first answers to practice items; later ones to the same change nothing.

    Raises:
        NotFoundError: the lesson practices no such scenario.
        InvalidError: an answer is none to its item.
        ConflictError: a step of a tree that was not served yet.
    """
    lock_member(session, member_id)
    pinned = pinned_lesson(session, _own(session, sitting_id, member_id), lesson)
    found = pinned.scenario(scenario)
    version_id = pinned.scenario_version(scenario)
    given = {
        each.item: each.answer
        for each in practiced(session, sitting_id)
        if each.scenario_version_id == version_id
    }
    fresh = {item: answer for item, answer in answers.items() if item not in given}
    _check_served(found, given, fresh)
    rows = [
        {
            "sitting_id": sitting_id,
            "scenario_version_id": version_id,
            "item": item_id,
            "answer": answer,
            "points": points(found.item(item_id), answer),
            "maximum": maximum(found.item(item_id)),
            "answered_at": now,
        }
        for item_id, answer in fresh.items()
    ]
    if rows:
        session.connection().execute(insert(PracticeResponse), rows)
    work_on_page(session, token, Kind.ANSWER, scripted=scripted, now=now)


def finish_practice(  # noqa: PLR0913 - whose lesson, which, and the proof of time
    session: Session,
    *,
    sitting_id: int,
    member_id: int,
    lesson: str,
    token: PageToken | None,
    scripted: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Leave a practice page after its feedback; the last one completes the lesson."""
    lock_member(session, member_id)
    pinned = pinned_lesson(session, _own(session, sitting_id, member_id), lesson)
    work_on_page(session, token, Kind.NEXT, scripted=scripted, now=now)
    complete_if_done(session, pinned, by=by, now=now)


def _check_served(
    scenario: Scenario, given: Mapping[str, Answer], fresh: Mapping[str, Answer]
) -> None:
    if scenario.tree is None:
        return
    served = {step.id for step in scenario.tree.way(given)}
    if not set(fresh) <= served:
        raise ConflictError(reason="a step that was not served", scenario=scenario.id)


def _own(session: Session, sitting_id: int, member_id: int) -> SittingRow:
    sitting = own_sitting(session, sitting_id=sitting_id, member_id=member_id)
    if sitting is None:
        raise NotFoundError(sitting=sitting_id)
    return sitting


def complete_if_done(session: Session, pinned: PinnedLesson, *, by: Actor, now: datetime) -> bool:
    """Complete a lesson once all of it is done, and post its time; True where it was.

    A lesson completed before posts what was counted since, so that practice afterwards
    counts the same way.
    """
    sitting, lesson = pinned.sitting, pinned.lesson
    if not is_done(session, pinned):
        return False
    already = lesson.id in lessons_completed(session, sitting.id)
    settings = settings_on(session, now.date())
    unit = lesson_unit(lesson.id)
    counted = counted_time(session, sitting_id=sitting.id, unit=unit, zone=settings.zone)
    if already and not counted.time:
        return False
    nominal = nominal_minutes(
        replace(lesson, practice=tuple(each.id for each in pinned.scenarios)),
        {each.id: each for each in pinned.scenarios},
    )
    today = now.astimezone(settings.zone).date()
    late = late_for(
        session,
        member_id=sitting.member_id,
        policy=version(session, sitting.module_version_id).policy,
        period_start=sitting.period_start,
        day=today,
    )
    event = LessonCompleted(
        sitting_id=sitting.id,
        member_id=sitting.member_id,
        lesson=lesson.id,
        lesson_digest=pinned.digest,
        completed_on=today.isoformat(),
        limb=lesson.limb,
        counting=settings.counting.value,
        nominal_seconds=0 if already else nominal.seconds,
        time=counted.lines(),
        beats_after=counted.after,
        beats_through=counted.through,
        beats_digest=counted.digest,
        late_for=late.isoformat() if late else None,
    )
    postings = lesson_postings(
        counted.time,
        settings.counting,
        nominal_seconds=event.nominal_seconds,
        limb=lesson.limb,
        completed_on=today,
    )
    seq = record(session, event, by=by, now=now)
    post(
        session,
        member_id=sitting.member_id,
        sitting_id=sitting.id,
        unit=unit,
        source=CreditSource.LESSON,
        counted=counted,
        postings=for_late_year(postings, late),
        event_seq=seq,
    )
    if not already:
        session.connection().execute(
            insert(LessonCompletion),
            {
                "sitting_id": sitting.id,
                "lesson": lesson.id,
                "lesson_version_id": pinned.version_id,
                "completed_at": now,
                "event_seq": seq,
            },
        )
    years = (sitting.period_start, today)
    issue_year_certificate(session, member_id=sitting.member_id, by=by, now=now, days=years)
    return True
