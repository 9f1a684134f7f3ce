"""A document's outline while people still correct it, and the tree of clauses it becomes.

A draft is a flat list of nodes in reading order, each with a level and the words it owns by
number. Words are only ever handed from one node to another, so no correction can lose one.
Keys are computed at the end, from levels and markers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from lms.domain.policy import (
    Clause,
    ClauseKind,
    ClauseTree,
    Furniture,
    FurnitureReason,
    Mark,
    Span,
)
from lms.domain.source_document import SourceDocument, Word, words_of

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SPACE = re.compile(r"\s+")
_SHOWN = 60
NOTES = frozenset({ClauseKind.FOOTNOTE, ClauseKind.NOTE})


@dataclass(frozen=True, slots=True)
class DraftNode:
    """A node of the outline.

    Attributes:
        id: unique in the draft; a split gives a new one.
        words: numbers of its words, marker and reference marks included, in reading order.
        marker: how many of them are the marker.
        value: what the marker adds to a key: ``IV``, ``A``, ``2``, ``1.2``; empty without one.
        whole: the value is a whole key, as ``1.2.1`` is.
        paren: the value stands in parentheses in a key.
        note: the sign of the note that it is.
    """

    id: int
    level: int
    kind: ClauseKind
    words: tuple[int, ...]
    marker: int = 0
    value: str = ""
    whole: bool = False
    paren: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Words that belong to no clause, and why; each is listed for whoever looks."""

    words: tuple[int, ...]
    reason: FurnitureReason


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something with two readings, at a word of the document."""

    word: int
    message: str


@dataclass(frozen=True, slots=True)
class Draft:
    """An outline of a document: its nodes in reading order and what is in none."""

    nodes: tuple[DraftNode, ...]
    dropped: tuple[Dropped, ...]
    doubts: tuple[Doubt, ...] = ()


class DraftWords:
    """A document's words, by number; made once and asked often."""

    def __init__(self, document: SourceDocument) -> None:
        self.document = document
        self.all = words_of(document)

    def text(self, numbers: Iterable[int]) -> str:
        """The words as text, reference marks left out."""
        return self.text_and_marks(numbers)[0]

    def text_and_marks(
        self, numbers: Iterable[int]
    ) -> tuple[str, tuple[tuple[str, str, int], ...]]:
        """The words as text, and each mark's sign, note and offset in it."""
        text = ""
        marks: list[tuple[str, str, int]] = []
        for word in (self.all[number] for number in numbers):
            printed = self.printed(word)
            if word.note:
                marks.append((printed, word.note, len(text)))
            elif not word.dropped:
                text += printed if word.glued or not text else f" {printed}"
        return text, tuple(marks)

    def printed(self, word: Word) -> str:
        """A word as printed, in one way to write its letters."""
        return unicodedata.normalize("NFC", self.document.text[word.start : word.end])

    def spans(self, numbers: Sequence[int]) -> tuple[Span, ...]:
        """Where the words stand; neighbors in one block are one span."""
        spans: list[Span] = []
        before: tuple[int, Word] | None = None
        for number in numbers:
            word = self.all[number]
            if word.dropped:
                before = None
                continue
            goes_on = before is not None and (
                number == before[0] + 1 and word.block == before[1].block
            )
            if goes_on:
                spans[-1] = Span(spans[-1].start, word.end)
            else:
                spans.append(Span(word.start, word.end))
            before = number, word
        return tuple(spans)


def tree_of(draft: Draft, words: DraftWords) -> ClauseTree:
    """The tree of clauses that the draft stands for."""
    keys = draft_keys(draft)
    parents = draft_parents(draft.nodes)
    notes = {node.note: keys[node.id][0] for node in draft.nodes if node.kind in NOTES}
    clauses = tuple(
        _clause(node, order, words, keys, parents.get(node.id), notes)
        for order, node in enumerate(draft.nodes)
    )
    return ClauseTree(clauses, _furniture(draft, clauses, words))


def draft_parents(nodes: Sequence[DraftNode]) -> Mapping[int, DraftNode]:
    """The node around each one that has one."""
    found: dict[int, DraftNode] = {}
    above: list[DraftNode] = []
    for node in nodes:
        while above and above[-1].level >= node.level:
            above.pop()
        if above:
            found[node.id] = above[-1]
        if node.kind not in NOTES:
            above.append(node)
    return found


def draft_keys(draft: Draft) -> Mapping[int, tuple[str, str]]:
    """Key and label of every node; a key met twice gets ``~2``."""
    keys: dict[int, tuple[str, str]] = {}
    taken: set[str] = set()
    parents = draft_parents(draft.nodes)
    counts: dict[tuple[int | None, ClauseKind], int] = {}
    for node in draft.nodes:
        parent = parents.get(node.id)
        counted = (parent.id if parent else None, node.kind)
        counts[counted] = counts.get(counted, 0) + (0 if node.value else 1)
        key, label = _key(node, parent, keys[parent.id][0] if parent else "", counts[counted])
        unique, times = key, 1
        while unique in taken:
            times += 1
            unique = f"{key}~{times}"
        taken.add(unique)
        keys[node.id] = unique, label if unique == key else f"{label} ({times})"
    return keys


def _key(node: DraftNode, parent: DraftNode | None, above: str, count: int) -> tuple[str, str]:
    if node.kind is ClauseKind.FOOTNOTE:
        name, _, sign = node.note.rpartition(" ")
        of = name or "footnote"
        return f"{'en' if of == 'endnote' else 'fn'}{sign}", f"{of.capitalize()} {sign}"
    if node.kind is ClauseKind.NOTE and parent is not None:
        return f"{above}n", f"Note to {above}"
    if node.value:
        if parent is None or node.whole:
            return node.value, f"Section {node.value}" if parent is None else node.value
        in_parens = node.paren or parent.kind is ClauseKind.BULLET
        key = f"{above}({node.value})" if in_parens else f"{above}.{node.value}"
        return key, key
    if node.kind is ClauseKind.BULLET:
        by_letter = parent is not None and parent.value[:1].isdigit() and not parent.whole
        number = _LETTERS[count - 1] if by_letter and count <= len(_LETTERS) else str(count)
        return f"{above}-{number}", f"{above}-{number}"
    sign, name = ("p", "paragraph") if node.kind is ClauseKind.PARAGRAPH else ("h", "heading")
    label = f"{above}, {name} {count}" if above else f"{name.capitalize()} {count}"
    return f"{above}-{sign}{count}" if above else f"{sign}{count}", label


def _clause(
    node: DraftNode,
    order: int,
    words: DraftWords,
    keys: Mapping[int, tuple[str, str]],
    parent: DraftNode | None,
    notes: Mapping[str, str],
) -> Clause:
    key, label = keys[node.id]
    text, marks = words.text_and_marks(node.words[node.marker :])
    return Clause(
        key=key,
        label=label,
        kind=node.kind,
        text=text,
        spans=words.spans(node.words),
        level=node.level,
        parent=keys[parent.id][0] if parent is not None else None,
        order=order,
        marker=words.text(node.words[: node.marker]),
        marks=tuple(Mark(sign, at, notes.get(note, "")) for sign, note, at in marks),
    )


def _furniture(draft: Draft, clauses: Iterable[Clause], words: DraftWords) -> tuple[Furniture, ...]:
    """What was dropped, then the white space between everything else."""
    listed = [
        Furniture(span, each.reason) for each in draft.dropped for span in words.spans(each.words)
    ]
    listed += [
        Furniture(Span(word.start, word.end), FurnitureReason.LINE_HYPHEN)
        for word in words.all
        if word.dropped
    ]
    taken = sorted([*(each.span for each in listed), *(s for c in clauses for s in c.spans)])
    return (*listed, *_spaces(words.document.text, taken))


def _spaces(text: str, taken: Sequence[Span]) -> Iterator[Furniture]:
    reached = 0
    for span in (*taken, Span(len(text), len(text))):
        gap = Span(reached, span.start)
        if gap.start < gap.end and not gap.of(text).strip():
            yield Furniture(gap, FurnitureReason.SPACE)
        reached = max(reached, span.end)


def notes_placed(nodes: Sequence[DraftNode], words: DraftWords) -> list[DraftNode]:
    """Every note directly after the node that carries its mark."""
    notes = {node.note: node for node in nodes if node.kind in NOTES}
    placed: list[DraftNode] = []
    for node in nodes:
        if node.kind not in NOTES:
            signs = [words.all[number].note for number in node.words]
            led = (notes.pop(sign) for sign in signs if sign in notes)
            placed += [node, *(replace(note, level=node.level + 1) for note in led)]
    without_mark = {id(note) for note in notes.values()}
    return [*placed, *(node for node in nodes if id(node) in without_mark)]


def settled(nodes: Iterable[DraftNode]) -> tuple[DraftNode, ...]:
    """Levels without gaps: a node stands at most one below the one it stands under."""
    settled: list[DraftNode] = []
    above: list[tuple[int, int]] = []
    for node in nodes:
        while above and above[-1][0] >= node.level:
            above.pop()
        level = above[-1][1] + 1 if above else 0
        settled.append(replace(node, level=level))
        if node.kind not in NOTES:
            above.append((node.level, level))
    return tuple(settled)


def lost_words(draft: Draft, words: DraftWords) -> tuple[str, ...]:
    """Words that no node and no list of dropped words holds, or that two of them hold.

    Counted by number, not by spelling: two of the same word are two words.
    """
    held = [0] * len(words.all)
    for numbers in (*(n.words for n in draft.nodes), *(d.words for d in draft.dropped)):
        for number in numbers:
            held[number] += 1
    return tuple(
        words.printed(word)
        for word, times in zip(words.all, held, strict=True)
        if times != 1 and not (word.dropped and times == 0)
    )


def shortened(text: str) -> str:
    """The beginning of a text, for naming a node in a sentence."""
    joined = _SPACE.sub(" ", text).strip()
    return joined if len(joined) <= _SHOWN else f"{joined[: _SHOWN - 1]}…"
