"""The certificate: one landscape letter page drawn from its facts, and from nothing else.

The same facts give the same bytes, so a paper can be made again and compared.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import date

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from lms.domain.certificate import CertificateFacts, spaced
from lms.domain.errors import InvalidError
from lms.rendering.engraving import (
    GOLD,
    GREY,
    INK,
    NAVY,
    Frame,
    define_ornaments,
    draw_backdrop,
    draw_divider,
    draw_frame,
)
from lms.rendering.fonts import DRAWING, Face, font
from lms.rendering.lettering import Pen, Style, plain
from lms.rendering.pdf_tags import LANGUAGE, About, Element, Tags, tagged
from lms.rendering.qr import draw_qr
from lms.rendering.seal import draw_seal, draw_seal_image

PAGE = (792.0, 612.0)
HEADING = "Certificate of Training"

_LEFT, _RIGHT, _MIDDLE = 70.0, 722.0, 396.0
_WIDE = _RIGHT - _LEFT
_FRAME = Frame(24, 24, 744, 564)
_SEAL = (396.0, 172.0, 53.0)
_QR = (644.0, 150.0, 84.0)
_AMBER, _AMBER_EDGE, _AMBER_INK = (HexColor(code) for code in ("#fdf1d8", "#c58a1b", "#6b4500"))
_WATERMARK = HexColor("#f3e3c3")

_DEPARTMENT = Style(Face.DISPLAY, 16, NAVY)
_TITLE = Style(Face.DISPLAY, 39, NAVY)
_CAPTION = Style(Face.DISPLAY_ITALIC, 13, GREY)
_NAME = Style(Face.DISPLAY, 36, INK)
_RANK = Style(Face.DISPLAY, 13.5, INK)
_COMPLETED = Style(Face.DISPLAY, 20, NAVY)
_POLICY = Style(Face.DISPLAY, 11.5, INK)
_VALUE = Style(Face.DISPLAY, 12, INK)
_LABEL = Style(Face.TEXT, 6.4, GREY)
_SMALL = Style(Face.TEXT, 6.2, GREY)
_CELL = Style(Face.TEXT, 8.2, INK)
_CELL_STRONG = Style(Face.STRONG, 8.2, INK)
_CODE = Style(Face.STRONG, 8.6, INK)


def certificate_pdf(facts: CertificateFacts, *, seal_image: bytes | None = None) -> bytes:
    """Draw the certificate of these facts.

    Args:
        facts: everything the paper states; a letter no face shows is framed and named.
        seal_image: the department's seal as PNG or JPEG, in place of the drawn one.

    Raises:
        InvalidError: a date is no ISO date, or the image cannot be used.
    """
    title = f"{HEADING}: {plain(facts.member_name)}"
    about = About(
        title=title,
        author=plain(facts.department),
        subject=plain(f"{facts.completed}, {facts.period}"),
        created_on=_day(facts.issued_on),
    )
    with DRAWING:
        for face in Face:
            font(face)
        data = io.BytesIO()
        canvas = Canvas(
            data,
            pagesize=PAGE,
            invariant=1,
            pageCompression=0,
            initialFontName=Face.TEXT,
            lang=LANGUAGE,
        )
        canvas.setTitle(about.title)
        canvas.setAuthor(about.author)
        canvas.setSubject(about.subject)
        pen = Pen(canvas, Tags(canvas))
        _draw(pen, facts, seal_image)
        canvas.save()
    return tagged(data.getvalue(), pen.tags, about)


def _draw(pen: Pen, facts: CertificateFacts, seal_image: bytes | None) -> None:
    define_ornaments(pen.canvas)
    with pen.tags.artifact():
        draw_frame(pen.canvas, _FRAME)
        draw_backdrop(pen.canvas, (_MIDDLE, 372), 150)
    if facts.demonstration:
        _demonstration(pen)
    _heading(pen, facts)
    _person(pen, facts)
    _achievement(pen, facts)
    _particulars(pen, facts)
    _minutes(pen, facts)
    _official(pen, facts)
    _seal(pen, facts, seal_image)
    _verification(pen, facts)
    _small_print(pen, facts)


def _demonstration(pen: Pen) -> None:
    """A band above and large letters behind, so that neither can be cut away unnoticed."""
    canvas = pen.canvas
    with pen.tags.artifact():
        canvas.saveState()
        canvas.translate(_MIDDLE, 318)
        canvas.rotate(24)
        canvas.setFillColor(_WATERMARK)
        canvas.setFont(Face.STRONG, 64)
        with pen.tags.stands_for(""):
            canvas.drawCentredString(0, 0, "DEMONSTRATION")
        canvas.restoreState()
        canvas.setFillColor(_AMBER)
        canvas.setStrokeColor(_AMBER_EDGE)
        canvas.setLineWidth(0.6)
        canvas.rect(_MIDDLE - 190, 547.5, 380, 15, fill=1)
    pen.write(
        "P",
        "Demonstration data: this paper certifies nothing about any real person.",
        Style(Face.STRONG, 8, _AMBER_INK),
        (_MIDDLE - 186, 552.2),
        box=(372, 10),
        align=0.5,
    )


def _heading(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", facts.department, _DEPARTMENT, 524, 20)
    _centered(pen, "H1", HEADING, _TITLE, 482, 46)
    with pen.tags.artifact():
        draw_divider(pen.canvas, (_MIDDLE, 466), 120)


def _person(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", "This is to certify that", _CAPTION, 446, 15)
    setting_top = 407.0
    _centered(pen, "P", facts.member_name, _NAME, setting_top, 36)
    _centered(pen, "P", f"{facts.rank} · Badge number {facts.badge_number}", _RANK, 381, 16)


def _achievement(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", "has completed", _CAPTION, 359, 15)
    _centered(pen, "P", facts.completed, _COMPLETED, 334, 24)
    _centered(pen, "P", facts.period, _POLICY, 314, 14)
    _centered(
        pen, "P", f"Policy: {facts.policy_title} · Revision: {facts.policy_revision}",
        _POLICY, 298, 14,
    )


def _particulars(pen: Pen, facts: CertificateFacts) -> None:
    columns = (
        (_LEFT, 130.0, "OUTCOME", facts.outcome, None),
        (_LEFT + 140, 140.0, "COMPLETED ON", _in_words(facts.completed_on), facts.completed_on),
        (_LEFT + 290, 140.0, "ISSUED ON", _in_words(facts.issued_on), facts.issued_on),
        (_LEFT + 440, _WIDE - 440, "DELIVERY", facts.delivery, None),
    )
    _rule(pen, 284, _LEFT, _RIGHT)
    _rule(pen, 245, _LEFT, _RIGHT)
    with pen.tags.part(Element("L")):
        for left, wide, label, value, iso in columns:
            with pen.tags.part(Element("LI")):
                pen.write("Lbl", label, _LABEL, (left, 274), box=(wide, 8))
                with pen.tags.part(Element("LBody")):
                    pen.write("P", value, _VALUE, (left, 261), box=(wide, 12 if iso else 22))
                    if iso:
                        pen.write("P", iso, _LABEL, (left, 251), box=(wide, 8))


def _minutes(pen: Pen, facts: CertificateFacts) -> None:
    rows = [
        *((limb.title, limb.verified, limb.credited, _CELL) for limb in facts.limbs),
        (
            "Total",
            sum(limb.verified for limb in facts.limbs),
            sum(limb.credited for limb in facts.limbs),
            _CELL_STRONG,
        ),
    ]
    step = min(14.5, 80 / (len(rows) + 2))
    base = 231.0
    with pen.tags.part(Element("Table")):
        with pen.tags.part(Element("TR")):
            _cells(pen, base, ("Minutes", "Verified", "Credited"), _LABEL, step)
        _rule(pen, base - 4, _LEFT, _LEFT + 236)
        for title, verified, credited, style in rows:
            base -= step
            with pen.tags.part(Element("TR")):
                _cells(pen, base, (title, str(verified), str(credited)), style, step)
        _rule(pen, base - 4, _LEFT, _LEFT + 236)
        base -= step
        with pen.tags.part(Element("TR")):
            _cells(pen, base, ("Owed", "", str(facts.minutes_owed)), _CELL, step)


def _cells(
    pen: Pen, base: float, values: tuple[str, str, str], style: Style, step: float
) -> None:
    """One row: its first cell heads the row, and the cells of the first row head columns."""
    heads = style is _LABEL
    size = min(style.size, step * 0.72)
    fitted = Style(style.face, size, style.color)
    places = ((_LEFT, 132.0, 0.0), (_LEFT + 136, 46.0, 1.0), (_LEFT + 190, 46.0, 1.0))
    for number, (value, (left, wide, align)) in enumerate(zip(values, places, strict=True)):
        scope = "Column" if heads else "Row" if number == 0 else None
        pen.write(
            "TH" if scope else "TD",
            value,
            fitted,
            (left, base),
            box=(wide, size * 1.01),
            align=align,
            smallest=4,
            scope=scope,
        )


def _official(pen: Pen, facts: CertificateFacts) -> None:
    _rule(pen, 118, _LEFT, _LEFT + 236, weight=0.7)
    pen.write("P", facts.issuing_official, _VALUE, (_LEFT, 106), box=(236, 13))
    pen.write("P", "Issuing official, by role", _LABEL, (_LEFT, 96), box=(236, 8))


def _seal(pen: Pen, facts: CertificateFacts, image: bytes | None) -> None:
    x, y, radius = _SEAL
    box = (x - radius, y - radius, x + radius, y + radius)
    alt = f"Seal of {plain(facts.department)}"
    with pen.tags.leaf(Element("Figure", alt=alt, box=box)):
        if image is None:
            draw_seal(pen.canvas, pen.tags, (x, y), radius, plain(facts.department))
        else:
            draw_seal_image(pen.canvas, (x, y), radius, image)


def _verification(pen: Pen, facts: CertificateFacts) -> None:
    x, y, side = _QR
    left, wide = 486.0, _RIGHT - 486.0
    pen.write("H2", "Verify this certificate", _RANK, (left, 222), box=(150, 16))
    pen.write(
        "P",
        "This certificate is tamper-evident: scan the code, or enter its letters at the "
        "address below, and compare what is shown with what is printed here.",
        Style(Face.TEXT, 7, INK),
        (left, 208),
        box=(150, 60),
    )
    box = (x, y, x + side, y + side)
    alt = f"QR code of the address {plain(facts.verification_url)}"
    with pen.tags.leaf(Element("Figure", alt=alt, box=box)):
        draw_qr(pen.canvas, facts.verification_url, (x, y), side)
    pen.write("P", spaced(facts.code), _CODE, (left, 132), box=(wide, 10))
    pen.write("P", facts.verification_url, _SMALL, (left, 118), box=(wide, 16), smallest=5)


def _small_print(pen: Pen, facts: CertificateFacts) -> None:
    lines = (
        f"An hour is: {facts.hour_definition}",
        f"SHA-256 of the facts: {facts.facts_digest}",
        f"Journal head before this certificate: {facts.journal_head}",
    )
    _rule(pen, 86, _LEFT, _RIGHT)
    base = 77.0
    for text in lines:
        pen.write("P", text, _SMALL, (_LEFT, base), box=(_WIDE, 7), smallest=5)
        base -= 8.4
    if pen.unshown:
        named = ", ".join(_named(char) for char in pen.unshown)
        text = f"Letters these typefaces do not hold, framed above by code point: {named}"
        pen.write("P", text, _SMALL, (_LEFT, base), box=(_WIDE, 7), smallest=4)


def _named(char: str) -> str:
    name = unicodedata.name(char, "")
    return f"U+{ord(char):04X} {name}".strip()


def _centered(
    pen: Pen, role: str, text: str, style: Style, base: float, high: float
) -> None:
    """Write a text across the page; several lines stand around the middle of its place."""
    pen.write(role, text, style, (_LEFT, base), box=(_WIDE, high), align=0.5, smallest=9)


def _rule(pen: Pen, y: float, left: float, right: float, *, weight: float = 0.4) -> None:
    with pen.tags.artifact():
        pen.canvas.setStrokeColor(GOLD)
        pen.canvas.setLineWidth(weight)
        pen.canvas.line(left, y, right, y)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError(reason="a certificate's date is no ISO date", value=text) from error


def _in_words(text: str) -> str:
    day = _day(text)
    return f"{day:%B} {day.day}, {day.year}"
