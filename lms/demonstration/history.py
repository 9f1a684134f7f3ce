"""Letting everything happen, in the order of its moments."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from lms.demonstration.department import Department
from lms.demonstration.desk import Acts
from lms.demonstration.schedule import Happening
from lms.demonstration.tally import Tally
from lms.storage.database import Database

_AT_ONCE = 30
_A_VISIT_LASTS = timedelta(hours=2)


def live_through(
    database: Database,
    department: Department,
    happenings: Sequence[Happening],
    say: Callable[[str], None],
) -> Tally:
    """Let everything happen; a transaction holds what goes on at the same time, and more."""
    tally, done = Tally(), 0
    for chapter in _chapters(happenings):
        tally = database.writing(
            partial(_live, department=department, chapter=chapter, before=tally)
        )
        done += len(chapter)
        day = chapter[-1].starts_at.astimezone(department.zone).date()
        say(f"History up to {day.isoformat()}: {done} of {len(happenings)} visits and decisions")
    return tally


def _chapters(happenings: Sequence[Happening]) -> Iterator[Sequence[Happening]]:
    """Cut the history where nobody is at work, so that no visit lies in two transactions."""
    chapter: list[Happening] = []
    for each in happenings:
        quiet = not chapter or each.starts_at >= chapter[-1].starts_at + _A_VISIT_LASTS
        if quiet and len(chapter) >= _AT_ONCE:
            yield chapter
            chapter = []
        chapter.append(each)
    if chapter:
        yield chapter


def _live(
    session: Session,
    *,
    department: Department,
    chapter: Sequence[Happening],
    before: Tally,
    now: datetime,  # noqa: ARG001 - every act has a moment of its own
) -> Tally:
    tally = before.copy()
    waiting: list[tuple[datetime, int, Acts]] = []
    for order, each in enumerate(chapter):
        acts = each.acts(session, department, tally)
        heapq.heappush(waiting, (next(acts), order, acts))
    while waiting:
        _, order, acts = waiting[0]
        following = next(acts, None)
        if following is None:
            heapq.heappop(waiting)
        else:
            heapq.heapreplace(waiting, (following, order, acts))
    return tally
