"""A policy's text as a tree of clauses in which no character is lost.

Every clause keeps the spans of the file it was read from. Together with the listed
furniture (blank lines, line ends, page tops, the header form, footnote rules) they are
exactly the file; ``uncovered``, ``wordy_furniture`` and ``unfaithful`` prove it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

_REFERENCE_WORDS = re.compile(r"^(?:(?:sub)?sections?\b|§+)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Characters ``start`` up to ``end`` of the file as decoded, line ends as they are."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves."""
        return text[self.start : self.end]


class ClauseKind(StrEnum):
    """What a node of the tree is on the page."""

    SECTION = "section"
    HEADING = "heading"
    CLAUSE = "clause"
    BULLET = "bullet"
    PARAGRAPH = "paragraph"
    NOTE = "note"
    FOOTNOTE = "footnote"


class FurnitureReason(StrEnum):
    """Why characters of the file belong to no clause."""

    BLANK_LINE = "blank line"
    PARAGRAPH_BREAK = "line of spaces that parts paragraphs"
    LINE_END = "line end and the spaces before it"
    PAGE_TOP = "space at the top of a page"
    BULLET = "space left by a bullet whose sign was lost"
    INDENT = "indent"
    FOOTNOTE_RULE = "rule above footnotes"
    HEADER_FORM = "header form"
    PAGE_HEADER = "running header"
    PAGE_FOOTER = "running footer"
    PAGE_NUMBER = "page number"
    DRAWN_LINE = "line drawn with signs"
    LINE_HYPHEN = "hyphen of a word that a line end parted"
    SPACE = "white space between words"


_HOLDS_WORDS = frozenset(
    {
        FurnitureReason.HEADER_FORM,
        FurnitureReason.PAGE_HEADER,
        FurnitureReason.PAGE_FOOTER,
        FurnitureReason.PAGE_NUMBER,
        FurnitureReason.DRAWN_LINE,
        FurnitureReason.LINE_HYPHEN,
    }
)
"""Reasons for which words may stand outside every clause; each such stretch is listed."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A span that holds no word of a clause, and why it is there."""

    span: Span
    reason: FurnitureReason


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference mark inside a clause.

    Attributes:
        sign: what is printed: ``1`` to ``5``, or ``*``.
        at: offset in the clause's text before which it stands.
        leads_to: key of the footnote or note.
    """

    sign: str
    at: int
    leads_to: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of one revision's text.

    Attributes:
        key: unique in the revision: ``IV.B.2``, ``IV.A-3(1)``, ``IV.A-3n``, ``I-p3``, ``fn3``.
        label: the key as people read it.
        text: words joined by single spaces, NFC, without marker and reference marks.
        spans: where those words stand in the file, in reading order.
        level: steps below the sections, which are 0.
        parent: key of the clause around it; a footnote's is the clause that carries its mark.
        order: place in reading order, from 0; a footnote follows the clause it belongs to.
        marker: as printed (``IV.``, ``2)``, ``*``); empty where the page has none or lost it.
    """

    key: str
    label: str
    kind: ClauseKind
    text: str
    spans: tuple[Span, ...]
    level: int
    parent: str | None
    order: int
    marker: str
    marks: tuple[Mark, ...] = ()

    @property
    def footnotes(self) -> tuple[int, ...]:
        """Numbers of the footnotes this clause refers to."""
        return tuple(int(mark.sign) for mark in self.marks if mark.sign.isdigit())


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand: offsets into one clause's text."""

    key: str
    start: int
    end: int


class CorrectionKind(StrEnum):
    """How a line is to be read where the text alone has two readings."""

    PARAGRAPH = "paragraph"
    CONTINUATION = "continuation"
    BULLET = "bullet"
    HYPHEN_KEPT = "hyphen-kept"
    HYPHEN_DROPPED = "hyphen-dropped"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Correction:
    """A reading decided by a person.

    Attributes:
        line: line of the file, from 1.
        words: how that line begins; a file that has changed is noticed by it.
    """

    line: int
    words: str
    reads: CorrectionKind
    reason: str


@dataclass(frozen=True, slots=True)
class ClauseTree:
    """One revision's clauses in reading order, and what was not read as words."""

    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]

    def get(self, key: str) -> Clause | None:
        """The clause with this key."""
        return next((clause for clause in self.clauses if clause.key == key), None)

    def children(self, key: str | None) -> tuple[Clause, ...]:
        """The clauses directly under this one; of None, the sections."""
        return tuple(clause for clause in self.clauses if clause.parent == key)

    def path(self, key: str) -> tuple[str, ...]:
        """Keys from the section down to this clause; empty for an unknown key."""
        keys: list[str] = []
        clause = self.get(key)
        while clause is not None:
            keys.append(clause.key)
            clause = self.get(clause.parent) if clause.parent is not None else None
        return tuple(reversed(keys))

    def occurrences(self, quotation: str) -> tuple[Place, ...]:
        """Every place where exactly these words stand, whatever their line breaks."""
        words = joined_words(quotation)
        if not words:
            return ()
        return tuple(
            Place(clause.key, start, start + len(words))
            for clause in self.clauses
            for start in _starts(words, clause.text)
        )

    def place(self, quotation: str) -> Place | None:
        """The one place a quotation stands, or None where there is none or several.

        A quotation that is the whole of one clause stands there, even when the same words
        are part of another: "Murder," and "Assault with intent to Murder,".
        """
        found = self.occurrences(quotation)
        if len(found) > 1:
            whole = {
                clause.key for clause in self.clauses if clause.text == joined_words(quotation)
            }
            found = tuple(place for place in found if place.key in whole)
        return found[0] if len(found) == 1 else None

    def find(self, quotation: str) -> tuple[str, ...]:
        """Keys of the clauses whose text holds these words."""
        return tuple(dict.fromkeys(place.key for place in self.occurrences(quotation)))


def joined_words(text: str) -> str:
    """NFC, words joined by single spaces: what a quotation is compared and digested as."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def canonical_key(reference: str) -> str:
    """One way to write what the text writes in several: ``§ IV (C)``, ``(II-4)``, ``IV.C``."""
    bare = reference.strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    bare = _REFERENCE_WORDS.sub("", bare)
    bare = re.sub(r"\s*\(([A-Z])\)", r".\1", bare)
    bare = re.sub(r"^([IVXLC]+)-(\d+)$", r"\1.\2", bare)
    return re.sub(r"\s+", "", bare).rstrip(".")


def uncovered(text: str, tree: ClauseTree) -> tuple[Span, ...]:
    """The parts of the file that clauses and furniture do not cover exactly once.

    Gaps and overlaps alike; spans outside the file are returned as they are.
    """
    wrong: list[Span] = []
    reached = 0
    for span in sorted(_all_spans(tree)):
        if not 0 <= span.start < span.end <= len(text):
            wrong.append(span)
            continue
        if span.start > reached:
            wrong.append(Span(reached, span.start))
        elif span.start < reached:
            wrong.append(Span(span.start, min(span.end, reached)))
        reached = max(reached, span.end)
    if reached < len(text):
        wrong.append(Span(reached, len(text)))
    return tuple(wrong)


def wordy_furniture(text: str, tree: ClauseTree) -> tuple[Furniture, ...]:
    """Furniture that holds words although its reason allows none."""
    return tuple(
        each
        for each in tree.furniture
        if each.reason not in _HOLDS_WORDS and each.span.of(text).strip()
    )


def unfaithful(text: str, tree: ClauseTree) -> tuple[str, ...]:
    """Keys of clauses whose spans hold other characters than they show.

    What is printed must be marker, text and reference marks, in that order and nothing
    else; only white space may differ, and a hyphen that a correction dropped at a line end.
    """
    return tuple(
        clause.key
        for clause in tree.clauses
        if not _same_print(_shown(clause), [span.of(text) for span in clause.spans])
    )


def _same_print(shown: str, printed: Sequence[str]) -> bool:
    rest = shown
    for line in printed:
        words = "".join(unicodedata.normalize("NFC", line).split())
        if not rest.startswith(words):
            words = words.removesuffix("-")
        if not rest.startswith(words):
            return False
        rest = rest[len(words) :]
    return not rest


def _shown(clause: Clause) -> str:
    text = clause.text
    for mark in sorted(clause.marks, key=lambda each: each.at, reverse=True):
        text = text[: mark.at] + mark.sign + text[mark.at :]
    return "".join((clause.marker + text).split())


def _all_spans(tree: ClauseTree) -> Iterator[Span]:
    for clause in tree.clauses:
        yield from clause.spans
    for each in tree.furniture:
        yield each.span


def _starts(words: str, text: str) -> Iterator[int]:
    """Where the words begin; a match that cuts a word of the text in two is none."""
    start = text.find(words)
    while start >= 0:
        end = start + len(words)
        cut_before = start > 0 and text[start - 1].isalnum() and words[0].isalnum()
        cut_after = end < len(text) and text[end].isalnum() and words[-1].isalnum()
        if not (cut_before or cut_after):
            yield start
        start = text.find(words, start + 1)
