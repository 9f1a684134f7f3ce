"""A lesson as a sitting uses it, and how far it has come."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.errors import NotFoundError
from lms.domain.item import Answer
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.queries.content import thing, things, versions_by_id
from lms.queries.sittings import Pin, SittingRow, pages_done, pins, practiced


@dataclass(frozen=True, slots=True)
class PinnedLesson:
    """A lesson as a sitting uses it, with its practice scenarios in order."""

    sitting: SittingRow
    lesson: Lesson
    digest: str
    version_id: int
    scenarios: tuple[Scenario, ...]
    scenario_version_ids: tuple[int, ...]

    def scenario_version(self, slug: str) -> int:
        """The version id of one of its scenarios.

        Raises:
            NotFoundError: it practices no such scenario.
        """
        for scenario, version_id in zip(self.scenarios, self.scenario_version_ids, strict=True):
            if scenario.id == slug:
                return version_id
        raise NotFoundError(scenario=slug)

    def scenario(self, slug: str) -> Scenario:
        """One of its scenarios.

        Raises:
            NotFoundError: it practices no such scenario.
        """
        for scenario in self.scenarios:
            if scenario.id == slug:
                return scenario
        raise NotFoundError(scenario=slug)


def pinned_lesson(session: Session, sitting: SittingRow, slug: str) -> PinnedLesson:
    """The lesson a sitting has begun.

    Raises:
        NotFoundError: it has not begun one of this name.
    """
    pin = pins(session, sitting.id).get(slug)
    if pin is None:
        raise NotFoundError(sitting=sitting.id, lesson=slug)
    return _pinned(session, sitting, pin)


def _pinned(session: Session, sitting: SittingRow, pin: Pin) -> PinnedLesson:
    ids = (pin.lesson_version_id, *pin.scenario_version_ids)
    found = versions_by_id(session, ids)
    lesson_version = found[pin.lesson_version_id]
    ordered = [found[version_id] for version_id in pin.scenario_version_ids]
    scenarios = things(session, ordered, Scenario)
    return PinnedLesson(
        sitting=sitting,
        lesson=thing(session, lesson_version, Lesson),
        digest=lesson_version.digest,
        version_id=lesson_version.id,
        scenarios=tuple(scenarios[each.slug] for each in ordered),
        scenario_version_ids=pin.scenario_version_ids,
    )


def is_done(session: Session, pinned: PinnedLesson) -> bool:
    """Whether every page was left and every practice item answered."""
    slug = pinned.lesson.id
    done = pages_done(session, pinned.sitting.id)
    if any(f"{slug}/{page.id}" not in done for page in pinned.lesson.pages):
        return False
    given: dict[int, dict[str, Answer]] = {}
    for each in practiced(session, pinned.sitting.id):
        given.setdefault(each.scenario_version_id, {})[each.item] = each.answer
    return all(
        all_answered(scenario, given.get(version_id, {}))
        for scenario, version_id in zip(pinned.scenarios, pinned.scenario_version_ids, strict=True)
    )


def all_answered(scenario: Scenario, given: Mapping[str, Answer]) -> bool:
    """Whether nothing of a scenario is left to answer; in a tree, on the way taken."""
    asked = scenario.items if scenario.tree is None else scenario.tree.way(given)
    return all(item.id in given for item in asked)
