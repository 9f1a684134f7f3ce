"""Training modules: their lessons, the blueprint of their attempt and their lesson plan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lms.domain.lesson import Objective
from lms.domain.scenario import Audience, Scenario


@dataclass(frozen=True, slots=True)
class Group:
    """So many items of an attempt come from these provisions."""

    name: str
    provisions: tuple[str, ...]
    items: int


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What every attempt of a module consists of.

    Attributes:
        items: how many in all; the groups add up to it.
        must_pass: provisions that every attempt tests; their items must be fully right.
    """

    items: int
    groups: tuple[Group, ...]
    must_pass: tuple[str, ...] = ()

    def group_of(self, provisions: Iterable[str]) -> Group | None:
        """The first group that shares a provision, or None."""
        wanted = frozenset(provisions)
        return next((group for group in self.groups if wanted & set(group.provisions)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonPlan:
    """What an accreditor asks of a course: its aims, its way and who wrote it."""

    author: str
    technique: str
    true_as_of: date
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """What a module waits for before it may be approved.

    Attributes:
        waits_for: in a sentence; whoever signs says that it is settled.
        signatures: how many named people sign, none of them its author.
        outcome_of: a development whose outcome must be recorded first.
    """

    waits_for: str
    signatures: int
    outcome_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingModule:
    """Lessons and the graded attempt that closes them. ``lessons`` are ids, in order.

    Attributes:
        developments: the changes it is built from; a module of the course has none.
        revises: the revision whose changes alone it trains.
    """

    id: str
    number: int
    title: str
    summary: str
    audience: tuple[Audience, ...]
    lessons: tuple[str, ...]
    blueprint: Blueprint
    plan: LessonPlan
    developments: tuple[str, ...] = ()
    gate: Gate | None = None
    revises: int | None = None

    @property
    def is_course(self) -> bool:
        """Whether it is for every officer.

        A track is for those who have a job of their own, an update trains a change alone.
        """
        alone = bool(self.developments) or self.revises is not None
        return Audience.OFFICER in self.audience and not alone

    def pool(self, scenarios: Iterable[Scenario]) -> tuple[Scenario, ...]:
        """The scenarios that an attempt of this module may draw from.

        They are told from a place that the module is for.
        """
        return tuple(
            scenario
            for scenario in scenarios
            if scenario.use.graded
            and not set(self.audience).isdisjoint(scenario.audience)
            and self.blueprint.group_of(scenario.provisions) is not None
        )
