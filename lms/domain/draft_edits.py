"""What a person may correct in a draft, and how a correction finds its node again.

A correction names its node by the node's own words and its key. In the document it was made
for both fit; in the next revision of the document the words alone may, and then it is kept.
A correction whose node is gone, or is there twice, is left out and said to be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from lms.domain.draft import (
    NOTES,
    Draft,
    DraftNode,
    DraftWords,
    Dropped,
    draft_keys,
    notes_placed,
    settled,
)
from lms.domain.errors import InvalidError
from lms.domain.policy import ClauseKind, FurnitureReason

_VALUE = re.compile(r"[0-9A-Za-z]{1,8}(?:\.[0-9A-Za-z]{1,4}){0,6}")
MOST_LEVELS = 12
MOST_EDITS = 500


class EditKind(StrEnum):
    """What is done to a node."""

    SPLIT = "split"
    MERGE = "merge"
    UP = "up"
    DOWN = "down"
    INDENT = "indent"
    OUTDENT = "outdent"
    RENUMBER = "renumber"
    DROP = "drop"


class EditImpossibleError(InvalidError):
    """The node cannot be changed in this way; ``reason`` is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One correction.

    Attributes:
        key: of the node when the correction was made.
        words: of the node then, marker included.
        argument: of a split the number of words before the cut, of a renumbering the number.
    """

    kind: EditKind
    key: str
    words: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Edited:
    """A draft after corrections; ``left_out`` found no node, or none that could be changed."""

    draft: Draft
    applied: tuple[Edit, ...]
    left_out: tuple[Edit, ...]


def edit_of(draft: Draft, words: DraftWords, at: int, kind: EditKind, argument: str = "") -> Edit:
    """The correction of the node at a place in reading order.

    Raises:
        EditImpossibleError: there is no such node.
    """
    if not 0 <= at < len(draft.nodes):
        raise EditImpossibleError(reason="There is no such section.")
    node = draft.nodes[at]
    return Edit(kind, draft_keys(draft)[node.id][0], words.text(node.words), argument.strip())


def apply_edit(draft: Draft, words: DraftWords, edit: Edit) -> Draft:
    """The draft after one correction.

    Raises:
        EditImpossibleError: its node is not there, or cannot be changed in this way.
    """
    at = _place_of(draft, words, edit)
    if at is None:
        raise EditImpossibleError(reason="The section that this changes is not there.")
    if draft.nodes[at].kind in NOTES:
        raise EditImpossibleError(reason="A note stays with the mark that leads to it.")
    if edit.kind is EditKind.DROP:
        changed = _drop(draft, at)
    else:
        changed = replace(draft, nodes=tuple(_ACTS[edit.kind](draft, at, edit)))
    return replace(changed, nodes=settled(notes_placed(changed.nodes, words)))


def apply_edits(draft: Draft, words: DraftWords, edits: Iterable[Edit]) -> Edited:
    """The draft after every correction that fits, one after the other."""
    applied: list[Edit] = []
    left_out: list[Edit] = []
    for edit in edits:
        try:
            draft = apply_edit(draft, words, edit)
        except EditImpossibleError:
            left_out.append(edit)
        else:
            applied.append(edit)
    return Edited(draft, tuple(applied), tuple(left_out))


def _place_of(draft: Draft, words: DraftWords, edit: Edit) -> int | None:
    """Where the node stands: by its words, and by its key where several have them."""
    alike = [at for at, node in enumerate(draft.nodes) if words.text(node.words) == edit.words]
    if len(alike) > 1:
        keys = draft_keys(draft)
        alike = [at for at in alike if keys[draft.nodes[at].id][0] == edit.key]
    return alike[0] if len(alike) == 1 else None


def subtree(nodes: Sequence[DraftNode], at: int) -> int:
    """One past the last node below this one."""
    end = at + 1
    while end < len(nodes) and nodes[end].level > nodes[at].level:
        end += 1
    return end


def _split(draft: Draft, at: int, edit: Edit) -> list[DraftNode]:
    """Cut a node in two; what stands below it is below the second part."""
    node = draft.nodes[at]
    cut = int(edit.argument) if edit.argument.isascii() and edit.argument.isdigit() else 0
    if not node.marker < cut < len(node.words):
        raise EditImpossibleError(reason="Choose a word inside the section to cut before.")
    new = 1 + max(each.id for each in draft.nodes)
    first = replace(node, words=node.words[:cut])
    second = DraftNode(new, node.level, ClauseKind.PARAGRAPH, node.words[cut:])
    return [*draft.nodes[:at], first, second, *draft.nodes[at + 1 :]]


def _merge(draft: Draft, at: int, _edit: Edit) -> list[DraftNode]:
    """Let a node go on from the one before it; its marker becomes words like the others."""
    nodes = list(draft.nodes)
    before = at - 1
    while before >= 0 and nodes[before].kind in NOTES:
        before -= 1
    if before < 0:
        raise EditImpossibleError(reason="There is no section before this one.")
    nodes[before] = replace(nodes[before], words=nodes[before].words + nodes[at].words)
    del nodes[at]
    return nodes


def _up(draft: Draft, at: int, _edit: Edit) -> list[DraftNode]:
    nodes = list(draft.nodes)
    before = _sibling_before(nodes, at)
    if before is None:
        raise EditImpossibleError(reason="It is the first one here already.")
    end = subtree(nodes, at)
    return [*nodes[:before], *nodes[at:end], *nodes[before:at], *nodes[end:]]


def _down(draft: Draft, at: int, edit: Edit) -> list[DraftNode]:
    nodes = draft.nodes
    after = subtree(nodes, at)
    if after >= len(nodes) or nodes[after].level != nodes[at].level:
        raise EditImpossibleError(reason="It is the last one here already.")
    return _up(draft, after, edit)


def _indent(draft: Draft, at: int, _edit: Edit) -> list[DraftNode]:
    if _sibling_before(draft.nodes, at) is None:
        raise EditImpossibleError(reason="There is no section before it to stand under.")
    return _shifted(draft.nodes, at, 1)


def _outdent(draft: Draft, at: int, _edit: Edit) -> list[DraftNode]:
    if draft.nodes[at].level == 0:
        raise EditImpossibleError(reason="It stands at the outermost level already.")
    return _shifted(draft.nodes, at, -1)


def _renumber(draft: Draft, at: int, edit: Edit) -> list[DraftNode]:
    """Set by hand what the number adds to the label; the printed marker stays as it is."""
    if not _VALUE.fullmatch(edit.argument):
        raise EditImpossibleError(reason="Write a number such as 4, B, iv or 1.2.")
    nodes = list(draft.nodes)
    node = nodes[at]
    kind = ClauseKind.CLAUSE if node.kind is ClauseKind.PARAGRAPH else node.kind
    whole = "." in edit.argument
    nodes[at] = replace(node, value=edit.argument, whole=whole, kind=kind)
    return nodes


_Act = Callable[[Draft, int, Edit], list[DraftNode]]
_ACTS: Mapping[EditKind, _Act] = {
    EditKind.SPLIT: _split,
    EditKind.MERGE: _merge,
    EditKind.UP: _up,
    EditKind.DOWN: _down,
    EditKind.INDENT: _indent,
    EditKind.OUTDENT: _outdent,
    EditKind.RENUMBER: _renumber,
}


def _drop(draft: Draft, at: int) -> Draft:
    """Take a node without anything below it out as page furniture; its words stay listed."""
    nodes = list(draft.nodes)
    if subtree(nodes, at) > at + 1:
        raise EditImpossibleError(reason="Something stands below it.")
    if len(nodes) == 1:
        raise EditImpossibleError(reason="It is the only section.")
    dropped = (*draft.dropped, Dropped(nodes[at].words, FurnitureReason.PAGE_HEADER))
    del nodes[at]
    return replace(draft, nodes=tuple(nodes), dropped=dropped)


def _sibling_before(nodes: Sequence[DraftNode], at: int) -> int | None:
    for before in range(at - 1, -1, -1):
        if nodes[before].level < nodes[at].level:
            return None
        if nodes[before].level == nodes[at].level and nodes[before].kind not in NOTES:
            return before
    return None


def _shifted(nodes: Sequence[DraftNode], at: int, by: int) -> list[DraftNode]:
    end = subtree(nodes, at)
    if any(node.level + by > MOST_LEVELS for node in nodes[at:end]):
        raise EditImpossibleError(reason="It stands too deep already.")
    moved = [replace(node, level=node.level + by) for node in nodes[at:end]]
    return [*nodes[:at], *moved, *nodes[end:]]
