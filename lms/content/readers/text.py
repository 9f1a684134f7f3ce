"""Plain text as a PDF extraction leaves it: every line with its place in the file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from lms.domain.errors import InvalidError
from lms.domain.policy import Span

LARGEST_BYTES = 2_000_000


class UnreadableTextError(InvalidError):
    """The file is no UTF-8 text of reasonable size; ``reason`` says what it is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file.

    Attributes:
        number: from 1.
        words: from the first to the last character that is not white space; empty
            (start equals end) for a line without any.
        whole: the line with its line end.
    """

    number: int
    text: str
    words: Span
    whole: Span

    @property
    def indent(self) -> int:
        """Characters of white space before the words."""
        return self.words.start - self.whole.start

    @property
    def body(self) -> str:
        """The words, without white space around them."""
        return self.text.strip()


@dataclass(frozen=True, slots=True)
class SourceText:
    """A decoded file; ``text`` keeps its line ends, ``sha256`` is that of its bytes."""

    text: str
    sha256: str
    lines: tuple[Line, ...]


def read_text(raw: bytes) -> SourceText:
    """Decode a file without changing a character.

    Raises:
        UnreadableTextError: too large, not UTF-8, or holding NUL.
    """
    if len(raw) > LARGEST_BYTES:
        raise UnreadableTextError(reason=f"larger than {LARGEST_BYTES} bytes")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UnreadableTextError(reason=f"not UTF-8 on line {line}") from error
    if "\0" in text:
        raise UnreadableTextError(reason="holds NUL, so it is no text")
    return lines_of(text, raw)


def lines_of(text: str, raw: bytes) -> SourceText:
    """A text that was decoded already, with the digest of its bytes."""
    return SourceText(text, hashlib.sha256(raw).hexdigest(), _lines(text))


def _lines(text: str) -> tuple[Line, ...]:
    """Only a line feed ends a line: a form feed is space at the top of a page."""
    lines: list[Line] = []
    start = 0
    while start < len(text):
        feed = text.find("\n", start)
        end = len(text) if feed < 0 else feed + 1
        whole = text[start:end]
        first = start + len(whole) - len(whole.lstrip())
        last = max(first, start + len(whole.rstrip()))
        lines.append(Line(len(lines) + 1, whole, Span(first, last), Span(start, end)))
        start = end
    return tuple(lines)
