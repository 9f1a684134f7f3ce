"""Which words of a text are gone and which are new, in a form that loses no character."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

_TOKEN = re.compile(r"(?:\w+(?:['\u2019.\-/]\w+)*|[^\w\s])\s*|\s+")


class WordChange(StrEnum):
    """What became of a stretch of words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words that were all kept, all taken out, or all put in."""

    change: WordChange
    text: str


def marked(before: str, after: str) -> tuple[Stretch, ...]:
    """One text as it reads with both wordings in it.

    What is gone stands before what is new in its place. Same and gone words together are
    exactly ``before``, same and new ones exactly ``after``. A word or two that happened to
    stay between many that changed count as changed: nobody can read the confetti.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    steps = _steps(old, new)
    return _joined(_stretches(old, new, _whole_passages(old, steps)))


def side(stretches: Iterable[Stretch], wanted: WordChange) -> tuple[Stretch, ...]:
    """One of the two wordings: the same words, and those that are gone or those that are new."""
    return tuple(each for each in stretches if each.change in {WordChange.SAME, wanted})


def lines(stretches: Iterable[Stretch]) -> tuple[tuple[Stretch, ...], ...]:
    """The stretches cut where one clause ends and the next begins."""
    found: list[list[Stretch]] = [[]]
    for each in stretches:
        first, *rest = each.text.split("\n")
        found[-1].append(Stretch(each.change, first))
        found += [[Stretch(each.change, text)] for text in rest]
    return tuple(tuple(each for each in line if each.text) for line in found)


@dataclass(frozen=True, slots=True)
class _Step:
    """Tokens ``a`` to ``b`` of the old text that became ``c`` to ``d`` of the new one."""

    same: bool
    a: int
    b: int
    c: int
    d: int


def _steps(old: Sequence[str], new: Sequence[str]) -> list[_Step]:
    words = [[token.strip() for token in side] for side in (old, new)]
    matcher = SequenceMatcher(None, words[0], words[1], autojunk=False)
    return [_Step(tag == "equal", *places) for tag, *places in matcher.get_opcodes()]


def _whole_passages(old: Sequence[str], steps: Sequence[_Step]) -> Iterator[_Step]:
    """Steps in which kept words between two changes are more than either of them, or many."""
    open_step: _Step | None = None
    for place, step in enumerate(steps):
        if step.same and not (0 < place < len(steps) - 1 and _is_confetti(old, steps, place)):
            if open_step is not None:
                yield open_step
            yield step
            open_step = None
        elif open_step is None:
            open_step = _Step(False, step.a, step.b, step.c, step.d)
        else:
            open_step = _Step(False, open_step.a, step.b, open_step.c, step.d)
    if open_step is not None:
        yield open_step


_ENOUGH_TO_READ = 4


def _is_confetti(old: Sequence[str], steps: Sequence[_Step], place: int) -> bool:
    before, step, after = steps[place - 1 : place + 2]
    kept = sum(any(char.isalnum() for char in token) for token in old[step.a : step.b])
    around = min(max(each.b - each.a, each.d - each.c) for each in (before, after))
    return kept < _ENOUGH_TO_READ and kept < around


def _stretches(old: Sequence[str], new: Sequence[str], steps: Iterable[_Step]) -> Iterator[Stretch]:
    for step in steps:
        if step.same:
            for was, now in zip(old[step.a : step.b], new[step.c : step.d], strict=True):
                yield from _kept(was, now)
        else:
            yield Stretch(WordChange.GONE, "".join(old[step.a : step.b]))
            yield Stretch(WordChange.NEW, "".join(new[step.c : step.d]))


def _kept(was: str, now: str) -> Iterator[Stretch]:
    """The same word; the space after it may differ."""
    if was == now:
        yield Stretch(WordChange.SAME, was)
        return
    word = was.strip()
    yield Stretch(WordChange.SAME, word)
    yield Stretch(WordChange.GONE, was[len(word) :])
    yield Stretch(WordChange.NEW, now[len(word) :])


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Neighbors of a kind as one; between two kept stretches all that is gone comes first."""
    found: list[Stretch] = []
    for same, group in groupby(stretches, key=lambda each: each.change is WordChange.SAME):
        parts = tuple(group)
        kinds = (WordChange.SAME,) if same else (WordChange.GONE, WordChange.NEW)
        texts = [
            (kind, "".join(each.text for each in parts if each.change is kind)) for kind in kinds
        ]
        found += [Stretch(kind, text) for kind, text in texts if text]
    return tuple(found)
