"""A DOCX as a source document: its paragraphs, tables, notes, text boxes and page edges.

Numbers that Word computes are written into the text, as a reader of the page sees them.
Insertions that were tracked are text, deletions are listed as left out. Nothing but the
package's own parts is opened.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lms.content.readers.package import DAMAGED, Package
from lms.content.readers.transcript import Passage, Transcript
from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.readers.word_numbering import (
    Indent,
    Number,
    W,
    WordNumbering,
    indent_of,
    value_of,
    whole,
)
from lms.content.readers.word_runs import MC, NoteSigns, Paragraph, RunReader
from lms.content.readers.word_styles import ParagraphStyle, WordStyles
from lms.domain.source_document import BlockKind, LeftOut, SourceBlock, SourceDocument

_MAIN = "word/document.xml"
_SCANNED = (
    "The document holds pictures and no words. If it is a scan, run text recognition first and "
    "import the result."
)
_INSIDE = {f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}moveTo"}
_SPECIAL_NOTES = {"separator", "continuationSeparator", "continuationNotice"}


def read_word(raw: bytes) -> SourceDocument:
    """Read a DOCX.

    Raises:
        UnreadableDocumentError: it is damaged, unsafe, or holds no words.
    """
    package = Package(raw)
    root = package.part(_main_part(package))
    body = root.find(f"{W}body") if root is not None else None
    if body is None:
        raise UnreadableDocumentError(reason=DAMAGED)
    reader = _WordReader(package)
    reader.read(body)
    document = reader.finish(hashlib.sha256(raw).hexdigest())
    _account(reader, root, document)
    return document


def _main_part(package: Package) -> str:
    found = (target for _, kind, target in package.related("") if kind == "officeDocument")
    return next((target.removeprefix("/") for target in found), _MAIN)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a paragraph stands: in the body, a cell, a note, a text box, or at a page's edge."""

    kind: BlockKind = BlockKind.PARAGRAPH
    row: int | None = None
    column: int = 0
    note: str = ""


class _WordReader:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._styles = WordStyles(package.part("word/styles.xml"))
        self._numbering = WordNumbering(package.part("word/numbering.xml"))
        self._signs = NoteSigns()
        self._runs = RunReader(self._signs)
        self._to = Transcript()
        self._number = 0
        self._row = 0
        self._pictures = 0
        self._waiting: Passage | None = None

    def read(self, body: Any) -> None:  # noqa: ANN401 - lxml's element
        """The page edges, the body, then the notes it calls for."""
        for _, kind, target in self._package.related(_MAIN):
            if kind in {"header", "footer"}:
                edge = BlockKind.PAGE_HEADER if kind == "header" else BlockKind.PAGE_FOOTER
                root = self._package.part(target)
                if root is not None:
                    self._blocks(root, _Place(edge))
        self._number = 0
        self._blocks(body, _Place())
        for kind in ("footnote", "endnote"):
            self._notes(kind)
        self._comments()

    def finish(self, sha256: str) -> SourceDocument:
        """The document."""
        if self._pictures:
            self._to.notice(
                f"{self._pictures} pictures were left out; words inside them were not read."
                if self._pictures > 1
                else "A picture was left out; words inside it were not read."
            )
        if not self._to.blocks and self._pictures:
            raise UnreadableDocumentError(reason=_SCANNED)
        return self._to.document("DOCX", sha256)

    @property
    def left_out(self) -> list[LeftOut]:
        """What was left out so far."""
        return self._to.left_out

    def _blocks(self, parent: Any, place: _Place) -> None:  # noqa: ANN401 - lxml's element
        for element in parent:
            if element.tag == f"{W}p":
                self._paragraph(element, place)
            elif element.tag == f"{W}tbl":
                self._table(element, place)
            elif element.tag in _INSIDE:
                self._blocks(element, place)
            elif element.tag == f"{MC}AlternateContent":
                for choice in element.iterchildren(f"{MC}Choice"):
                    self._blocks(choice, place)

    def _table(self, table: Any, place: _Place) -> None:  # noqa: ANN401 - lxml's element
        for row in _children(table, "tr"):
            self._row += 1
            number = self._row
            if row.find(f"{W}trPr/{W}del") is not None:
                self._leave_out("deleted with changes tracked", _words(row))
                continue
            for column, cell in enumerate(_children(row, "tc")):
                inner = place
                if place.kind in {BlockKind.PARAGRAPH, BlockKind.CELL}:
                    inner = _Place(BlockKind.CELL, place.row or number, column)
                self._blocks(cell, inner)

    def _paragraph(self, element: Any, place: _Place) -> None:  # noqa: ANN401 - lxml's element
        self._number += 1
        found = self._runs.read(element)
        self._report(found)
        if self._waiting is not None:
            self._waiting.add_passage(found.passage)
            found.passage, self._waiting = self._waiting, None
        if found.runs_on:
            self._waiting = found.passage
            return
        properties = element.find(f"{W}pPr")
        name, style = self._styles.of(properties)
        number = self._computed(properties, name, style)
        passage, block = self._block(found, place, properties, style, number)
        self._to.write(passage, block)
        for box in found.boxes:
            self._blocks(box, _Place(BlockKind.TEXT_BOX))

    def _block(
        self,
        found: Paragraph,
        place: _Place,
        properties: Any,  # noqa: ANN401 - lxml's element
        style: ParagraphStyle,
        number: Number | None,
    ) -> tuple[Passage, SourceBlock]:
        passage = Passage()
        if number is not None and found.passage.text.strip():
            passage.add(f"{number.text} ")
        marker = len(passage.text)
        lead = len(found.passage.text) - len(found.passage.text.lstrip())
        passage.add_passage(found.passage)
        own = indent_of(properties).over(number.indent if number else Indent()).over(style.indent)
        left = own.left or 0
        kind = place.kind
        if kind is BlockKind.PARAGRAPH and style.title:
            kind = BlockKind.TITLE
        elif kind is BlockKind.PARAGRAPH and style.heading is not None:
            kind = BlockKind.HEADING
        doubts = (
            [f"Word counts here as “{number.unknown}”, which is shown as numbers"]
            if (number and number.unknown)
            else []
        )
        if found.inserted:
            doubts.append("holds words that were inserted with changes tracked; they are kept")
        block = SourceBlock(
            start=0,
            end=0,
            kind=kind,
            number=self._number,
            indent=max(0, left + (own.first or 0) + lead),
            hang=left,
            level=style.heading
            if kind is BlockKind.HEADING
            else (number.level if number else None),
            marker=marker,
            numbering=number.numbering if number else None,
            bold=found.bold or style.bold,
            row=place.row,
            column=place.column,
            note=place.note,
            doubts=tuple(doubts),
        )
        return passage, block

    def _computed(self, properties: Any, name: str, style: ParagraphStyle) -> Number | None:  # noqa: ANN401 - lxml's element
        """The number Word would show: the paragraph's own list, or its style's."""
        own = properties.find(f"{W}numPr") if properties is not None else None
        list_id = value_of(own, "numId", style.list_id)
        if not list_id or list_id == "0":
            return None
        level = value_of(own, "ilvl")
        by_style = self._numbering.level_of_style(list_id, name)
        of_style = by_style if by_style is not None else style.list_level
        return self._numbering.next(list_id, whole(level) if level else of_style or 0)

    def _report(self, found: Paragraph) -> None:
        self._leave_out("deleted with changes tracked", found.deleted)
        self._leave_out("hidden text", found.hidden)
        self._pictures += found.pictures

    def _leave_out(self, why: str, words: str) -> None:
        if words.strip():
            self._to.left_out.append(LeftOut(why, " ".join(words.split()), self._number))

    def _notes(self, kind: str) -> None:
        root = self._package.part(f"word/{kind}s.xml")
        if root is None:
            return
        by_id = {str(each.get(f"{W}id")): each for each in root.iter(f"{W}{kind}")}
        met = set()
        for note_id, sign in list(self._signs.known(kind)):
            if note_id in by_id:
                met.add(note_id)
                self._blocks(by_id[note_id], _Place(BlockKind.NOTE, note=f"{kind} {sign}"))
        for note_id, element in by_id.items():
            if note_id not in met and element.get(f"{W}type") not in _SPECIAL_NOTES:
                self._leave_out(f"{kind} that nothing leads to", _words(element))

    def _comments(self) -> None:
        root = self._package.part("word/comments.xml")
        for each in root.iter(f"{W}comment") if root is not None else ():
            self._leave_out("comment", _words(each))


def _children(parent: Any, name: str) -> Iterator[Any]:  # noqa: ANN401 - lxml's element
    for element in parent:
        if element.tag == f"{W}{name}":
            yield element
        elif element.tag in _INSIDE:
            yield from _children(element, name)


def _words(element: Any) -> str:  # noqa: ANN401 - lxml's element
    wanted = {f"{W}t", f"{W}delText"}
    return " ".join(each.text or "" for each in element.iter() if each.tag in wanted)


def _account(reader: _WordReader, root: Any, document: SourceDocument) -> None:  # noqa: ANN401 - lxml's element
    """Every ``w:t`` of the body, counted apart from the reading, is in the text or left out.

    Raises:
        UnreadableDocumentError: some word is in neither; it is named.
    """
    there = Counter("".join(_seen_text(root)).split())
    kept = " ".join(("".join(_transcribed(document)), *(each.words for each in reader.left_out)))
    missing = Counter("".join(there.elements())) - Counter("".join(kept.split()))
    if missing:
        known = set(kept.split())
        lost = [word for word in there if word not in known][:8]
        raise UnreadableDocumentError(
            reason="Words of the document would be lost: " + ", ".join(lost or missing) + "."
        )


def _seen_text(root: Any) -> Iterator[str]:  # noqa: ANN401 - lxml's element
    for element in root.iter(f"{W}t", f"{W}p", f"{W}tab", f"{W}br"):
        if element.tag != f"{W}t":
            yield " "
        elif not any(each.tag == f"{MC}Fallback" for each in element.iterancestors()):
            yield element.text or ""


def _transcribed(document: SourceDocument) -> Iterator[str]:
    for block in document.blocks:
        yield document.text[block.start + block.marker : block.end] + " "
