"""What is wrong with one item or one step; paths begin at the item."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lms.domain.citation import Path
from lms.domain.findings import Finding
from lms.domain.giveaway import length_findings
from lms.domain.item import ChooseAll, ChooseOne, Item, Kind, Option, Order, Sort
from lms.domain.wording import blank_findings, count_findings, id_findings, repeat_findings

_POINTS = (0, 1)
_LEANING = re.compile(
    r"(?i:\b(?:all|none|both|either|neither|any) of the (?:above|below|other (?:options|answers)))"
    r"|\b[Oo]ptions? [A-E1-5]\b"
)


def item_findings(item: Item) -> Iterator[Finding]:
    """Everything that is wrong with an item by itself."""
    yield from id_findings(("id",), item.id)
    yield from blank_findings(("stem",), item.stem)
    yield from blank_findings(("rationale",), item.rationale)
    match item:
        case ChooseOne():
            yield from _choose_one(item)
        case ChooseAll():
            yield from _choose_all(item)
        case Order():
            yield from _order(item)
        case Sort():
            yield from _sort(item)


def choosable_texts(item: Item) -> Iterator[tuple[Path, str]]:
    """The texts an answer is made of, each with its path."""
    match item:
        case ChooseOne() | ChooseAll():
            for at, option in enumerate(item.options):
                yield ("options", at, "text"), option.text
        case Order():
            for at, row in enumerate(item.sequence):
                yield ("sequence", at, "text"), row.text
        case Sort():
            for at, place in enumerate(item.places):
                yield ("places", at), place
            for at, thing in enumerate(item.things):
                yield ("things", at, "text"), thing.text


def _choose_one(item: ChooseOne) -> Iterator[Finding]:
    yield from _options(item.options)
    rights = [at for at, option in enumerate(item.options) if option.points == 1]
    if not rights:
        yield Finding(("options",), "no right option: one has points: 1")
    elif len(rights) == len(item.options):
        yield Finding(("options",), "only right options: one has points: 1, the others 0")
    elif len(rights) > 1:
        yield Finding(("options", rights[1], "points"), "a second right option: one has points: 1")
    else:
        yield from length_findings(item)
    if item.kind is not Kind.STEP:
        for at, option in enumerate(item.options):
            if option.next is not None:
                yield Finding(("options", at, "next"), "leads on, which only a step's option does")


def _choose_all(item: ChooseAll) -> Iterator[Finding]:
    yield from _options(item.options)
    rights = sum(option.points == 1 for option in item.options)
    if not rights:
        yield Finding(("options",), "no right option: two or more have points: 1")
    elif rights == len(item.options):
        yield Finding(("options",), "only right options: at least one has points: 0")
    elif rights == 1:
        yield Finding(("options",), "one right option: two or more have points: 1")
    else:
        yield from length_findings(item)


def _options(options: Sequence[Option]) -> Iterator[Finding]:
    yield from count_findings(("options",), len(options), 3, 5, "options")
    for at, option in enumerate(options):
        if option.points not in _POINTS:
            yield Finding(("options", at, "points"), f"is {option.points}; it is 1 or 0")
        yield from _feedback(("options", at), option.text, option.feedback)
        if _LEANING.search(option.text):
            yield Finding(("options", at, "text"), "leans on other options, which are shuffled")
    paths = [("options", at, "text") for at in range(len(options))]
    yield from repeat_findings(paths, [option.text for option in options])


def _order(item: Order) -> Iterator[Finding]:
    yield from count_findings(("sequence",), len(item.sequence), 3, 6, "things")
    for at, row in enumerate(item.sequence):
        yield from _feedback(("sequence", at), row.text, row.feedback)
    paths = [("sequence", at, "text") for at in range(len(item.sequence))]
    yield from repeat_findings(paths, [row.text for row in item.sequence])


def _sort(item: Sort) -> Iterator[Finding]:
    yield from count_findings(("places",), len(item.places), 2, 4, "places")
    yield from count_findings(("things",), len(item.things), 3, 8, "things")
    for at, place in enumerate(item.places):
        yield from blank_findings(("places", at), place)
    yield from repeat_findings([("places", at) for at in range(len(item.places))], item.places)
    for at, thing in enumerate(item.things):
        yield from _feedback(("things", at), thing.text, thing.feedback)
        if thing.place not in item.places:
            yield Finding(("things", at, "place"), f"there is no place “{thing.place}”")
    paths = [("things", at, "text") for at in range(len(item.things))]
    yield from repeat_findings(paths, [thing.text for thing in item.things])
    if item.things and len({thing.place for thing in item.things}) == 1:
        yield Finding(("things",), "all have the same place, so there is nothing to sort")


def _feedback(path: Path, text: str, feedback: str) -> Iterator[Finding]:
    yield from blank_findings((*path, "text"), text)
    yield from blank_findings((*path, "feedback"), feedback)
