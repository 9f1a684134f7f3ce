"""Running headers, footers and page numbers, told by their repeating at the edges of pages."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from lms.content.readers.page_lines import PageLine
from lms.domain.source_document import BlockKind

_DEEPEST = 3
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    "(?:page|p\\.)?\\s*[-\u2013\u2014|\\[]?\\s*(?:\\d{1,4}|[ivxl]{1,6})\\s*[-\u2013\u2014|\\]]?"
    r"\s*(?:(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)


def edges_of(pages: Sequence[Sequence[PageLine]]) -> dict[int, tuple[BlockKind, int]]:
    """Numbers of the lines that are page furniture, as what, and on how many pages each stands."""
    found: dict[int, tuple[BlockKind, int]] = {}
    for top in (True, False):
        kind = BlockKind.PAGE_HEADER if top else BlockKind.PAGE_FOOTER
        met: dict[str, list[PageLine]] = defaultdict(list)
        for page in pages:
            lines = page[:_DEEPEST] if top else page[::-1][:_DEEPEST]
            for line in lines:
                met[_DIGITS.sub("#", " ".join(line.text.split()))].append(line)
        for lines in met.values():
            count = len({line.page for line in lines})
            if count > 1 and count * 2 >= len(pages):
                for line in lines:
                    found[line.number] = kind, count
    for page in pages:
        for line in _outermost(page, found):
            if _PAGE_NUMBER.fullmatch(line.text.strip()):
                found[line.number] = BlockKind.PAGE_NUMBER, 1
    return _contiguous(pages, found)


def _outermost(page: Sequence[PageLine], found: dict[int, tuple[BlockKind, int]]) -> list[PageLine]:
    """The first and last line of a page that is not furniture already, where it has several."""
    left = [line for line in page if line.number not in found]
    return [left[0], left[-1]] if len(left) > 1 else []


def _contiguous(
    pages: Sequence[Sequence[PageLine]], found: dict[int, tuple[BlockKind, int]]
) -> dict[int, tuple[BlockKind, int]]:
    """Furniture reaches from the edge without a gap; a repeated line inside is the policy's."""
    kept: dict[int, tuple[BlockKind, int]] = {}
    for page in pages:
        for lines in (page, page[::-1]):
            for line in lines:
                if line.number not in found:
                    break
                kept[line.number] = found[line.number]
    return kept
