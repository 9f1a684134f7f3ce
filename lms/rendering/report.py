"""Reports of any length as tagged PDF: headings, paragraphs, lists and tables on letter pages.

A report is data; nothing in it is markup, so no name can break a page. It is laid out once,
and how many pages there are is set into their feet at the end; where a letter is met that no
typeface shows, it is laid out again with a note of them.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfdoc import PDFPage
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, Frame, PageTemplate

from lms.rendering.engraving import GREY, INK, NAVY, rule
from lms.rendering.fonts import DRAWING, Face, font, text_code
from lms.rendering.lettering import Pen, Style, ems, plain
from lms.rendering.pdf_tags import LANGUAGE, About, Element, Tags, tagged
from lms.rendering.report_flow import Block, Desk, Grid
from lms.rendering.report_words import Emphasis, Setting, Words
from lms.rendering.vectors import Vectors, ink, write_code

PAGE = (612.0, 792.0)
_LEFT, _RIGHT = 54.0, 558.0
_BOTTOM, _TOP = 60.0, 744.0
_AMBER, _AMBER_INK = HexColor("#fdf1d8"), HexColor("#6b4500")
_BAND = "Demonstration data: nothing here is about any real person."

_DEPARTMENT = Setting(Style(Face.DISPLAY, 11, NAVY), 14)
_TITLE = Setting(Style(Face.DISPLAY, 24, NAVY), 28, after=4)
_LEAD = Setting(Style(Face.DISPLAY, 12, GREY), 15.5, after=10)
_HEADINGS = {
    2: Setting(Style(Face.DISPLAY, 16, NAVY), 20, before=14, after=4),
    3: Setting(Style(Face.STRONG, 9.2, INK), 13, before=9, after=2),
    4: Setting(Style(Face.STRONG, 8.4, GREY), 12, before=6, after=1),
}
_BODY = Setting(Style(Face.TEXT, 8.8, INK), 12.6, after=5)
_SMALL = Setting(Style(Face.TEXT, 7, GREY), 9.6, after=4)
_QUOTED = Setting(Style(Face.DISPLAY, 11, INK), 14.6, after=5, indent=12)
_CELL = Setting(Style(Face.TEXT, 8, INK), 10.8)
_HEAD = Setting(Style(Face.STRONG, 7.4, GREY), 10)
_BESIDE_HEADING = 44.0
_FOOT = Style(Face.TEXT, 7, GREY)
_FOOT_BEGINS, _FOOT_ENDS = "%foot ", "%"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 to 4; the report's title is the one of level 1."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that are set as a text.

    Attributes:
        quoted: the words of a document, set apart from ours.
        small: set as small print.
    """

    words: tuple[Words, ...]
    quoted: bool = False
    small: bool = False

    @classmethod
    def of(cls, text: str, *, quoted: bool = False, small: bool = False) -> Paragraph:
        """A paragraph in which no word is marked."""
        return cls((Words(text),), quoted=quoted, small=small)


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, each item a text."""

    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under heads that come again on each page.

    Attributes:
        heads: empty for a table of facts, whose rows have a head each.
        widths: in parts of the whole.
        row_heads: whether the first cell of a row says what the row is about.
        numeric: places of the columns that are set to the right.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    row_heads: bool = True
    numeric: frozenset[int] = frozenset()


Part = Heading | Paragraph | Bullets | Table


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report states.

    Attributes:
        lead: one or two sentences under the title.
        footer: stands at the foot of every page, before its number.
        first_number: in a package, the number of its first page among all of the package's.
    """

    title: str
    department: str
    subject: str
    lead: str
    footer: str
    created_on: date
    parts: tuple[Part, ...]
    demonstration: bool = False
    first_number: int | None = None


@dataclass(slots=True)
class _Pass:
    """What one laying out has found."""

    data: bytes = b""
    pages: int = 0
    unshown: tuple[str, ...] = ()
    tags: Tags | None = field(default=None, repr=False)


def report_pdf(report: Report) -> bytes:
    """Draw a report; the same report gives the same bytes."""
    about = _about(report)
    with DRAWING:
        made = _laid_out(report, about)
        if made.unshown:
            made = _laid_out(report, about, made.unshown)
    if made.tags is None:
        raise AssertionError
    return tagged(made.data, made.tags, about)


def fits_one_page(report: Report) -> bool:
    """Whether a report takes a single page."""
    with DRAWING:
        return _laid_out(report, _about(report)).pages == 1


def _about(report: Report) -> About:
    return About(
        title=plain(report.title),
        author=plain(report.department),
        subject=plain(report.subject),
        created_on=report.created_on,
    )


class _Sheets(Canvas):  # type: ignore[misc]  # ReportLab is not typed
    """Pages whose feet are completed at the end, when it is known how many there are."""

    def __init__(self, *named: Any, complete: Callable[[str, int], str], **options: Any) -> None:  # noqa: ANN401 - as ReportLab takes them
        super().__init__(*named, **options)
        self._complete = complete

    def save(self) -> None:
        """Complete the pages and write the document."""
        if self._code:
            self.showPage()
        pages = [each for each in self._doc.idToObject.values() if isinstance(each, PDFPage)]
        for page in pages:
            page.stream = self._complete(page.stream, len(pages))
        super().save()


def _laid_out(report: Report, about: About, unshown: Sequence[str] = ()) -> _Pass:
    """Lay the report out once, with a note of the letters that no typeface shows."""
    data = io.BytesIO()
    desk = Desk()

    def complete(code: str, pages: int) -> str:
        begins = code.index(_FOOT_BEGINS)
        number, _, rest = code[begins + len(_FOOT_BEGINS) :].partition(_FOOT_ENDS)
        return f"{code[:begins]}{_page_code(desk, report, int(number), pages)}{rest}"

    def canvas(_name: object, **_options: object) -> Canvas:
        made = _Sheets(
            data,
            complete=complete,
            pagesize=PAGE,
            invariant=1,
            pageCompression=0,
            initialFontName=font(Face.TEXT).fontName,
            lang=LANGUAGE,
        )
        desk.pen = Pen(made, Tags(made))
        return made

    def furnish(canvas: Canvas, _document: object) -> None:
        _furnish(desk, canvas, report)

    document = BaseDocTemplate(
        data, pagesize=PAGE, title=about.title, author=about.author, subject=about.subject
    )
    frame = Frame(_LEFT, _BOTTOM, _RIGHT - _LEFT, _TOP - _BOTTOM, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate(frames=[frame], onPage=furnish))
    document.build(list(_flow(report, desk, unshown)), canvasmaker=canvas)
    return _Pass(data.getvalue(), document.page, tuple(desk.pen.unshown), desk.pen.tags)


def _flow(report: Report, desk: Desk, unshown: Sequence[str]) -> Iterator[Flowable]:
    yield Block(desk, Element("P"), (Words(report.department),), _DEPARTMENT)
    yield Block(desk, Element("H1"), (Words(report.title),), _TITLE)
    if report.lead:
        yield Block(desk, Element("P"), (Words(report.lead),), _LEAD)
    for part in report.parts:
        yield from _part(part, desk)
    if unshown:
        points = ", ".join(f"U+{ord(each):04X}" for each in unshown)
        text = f"Characters these typefaces lack, framed with their code points: {points}"
        yield Block(desk, Element("P"), (Words(text),), _SMALL)


def _part(part: Part, desk: Desk) -> Iterator[Flowable]:
    if isinstance(part, Heading):
        setting = _HEADINGS[part.level]
        beside = _BESIDE_HEADING * (2 if part.level == 2 else 1)  # noqa: PLR2004 - h3 may follow
        yield CondPageBreak(setting.before + setting.leading + beside)
        yield Block(desk, Element(f"H{part.level}"), (Words(part.text),), setting)
    elif isinstance(part, Paragraph):
        setting = _QUOTED if part.quoted else _SMALL if part.small else _BODY
        role = "BlockQuote" if part.quoted else "P"
        yield Block(desk, Element(role), part.words, setting)
    elif isinstance(part, Bullets):
        within = Element("L")
        for item in part.items:
            yield Block(
                desk, Element("LBody"), (Words(item),), _BODY, within=(within, Element("LI"))
            )
    else:
        yield _grid(part, desk)


def _grid(table: Table, desk: Desk) -> Grid:
    whole = sum(table.widths)
    widths = tuple((_RIGHT - _LEFT) * each / whole for each in table.widths)
    return Grid(
        desk,
        table.heads,
        table.rows,
        widths,
        head=_HEAD,
        cell=_CELL,
        row_heads=table.row_heads,
        numeric=table.numeric,
    )


def _furnish(desk: Desk, canvas: Canvas, report: Report) -> None:
    """The foot of a page and, with demonstration data, the band at its head."""
    number = canvas.getPageNumber()
    with desk.pen.tags.artifact():
        write_code(canvas, rule(46, _LEFT, _RIGHT, 0.5))
        desk.pen.show(plain(report.footer), _FOOT, (_LEFT, 35))
        write_code(canvas, f"{_FOOT_BEGINS}{number}{_FOOT_ENDS}")
    if report.demonstration:
        _band(desk, canvas, first=number == 1)


def _page_code(desk: Desk, report: Report, number: int, pages: int) -> str:
    """The number of a page, to the right of its foot."""
    text = f"Page {number} of {pages}"
    if report.first_number is not None:
        text = f"{text}, package page {report.first_number + number - 1}"
    place = (_RIGHT - ems(text, _FOOT.face) * _FOOT.size, 35.0)
    shown = text_code(desk.pen.canvas, _FOOT.face, _FOOT.size, place, text)
    return f"{ink(_FOOT.color)}\n{shown}"


def _band(desk: Desk, canvas: Canvas, *, first: bool) -> None:
    """Read aloud once; on later pages it is furniture."""
    style = Style(Face.STRONG, 7.5, _AMBER_INK)
    width = ems(_BAND, style.face) * style.size
    place = ((_LEFT + _RIGHT - width) / 2, 760.0)
    tags = desk.pen.tags
    with tags.artifact():
        band = Vectors()
        band.rectangle(_LEFT, 755, _RIGHT - _LEFT, 15)
        band.fill(_AMBER)
        write_code(canvas, band.code)
    with tags.leaf(Element("P")) if first else tags.artifact():
        desk.pen.show(_BAND, style, place)


def facts(pairs: Sequence[tuple[str, str]]) -> Table:
    """A table of facts: what each is, and what it says."""
    return Table((), tuple(pairs), (3, 7))


def strong(text: str) -> Words:
    """Words in heavy type."""
    return Words(text, Emphasis.STRONG)
