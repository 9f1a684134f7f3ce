"""Everything a policy's folder holds, read and checked at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lms.content.check import Folder, check, read_folder
from lms.content.development_file import developments_file_findings, read_developments
from lms.content.policy_folder import revision_from_folder
from lms.content.reading import Reading
from lms.content.requirement_file import read_requirement, requirement_findings
from lms.content.yaml_source import Findings, Located
from lms.domain.checklist import Checklist
from lms.domain.citation import Known
from lms.domain.coverage import CoveragePlan
from lms.domain.development import Development
from lms.domain.drafting import DraftingQuestions
from lms.domain.lesson import Lesson
from lms.domain.requirement import Requirement
from lms.domain.revision import Revision
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule

DEVELOPMENTS = "developments.yaml"
REQUIREMENT = "requirement.yaml"

_Named = TypeVar("_Named", Scenario, Lesson, Checklist)


@dataclass(frozen=True, slots=True)
class WholeFolder:
    """A policy's folder as read.

    Attributes:
        revision: None where anything is wrong with the policy itself.
        findings: every mistake, by file and line; with one of them nothing is taken in.
        requirement: None where the folder has none, or a misshapen one.
        developments: what the register of changes is first filled with.
    """

    path: Path
    revision: Revision | None
    scenarios: tuple[Scenario, ...]
    lessons: tuple[Lesson, ...]
    modules: tuple[TrainingModule, ...]
    requirement: Requirement | None
    developments: tuple[Development, ...]
    findings: Findings
    checklists: tuple[Checklist, ...] = ()
    coverage: CoveragePlan | None = None
    questions: DraftingQuestions | None = None

    @property
    def slug(self) -> str:
        """The policy's slug: the folder's name."""
        return self.path.resolve().name

    @property
    def items(self) -> int:
        """How many items anybody could be asked, trees by their length."""
        return sum(scenario.item_count for scenario in self.scenarios)


def read_whole_folder(path: Path) -> WholeFolder:
    """Read a policy with all its content and its requirement, and check everything.

    Where the policy itself is in doubt the others are checked for their shape only: nearly all
    of them cite its provisions.
    """
    revision, found = revision_from_folder(path)
    content = read_folder(path)
    asked = read_requirement(path / REQUIREMENT) if (path / REQUIREMENT).exists() else None
    changes = read_developments(path / DEVELOPMENTS) if (path / DEVELOPMENTS).exists() else None
    if revision is None:
        found = (*found, *_misshapen(content, asked), *(changes.found if changes else ()))
    else:
        provisions = {each.id: each.provision for each in revision.provisions}
        known = Known(provisions, _limbs(asked)) if asked and asked.thing else Known(provisions)
        gaps = {code: frozenset(each.gaps) for code, each in provisions.items()}
        found = (*found, *check(content, known, gaps))
        found += requirement_findings(asked, provisions) if asked is not None else ()
        found += developments_file_findings(changes, provisions) if changes is not None else ()
    return WholeFolder(
        path=path,
        revision=revision,
        scenarios=_by_id(content.every_scenario()),
        lessons=_by_id(content.every_lesson()),
        modules=content.every_module(),
        requirement=asked.thing if asked is not None else None,
        developments=(changes.thing or ()) if changes is not None else (),
        findings=found,
        checklists=_by_id(content.every_checklist()),
        coverage=content.coverage.thing if content.coverage is not None else None,
        questions=content.questions.thing if content.questions is not None else None,
    )


def _by_id(things: Mapping[str, _Named]) -> tuple[_Named, ...]:
    return tuple(things[name] for name in sorted(things))


def _limbs(asked: Reading[Requirement]) -> frozenset[str]:
    limbs = asked.thing.limbs if asked.thing is not None else ()
    return frozenset(limb.slug for limb in limbs)


def _misshapen(content: Folder, asked: Reading[Requirement] | None) -> Iterator[Located]:
    yield from content.misshapen()
    if asked is not None:
        yield from asked.found
