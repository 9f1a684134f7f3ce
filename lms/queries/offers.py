"""The modules that can be assigned, with the expected time of their lessons."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.lesson import Lesson
from lms.domain.make_up import Offer
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from lms.models import ContentKind
from lms.queries.content import approved, things
from lms.queries.expected_time import expected_time


@dataclass(frozen=True, slots=True)
class OfferedModule:
    """An approved module of a policy as it can be assigned."""

    slug: str
    title: str
    offer: Offer


def offered_modules(session: Session, *, policy: str) -> dict[int, OfferedModule]:
    """Every approved module of a policy by its content, in the order of the course."""
    modules = approved(session, ContentKind.MODULE, policy=policy)
    lesson_versions = approved(session, ContentKind.LESSON, policy=policy)
    scenario_versions = approved(session, ContentKind.SCENARIO, policy=policy)
    module_of = things(session, modules.values(), TrainingModule)
    lessons = things(session, lesson_versions.values(), Lesson)
    scenarios = things(session, scenario_versions.values(), Scenario)
    seconds = {
        slug: expected_time(lesson, lesson_versions[slug], scenarios, scenario_versions).seconds
        for slug, lesson in lessons.items()
    }
    found = {}
    for module in sorted(module_of.values(), key=lambda each: each.number):
        content_id = modules[module.id].content_id
        offer = Offer(
            content_id=content_id,
            number=module.number,
            lessons={slug: seconds[slug] for slug in module.lessons if slug in seconds},
            is_course=module.is_course,
        )
        found[content_id] = OfferedModule(module.id, module.title, offer)
    return found
