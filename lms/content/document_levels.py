"""Where a marker goes in an outline: on with a list that is open, below it, or nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from lms.content.document_markers import Marker
from lms.domain.source_document import Numbering, SourceBlock

NEAR = 6
"""Points by which indents may differ and still be one."""

_FARTHEST_JUMP = 5
_STANDS_FOR_NUMBER = frozenset({Numbering.NUMBER, Numbering.UPPER_ROMAN, Numbering.DECIMAL})


class Fit(IntEnum):
    """How well a marker fits where it stands; the lowest is the best."""

    GOES_ON = 0
    BEGINS = 1
    BEGINS_AGAIN = 2
    JUMPS = 3
    GIVEN = 4


@dataclass(frozen=True, slots=True)
class Open:
    """A level of the outline that is open.

    Attributes:
        marker: the last one of this level; None for a heading without one.
        outline: the heading level that the file gives it.
        heading: whether text without a marker belongs below it wherever it stands.
    """

    marker: Marker | None
    indent: int
    hang: int
    heading: bool
    outline: int | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A marker with the depth it stands at and what is doubtful about that."""

    marker: Marker
    depth: int
    fit: Fit
    doubt: str = ""


def fitted(markers: Sequence[Marker], block: SourceBlock, levels: Sequence[Open]) -> Fitted | None:
    """The reading that fits best; None where the text only looks as if it began a section."""
    found = [each for marker in markers if (each := _fit(marker, block, levels)) is not None]
    if not found:
        return None
    best = min(found, key=lambda each: (each.fit, -each.depth))
    others = [each for each in found if each.fit <= Fit.BEGINS and each is not best]
    if best.fit <= Fit.BEGINS and others:
        best, doubt = _between(best, others[0], block, levels)
        return Fitted(best.marker, best.depth, best.fit, doubt)
    return best


def _between(
    best: Fitted, other: Fitted, block: SourceBlock, levels: Sequence[Open]
) -> tuple[Fitted, str]:
    """Of ``i.`` after ``h.``: a letter goes on, unless it stands deeper than ``h.`` did."""
    said = f"“{best.marker.sign}” is {best.marker.numbering} or {other.marker.numbering} here"
    goes_on = levels[best.depth] if best.depth < len(levels) else None
    if goes_on is not None and block.indent > goes_on.indent + NEAR and block.indent:
        return other, ""
    if goes_on is not None and block.indent == goes_on.indent and block.indent:
        return best, ""
    return best, f"{said}; read as the next one after the section before"


def _fit(marker: Marker, block: SourceBlock, levels: Sequence[Open]) -> Fitted | None:
    if marker.numbering is Numbering.BULLET:
        return Fitted(marker, _bullet_depth(block, levels), Fit.BEGINS)
    if marker.numbering is Numbering.DECIMAL:
        found = _decimal_fit(marker, block, levels)
    else:
        found = _simple_fit(marker, block, levels)
    if found is None and block.marker:
        doubt = f"“{marker.sign}” follows nothing that is numbered like it"
        return Fitted(marker, below_indent(block, levels), Fit.GIVEN, doubt)
    return found


def _simple_fit(marker: Marker, block: SourceBlock, levels: Sequence[Open]) -> Fitted | None:
    same = [at for at, each in enumerate(levels) if _style(each) == marker.style]
    for at in reversed(same):
        if _ordinal(levels[at]) + 1 == marker.ordinal:
            return Fitted(marker, at, Fit.GOES_ON)
    if marker.ordinal == 1 and not same:
        return Fitted(marker, below_indent(block, levels), Fit.BEGINS)
    if not same or not block.certain:
        return None
    if marker.ordinal == 1:
        return _again(marker, same[-1], block, levels)
    return _jump(marker, same[-1], _ordinal(levels[same[-1]]), levels)


def _again(marker: Marker, at: int, block: SourceBlock, levels: Sequence[Open]) -> Fitted:
    if block.indent > levels[at].indent + NEAR:
        return Fitted(marker, len(levels), Fit.BEGINS)
    doubt = f"the numbering begins again with “{marker.sign}”"
    return Fitted(marker, at, Fit.BEGINS_AGAIN, doubt)


def _jump(marker: Marker, at: int, before: int, levels: Sequence[Open]) -> Fitted | None:
    if not before < marker.ordinal <= before + _FARTHEST_JUMP:
        return None
    last = levels[at].marker
    sign = last.sign if last is not None else ""
    return Fitted(marker, at, Fit.JUMPS, f"the numbering jumps from “{sign}” to “{marker.sign}”")


def _decimal_fit(marker: Marker, block: SourceBlock, levels: Sequence[Open]) -> Fitted | None:
    above = marker.parts[:-1]
    for at in range(len(levels) - 1, -1, -1):
        parts = _parts(levels[at])
        decimal = _style(levels[at])[0] is Numbering.DECIMAL
        if decimal and len(parts) == len(marker.parts) and parts[:-1] == above:
            return _after(marker, at, parts[-1], block, levels)
        if above and parts == above:
            return _first(marker, at + 1, block)
    if not above:
        begins = marker.ordinal == 1 or block.certain
        depth = below_indent(block, levels)
        return Fitted(marker, depth, Fit.BEGINS) if begins and not _decimals(levels) else None
    for at in range(len(levels) - 1, -1, -1):
        parts = _parts(levels[at])
        if parts and parts == above[: len(parts)] and block.certain:
            return Fitted(marker, at + 1, Fit.JUMPS, f"“{marker.sign}” leaves a level out")
    if not _decimals(levels) and set(marker.parts) == {1} and block.certain:
        return Fitted(marker, below_indent(block, levels), Fit.BEGINS)
    return None


def _after(
    marker: Marker, at: int, before: int, block: SourceBlock, levels: Sequence[Open]
) -> Fitted | None:
    if before + 1 == marker.ordinal:
        return Fitted(marker, at, Fit.GOES_ON)
    return _jump(marker, at, before, levels) if block.certain else None


def _first(marker: Marker, depth: int, block: SourceBlock) -> Fitted | None:
    if marker.ordinal <= 1:
        return Fitted(marker, depth, Fit.BEGINS)
    if not block.certain:
        return None
    return Fitted(marker, depth, Fit.JUMPS, f"“{marker.sign}” is the first one here")


def _bullet_depth(block: SourceBlock, levels: Sequence[Open]) -> int:
    """Bullets of one indent are one list; a deeper one stands below."""
    first = len(levels)
    while first and _style(levels[first - 1])[0] is Numbering.BULLET:
        first -= 1
    for at in range(first, len(levels)):
        if levels[at].indent >= block.indent - NEAR // 2:
            return at
    return below_indent(block, levels)


def below_indent(block: SourceBlock, levels: Sequence[Open]) -> int:
    """The depth below every open level that does not stand farther in than the block."""
    depth = len(levels)
    while (
        depth and not levels[depth - 1].heading and levels[depth - 1].indent > block.indent + NEAR
    ):
        depth -= 1
    return depth


def text_depth(block: SourceBlock, levels: Sequence[Open]) -> int:
    """Where unmarked text goes: below a heading, or an item whose words it lines up with."""
    depth = len(levels)
    while depth:
        level = levels[depth - 1]
        lines_up = level.hang > level.indent and block.indent >= level.hang - NEAR
        if level.heading or lines_up:
            break
        depth -= 1
    return depth


def _style(level: Open) -> tuple[Numbering | None, str]:
    return level.marker.style if level.marker else (None, "")


def _ordinal(level: Open) -> int:
    return level.marker.ordinal if level.marker else 0


def _parts(level: Open) -> tuple[int, ...]:
    if level.marker is None or level.marker.numbering not in _STANDS_FOR_NUMBER:
        return ()
    return level.marker.parts


def _decimals(levels: Sequence[Open]) -> bool:
    return any(_style(each)[0] is Numbering.DECIMAL for each in levels)
