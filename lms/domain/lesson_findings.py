"""What is wrong with lessons; paths are those of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lms.domain.citation import Known, Path, citation_findings, limb_findings
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson, Objective, Page
from lms.domain.nominal import nominal_minutes
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Scenario
from lms.domain.tree_findings import hangs_together
from lms.domain.wording import blank_findings, count_findings, id_findings, title_findings

SHORTEST_MINUTES, LONGEST_MINUTES = 7, 15
POLICY_LIMB = "policy"

_LINK = re.compile(r"\]\(|\]\[|^\s*\[[^\]]+\]:|\bhttps?://|\bwww\.", re.MULTILINE | re.IGNORECASE)
_HTML = re.compile(r"<[a-z/!?]", re.IGNORECASE)
_SAYS_BLOCKED = re.compile(r"\bblocked\b", re.IGNORECASE)


def lesson_findings(
    lesson: Lesson, scenarios: Mapping[str, Scenario], known: Known
) -> tuple[Finding, ...]:
    """Everything that is wrong with one lesson.

    Args:
        lesson: the lesson.
        scenarios: those that could be read, by id.
        known: provisions and limbs.
    """
    return (
        *id_findings(("id",), lesson.id),
        *title_findings(("title",), lesson.title),
        *blank_findings(("summary",), lesson.summary),
        *blank_findings(("technique",), lesson.technique),
        *limb_findings(("limb",), lesson.limb, known),
        *(() if lesson.audience else (Finding(("audience",), "is empty"),)),
        *objective_findings(("objectives",), lesson.objectives, known),
        *_pages(lesson, known),
        *_practice(lesson, scenarios),
        *_minutes(lesson, scenarios),
    )


def across_lessons(lessons: Sequence[Lesson]) -> tuple[Finding, ...]:
    """What is wrong between lessons; paths begin with the position in ``lessons``."""
    copies = Counter(lesson.id for lesson in lessons)
    used: dict[str, str] = {}
    found: list[Finding] = []
    for at, lesson in enumerate(lessons):
        if copies[lesson.id] > 1:
            found.append(Finding((at, "id"), f"{copies[lesson.id]} lessons have this id"))
        for which, scenario_id in enumerate(lesson.practice):
            if used.get(scenario_id, lesson.id) != lesson.id:
                message = f"{scenario_id} is practiced in {used[scenario_id]} already"
                found.append(Finding((at, "practice", which), message))
            used.setdefault(scenario_id, lesson.id)
    return tuple(found)


def objective_findings(
    path: Path, objectives: Sequence[Objective], known: Known
) -> Iterator[Finding]:
    """Objectives that are missing, say nothing, or rest on no or on blocked provisions."""
    if not objectives:
        yield Finding(path, "are missing")
    for at, objective in enumerate(objectives):
        yield from blank_findings((*path, at, "text"), objective.text)
        where = (*path, at, "provisions")
        if not objective.provisions:
            yield Finding(where, "are missing: what does it rest on?")
        yield from citation_findings(where, objective.provisions, known, scored=False)
        for which, name in enumerate(objective.provisions):
            if _is_blocked(name, known):
                yield Finding((*where, which), f"{name} is blocked and is no objective")


def _pages(lesson: Lesson, known: Known) -> Iterator[Finding]:
    yield from count_findings(("pages",), len(lesson.pages), 1, 2, "pages")
    for at, page in enumerate(lesson.pages):
        path = ("pages", at)
        yield from id_findings((*path, "id"), page.id)
        if any(page.id == earlier.id for earlier in lesson.pages[:at]):
            yield Finding((*path, "id"), f"{page.id} is there twice")
        yield from title_findings((*path, "title"), page.title)
        if page.limb is not None:
            yield from limb_findings((*path, "limb"), page.limb, known)
        yield from citation_findings((*path, "provisions"), page.provisions, known, scored=False)
        yield from _law(path, page, lesson)
        yield from _body((*path, "body"), page, known)


def _law(path: Path, page: Page, lesson: Lesson) -> Iterator[Finding]:
    """State law counts to the policy's minutes, where it explains words of the policy."""
    if page.law is None:
        return
    if lesson.limb_of(page) != POLICY_LIMB:
        yield Finding((*path, "law"), f"state law counts to {POLICY_LIMB} alone")
    if not page.provisions:
        yield Finding((*path, "provisions"), "are missing: which words does state law explain?")


def _body(path: Path, page: Page, known: Known) -> Iterator[Finding]:
    yield from blank_findings(path, page.body)
    if _HTML.search(page.body):
        yield Finding(path, "holds raw HTML")
    if _LINK.search(page.body):
        yield Finding(path, "holds a link")
    blocked = [name for name in page.provisions if _is_blocked(name, known)]
    if blocked and not _SAYS_BLOCKED.search(page.body):
        yield Finding(path, f"shows {', '.join(blocked)} without saying that it is blocked")


def _practice(lesson: Lesson, scenarios: Mapping[str, Scenario]) -> Iterator[Finding]:
    for at, scenario_id in enumerate(lesson.practice):
        scenario = scenarios.get(scenario_id)
        if scenario is None:
            yield Finding(("practice", at), f"there is no scenario {scenario_id}")
        elif not scenario.use.practiced:
            yield Finding(("practice", at), f"{scenario_id} is graded only")
        if scenario_id in lesson.practice[:at]:
            yield Finding(("practice", at), f"{scenario_id} is there twice")
    if _countable(lesson, scenarios):
        items = sum(scenarios[scenario_id].item_count for scenario_id in lesson.practice)
        yield from count_findings(("practice",), items, 3, 4, "items")


def _minutes(lesson: Lesson, scenarios: Mapping[str, Scenario]) -> Iterator[Finding]:
    if not _countable(lesson, scenarios):
        return
    nominal = nominal_minutes(lesson, scenarios)
    if not SHORTEST_MINUTES * 60 <= nominal.seconds <= LONGEST_MINUTES * 60:
        minutes, seconds = divmod(nominal.seconds, 60)
        yield Finding(
            ("pages",),
            f"the lesson takes {minutes}:{seconds:02d} minutes ({nominal.words} words, "
            f"{nominal.items} items); it takes {SHORTEST_MINUTES} to {LONGEST_MINUTES}",
        )


def _countable(lesson: Lesson, scenarios: Mapping[str, Scenario]) -> bool:
    return all(
        scenario_id in scenarios and hangs_together(scenarios[scenario_id])
        for scenario_id in lesson.practice
    )


def _is_blocked(name: str, known: Known) -> bool:
    provision = known.provisions.get(name)
    return provision is not None and provision.status is ProvisionStatus.BLOCKED
