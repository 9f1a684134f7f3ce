"""modules.yaml: its shape, and the way into the domain."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from lms.content.lesson_files import ObjectiveModel
from lms.content.reading import Reading, read
from lms.content.wording import Text
from lms.content.yaml_source import StrictModel
from lms.domain.scenario import Audience
from lms.domain.training import Blueprint, Gate, Group, LessonPlan, TrainingModule


class GroupModel(StrictModel):
    """So many items from these provisions."""

    name: Text
    provisions: tuple[Text, ...]
    items: int

    def to_domain(self) -> Group:
        """The same in the domain's words."""
        return Group(self.name, self.provisions, self.items)


class BlueprintModel(StrictModel):
    """What every attempt consists of."""

    items: int
    groups: tuple[GroupModel, ...]
    must_pass: tuple[Text, ...] = ()

    def to_domain(self) -> Blueprint:
        """The same in the domain's words."""
        groups = tuple(group.to_domain() for group in self.groups)
        return Blueprint(self.items, groups, self.must_pass)


class PlanModel(StrictModel):
    """The lesson plan."""

    author: Text
    technique: Text
    true_as_of: date
    objectives: tuple[ObjectiveModel, ...]

    def to_domain(self) -> LessonPlan:
        """The same in the domain's words."""
        return LessonPlan(
            author=self.author,
            technique=self.technique,
            true_as_of=self.true_as_of,
            objectives=tuple(objective.to_domain() for objective in self.objectives),
        )


class GateModel(StrictModel):
    """What a module waits for before it may be approved."""

    waits_for: Text
    signatures: int
    outcome_of: Text | None = None

    def to_domain(self) -> Gate:
        """The same in the domain's words."""
        return Gate(self.waits_for, self.signatures, self.outcome_of)


class ModuleModel(StrictModel):
    """One module."""

    id: Text
    number: int
    title: Text
    summary: Text
    audience: tuple[Audience, ...]
    lessons: tuple[Text, ...]
    blueprint: BlueprintModel
    plan: PlanModel
    developments: tuple[Text, ...] = ()
    gate: GateModel | None = None

    def to_domain(self) -> TrainingModule:
        """The same in the domain's words."""
        return TrainingModule(
            id=self.id,
            number=self.number,
            title=self.title,
            summary=self.summary,
            audience=self.audience,
            lessons=self.lessons,
            blueprint=self.blueprint.to_domain(),
            plan=self.plan.to_domain(),
            developments=self.developments,
            gate=None if self.gate is None else self.gate.to_domain(),
        )


class ModulesModel(StrictModel):
    """The whole file."""

    modules: tuple[ModuleModel, ...]

    def to_domain(self) -> tuple[TrainingModule, ...]:
        """The modules in the order of the file."""
        return tuple(module.to_domain() for module in self.modules)


def read_modules(path: Path, *, shown_as: str | None = None) -> Reading[tuple[TrainingModule, ...]]:
    """Read modules.yaml.

    Args:
        path: the file.
        shown_as: its name in messages; the path as given where it is left out.
    """
    return read(path, ModulesModel, ModulesModel.to_domain, shown_as)
