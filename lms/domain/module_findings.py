"""What is wrong with modules: their blueprint must be met, attempt after attempt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lms.domain.citation import Known, citation_findings
from lms.domain.draw import Candidate, DrawImpossibleError, Drawn, History, candidates, draw
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson
from lms.domain.lesson_findings import objective_findings
from lms.domain.scenario import Scenario
from lms.domain.training import Blueprint, TrainingModule
from lms.domain.tree_findings import hangs_together
from lms.domain.wording import blank_findings, id_findings, repeat_findings, title_findings

MUST_PASS_SCENARIOS = 3
ATTEMPTS_TRIED = 3
SEEDS_TRIED = ("one", "two", "three", "four", "five")


def module_findings(
    module: TrainingModule,
    lessons: Mapping[str, Lesson],
    scenarios: Mapping[str, Scenario],
    known: Known,
) -> tuple[Finding, ...]:
    """Everything that is wrong with one module.

    Args:
        module: the module.
        lessons: those that could be read, by id.
        scenarios: likewise.
        known: provisions and limbs.
    """
    return (
        *id_findings(("id",), module.id),
        *title_findings(("title",), module.title),
        *blank_findings(("summary",), module.summary),
        *(() if module.audience else (Finding(("audience",), "is empty"),)),
        *_lessons(module, lessons),
        *_blueprint(module.blueprint, known),
        *_must_pass(module, scenarios, known),
        *_draws(module, lessons, scenarios),
        *blank_findings(("plan", "author"), module.plan.author),
        *blank_findings(("plan", "technique"), module.plan.technique),
        *objective_findings(("plan", "objectives"), module.plan.objectives, known),
        *_gate(module),
    )


def _gate(module: TrainingModule) -> Iterator[Finding]:
    """A gate says what it waits for and asks for somebody; only an update waits for an outcome."""
    gate = module.gate
    if gate is None:
        return
    yield from blank_findings(("gate", "waits_for"), gate.waits_for)
    if gate.signatures < 1:
        yield Finding(("gate", "signatures"), f"is {gate.signatures}; it is at least 1")
    if gate.outcome_of is not None and gate.outcome_of not in module.developments:
        message = f"{gate.outcome_of} is none of the developments it is built from"
        yield Finding(("gate", "outcome_of"), message)


def across_modules(modules: Sequence[TrainingModule]) -> tuple[Finding, ...]:
    """What is wrong between modules; paths begin with the position in ``modules``."""
    ids = Counter(module.id for module in modules)
    numbers = Counter(module.number for module in modules)
    taken: dict[str, str] = {}
    found: list[Finding] = []
    for at, module in enumerate(modules):
        if ids[module.id] > 1:
            found.append(Finding((at, "id"), f"{ids[module.id]} modules have this id"))
        if numbers[module.number] > 1:
            message = f"{numbers[module.number]} modules have number {module.number}"
            found.append(Finding((at, "number"), message))
        for which, lesson_id in enumerate(module.lessons):
            if taken.get(lesson_id, module.id) != module.id:
                message = f"{lesson_id} is a lesson of {taken[lesson_id]} already"
                found.append(Finding((at, "lessons", which), message))
            taken.setdefault(lesson_id, module.id)
    return tuple(found)


def attempts_in_a_row(
    blueprint: Blueprint, pool: Sequence[Candidate], history: History, seed: str, count: int
) -> Iterator[tuple[Drawn, ...]]:
    """The draws that one member would meet who attempts a module again and again.

    Raises:
        DrawImpossibleError: one of them cannot be drawn.
    """
    seen = dict(history.seen)
    first = max(seen.values(), default=0) + 1
    for number in range(first, first + count):
        met = History(history.today, seen, history.practiced, history.rest_days)
        drawn = draw(blueprint, pool, met, f"{seed} {number}")
        seen |= {each.scenario: number for each in drawn}
        yield drawn


def _lessons(module: TrainingModule, lessons: Mapping[str, Lesson]) -> Iterator[Finding]:
    if not module.lessons:
        yield Finding(("lessons",), "are missing")
    for at, lesson_id in enumerate(module.lessons):
        if lesson_id not in lessons:
            yield Finding(("lessons", at), f"there is no lesson {lesson_id}")
        if lesson_id in module.lessons[:at]:
            yield Finding(("lessons", at), f"{lesson_id} is there twice")


def _blueprint(blueprint: Blueprint, known: Known) -> Iterator[Finding]:
    total = sum(group.items for group in blueprint.groups)
    if total != blueprint.items:
        message = f"is {blueprint.items}, but the groups add up to {total}"
        yield Finding(("blueprint", "items"), message)
    if not blueprint.groups:
        yield Finding(("blueprint", "groups"), "are missing")
    paths = [("blueprint", "groups", at, "name") for at in range(len(blueprint.groups))]
    yield from repeat_findings(paths, [group.name for group in blueprint.groups])
    for at, group in enumerate(blueprint.groups):
        path = ("blueprint", "groups", at)
        yield from blank_findings((*path, "name"), group.name)
        if group.items < 1:
            yield Finding((*path, "items"), f"is {group.items}; it is at least 1")
        if not group.provisions:
            yield Finding((*path, "provisions"), "are missing")
        yield from citation_findings((*path, "provisions"), group.provisions, known, scored=True)


def _must_pass(
    module: TrainingModule, scenarios: Mapping[str, Scenario], known: Known
) -> Iterator[Finding]:
    path = ("blueprint", "must_pass")
    yield from citation_findings(path, module.blueprint.must_pass, known, scored=True)
    pool = candidates(module.pool(filter(hangs_together, scenarios.values())))
    for at, name in enumerate(module.blueprint.must_pass):
        testing = sum(name in candidate.tested for candidate in pool)
        if module.blueprint.group_of((name,)) is None:
            yield Finding((*path, at), f"{name} is in no group")
        elif testing < MUST_PASS_SCENARIOS:
            yield Finding(
                (*path, at),
                f"{testing} graded scenarios surely test {name}; it takes {MUST_PASS_SCENARIOS}",
            )


def _draws(
    module: TrainingModule, lessons: Mapping[str, Lesson], scenarios: Mapping[str, Scenario]
) -> Iterator[Finding]:
    """Whether somebody who has just done the lessons could attempt the module three times."""
    today = module.plan.true_as_of
    practiced = {
        scenario_id: today
        for lesson_id in module.lessons
        if lesson_id in lessons
        for scenario_id in lessons[lesson_id].practice
    }
    pool = candidates(module.pool(filter(hangs_together, scenarios.values())))
    history = History(today, practiced=practiced)
    try:
        for seed in SEEDS_TRIED:
            for _ in attempts_in_a_row(module.blueprint, pool, history, seed, ATTEMPTS_TRIED):
                pass
    except DrawImpossibleError as error:
        yield _impossible(module.blueprint, error)


def _impossible(blueprint: Blueprint, error: DrawImpossibleError) -> Finding:
    if error.provisions:
        return Finding(
            ("blueprint", "must_pass"),
            f"no draw tests all of them: {error.missing} must-pass provisions stay out "
            f"({', '.join(error.provisions)})",
        )
    at = [group.name for group in blueprint.groups].index(error.group or "")
    return Finding(
        ("blueprint", "groups", at),
        f"no attempt can be drawn: {error.missing} items missing of {blueprint.groups[at].items}, "
        "among those not practiced in the lessons",
    )
