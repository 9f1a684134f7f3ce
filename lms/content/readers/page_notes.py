"""Notes at the foot of a page, and the marks that lead to them.

In a PDF a note is set smaller and its mark stands raised. In a plain text neither can be
seen: there a note is a line at the foot of a page that begins with a number which is glued
to a word above it on that page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from lms.content.readers.page_lines import PageLine

_SIGN = re.compile(r"(?P<sign>[1-9][0-9]?|[ivx]{1,4}|[*†‡])\s*(?=[“\"A-Z(§])")
_ROMAN = re.compile(r"[ivx]+")


@dataclass(slots=True)
class Notes:
    """What was found.

    Attributes:
        lines: numbers of the lines that are notes.
        groups: sign and lines of each note.
        marks: by number of a line and left edge of a raised piece, the note it leads to.
        inside: by number of a line, start, end and note of marks glued into its only piece.
    """

    lines: set[int] = field(default_factory=set)
    groups: list[tuple[str, tuple[PageLine, ...]]] = field(default_factory=list)
    marks: dict[tuple[int, int], str] = field(default_factory=dict)
    inside: dict[int, list[tuple[int, int, str]]] = field(default_factory=dict)


def note_lines(lines: Sequence[PageLine], body_size: int) -> Notes:
    """Find the notes of all pages; raised marks may lead to a note on a later page."""
    notes = Notes()
    raised: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in lines:
        for at, piece in enumerate(line.pieces):
            if piece.raised and at:
                raised[piece.text.strip()].append((line.number, piece.left))
    pages: dict[int, list[PageLine]] = defaultdict(list)
    for line in lines:
        pages[line.page].append(line)
    for page in pages.values():
        foot = _foot(page, body_size, set(raised)) if raised else _plain_foot(page, notes)
        _group(foot, notes)
    for sign, _ in notes.groups:
        places = raised.get(sign.rpartition(" ")[2], [])
        if places:
            notes.marks[places.pop(0)] = sign
    return notes


def _foot(page: Sequence[PageLine], body_size: int, signs: set[str]) -> list[PageLine]:
    """The small lines at the foot of a page, from the first that begins with a known sign."""
    at = len(page)
    while at and (
        page[at - 1].size < body_size or (_sign(page[at - 1]) in signs and at == len(page))
    ):
        at -= 1
    while at < len(page) and _sign(page[at]) not in signs:
        at += 1
    return list(page[at:])


def _plain_foot(page: Sequence[PageLine], notes: Notes) -> list[PageLine]:
    """Of a text: the last lines of a page, from one whose number is glued to a word above."""
    for at in range(len(page) - 1, max(0, len(page) - 12), -1):
        sign = _sign(page[at])
        if not sign or not sign.isdigit() or page[at].left > page[0].left + 1:
            continue
        glued = re.compile(
            rf"(?<=[^\W\d_][.,;:)”\"])(?P<mark>{sign})(?=\s|$)|(?<=[a-z])(?:{sign})(?=\s|$)"
        )
        found = [
            (line, match)
            for line in page[:at]
            for match in glued.finditer(line.text)
            if len(line.pieces) == 1
        ]
        if len(found) == 1:
            line, match = found[0]
            marks = notes.inside.setdefault(line.number, [])
            marks.append((match.start(), match.end(), f"footnote {sign}"))
            return list(page[at:])
    return []


def _group(foot: Sequence[PageLine], notes: Notes) -> None:
    current: list[PageLine] = []
    sign = ""
    for line in foot:
        begins = _sign(line)
        if begins and (not current or begins != sign):
            if current:
                notes.groups.append((_named(sign, notes), tuple(current)))
            current, sign = [], begins
        current.append(line)
        notes.lines.add(line.number)
    if current:
        notes.groups.append((_named(sign, notes), tuple(current)))


def _named(sign: str, notes: Notes) -> str:
    name = f"{'endnote' if _ROMAN.fullmatch(sign) else 'footnote'} {sign}"
    taken = {each for each, _ in notes.groups}
    return name if name not in taken else f"{name.partition(' ')[0]} {len(taken) + 1}-{sign}"


def _sign(line: PageLine) -> str:
    """The sign that a line begins with; its own piece may hold it."""
    first = line.pieces[0].text.strip()
    if line.pieces[0].raised or (
        len(line.pieces) > 1 and re.fullmatch(r"\d{1,2}|[ivx]{1,4}", first)
    ):
        return first
    found = _SIGN.match(line.text)
    return found["sign"] if found else ""
