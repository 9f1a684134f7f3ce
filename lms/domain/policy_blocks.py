"""A policy as a page shows it: nested blocks, addresses, reference marks, footnotes in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from lms.domain.policy import Clause, ClauseKind, ClauseTree, Mark


class Anchored(Protocol):
    """What a page must know of a provision; ``PlacedProvision`` is one."""

    @property
    def id(self) -> str:
        """Its id, which is its address on the page."""
        ...

    @property
    def anchor(self) -> str:
        """Key of the clause its address leads to."""
        ...

    @property
    def clauses(self) -> Sequence[str]:
        """Keys of all clauses it quotes."""
        ...


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a clause's text and the reference mark that follows it, if any."""

    text: str
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class Block:
    """What a page shows of one clause and everything under it.

    Attributes:
        anchors: fixed addresses that lead here: the clause's key, then the ids of the
            provisions anchored at it. Each stands once on the whole page; where a clause and
            a provision anchored below it share a name (``IV.E``), the provision has it.
        provisions: ids of those anchored here, in text order.
        quoted_by: ids of all provisions that quote this clause, anchored here or elsewhere.
        children: clauses and notes below, in reading order, without footnotes.
        footnotes: the footnotes whose marks this clause carries, shown at their place.
    """

    clause: Clause
    pieces: tuple[Piece, ...]
    anchors: tuple[str, ...]
    provisions: tuple[str, ...]
    quoted_by: tuple[str, ...]
    children: tuple[Block, ...]
    footnotes: tuple[Block, ...]


def display_blocks(tree: ClauseTree, provisions: Sequence[Anchored]) -> tuple[Block, ...]:
    """The whole policy as nested blocks, one for each section."""
    return tuple(_block(tree, provisions, clause) for clause in tree.children(None))


def _block(tree: ClauseTree, provisions: Sequence[Anchored], clause: Clause) -> Block:
    key = clause.key
    here = tuple(each.id for each in provisions if each.anchor == key)
    taken = any(each.id == key and each.anchor != key for each in provisions)
    below = tuple(_block(tree, provisions, child) for child in tree.children(key))
    return Block(
        clause=clause,
        pieces=_pieces(clause),
        anchors=tuple(dict.fromkeys((*(() if taken else (key,)), *here))),
        provisions=here,
        quoted_by=tuple(each.id for each in provisions if key in each.clauses),
        children=tuple(each for each in below if each.clause.kind is not ClauseKind.FOOTNOTE),
        footnotes=tuple(each for each in below if each.clause.kind is ClauseKind.FOOTNOTE),
    )


def _pieces(clause: Clause) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    reached = 0
    for mark in clause.marks:
        pieces.append(Piece(clause.text[reached : mark.at], mark))
        reached = mark.at
    if reached < len(clause.text) or not pieces:
        pieces.append(Piece(clause.text[reached:], None))
    return tuple(pieces)
