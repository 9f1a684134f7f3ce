"""Content of every kind, each with what a test does not care about filled in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from lms.domain.citation import Citable, Known
from lms.domain.item import (
    ChooseAll,
    ChooseOne,
    Item,
    Option,
    Order,
    Row,
    Sort,
    Step,
    Thing,
)
from lms.domain.lesson import Lesson, Objective, Page
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Audience, Scenario, Tree, Use
from lms.domain.training import Blueprint, Group, LessonPlan, TrainingModule

TODAY = date(2026, 11, 24)
SITUATION = "It is 0615 on a Tuesday. " + "You stand at the curb and listen to the radio. " * 6


def option(text: str, points: int = 0, goes_to: str | None = None) -> Option:
    return Option(text, points, f"Feedback on {text}.", goes_to)


def choose_one(item_id: str = "what-now", right: int = 0, **changes: object) -> ChooseOne:
    names = ("Take the report.", "Ask a sergeant.", "Call it in now.", "Send them on.")
    options = tuple(option(name, int(at == right)) for at, name in enumerate(names))
    item = ChooseOne(id=item_id, stem="What now?", rationale="Because.", options=options)
    return replace(item, **changes)  # type: ignore[arg-type]


def choose_all(item_id: str = "which", rights: str = "1100", **changes: object) -> ChooseAll:
    options = tuple(option(f"Choice {at}.", int(right)) for at, right in enumerate(rights))
    item = ChooseAll(id=item_id, stem="Which?", rationale="Because.", options=options)
    return replace(item, **changes)  # type: ignore[arg-type]


def order(item_id: str = "in-turn", count: int = 4, **changes: object) -> Order:
    rows = tuple(Row(f"Do thing {at}.", f"It comes {at}.") for at in range(count))
    item = Order(id=item_id, stem="In turn?", rationale="Because.", sequence=rows)
    return replace(item, **changes)  # type: ignore[arg-type]


def sort(item_id: str = "where", **changes: object) -> Sort:
    places = ("Left", "Right")
    things = tuple(Thing(f"Paper {at}.", places[at % 2], "There.") for at in range(3))
    item = Sort(id=item_id, stem="Where?", rationale="Because.", places=places, things=things)
    return replace(item, **changes)  # type: ignore[arg-type]


def step(step_id: str, *ways: str | None) -> Step:
    """A step whose first option is right; each option goes to the step named."""
    options = tuple(
        option(f"Way {at} of {step_id}.", int(at == 0), way) for at, way in enumerate(ways)
    )
    return Step(id=step_id, stem=f"At {step_id}?", rationale="Because.", options=options)


def tree() -> Tree:
    """Two steps on every way; the second option of the first leads elsewhere."""
    return Tree(
        "first",
        (
            step("first", "told", "untold", "told"),
            step("told", None, None, None),
            step("untold", None, None, None),
        ),
    )


def scenario(scenario_id: str = "at-the-desk", *items: Item, **changes: object) -> Scenario:
    written = Scenario(
        id=scenario_id,
        title="At the desk",
        audience=(Audience.OFFICER,),
        use=Use.GRADED,
        provisions=("IV.B.1",),
        true_as_of=TODAY,
        situation=SITUATION,
        items=items or (() if "tree" in changes else (choose_one(),)),
    )
    return replace(written, **changes)  # type: ignore[arg-type]


def lesson(lesson_id: str = "at-the-counter", **changes: object) -> Lesson:
    written = Lesson(
        id=lesson_id,
        title="At the counter",
        summary="What may be asked.",
        limb="policy",
        audience=(Audience.OFFICER,),
        true_as_of=TODAY,
        technique="self-paced reading",
        objectives=(Objective("State when to ask.", ("IV.B.1",)),),
        pages=(Page(id="what-it-says", title="What it says", body="Plain words. " * 400),),
        practice=("at-the-desk",),
    )
    return replace(written, **changes)  # type: ignore[arg-type]


def blueprint(**changes: object) -> Blueprint:
    groups = (Group("Service", ("IV.B.1",), 1), Group("Questions", ("IV.B.2",), 1))
    return replace(Blueprint(2, groups, ("IV.B.2",)), **changes)  # type: ignore[arg-type]


def module(module_id: str = "equal-service", **changes: object) -> TrainingModule:
    plan = LessonPlan(
        author="Training Unit",
        technique="scenarios",
        true_as_of=TODAY,
        objectives=(Objective("Serve everyone.", ("IV.B.1",)),),
    )
    written = TrainingModule(
        id=module_id,
        number=1,
        title="Equal service",
        summary="Service for everyone.",
        audience=(Audience.OFFICER,),
        lessons=("at-the-counter",),
        blueprint=blueprint(),
        plan=plan,
    )
    return replace(written, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Cited:
    id: str
    status: ProvisionStatus
    phrases: tuple[str, ...] = ()


CITED: tuple[Citable, ...] = (
    Cited("IV.B.1", ProvisionStatus.TESTABLE),
    Cited("IV.B.2", ProvisionStatus.GUARDED),
    Cited("II.1-a", ProvisionStatus.BACKGROUND),
    Cited("IV.A-7", ProvisionStatus.BLOCKED, ("48 hours", "hold him for ice")),
)
KNOWN = Known({each.id: each for each in CITED})


def ways(*steps: Step, start: str = "a") -> Tree:
    return Tree(start, steps)
