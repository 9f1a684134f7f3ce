"""What is wrong with scenarios, said once for files and for the editor's form.

Paths are those of the document: ``items.0.options.2.text``, in a tree ``steps.1.stem``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lms.domain.citation import (
    Known,
    Path,
    citation_findings,
    limb_findings,
    mention_findings,
)
from lms.domain.findings import Finding
from lms.domain.item import Item
from lms.domain.item_findings import choosable_texts, item_findings
from lms.domain.nominal import count_words
from lms.domain.pair import HALVES, half_findings, pair_findings, pairs
from lms.domain.policy import joined_words
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Scenario
from lms.domain.tree_findings import tree_findings
from lms.domain.wording import count_findings, id_findings, title_findings

FEWEST_WORDS, MOST_WORDS = 60, 160


def scenario_findings(scenario: Scenario, known: Known) -> tuple[Finding, ...]:
    """Everything that is wrong with one scenario by itself."""
    return (
        *id_findings(("id",), scenario.id),
        *title_findings(("title",), scenario.title),
        *limb_findings(("limb",), scenario.limb, known),
        *_audience(scenario),
        *_citations(scenario, known),
        *_situation(scenario),
        *_items(scenario),
        *half_findings(scenario),
        *mention_findings(tuple(_read_before_answering(scenario)), scenario.banners, known),
    )


def across_scenarios(scenarios: Sequence[Scenario]) -> tuple[Finding, ...]:
    """What is wrong between scenarios; paths begin with the position in ``scenarios``.

    Ids must differ, a pair has exactly two halves with different keys, and no situation is told
    twice.
    """
    copies = Counter(scenario.id for scenario in scenarios)
    halves = Counter(scenario.pair for scenario in scenarios if scenario.pair is not None)
    told: dict[str, str] = {}
    found: list[Finding] = []
    for at, scenario in enumerate(scenarios):
        if copies[scenario.id] > 1:
            found.append(Finding((at, "id"), f"{copies[scenario.id]} scenarios have this id"))
        if scenario.pair is not None:
            found += id_findings((at, "pair"), scenario.pair)
        if scenario.pair is not None and halves[scenario.pair] != HALVES:
            message = f"the pair {scenario.pair} has {halves[scenario.pair]} halves, not two"
            found.append(Finding((at, "pair"), message))
        words = joined_words(scenario.situation).casefold()
        if words in told:
            found.append(Finding((at, "situation"), f"is that of {told[words]}"))
        told.setdefault(words, scenario.id)
    return (*found, *_between_halves(scenarios))


def _between_halves(scenarios: Sequence[Scenario]) -> Iterator[Finding]:
    at = {scenario.id: position for position, scenario in enumerate(scenarios)}
    for pair in pairs(scenarios):
        for half, finding in pair_findings(pair):
            yield Finding((at[half.id], *finding.path), finding.message)


def _audience(scenario: Scenario) -> Iterator[Finding]:
    if not scenario.audience:
        yield Finding(("audience",), "is empty")
    for at, audience in enumerate(scenario.audience):
        if audience in scenario.audience[:at]:
            yield Finding(("audience", at), f"names {audience} twice")


def _citations(scenario: Scenario, known: Known) -> Iterator[Finding]:
    if not scenario.provisions:
        yield Finding(("provisions",), "are missing: what does it test?")
    yield from citation_findings(("provisions",), scenario.provisions, known, scored=True)
    yield from citation_findings(("banners",), scenario.banners, known, scored=False)
    for at, name in enumerate(scenario.banners):
        provision = known.provisions.get(name)
        if provision is not None and provision.status is not ProvisionStatus.BLOCKED:
            yield Finding(("banners", at), f"{name} is {provision.status}; only blocked ones stand")


def _situation(scenario: Scenario) -> Iterator[Finding]:
    words = count_words(scenario.situation)
    yield from count_findings(("situation",), words, FEWEST_WORDS, MOST_WORDS, "words")


def _items(scenario: Scenario) -> Iterator[Finding]:
    if scenario.tree is not None:
        if scenario.items:
            yield Finding(("items",), "stand beside steps; a scenario has one or the other")
        yield from tree_findings(scenario.tree)
    else:
        yield from count_findings(("items",), len(scenario.items), 1, 3, "items")
        yield from _repeated_ids(scenario.items)
    for path, item in _placed(scenario):
        for finding in item_findings(item):
            yield Finding((*path, *finding.path), finding.message)
        for at, name in enumerate(item.provisions):
            where = (*path, "provisions", at)
            if name not in scenario.provisions:
                yield Finding(where, f"{name} is not among the scenario's provisions")
            elif name in item.provisions[:at]:
                yield Finding(where, f"cites {name} twice")


def _repeated_ids(items: Sequence[Item]) -> Iterator[Finding]:
    for at, item in enumerate(items):
        if any(item.id == earlier.id for earlier in items[:at]):
            yield Finding(("items", at, "id"), f"{item.id} is there twice")


def _placed(scenario: Scenario) -> Iterator[tuple[Path, Item]]:
    key = "items" if scenario.tree is None else "steps"
    for at, item in enumerate(scenario.every_item):
        yield (key, at), item


def _read_before_answering(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    yield ("situation",), scenario.situation
    for path, item in _placed(scenario):
        yield (*path, "stem"), item.stem
        for inner, text in choosable_texts(item):
            yield (*path, *inner), text
