"""The statement of time as one letter page, drawn from its facts and from nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from lms.domain.statement import MEASURED, Line, Statement, Unusual
from lms.rendering.engraving import GREY, INK, NAVY, rule
from lms.rendering.fonts import DRAWING, Face, font
from lms.rendering.lettering import Box, Pen, Style, plain
from lms.rendering.pdf_tags import LANGUAGE, About, Element, Tags, tagged
from lms.rendering.vectors import write_code

PAGE = (612.0, 792.0)
HEADING = "Statement of time"

_LEFT, _RIGHT = 54.0, 558.0
_WIDE = _RIGHT - _LEFT
_TOP, _FOOT = 656.0, 36.0
_MEASURED_HIGH = 17.0
_FACT_HIGH = 40.0
_SECTION_HIGH = 20.0
_FOOT_HIGH = 38.0
_ROW_HIGH, _LEAST_ROW_HIGH = 15.0, 8.0
_GUTTER = 16.0
_COLUMNS = ((_LEFT, 316.0, 0.0), (378.0, 56.0, 1.0), (440.0, 56.0, 1.0), (502.0, 56.0, 1.0))

_DEPARTMENT = Style(Face.DISPLAY, 13, NAVY)
_TITLE = Style(Face.DISPLAY, 26, NAVY)
_ABOUT = Style(Face.DISPLAY, 13, INK)
_PERSON = Style(Face.STRONG, 10, INK)
_HEAD = Style(Face.STRONG, 9.5, NAVY)
_TEXT = Style(Face.TEXT, 8.4, INK)
_STRONG = Style(Face.STRONG, 8.4, INK)
_LABEL = Style(Face.TEXT, 7, GREY)
_NOTE = Style(Face.TEXT, 7.4, INK)
_AMBER_INK = Style(Face.STRONG, 8, HexColor("#6b4500"))


@dataclass(slots=True)
class _Place:
    """How far down the page the drawing has come."""

    y: float

    def down(self, high: float) -> float:
        """Take ``high`` points; returns the bottom of what was taken."""
        self.y -= high
        return self.y


def statement_pdf(statement: Statement) -> bytes:
    """Draw the statement; the same facts give the same bytes."""
    about = About(
        title=f"{HEADING}: {plain(statement.member_name)}",
        author=plain(statement.department),
        subject=plain(statement.about),
        created_on=date.fromisoformat(statement.made_on),
    )
    with DRAWING:
        data = io.BytesIO()
        canvas = Canvas(
            data,
            pagesize=PAGE,
            invariant=1,
            pageCompression=0,
            initialFontName=font(Face.TEXT).fontName,
            lang=LANGUAGE,
        )
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setSubject(about.subject)
        pen = Pen(canvas, Tags(canvas))
        _draw(pen, statement)
        canvas.save()
    return tagged(data.getvalue(), pen.tags, about)


def _draw(pen: Pen, statement: Statement) -> None:
    _head(pen, statement)
    place = _Place(_TOP)
    _circumstances(pen, statement, place)
    facts_high = _FACT_HIGH * -(-len(statement.unusual) // 2) or _ROW_HIGH
    below = facts_high + _MEASURED_HIGH * len(MEASURED) + 2 * _SECTION_HIGH + _FOOT_HIGH
    _lines(pen, statement, place, until=_FOOT + below)
    _facts(pen, statement.unusual, place)
    _measured(pen, place)
    _foot(pen, statement)


def _head(pen: Pen, statement: Statement) -> None:
    if statement.demonstration:
        words = "Demonstration data: this paper says nothing about any real person."
        pen.write("P", words, _AMBER_INK, Box(_LEFT, 752, _WIDE, 12))
    pen.write("P", statement.department, _DEPARTMENT, Box(_LEFT, 730, _WIDE, 18))
    pen.write("H1", HEADING, _TITLE, Box(_LEFT, 698, _WIDE, 32))
    pen.write("P", statement.about, _ABOUT, Box(_LEFT, 680, _WIDE, 17))
    who = f"{statement.member_name}, {statement.rank}, badge number {statement.badge_number}"
    pen.write("P", who, _PERSON, Box(_LEFT, 662, _WIDE, 15))
    _rule(pen, 658)


def _circumstances(pen: Pen, statement: Statement, place: _Place) -> None:
    rows = (*statement.circumstances, ("Made on", _in_words(statement.made_on)))
    with pen.tags.part(Element("L")):
        for label, value in rows:
            bottom = place.down(13)
            with pen.tags.part(Element("LI")):
                pen.write("Lbl", label, _LABEL, Box(_LEFT, bottom, 120, 12))
                with pen.tags.part(Element("LBody")):
                    pen.write("P", value, _TEXT, Box(_LEFT + 124, bottom, _WIDE - 124, 12))


def _lines(pen: Pen, statement: Statement, place: _Place, *, until: float) -> None:
    place.down(6)
    lines = _that_fit(statement.lines, int((place.y - until) / _LEAST_ROW_HIGH) - 2)
    high = min(_ROW_HIGH, (place.y - until) / (len(lines) + 2))
    missed = sum(line.missed_seconds for line in statement.lines)
    total = (
        "Total",
        clock(statement.counted_seconds),
        clock(statement.expected_seconds),
        clock(missed),
    )
    with pen.tags.part(Element("Table")):
        heads = ("Minutes and seconds", "Counted", "Expected", "Not counted")
        _row(pen, place.down(high), high, heads, _LABEL)
        _rule(pen, place.y)
        for line in lines:
            _row(pen, place.down(high), high, _values(line), _TEXT)
        _rule(pen, place.y)
        _row(pen, place.down(high), high, total, _STRONG)


def _that_fit(lines: Sequence[Line], most: int) -> Sequence[Line]:
    """The lines, or the first of them and the rest as one."""
    if len(lines) <= most:
        return lines
    rest = lines[most - 1 :]
    together = Line(
        what=f"{len(rest)} more, together; each is on the page of this statement",
        counted_seconds=sum(line.counted_seconds for line in rest),
        expected_seconds=sum(line.expected_seconds for line in rest),
        missed_seconds=sum(line.missed_seconds for line in rest),
        no_signal=any(line.no_signal for line in rest),
    )
    return (*lines[: most - 1], together)


def _values(line: Line) -> tuple[str, str, str, str]:
    what = f"{line.what} (no activity signal)" if line.no_signal else line.what
    return (
        what,
        clock(line.counted_seconds),
        clock(line.expected_seconds),
        clock(line.missed_seconds),
    )


def _row(pen: Pen, bottom: float, high: float, values: Sequence[str], style: Style) -> None:
    """One row: its first cell heads the row, and the cells of the first row head columns."""
    with pen.tags.part(Element("TR")):
        for value, (left, wide, align) in zip(values, _COLUMNS, strict=True):
            scope = "Column" if style is _LABEL else None if align else "Row"
            cell = Element("TH" if scope else "TD", scope=scope)
            pen.write(cell, value, style, Box(left, bottom, wide, high), align=align, smallest=4)


def _facts(pen: Pen, facts: Sequence[Unusual], place: _Place) -> None:
    """The facts in two columns, each with what may explain it below."""
    _section(pen, "Out of the ordinary", place)
    if not facts:
        bottom = place.down(_ROW_HIGH)
        pen.write("P", "Nothing.", _TEXT, Box(_LEFT, bottom, _WIDE, _ROW_HIGH), sink=0)
        return
    wide = (_WIDE - _GUTTER) / 2
    for number, fact in enumerate(facts):
        bottom = place.y if number % 2 else place.down(_FACT_HIGH)
        left = _LEFT + (wide + _GUTTER) * (number % 2)
        head = Box(left, bottom + _FACT_HIGH - 12, wide, 11)
        pen.write("P", fact.fact, _STRONG, head, smallest=5)
        words = f"May be explained by this: {' '.join(fact.explanations)}"
        pen.write(
            "P", words, _NOTE, Box(left, bottom + 2, wide, _FACT_HIGH - 14), sink=0, smallest=4
        )


def _measured(pen: Pen, place: _Place) -> None:
    _section(pen, "How it was measured", place)
    for text in MEASURED:
        box = Box(_LEFT, place.down(_MEASURED_HIGH), _WIDE, _MEASURED_HIGH - 1)
        pen.write("P", text, _NOTE, box, sink=0, smallest=5)


def _section(pen: Pen, title: str, place: _Place) -> None:
    bottom = place.down(_SECTION_HIGH)
    pen.write("H2", title, _HEAD, Box(_LEFT, bottom + 2, _WIDE, 14))


def _foot(pen: Pen, statement: Statement) -> None:
    _rule(pen, _FOOT + 34)
    for number, text in enumerate(foot_lines(statement)):
        box = Box(_LEFT, _FOOT + 22 - 11 * number, _WIDE, 10)
        pen.write("P", text, _LABEL, box, smallest=4)


def foot_lines(statement: Statement) -> Iterator[str]:
    """What stands under the statement, on paper and on the page."""
    yield (
        "This statement compares time with the expected time of pages and with nobody else's, and "
        "concludes nothing. The officer gets the same one at the same moment."
    )
    yield f"Definition of the hour: {statement.hour_definition}"
    yield (
        f"Record position {statement.record_position}, digest {statement.record_digest}, when this "
        "was made"
    )


def clock(seconds: int) -> str:
    """``12:05``: minutes and seconds."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _rule(pen: Pen, y: float) -> None:
    with pen.tags.artifact():
        write_code(pen.canvas, rule(y, _LEFT, _RIGHT, 0.5))


def _in_words(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day:%B} {day.day}, {day.year}"
