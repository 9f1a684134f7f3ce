"""The department once it is set up: its policy, its modules and its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from lms.domain.access import Actor
from lms.domain.training import TrainingModule


@dataclass(frozen=True, slots=True)
class Department:
    """What a visit, a talk or a decision needs to know.

    Attributes:
        modules: the course, then the module of dispatch.
        nominal: expected seconds of each lesson.
        actors: everybody on the roster, by badge.
        assignments: of each module of the course to all sworn members, by the module's id.
    """

    policy: str
    zone: ZoneInfo
    modules: tuple[TrainingModule, ...]
    nominal: Mapping[str, int]
    actors: Mapping[str, Actor]
    assignments: Mapping[str, int]

    def member_id(self, badge: str) -> int:
        """Somebody's id on the roster."""
        member_id = self.actors[badge].member_id
        if member_id is None:
            raise AssertionError(badge)
        return member_id
