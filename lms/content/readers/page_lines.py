"""Lines as they stand on pages: what a PDF and a plain text have in common.

Places are whole points from the left and the top edge; a text's are counted in characters
and lines. A line is made of pieces; a piece that stands raised is a reference to a note.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of one line that stand together.

    Attributes:
        end: about where it ends; a guess from the size of its letters.
        spaced: whether white space parts it from the piece before.
    """

    left: int
    end: int
    text: str
    size: int
    bold: bool = False
    raised: bool = False
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page; ``number`` counts through the document, ``top`` down the page."""

    page: int
    number: int
    top: int
    pieces: tuple[Piece, ...]
    column: int = 0

    @property
    def left(self) -> int:
        """Where its first piece begins."""
        return self.pieces[0].left

    @property
    def size(self) -> int:
        """The size of most of its letters."""
        sizes: Counter[int] = Counter()
        for piece in self.pieces:
            sizes[piece.size] += 0 if piece.raised else len(piece.text)
        return sizes.most_common(1)[0][0]

    @property
    def bold(self) -> bool:
        """Whether all of it is bold."""
        return all(piece.bold for piece in self.pieces)

    @property
    def text(self) -> str:
        """Its characters, pieces parted by spaces where the page parts them."""
        return "".join(
            (" " if piece.spaced and at else "") + piece.text
            for at, piece in enumerate(self.pieces)
        )

    def cells(self, widest_gap: int) -> tuple[tuple[Piece, ...], ...]:
        """The pieces in groups parted by wide gaps."""
        groups: list[list[Piece]] = []
        for piece in self.pieces:
            if groups and piece.left - groups[-1][-1].end <= widest_gap:
                groups[-1].append(piece)
            else:
                groups.append([piece])
        return tuple(tuple(group) for group in groups)


@dataclass(slots=True)
class Pages:
    """The lines of a document, page by page; ``unwrapped`` where a line is a paragraph."""

    lines: list[PageLine] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    unwrapped: bool = False

    def by_page(self) -> list[list[PageLine]]:
        """The lines of each page."""
        pages: dict[int, list[PageLine]] = {}
        for line in self.lines:
            pages.setdefault(line.page, []).append(line)
        return [pages[number] for number in sorted(pages)]

    @property
    def body_size(self) -> int:
        """The size of most letters."""
        sizes: Counter[int] = Counter()
        for line in self.lines:
            sizes[line.size] += len(line.text)
        return sizes.most_common(1)[0][0] if sizes else 0


def pitch_of(lines: Sequence[PageLine], size: int) -> int:
    """How far apart lines of one paragraph stand: the smallest usual distance of that size."""
    gaps: Counter[int] = Counter()
    for before, after in pairwise(lines):
        gap = after.top - before.top
        if before.page == after.page and gap > 0 and before.size == after.size == size:
            gaps[gap] += 1
    if not gaps:
        return 1
    most = max(gaps.values())
    return min(gap for gap, times in gaps.items() if times * 4 >= most)
