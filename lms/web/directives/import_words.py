"""What the pages of an import show: nodes, the source beside them, and what can be done."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wtforms import SelectChoice  # type: ignore[attr-defined]  # its stubs are older

from lms.domain.draft import DraftNode, DraftWords
from lms.domain.draft_edits import (
    Edit,
    EditImpossibleError,
    EditKind,
    apply_edit,
    edit_of,
)
from lms.domain.policy import ClauseKind
from lms.domain.policy_header import header_findings
from lms.domain.source_document import PAGE_FURNITURE
from lms.domain.staged_document import ShownDocument
from lms.queries.policies import PolicyCard

NEW_POLICY = ""
_LONGEST_NAME = 120
_MOVES = (
    EditKind.UP,
    EditKind.DOWN,
    EditKind.INDENT,
    EditKind.OUTDENT,
    EditKind.MERGE,
    EditKind.DROP,
)
_KINDS = {
    ClauseKind.SECTION: "section",
    ClauseKind.HEADING: "heading",
    ClauseKind.BULLET: "bullet",
    ClauseKind.PARAGRAPH: "paragraph",
    ClauseKind.NOTE: "note",
    ClauseKind.FOOTNOTE: "note",
}


@dataclass(frozen=True, slots=True)
class ShownNode:
    """A section of the tree as the page shows it; ``at`` is its place in reading order."""

    at: int
    key: str
    label: str
    marker: str
    text: str
    level: int
    kind: str
    place: str
    block: int
    doubts: tuple[str, ...]
    is_note: bool


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A block of the source; ``at`` is the section that begins in it, if one does."""

    number: int
    text: str
    place: str
    left_out: bool
    at: int | None


def nodes(seen: ShownDocument) -> tuple[ShownNode, ...]:
    """Every section in reading order."""
    words = DraftWords(seen.reading.document)
    blocks = seen.reading.document.blocks
    return tuple(
        ShownNode(
            at=at,
            key=clause.key,
            label=clause.label,
            marker=clause.marker,
            text=clause.text,
            level=clause.level,
            kind=_KINDS.get(clause.kind, "clause"),
            place=blocks[words.all[node.words[0]].block].place,
            block=words.all[node.words[0]].block,
            doubts=seen.doubts.get(clause.key, ()),
            is_note=clause.kind in {ClauseKind.FOOTNOTE, ClauseKind.NOTE},
        )
        for at, (clause, node) in enumerate(zip(seen.tree.clauses, seen.draft.nodes, strict=True))
    )


def source(seen: ShownDocument) -> tuple[SourceLine, ...]:
    """The document block by block, with what is in no section told apart."""
    document = seen.reading.document
    words = DraftWords(document)
    begins: dict[int, int] = {}
    for at, node in enumerate(seen.draft.nodes):
        begins.setdefault(words.all[node.words[0]].block, at)
    dropped = {words.all[n].block for each in seen.draft.dropped for n in each.words}
    return tuple(
        SourceLine(
            number=number,
            text=document.of(block).replace("\u00ad", ""),
            place=block.place,
            left_out=number in dropped or block.kind in PAGE_FURNITURE,
            at=begins.get(number),
        )
        for number, block in enumerate(document.blocks)
    )


def head(seen: ShownDocument) -> tuple[tuple[str, str], ...]:
    """What the head of the document says, as pairs."""
    header = seen.header
    pairs = (
        ("Date", header.date),
        ("Number", header.number),
        ("Action", ", ".join(each.capitalize() for each in header.actions)),
        ("Issued by", header.authority),
        ("Effective", header.effective),
        ("Review", header.review),
        ("Standards", ", ".join(header.standards)),
    )
    return tuple((name, value) for name, value in pairs if value)


def head_findings(seen: ShownDocument) -> tuple[str, ...]:
    """What the head does not say, one sentence each."""
    return tuple(each.message for each in header_findings(seen.header))


def acts(seen: ShownDocument, at: int) -> frozenset[str]:
    """The moves that this section allows."""
    words = DraftWords(seen.reading.document)
    return frozenset(kind.value for kind in _MOVES if _allowed(seen, words, at, kind))


def _allowed(seen: ShownDocument, words: DraftWords, at: int, kind: EditKind) -> bool:
    edit: Edit = edit_of(seen.draft, words, at, kind)
    try:
        return apply_edit(seen.draft, words, edit) != seen.draft
    except EditImpossibleError:
        return False


def cut_before(words: DraftWords, node: DraftNode, beginning: str) -> str:
    """How many words stand before those that somebody typed.

    Raises:
        EditImpossibleError: they stand nowhere inside the section, or at several places.
    """
    wanted = _plain(beginning)
    places = [
        at
        for at in range(node.marker + 1, len(node.words))
        if wanted and _plain(words.text(node.words[at : at + 40])).startswith(wanted)
    ]
    if not places:
        raise EditImpossibleError(reason="These words do not stand inside the section.")
    if len(places) > 1:
        raise EditImpossibleError(
            reason="These words stand there several times; type more of them."
        )
    return str(places[0])


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\u2018\u2019]", "'", text).split())


def policy_choices(cards: Sequence[PolicyCard]) -> list[SelectChoice]:
    """The policies that are there, and a new one."""
    return list(_choices(cards))


def _choices(cards: Sequence[PolicyCard]) -> Iterator[SelectChoice]:
    for card in cards:
        yield SelectChoice(card.slug, card.title)
    yield SelectChoice(NEW_POLICY, "A new policy")


def file_name(given: str) -> str:
    """The name a file came with, without folders and without what cannot be printed."""
    last = re.split(r"[/\\]", given)[-1]
    return "".join(sign for sign in last if sign.isprintable())[:_LONGEST_NAME] or "document"
