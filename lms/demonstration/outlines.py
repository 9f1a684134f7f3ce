"""From what a member will have done to the visits in which it is done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from lms.demonstration.beats import Mishap
from lms.demonstration.department import Department
from lms.demonstration.examinee import AttemptStage
from lms.demonstration.luck import Luck
from lms.demonstration.plans import Plan, Try
from lms.demonstration.reader import LessonStage
from lms.demonstration.visits import Stage

_AN_ATTEMPT_TAKES = 540
_MOST_LESSONS = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """A visit before it has a moment.

    Attributes:
        module: the index of its module.
        after_talk: whether a talk has to come before it.
    """

    module: int
    stages: tuple[Stage, ...]
    after_talk: bool = False

    @property
    def graded(self) -> bool:
        """Whether an attempt is taken."""
        return any(isinstance(stage, AttemptStage) for stage in self.stages)


def outlines(department: Department, plan: Plan, luck: Luck, *, small: bool) -> Sequence[Outline]:
    """The visits of a plan in order; in the small department as few as possible."""
    pace = _pace(department, plan, luck)
    found: list[Outline] = []
    for module in range(len(department.modules)):
        lessons = _lessons(department, plan, module, pace)
        sizes = len(lessons) if small else _MOST_LESSONS
        groups = list(_groups(lessons, sizes, luck))
        attempts = list(_attempts(plan, module))
        if groups and attempts and (small or (len(groups[-1]) < _MOST_LESSONS and luck.chance(50))):
            groups[-1] = (*groups[-1], *attempts.pop(0).stages)
        found.extend(Outline(module, _with_a_mishap(group, luck)) for group in groups)
        found.extend(attempts)
    return _ending(found, plan)


def _pace(department: Department, plan: Plan, luck: Luck) -> int:
    """How fast somebody is; where the year has to come to a sum, so that it can."""
    if plan.seconds is None:
        return luck.between(70, 105)
    whole, attempts = 0, 0
    for at, module in enumerate(department.modules):
        done = plan.lessons_of(at, len(module.lessons))
        whole += sum(department.nominal[lesson] for lesson in module.lessons[:done])
        attempts += sum(each is not Try.TALK for each in plan.tries_of(at))
    return max(55, min((plan.seconds - attempts * _AN_ATTEMPT_TAKES) * 100 // whole, 150))


def _lessons(department: Department, plan: Plan, module: int, pace: int) -> Sequence[LessonStage]:
    """The lessons of a module to be completed, and the one begun and left."""
    lessons = department.modules[module].lessons
    done = plan.lessons_of(module, len(lessons))
    stages = [LessonStage(lesson, pace) for lesson in lessons[:done]]
    if plan.begins(module):
        stages += [LessonStage(lesson, pace, leave_after=2) for lesson in lessons[done : done + 1]]
    return stages


def _groups(stages: Sequence[LessonStage], most: int, luck: Luck) -> Iterator[tuple[Stage, ...]]:
    """The lessons visit by visit; a lesson that is left ends its visit by itself."""
    at = 0
    while at < len(stages):
        size = most if most == len(stages) else luck.between(1, most)
        yield tuple(stages[at : at + size])
        at += size


def _attempts(plan: Plan, module: int) -> Iterator[Outline]:
    """The attempts at a module, each in a visit of its own."""
    number, talked = 0, False
    for each in plan.tries_of(module):
        if each is Try.TALK:
            talked = True
            continue
        number += 1
        yield Outline(module, (AttemptStage(number, each is Try.PASSED),), after_talk=talked)
        talked = False


def _with_a_mishap(stages: tuple[Stage, ...], luck: Luck) -> tuple[Stage, ...]:
    """Now and then something comes between the first lesson of a visit and its reader."""
    first = stages[0]
    if isinstance(first, LessonStage) and luck.chance(30):
        mishap = luck.one_of(tuple(Mishap))
        first = replace(first, mishap=mishap, mishap_at=luck.between(0, 3))
    return (first, *stages[1:])


def _ending(found: Sequence[Outline], plan: Plan) -> Sequence[Outline]:
    """Let the last lesson to be completed bring the year to the plan's sum."""
    if plan.seconds is None:
        return found
    whole = [
        (at, stage)
        for at, outline in enumerate(found)
        for stage in outline.stages
        if isinstance(stage, LessonStage) and stage.leave_after is None
    ]
    at, last = whole[-1]
    sums = replace(last, brings_to=plan.seconds, mishap=None)
    stages = tuple(sums if stage is last else stage for stage in found[at].stages)
    return (*found[:at], replace(found[at], stages=stages), *found[at + 1 :])
