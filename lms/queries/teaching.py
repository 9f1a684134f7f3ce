"""What can be taught in a room: approved lessons, and scenarios for a roll call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.item import ChooseAll, ChooseOne
from lms.domain.lesson import Lesson
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import ClassSession, ContentKind, StoredFile
from lms.queries.content import Version, approved, things, versions_by_id
from lms.queries.provision_status import unscored_codes


@dataclass(frozen=True, slots=True)
class TaughtLesson:
    """An approved lesson that a class may teach."""

    version: Version
    lesson: Lesson


def teachable_lessons(session: Session) -> tuple[TaughtLesson, ...]:
    """Every approved lesson, by title."""
    versions = approved(session, ContentKind.LESSON)
    lessons = things(session, versions.values(), Lesson)
    found = [TaughtLesson(versions[slug], lesson) for slug, lesson in lessons.items()]
    return tuple(sorted(found, key=lambda each: each.lesson.title))


@dataclass(frozen=True, slots=True)
class Discussed:
    """A scenario that a roll call may discuss.

    Attributes:
        lesson: the lesson it belongs to, under which its minutes are taught.
        last_at: when a roll call of this department last discussed it.
    """

    version: Version
    scenario: Scenario
    lesson: TaughtLesson
    last_at: datetime | None


def discussable(session: Session, *, day: date) -> tuple[Discussed, ...]:
    """Practice scenarios that a room can answer by hands, those never discussed first.

    They have options to choose from, belong to an approved lesson, and cite no section on
    which nothing may be scored.
    """
    lessons = teachable_lessons(session)
    versions = approved(session, ContentKind.SCENARIO)
    scenarios = things(session, versions.values(), Scenario)
    unscored = _unscored(session, versions.values(), day)
    last = _last_discussed(session)
    found = []
    for taught in lessons:
        for slug in taught.lesson.practice:
            scenario, each = scenarios.get(slug), versions.get(slug)
            if scenario is None or each is None or not _by_hands(scenario):
                continue
            if unscored & set(scenario.provisions):
                continue
            found.append(Discussed(each, scenario, taught, last.get(each.content_id)))
    return tuple(sorted(found, key=_freshest_first))


def _freshest_first(each: Discussed) -> tuple[bool, float]:
    return (each.last_at is not None, each.last_at.timestamp() if each.last_at else 0.0)


def _by_hands(scenario: Scenario) -> bool:
    return scenario.tree is None and all(
        isinstance(item, (ChooseOne, ChooseAll)) for item in scenario.items
    )


def _unscored(session: Session, versions: Iterable[Version], day: date) -> frozenset[str]:
    policies = {each.policy_id for each in versions}
    return frozenset().union(
        *(unscored_codes(session, policy_id=policy_id, day=day) for policy_id in policies)
    )


def _last_discussed(session: Session) -> dict[int, datetime]:
    rows = session.execute(
        select(ClassSession.scenario_version_id, func.max(ClassSession.starts_at))
        .where(ClassSession.scenario_version_id.is_not(None))
        .group_by(ClassSession.scenario_version_id)
    ).all()
    versions = versions_by_id(session, [int(version_id or 0) for version_id, _ in rows])
    found: dict[int, datetime] = {}
    for version_id, at in rows:
        content_id = versions[int(version_id or 0)].content_id
        found[content_id] = max(at, found.get(content_id, at))
    return found


def modules_with(session: Session, lesson: str) -> tuple[tuple[Version, TrainingModule], ...]:
    """The approved modules that hold a lesson, by number."""
    versions = approved(session, ContentKind.MODULE)
    modules = things(session, versions.values(), TrainingModule)
    found = [(versions[slug], each) for slug, each in modules.items() if lesson in each.lessons]
    return tuple(sorted(found, key=lambda pair: pair[1].number))


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A stored file as it is sent back."""

    sha256: str
    media_type: str
    name: str


def kept_file(session: Session, sha256: str) -> KeptFile | None:
    """What is known of a stored file."""
    row = session.execute(
        select(StoredFile.sha256, StoredFile.media_type, StoredFile.name).where(
            StoredFile.sha256 == sha256
        )
    ).one_or_none()
    return KeptFile(*row) if row else None
