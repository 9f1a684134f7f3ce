"""Whether a hyphen at the end of a line belongs to its word."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

_CUT = re.compile(r"(?P<head>[^\W\d_]{2,})-$")
_TAIL = re.compile(r"(?P<tail>[^\W\d_]+)")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


class LineEnd(StrEnum):
    """How a line goes on in the next."""

    SPACE = "space"
    KEPT = "kept"
    DROPPED = "dropped"
    DROPPED_GUESS = "guess"


class Vocabulary:
    """The words of a document, asked how it writes them elsewhere."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._words = {
            word.lower() for line in lines for word in _WORDS.findall(line.rstrip().rstrip("-"))
        }

    def line_end(self, line: str, after: str) -> LineEnd:
        """How ``line`` goes on in ``after``.

        A word that stands undivided elsewhere is joined, one that has its hyphen elsewhere
        keeps it; of any other the hyphen is dropped, which is a guess.
        """
        printed = line.rstrip()
        if printed.endswith("\u00ad"):
            return LineEnd.KEPT
        cut, tail = _CUT.search(printed), _TAIL.match(after.lstrip())
        if cut is None:
            wordy = printed.endswith("-") and len(printed) > 1 and printed[-2].isalnum()
            return LineEnd.KEPT if wordy else LineEnd.SPACE
        if tail is None or not tail["tail"][0].islower():
            return LineEnd.KEPT
        head, rest = cut["head"].lower(), tail["tail"].lower()
        if f"{head}-{rest}" in self._words:
            return LineEnd.KEPT
        return LineEnd.DROPPED if head + rest in self._words else LineEnd.DROPPED_GUESS
