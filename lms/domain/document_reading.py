"""What reading a document came to: its source, its outline, its head, and what is in doubt."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass

from lms.domain.draft import Draft, DraftWords, lost_words, tree_of
from lms.domain.errors import InvalidError
from lms.domain.policy import (
    ClauseTree,
    FurnitureReason,
    uncovered,
    unfaithful,
    wordy_furniture,
)
from lms.domain.policy_header import PolicyHeader, read_header
from lms.domain.source_document import PAGE_FURNITURE, SourceDocument, block_at

_SHOWN = 8


class LostWordsError(InvalidError):
    """Words of the document are in no section and on no list; ``words`` names the first."""


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """A document and the draft of its outline as the importer read it."""

    document: SourceDocument
    draft: Draft


@dataclass(frozen=True, slots=True)
class LeftOutWords:
    """Words that are in no section, why, and where they stand."""

    why: str
    words: str
    place: str


def reading_header(reading: DocumentReading) -> PolicyHeader:
    """The head's facts: from the form above the text, then from the edges of the pages."""
    document = reading.document
    words = DraftWords(document)
    form = [
        document.of(document.blocks[words.all[each.words[0]].block])
        for each in reading.draft.dropped
        if each.reason is FurnitureReason.HEADER_FORM and each.words
    ]
    edges = (document.of(b) for b in document.blocks if b.kind in PAGE_FURNITURE)
    return read_header("\n".join((*form, *dict.fromkeys(edges))))


def proven_tree(document: SourceDocument, draft: Draft) -> ClauseTree:
    """The tree of a draft, once it is proven that no word was lost or changed on the way.

    Three counts that do not know of each other: words by number, letters by kind, and
    characters by place.

    Raises:
        LostWordsError: some word is in no section and on no list.
    """
    words = DraftWords(document)
    tree = tree_of(draft, words)
    lost = lost_words(draft, words) or _unlike(document, tree)
    if not lost:
        text = document.text
        wrong = (*uncovered(text, tree), *(each.span for each in wordy_furniture(text, tree)))
        lost = (*(span.of(text).strip() for span in wrong), *unfaithful(text, tree))
    if lost:
        named = ", ".join(f"“{word}”" for word in lost[:_SHOWN])
        raise LostWordsError(reason=f"Words of the document would be lost: {named}.", words=lost)
    return tree


def left_out_of(document: SourceDocument, draft: Draft) -> tuple[LeftOutWords, ...]:
    """Everything that is in no section, in the order of the document."""
    words = DraftWords(document)
    listed = [
        LeftOutWords(
            each.reason.value,
            words.text(each.words),
            block_at(document, words.all[each.words[0]].start).place,
        )
        for each in draft.dropped
        if each.words
    ]
    listed += [
        LeftOutWords(each.why, each.words, f"paragraph {each.number}") for each in document.left_out
    ]
    return tuple(listed)


def _unlike(document: SourceDocument, tree: ClauseTree) -> tuple[str, ...]:
    """Words that hold a letter which the source and the tree have in different numbers."""
    text = document.text
    source = list(text)
    for each in tree.furniture:
        if each.reason is FurnitureReason.LINE_HYPHEN:
            source[each.span.start] = ""
    there = _letters("".join(source))
    kept: Counter[str] = Counter()
    for clause in tree.clauses:
        signs = "".join(mark.sign for mark in clause.marks)
        kept += _letters(clause.marker + clause.text + signs)
    for each in tree.furniture:
        if each.reason is not FurnitureReason.LINE_HYPHEN:
            kept += _letters(each.span.of(text))
    wrong = set((there - kept) + (kept - there))
    return tuple(word for word in text.split() if wrong & set(word))


def _letters(text: str) -> Counter[str]:
    return Counter("".join(unicodedata.normalize("NFC", text).split()))
