"""The steps of a lesson in order: reading pages, then practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from lms.queries.lesson_work import PinnedLesson, all_answered
from lms.queries.sittings import pages_done, practiced


@dataclass(frozen=True, slots=True)
class Step:
    """A page or a practice scenario of a lesson."""

    name: str
    title: str
    practice: bool
    done: bool

    def url(self, sitting_id: int, lesson: str) -> str:
        """Its address."""
        if self.practice:
            return url_for(
                "learning.practice", sitting_id=sitting_id, lesson=lesson, scenario=self.name
            )
        return url_for("learning.lesson_page", sitting_id=sitting_id, lesson=lesson, page=self.name)


def steps_of(session: Session, pinned: PinnedLesson) -> tuple[Step, ...]:
    """A lesson's steps with what is done."""
    slug, sitting_id = pinned.lesson.id, pinned.sitting.id
    left = pages_done(session, sitting_id)
    given: dict[int, dict[str, int | tuple[int, ...]]] = {}
    for each in practiced(session, sitting_id):
        given.setdefault(each.scenario_version_id, {})[each.item] = each.answer
    pages = [
        Step(page.id, page.title, practice=False, done=f"{slug}/{page.id}" in left)
        for page in pinned.lesson.pages
    ]
    scenarios = [
        Step(
            scenario.id,
            scenario.title,
            practice=True,
            done=all_answered(scenario, given.get(version_id, {})),
        )
        for scenario, version_id in zip(pinned.scenarios, pinned.scenario_version_ids, strict=True)
    ]
    return (*pages, *scenarios)


def next_url(
    sitting_id: int, lesson: str, steps: Sequence[Step], *, after: str | None = None
) -> str:
    """The first step that is not done, looking behind ``after`` first."""
    start = next((at for at, step in enumerate(steps) if step.name == after), -1) + 1
    ordered = (*steps[start:], *steps[:start])
    step = next((each for each in ordered if not each.done), ordered[0])
    return step.url(sitting_id, lesson)
