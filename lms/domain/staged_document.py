"""A document between its upload and its revision: what is shown, and what is confirmed.

The confirmation names the digest of what was shown, so that nobody confirms what they did
not see. What is shown is the reading with every correction applied.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from lms.domain.document_reading import (
    DocumentReading,
    LeftOutWords,
    left_out_of,
    proven_tree,
    reading_header,
)
from lms.domain.draft import Draft, DraftWords, draft_keys
from lms.domain.draft_edits import Edit, Edited, apply_edits
from lms.domain.errors import ConflictError, InvalidError
from lms.domain.journal_chain import canonical
from lms.domain.policy import ClauseTree
from lms.domain.policy_header import PolicyHeader


class ChangedMeanwhileError(ConflictError):
    """What is confirmed or corrected is not what is there now; somebody was faster."""


class UnfitTitleError(InvalidError):
    """A new policy has no title, or one of which no address can be made."""


@dataclass(frozen=True, slots=True)
class ShownDocument:
    """A document as it is shown for confirmation.

    Attributes:
        doubts: sentences by the key of the section they are about.
        unplaced: doubts about what is in no section.
        digest: of everything that a confirmation makes true.
    """

    reading: DocumentReading
    edited: Edited
    tree: ClauseTree
    header: PolicyHeader
    left_out: tuple[LeftOutWords, ...]
    doubts: Mapping[str, tuple[str, ...]]
    unplaced: tuple[str, ...]
    digest: str

    @property
    def draft(self) -> Draft:
        """The draft with every correction that fits."""
        return self.edited.draft

    @property
    def doubt_count(self) -> int:
        """How many doubts there are."""
        return len(self.draft.doubts)


def shown_document(
    reading: DocumentReading, edits: Iterable[Edit], *, policy: str
) -> ShownDocument:
    """Apply the corrections, and prove once more that every word is there.

    Raises:
        LostWordsError: some word is in no section and on no list.
    """
    words = DraftWords(reading.document)
    edited = apply_edits(reading.draft, words, edits)
    tree = proven_tree(reading.document, edited.draft)
    doubts, unplaced = _doubts_by_key(edited.draft)
    return ShownDocument(
        reading=reading,
        edited=edited,
        tree=tree,
        header=reading_header(reading),
        left_out=left_out_of(reading.document, edited.draft),
        doubts=doubts,
        unplaced=unplaced,
        digest=_digest(reading, tree, policy),
    )


def _doubts_by_key(draft: Draft) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    keys = draft_keys(draft)
    owners = {number: keys[node.id][0] for node in draft.nodes for number in node.words}
    found: dict[str, tuple[str, ...]] = {}
    unplaced: list[str] = []
    for doubt in draft.doubts:
        key = owners.get(doubt.word)
        if key is None:
            unplaced.append(doubt.message)
        else:
            found[key] = (*found.get(key, ()), doubt.message)
    return found, tuple(unplaced)


def _digest(reading: DocumentReading, tree: ClauseTree, policy: str) -> str:
    clauses = [
        [each.key, each.parent, each.kind.value, each.marker, each.text, each.level]
        for each in tree.clauses
    ]
    shown = canonical([reading.document.sha256, policy, clauses])
    return hashlib.sha256(shown.encode()).hexdigest()
