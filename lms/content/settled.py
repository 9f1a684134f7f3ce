"""What people decided about a text, consulted line by line while it is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.readers.text import Line
from lms.domain.findings import Finding
from lms.domain.policy import Correction, CorrectionKind, joined_words


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that has two readings and no correction.

    Attributes:
        line: from 1.
        message: what is open, and how it was read for now.
    """

    line: int
    message: str


class Settled:
    """Corrections by line; remembers which were needed and what stayed open."""

    def __init__(self, corrections: Sequence[Correction], lines: Sequence[Line]) -> None:
        self._corrections = tuple(corrections)
        self._findings: dict[int, str] = {}
        self._by_line: dict[int, Correction] = {}
        for at, correction in enumerate(corrections):
            if message := _misplaced(correction, lines):
                self._findings[at] = message
            elif self._by_line.setdefault(correction.line, correction) is not correction:
                self._findings[at] = f"line {correction.line} has a correction already"
        self._needed: set[int] = set()
        self.doubts: list[Doubt] = []

    def choice(self, line: int, *kinds: CorrectionKind) -> CorrectionKind | None:
        """The reading decided for a line, if it is one of these kinds."""
        correction = self._by_line.get(line)
        if correction is None or correction.reads not in kinds:
            return None
        return correction.reads

    def needed(self, line: int) -> None:
        """The correction of this line changed or settled something."""
        self._needed.add(line)

    def doubt(self, line: int, message: str, *kinds: CorrectionKind) -> CorrectionKind | None:
        """The reading decided for a doubtful line; None, and noted, where nobody decided."""
        chosen = self.choice(line, *kinds)
        if chosen is None:
            self.doubts.append(Doubt(line, message))
        else:
            self.needed(line)
        return chosen

    def applied(self) -> tuple[Correction, ...]:
        """The corrections that were needed, in line order."""
        return tuple(self._by_line[line] for line in sorted(self._needed & self._by_line.keys()))

    def findings(self) -> tuple[Finding, ...]:
        """Corrections that fit no line or settle nothing; paths begin at the list of them."""
        found = dict(self._findings)
        for at, correction in enumerate(self._corrections):
            if at not in found and correction.line not in self._needed:
                found[at] = f"settles nothing: line {correction.line} has one reading"
        return tuple(Finding((at, "line"), message) for at, message in sorted(found.items()))


def _misplaced(correction: Correction, lines: Sequence[Line]) -> str | None:
    if not 1 <= correction.line <= len(lines):
        return f"line {correction.line} is not in the file"
    body = joined_words(lines[correction.line - 1].body)
    words = joined_words(correction.words)
    if not words or not body.startswith(words):
        return f"line {correction.line} does not begin with “{words}”"
    return None
