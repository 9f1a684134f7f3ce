"""The one text of a document while its blocks are being written down."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lms.content.readers.unreadable import UnreadableDocumentError
from lms.content.reading_limits import MOST_BLOCKS, MOST_CHARACTERS
from lms.domain.source_document import LeftOut, SourceBlock, SourceDocument, SourceMark

SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Passage:
    """Characters of one block in the making, with what stands inside them."""

    text: str = ""
    marks: list[SourceMark] = field(default_factory=list)
    joins: list[int] = field(default_factory=list)

    def add(self, words: str) -> None:
        """Append characters; a soft hyphen inside a word is noted as no part of it."""
        for at, sign in enumerate(words, start=len(self.text)):
            if sign == SOFT_HYPHEN:
                self.joins.append(at)
        self.text += words

    def add_mark(self, sign: str, note: str) -> None:
        """Append a reference to a note."""
        at = len(self.text)
        self.text += sign
        self.marks.append(SourceMark(at, at + len(sign), note))

    def add_passage(self, other: Passage) -> None:
        """Append another passage with its marks and joins."""
        at = len(self.text)
        self.text += other.text
        self.marks += [SourceMark(m.start + at, m.end + at, m.note) for m in other.marks]
        self.joins += [join + at for join in other.joins]


@dataclass(slots=True)
class Transcript:
    """Blocks written one after the other."""

    text: list[str] = field(default_factory=list)
    blocks: list[SourceBlock] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    length: int = 0

    def write(self, passage: Passage, block: SourceBlock) -> None:
        """Write a passage as a block; ``block`` says everything but where it stands.

        Raises:
            UnreadableDocumentError: the document is too long.
        """
        if not passage.text.strip():
            return
        start = self.length
        self.text.append(f"{passage.text}\n")
        self.length += len(passage.text) + 1
        if self.length > MOST_CHARACTERS or len(self.blocks) >= MOST_BLOCKS:
            raise UnreadableDocumentError(
                reason="The document is too long to be one policy. Split it and import each part."
            )
        self.blocks.append(
            replace(
                block,
                start=start,
                end=start + len(passage.text),
                marks=tuple(
                    SourceMark(m.start + start, m.end + start, m.note) for m in passage.marks
                ),
                joins=tuple(join + start for join in passage.joins),
            )
        )

    def notice(self, sentence: str) -> None:
        """Say something about the whole document, once."""
        if sentence not in self.notices:
            self.notices.append(sentence)

    def document(self, kind: str, sha256: str) -> SourceDocument:
        """The document.

        Raises:
            UnreadableDocumentError: it has no words.
        """
        if not self.blocks:
            raise UnreadableDocumentError(reason="The document holds no words.")
        return SourceDocument(
            format=kind,
            sha256=sha256,
            text="".join(self.text),
            blocks=tuple(self.blocks),
            left_out=tuple(self.left_out),
            notices=tuple(self.notices),
        )
