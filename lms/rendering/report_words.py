"""Words of a report and how they are set: broken into lines, each with its emphasis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from lms.rendering.fonts import Face
from lms.rendering.lettering import Style, ems, plain
from lms.rendering.reading_order import clusters


class Emphasis(StrEnum):
    """How words differ from those around them; each can be seen without color."""

    PLAIN = "plain"
    STRONG = "strong"
    GONE = "gone"
    NEW = "new"
    MARKED = "marked"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is highlighted, as a person does it with a marker and a note.

    Attributes:
        note: what the highlight says of itself, such as the section's name.
        text: the whole passage.
    """

    note: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of words set alike; ``passage`` is what it is part of, where one is marked."""

    text: str
    emphasis: Emphasis = Emphasis.PLAIN
    passage: Passage | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """How a text is set, in points.

    Attributes:
        leading: from one line to the next.
        before: free space above, not at the top of a page.
        indent: from the left edge.
    """

    style: Style
    leading: float
    before: float = 0.0
    after: float = 0.0
    indent: float = 0.0

    def face(self, emphasis: Emphasis) -> Face:
        """The face for words of an emphasis."""
        return Face.STRONG if emphasis is Emphasis.STRONG else self.style.face

    def styled(self, emphasis: Emphasis) -> Style:
        """The style of words that nothing but their weight marks."""
        if emphasis is Emphasis.STRONG:
            return replace(self.style, face=Face.STRONG)
        return self.style

    def width(self, words: Words) -> float:
        """How wide words are."""
        return self.wide(words.text, words.emphasis)

    def wide(self, text: str, emphasis: Emphasis) -> float:
        """How wide a text is in an emphasis."""
        return ems(text, self.face(emphasis)) * self.style.size


Line = tuple[Words, ...]


@lru_cache(maxsize=4_096)
def lines_of(words: tuple[Words, ...], setting: Setting, width: float) -> tuple[Line, ...]:
    """The words in lines of at most this width; one that is wider alone is broken.

    What was broken before is kept: reports of a hundred people hold the same cells.
    """
    if len(words) == 1:
        whole = replace(words[0], text=plain(words[0].text))
        if whole.text and setting.width(whole) <= width:
            return ((whole,),)
    filled: list[list[Words]] = [[]]
    used = 0.0
    for piece in _pieces(words, setting, width):
        wide = setting.wide(piece.text.rstrip(" "), piece.emphasis)
        if filled[-1] and used + wide > width:
            filled.append([])
            used = 0.0
        filled[-1].append(piece)
        used += setting.width(piece)
    return tuple(tuple(_joined(line)) for line in filled)


def _pieces(words: Sequence[Words], setting: Setting, width: float) -> Iterator[Words]:
    """Words one by one, each with the blank after it; no blank at the ends of a text."""
    text = [replace(each, text=_spaced(each.text)) for each in words if each.text]
    for place, each in enumerate(text):
        first, last = place == 0, place == len(text) - 1
        content = each.text.lstrip(" ") if first else each.text
        content = content.rstrip(" ") if last else content
        for word in _cut(content):
            for part in _parts(word, each.emphasis, setting, width):
                yield Words(part, each.emphasis, each.passage)


def _spaced(text: str) -> str:
    """Single blanks, those at the ends too."""
    inner = plain(text)
    before = " " if text[:1].isspace() else ""
    after = " " if text[-1:].isspace() else ""
    return f"{before}{inner}{after}" if inner else before or after


def _cut(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find(" ", start)
        end = len(text) if end < 0 else end + 1
        yield text[start:end]
        start = end


def _parts(word: str, emphasis: Emphasis, setting: Setting, width: float) -> Iterator[str]:
    """The word, or as much of it as fits on a line each time."""
    if setting.wide(word.rstrip(" "), emphasis) <= width:
        yield word
        return
    part = ""
    for letter in clusters(word):
        if part and setting.wide(part + letter, emphasis) > width:
            yield part
            part = ""
        part += letter
    yield part


def _joined(pieces: Sequence[Words]) -> Iterator[Words]:
    """Neighbors of one emphasis and passage as one stretch."""
    open_words: Words | None = None
    for piece in pieces:
        if open_words is not None and (open_words.emphasis, open_words.passage) == (
            piece.emphasis,
            piece.passage,
        ):
            open_words = replace(piece, text=open_words.text + piece.text)
            continue
        if open_words is not None:
            yield open_words
        open_words = piece
    if open_words is not None:
        yield open_words
