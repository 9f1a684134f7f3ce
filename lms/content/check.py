"""Checks all training content of a policy's folder and tells every mistake at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lms.content.checklist_files import read_checklist
from lms.content.coverage_file import read_coverage
from lms.content.lesson_files import read_lesson
from lms.content.module_files import read_modules
from lms.content.questions_file import read_questions
from lms.content.reading import Reading
from lms.content.scenario_files import read_scenario
from lms.content.yaml_source import Findings, Located, YamlSource
from lms.domain import giveaway
from lms.domain.checklist import Checklist, across_checklists, checklist_findings
from lms.domain.citation import Citable, Known
from lms.domain.coverage import CoveragePlan, plan_findings
from lms.domain.drafting import DraftingQuestions, drafting_findings
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson
from lms.domain.lesson_findings import across_lessons, lesson_findings
from lms.domain.module_findings import across_modules, module_findings
from lms.domain.scenario import Scenario
from lms.domain.scenario_findings import across_scenarios, scenario_findings
from lms.domain.training import TrainingModule

SCENARIOS, LESSONS, MODULES = "scenarios", "lessons", "modules.yaml"
CHANGES = "change-modules.yaml"
CHECKLISTS, COVERAGE, QUESTIONS = "checklists", "coverage.yaml", "questions.yaml"

_Named = TypeVar("_Named", Scenario, Lesson, Checklist)
_Single = TypeVar("_Single", CoveragePlan, DraftingQuestions, tuple[TrainingModule, ...])
Gaps = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Folder:
    """All files of a policy's folder as read, in the order of their names.

    A folder may do without checklists, a plan of coverage, drafting questions and modules about
    changes.
    """

    scenarios: tuple[Reading[Scenario], ...]
    lessons: tuple[Reading[Lesson], ...]
    modules: Reading[tuple[TrainingModule, ...]]
    strays: Findings
    checklists: tuple[Reading[Checklist], ...] = ()
    coverage: Reading[CoveragePlan] | None = None
    questions: Reading[DraftingQuestions] | None = None
    changes: Reading[tuple[TrainingModule, ...]] | None = None

    def every_module(self) -> tuple[TrainingModule, ...]:
        """The modules that could be read: the course, the tracks, and those about changes."""
        changes = self.changes.thing if self.changes is not None else None
        return (*(self.modules.thing or ()), *(changes or ()))

    def every_scenario(self) -> dict[str, Scenario]:
        """The scenarios that could be read, by id; of one id the first."""
        return _by_id(self.scenarios)

    def every_lesson(self) -> dict[str, Lesson]:
        """The lessons that could be read, by id; of one id the first."""
        return _by_id(self.lessons)

    def every_checklist(self) -> dict[str, Checklist]:
        """The checklists that could be read, by id; of one id the first."""
        return _by_id(self.checklists)

    def misshapen(self) -> Iterator[Located]:
        """What keeps files from being read, and files that nothing reads."""
        yield from self.strays
        for found in (
            *(reading.found for reading in self.scenarios),
            *(reading.found for reading in self.lessons),
            *(reading.found for reading in self.checklists),
        ):
            yield from found
        yield from self.modules.found
        yield from self.changes.found if self.changes is not None else ()
        yield from self.coverage.found if self.coverage is not None else ()
        yield from self.questions.found if self.questions is not None else ()


def read_folder(folder: Path) -> Folder:
    """Read every file; none is judged beyond its shape."""
    checklists = folder / CHECKLISTS
    return Folder(
        scenarios=tuple(read_scenario(path) for path in _files(folder / SCENARIOS)),
        lessons=tuple(read_lesson(path) for path in _files(folder / LESSONS)),
        modules=read_modules(folder / MODULES),
        checklists=tuple(read_checklist(path) for path in _files(checklists)),
        coverage=_if_there(folder / COVERAGE, read_coverage),
        questions=_if_there(folder / QUESTIONS, read_questions),
        changes=_if_there(folder / CHANGES, read_modules),
        strays=(
            *_strays(folder / SCENARIOS),
            *_strays(folder / LESSONS),
            *(_strays(checklists) if checklists.exists() else ()),
        ),
    )


def _if_there(path: Path, read: Callable[[Path], Reading[_Single]]) -> Reading[_Single] | None:
    return read(path) if path.exists() else None


def check_folder(folder: Path, provisions: Iterable[Citable]) -> Findings:
    """Everything that is wrong with the content of a folder, by file and line.

    Args:
        folder: such as ``scenarios/haverhill-immigration``.
        provisions: the policy's own.
    """
    return check(read_folder(folder), Known({each.id: each for each in provisions}))


def check(read: Folder, known: Known, gaps: Gaps | None = None) -> Findings:
    """The same for files that are already read.

    Args:
        read: the files.
        known: provisions and limbs.
        gaps: the numbers of the open points that each provision names.
    """
    scenarios, lessons = read.every_scenario(), read.every_lesson()
    found = [
        *read.strays,
        *_each(read.scenarios, lambda scenario: scenario_findings(scenario, known)),
        *_across(read.scenarios, across_scenarios),
        *_each(read.lessons, lambda lesson: lesson_findings(lesson, scenarios, known)),
        *_across(read.lessons, across_lessons),
        *_modules(read, lessons, scenarios, known),
        *_each(read.checklists, lambda checklist: checklist_findings(checklist, known)),
        *_across(read.checklists, across_checklists),
        *_one(read.coverage, lambda plan: plan_findings(plan, known)),
        *_one(read.questions, lambda asked: drafting_findings(asked, known, gaps or {})),
    ]
    return tuple(sorted(found, key=lambda each: (each.file, each.line, str(each))))


def giveaways(folder: Path) -> giveaway.Giveaways:
    """How far somebody gets through the folder's scenarios who looks at lengths only."""
    return giveaway.giveaways(read_folder(folder).every_scenario().values())


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.yaml") if path.is_file())


def _strays(folder: Path) -> Iterator[Located]:
    """Files that nothing would read, such as one named .yml."""
    if not folder.is_dir():
        yield Located(str(folder), 1, Finding((), "there is no such folder"))
        return
    for path in sorted(folder.iterdir()):
        if not path.name.startswith(".") and not (path.is_file() and path.suffix == ".yaml"):
            yield Located(str(path), 1, Finding((), "is not read: it is no .yaml file"))


def _by_id(readings: Sequence[Reading[_Named]]) -> dict[str, _Named]:
    things = [reading.thing for reading in readings if reading.thing is not None]
    return {thing.id: thing for thing in reversed(things)}


def _each(
    readings: Sequence[Reading[_Named]], judge: Callable[[_Named], Sequence[Finding]]
) -> Iterator[Located]:
    for reading in readings:
        yield from reading.found
        thing, source = reading.thing, reading.source
        if thing is None or source is None:
            continue
        if thing.id != reading.path.stem:
            message = f"is {thing.id}, but the file is named {reading.path.stem}"
            yield source.locate(Finding(("id",), message))
        yield from map(source.locate, judge(thing))


def _one(
    reading: Reading[_Single] | None, judge: Callable[[_Single], Iterable[Finding]]
) -> Iterator[Located]:
    if reading is None:
        return
    yield from reading.found
    if reading.thing is not None and reading.source is not None:
        yield from map(reading.source.locate, judge(reading.thing))


def _across(
    readings: Sequence[Reading[_Named]],
    judge: Callable[[Sequence[_Named]], Sequence[Finding]],
) -> Iterator[Located]:
    whole = [
        (reading.thing, reading.source)
        for reading in readings
        if reading.thing is not None and reading.source is not None
    ]
    for finding in judge([thing for thing, _ in whole]):
        at, *inside = finding.path
        _, source = whole[int(at)]
        yield source.locate(Finding(tuple(inside), finding.message))


def _modules(
    read: Folder,
    lessons: Mapping[str, Lesson],
    scenarios: Mapping[str, Scenario],
    known: Known,
) -> Iterator[Located]:
    """What is wrong with the modules of both files, and between them."""
    placed: list[tuple[YamlSource, int]] = []
    for reading in (read.modules, read.changes):
        if reading is None:
            continue
        yield from reading.found
        if reading.thing is None or reading.source is None:
            continue
        for at, module in enumerate(reading.thing):
            placed.append((reading.source, at))
            for finding in module_findings(module, lessons, scenarios, known):
                yield _placed(reading.source, at, finding.path, finding.message)
    for finding in across_modules(read.every_module()):
        source, at = placed[int(finding.path[0])]
        yield _placed(source, at, finding.path[1:], finding.message)


def _placed(source: YamlSource, at: int, path: tuple[str | int, ...], message: str) -> Located:
    return source.locate(Finding(("modules", at, *path), message))
