"""Blocks of a source document become a draft: sections, what is below what, what is in doubt.

Every word of every block goes somewhere: into a node, or into the list of what was dropped
as page furniture or as the head of the document.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from lms.content.document_levels import Fitted, Open, fitted, text_depth
from lms.content.document_markers import Marker, markers_at
from lms.domain.draft import Doubt, Draft, DraftNode, DraftWords, Dropped, notes_placed, settled
from lms.domain.policy import ClauseKind, FurnitureReason
from lms.domain.source_document import (
    PAGE_FURNITURE,
    BlockKind,
    Numbering,
    SourceBlock,
    SourceDocument,
)

_FURNITURE = {
    BlockKind.PAGE_HEADER: FurnitureReason.PAGE_HEADER,
    BlockKind.PAGE_FOOTER: FurnitureReason.PAGE_FOOTER,
    BlockKind.PAGE_NUMBER: FurnitureReason.PAGE_NUMBER,
}
_MOST_HEADING_WORDS = 10
_LONG = 25
_SENTENCE_ENDS = (".", ";", ",")
_LONG_WORD = 4
_CAPITALS = 60
"""Percent of longer words that a heading with a colon writes with a capital."""
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_LETTER = re.compile(r"[^\W_]")


def draft_of(document: SourceDocument) -> Draft:
    """Read the blocks of a document as an outline."""
    words = DraftWords(document)
    outliner = _Outliner(document, words)
    first = first_section(document)
    for at, block in enumerate(document.blocks):
        outliner.read(at, block, in_head=at < first)
    return outliner.draft()


def first_section(document: SourceDocument) -> int:
    """The block at which the policy's own text begins; what is above is its head."""
    body = [
        (at, block)
        for at, block in enumerate(document.blocks)
        if block.kind in {BlockKind.PARAGRAPH, BlockKind.HEADING}
    ]
    for at, block in body:
        text = document.of(block).strip()
        begins = any(
            set(marker.parts) == {1} and marker.numbering is not Numbering.BULLET
            for marker in markers_at(text, block.numbering)
        )
        if begins or block.kind is BlockKind.HEADING or len(text.split()) > _LONG:
            return at
    return body[0][0] if body else 0


class _Outliner:
    def __init__(self, document: SourceDocument, words: DraftWords) -> None:
        self._document = document
        self._words = words
        self._of_block: dict[int, list[int]] = defaultdict(list)
        for number, word in enumerate(words.all):
            self._of_block[word.block].append(number)
        self._nodes: list[DraftNode] = []
        self._dropped: list[Dropped] = []
        self._doubts: list[Doubt] = []
        self._open: list[Open] = []
        self._row: tuple[int, int] | None = None
        self._numbered = any(
            block.kind is BlockKind.PARAGRAPH
            and any(m.numbering is not Numbering.BULLET for m in self._markers(block))
            for block in document.blocks
        )

    def draft(self) -> Draft:
        """What was read."""
        nodes = settled(notes_placed(self._closed(), self._words))
        return Draft(nodes, tuple(self._dropped), tuple(self._doubts))

    def read(self, at: int, block: SourceBlock, *, in_head: bool) -> None:
        """Take one block in."""
        numbers = tuple(self._of_block[at])
        if not numbers:
            return
        text = self._document.of(block)
        for doubt in block.doubts:
            self._doubts.append(Doubt(numbers[0], doubt))
        if _INVISIBLE.search(text):
            self._doubts.append(Doubt(numbers[0], "holds characters that cannot be seen"))
        if block.kind in PAGE_FURNITURE:
            self._dropped.append(Dropped(numbers, _FURNITURE[block.kind]))
        elif not _LETTER.search(text):
            self._dropped.append(Dropped(numbers, FurnitureReason.DRAWN_LINE))
        elif block.kind is BlockKind.NOTE:
            self._note(block, numbers)
        elif in_head:
            self._dropped.append(Dropped(numbers, FurnitureReason.HEADER_FORM))
        elif block.kind is BlockKind.CELL and block.row is not None:
            self._cell(block, numbers)
        else:
            self._paragraph(block, numbers)

    def _markers(self, block: SourceBlock) -> tuple[Marker, ...]:
        found = markers_at(self._document.of(block).lstrip(), block.numbering)
        if block.numbering is Numbering.BULLET and not found:
            return (Marker(Numbering.BULLET, "", "", (1,), ""),)
        return found

    def _paragraph(self, block: SourceBlock, numbers: tuple[int, ...]) -> None:
        self._row = None
        markers = self._markers(block)
        found = fitted(markers, block, self._open)
        if found is not None:
            self._marked(block, numbers, found)
        elif not block.certain and self._nodes:
            self._go_on(numbers)
        elif self._is_heading(block):
            self._heading(block, numbers)
        else:
            if markers:
                sign = markers[0].sign
                doubt = f"begins with “{sign}”, but nothing leads to it; read as plain text"
                self._doubts.append(Doubt(numbers[0], doubt))
            self._text(block, numbers)

    def _marked(self, block: SourceBlock, numbers: tuple[int, ...], found: Fitted) -> None:
        marker = found.marker
        if found.doubt:
            self._doubts.append(Doubt(numbers[0], found.doubt))
        del self._open[found.depth :]
        count = self._marker_words(numbers, marker)
        heading = self._reads_as_heading(block, numbers[count:])
        kind = ClauseKind.HEADING if heading else ClauseKind.CLAUSE
        if marker.numbering is Numbering.BULLET:
            kind, heading = ClauseKind.BULLET, False
        elif found.depth == 0:
            kind = ClauseKind.SECTION
        node = DraftNode(
            id=len(self._nodes),
            level=found.depth,
            kind=kind,
            words=numbers,
            marker=count,
            value=marker.value,
            whole=marker.numbering is Numbering.DECIMAL,
            paren=marker.wrap == "()" or (marker.wrap == ")" and marker.value.isalpha()),
        )
        self._nodes.append(node)
        outline = block.level if block.kind is BlockKind.HEADING else None
        hang = max(block.hang, block.indent)
        self._open.append(Open(marker, block.indent, hang, heading or found.depth == 0, outline))

    def _marker_words(self, numbers: Sequence[int], marker: Marker) -> int:
        wanted = "".join(marker.sign.split())
        if not wanted:
            return 0
        seen = ""
        for count, number in enumerate(numbers, start=1):
            seen += self._words.printed(self._words.all[number])
            if len(seen) >= len(wanted):
                return count
        return len(numbers)

    def _is_heading(self, block: SourceBlock) -> bool:
        if block.kind is BlockKind.HEADING:
            return True
        text = self._document.of(block).strip()
        return not self._numbered and _heading_like(text) and (block.bold or text.isupper())

    def _reads_as_heading(self, block: SourceBlock, numbers: Sequence[int]) -> bool:
        text = self._words.text(numbers)
        return block.kind is BlockKind.HEADING or _heading_like(text)

    def _heading(self, block: SourceBlock, numbers: tuple[int, ...]) -> None:
        """A heading without a number, by the level that the file gives it."""
        outline = block.level or 0
        depth = 0
        while depth < len(self._open):
            level = self._open[depth].outline
            if level is None or level >= outline:
                break
            depth += 1
        del self._open[depth:]
        self._add(depth, ClauseKind.HEADING, numbers)
        self._open.append(Open(None, block.indent, block.indent, heading=True, outline=outline))

    def _text(self, block: SourceBlock, numbers: tuple[int, ...]) -> None:
        depth = text_depth(block, self._open)
        del self._open[depth:]
        self._add(depth, ClauseKind.PARAGRAPH, numbers)
        if block.kind is BlockKind.TEXT_BOX:
            doubt = "stands in a text box, so its place in the order is a guess"
            self._doubts.append(Doubt(numbers[0], doubt))

    def _cell(self, block: SourceBlock, numbers: tuple[int, ...]) -> None:
        """A row is its first cell; the others stand below it."""
        row = block.row or 0
        if self._row is None or self._row[0] != row:
            depth = text_depth(block, self._open)
            del self._open[depth:]
            self._row = row, depth
            self._add(depth, ClauseKind.PARAGRAPH, numbers)
        else:
            self._add(self._row[1] + 1, ClauseKind.PARAGRAPH, numbers)

    def _note(self, block: SourceBlock, numbers: tuple[int, ...]) -> None:
        last = self._nodes[-1] if self._nodes else None
        if last is not None and last.kind is ClauseKind.FOOTNOTE and last.note == block.note:
            self._go_on(numbers)
            return
        count = len([n for n in numbers if self._words.all[n].end <= block.start + block.marker])
        self._nodes.append(
            DraftNode(
                id=len(self._nodes),
                level=0,
                kind=ClauseKind.FOOTNOTE,
                words=numbers,
                marker=count,
                note=block.note,
            )
        )
        led_to = any(block.note == word.note for word in self._words.all)
        if not led_to:
            self._doubts.append(Doubt(numbers[0], "is a note, but no mark leads to it"))

    def _go_on(self, numbers: tuple[int, ...]) -> None:
        last = self._nodes[-1]
        self._nodes[-1] = replace(last, words=last.words + numbers)

    def _add(self, depth: int, kind: ClauseKind, numbers: tuple[int, ...]) -> None:
        self._nodes.append(DraftNode(len(self._nodes), depth, kind, numbers))

    def _closed(self) -> list[DraftNode]:
        """A numbered heading with nothing below it is a clause of its own."""
        closed = []
        for at, node in enumerate(self._nodes):
            after = self._nodes[at + 1] if at + 1 < len(self._nodes) else None
            empty = after is None or after.level <= node.level
            alone = node.kind is ClauseKind.HEADING and bool(node.value) and empty
            closed.append(replace(node, kind=ClauseKind.CLAUSE) if alone else node)
        return closed


def _heading_like(text: str) -> bool:
    begins = text[:1].isupper() or text[:1].isdigit()
    words = text.split()
    if not begins or len(words) > _MOST_HEADING_WORDS or text.endswith(_SENTENCE_ENDS):
        return False
    longer = [word for word in words if len(word) >= _LONG_WORD]
    capitals = sum(word[0].isupper() for word in longer)
    return not text.endswith(":") or capitals * 100 >= len(longer) * _CAPITALS
