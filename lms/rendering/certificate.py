"""The certificate: one landscape letter page drawn from its facts, and from nothing else.

The same facts give the same bytes, so a paper can be made again and compared.
"""

from __future__ import annotations

import io
import unicodedata
from datetime import date
from math import cos, radians, sin

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from lms.domain.certificate import CertificateFacts, CertificateKind, spaced
from lms.domain.errors import InvalidError
from lms.rendering.engraving import GREY, INK, NAVY, Frame, divider, draw_paper, rule
from lms.rendering.fonts import DRAWING, Face, font, text_code, width
from lms.rendering.lettering import Box, Pen, Style, plain
from lms.rendering.pdf_tags import LANGUAGE, About, Element, Tags, tagged
from lms.rendering.qr import draw_qr
from lms.rendering.seal import draw_seal, draw_seal_image
from lms.rendering.vectors import Vectors, ink, write_code

PAGE = (792.0, 612.0)
HEADING = "Certificate of Training"
_MOST_NAMED = 6
_SMALL_LINES = 4

_LEFT, _RIGHT, _MIDDLE = 70.0, 722.0, 396.0
_WIDE = _RIGHT - _LEFT
_FRAME = Frame(24, 24, 744, 564)
_SEAL = (396.0, 168.0, 56.0)
_QR = (636.4, 139.0, 94.0)
_AMBER, _AMBER_EDGE, _AMBER_INK = (HexColor(code) for code in ("#fdf1d8", "#c58a1b", "#6b4500"))
_WATERMARK = HexColor("#f9efdc")
_DEMONSTRATION = "DEMONSTRATION"
_SLOPE = radians(24)

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
_NOTE = Style(Face.TEXT, 7, INK)
_CODE = Style(Face.STRONG, 8.6, INK)
_COMPLETION = {
    CertificateKind.YEAR: "has completed",
    CertificateKind.MODULE: "has passed the training module",
}
_ADVICE = (
    "This certificate is tamper-evident. Check it at the address below, with the QR code or "
    "by the letters of its code, and compare what is shown there with what is printed here."
)


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
        _draw(pen, facts, seal_image)
        canvas.save()
    return tagged(data.getvalue(), pen.tags, about)


def _draw(pen: Pen, facts: CertificateFacts, seal_image: bytes | None) -> None:
    with pen.tags.artifact():
        draw_paper(pen.canvas, _FRAME, (_MIDDLE, 384), 132)
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
    with pen.tags.artifact():
        with pen.tags.stands_for(""):
            write_code(pen.canvas, _watermark(pen.canvas))
        band = Vectors()
        band.rectangle(_MIDDLE - 176, 541, 352, 15)
        band.fill(_AMBER)
        band.rectangle(_MIDDLE - 176, 541, 352, 15)
        band.stroke(_AMBER_EDGE, 0.6)
        write_code(pen.canvas, band.code)
    pen.write(
        "P",
        "Demonstration data: this paper certifies nothing about any real person.",
        Style(Face.STRONG, 8, _AMBER_INK),
        Box(_MIDDLE - 172, 541.5, 344, 14),
        align=0.5,
    )


def _watermark(canvas: Canvas) -> str:
    size, along, across = 66.0, cos(_SLOPE), sin(_SLOPE)
    half = width(Face.STRONG, _DEMONSTRATION) * size / 2
    place = (along, across, -across, along, _MIDDLE - half * along, 304 - half * across)
    return f"{ink(_WATERMARK)} {text_code(canvas, Face.STRONG, size, place, _DEMONSTRATION)}"


def _heading(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", facts.department, _DEPARTMENT, 517, 21)
    _centered(pen, "H1", HEADING, _TITLE, 469, 48)
    with pen.tags.artifact():
        write_code(pen.canvas, divider((_MIDDLE, 464), 130))


def _person(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", "This is to certify that", _CAPTION, 440, 17)
    _centered(pen, "P", facts.member_name, _NAME, 393, 46)
    _centered(pen, "P", f"{facts.rank}, badge number {facts.badge_number}", _RANK, 376, 17)


def _achievement(pen: Pen, facts: CertificateFacts) -> None:
    _centered(pen, "P", _COMPLETION[facts.kind], _CAPTION, 355, 17)
    _centered(pen, "P", facts.completed, _COMPLETED, 327, 26)
    _centered(pen, "P", facts.period, _POLICY, 311, 15)
    policy = f"Policy: {facts.policy_title} — Revision: {facts.policy_revision}"
    _centered(pen, "P", policy, _POLICY, 296, 15)


def _particulars(pen: Pen, facts: CertificateFacts) -> None:
    columns = (
        (_LEFT, 130.0, "OUTCOME", facts.outcome, None),
        (_LEFT + 140, 140.0, "COMPLETED ON", _in_words(facts.completed_on), facts.completed_on),
        (_LEFT + 290, 140.0, "ISSUED ON", _in_words(facts.issued_on), facts.issued_on),
        (_LEFT + 440, _WIDE - 440, "DELIVERY", facts.delivery, None),
    )
    _rule(pen, 285, _LEFT, _RIGHT)
    _rule(pen, 245, _LEFT, _RIGHT)
    with pen.tags.part(Element("L")):
        for left, wide, label, value, iso in columns:
            with pen.tags.part(Element("LI")):
                pen.write("Lbl", label, _LABEL, Box(left, 273, wide, 8))
                with pen.tags.part(Element("LBody")):
                    box = Box(left, 257, wide, 15) if iso else Box(left, 247, wide, 25)
                    pen.write("P", value, _VALUE, box, sink=0)
                    if iso:
                        pen.write("P", iso, _LABEL, Box(left, 248, wide, 8))


def _minutes(pen: Pen, facts: CertificateFacts) -> None:
    total = facts.together
    rows = [
        (("MINUTES", "VERIFIED", "CREDITED"), _LABEL),
        *(((limb.title, str(limb.verified), str(limb.credited)), _CELL) for limb in facts.subjects),
        (("Total", str(total.verified), str(total.credited)), _CELL_STRONG),
        (("Required", "", str(facts.minutes_owed or "none")), _CELL),
    ]
    high = min(14.5, 82 / len(rows))
    ruled = {1, len(rows) - 1}
    with pen.tags.part(Element("Table")):
        for place, (values, style) in enumerate(rows):
            top = 239 - place * high
            if place in ruled:
                _rule(pen, top, _LEFT, _LEFT + 236)
            with pen.tags.part(Element("TR")):
                _cells(pen, top - high, high, values, style)


def _cells(
    pen: Pen, bottom: float, high: float, values: tuple[str, str, str], style: Style
) -> None:
    """One row: its first cell heads the row, and the cells of the first row head columns."""
    columns = ((_LEFT, 134.0, 0.0), (_LEFT + 138, 46.0, 1.0), (_LEFT + 190, 46.0, 1.0))
    for value, (left, wide, align) in zip(values, columns, strict=True):
        scope = "Column" if style is _LABEL else None if align else "Row"
        cell = Element("TH" if scope else "TD", scope=scope)
        pen.write(cell, value, style, Box(left, bottom, wide, high), align=align, smallest=4)


def _official(pen: Pen, facts: CertificateFacts) -> None:
    _rule(pen, 119, _LEFT, _LEFT + 236, weight=0.8)
    pen.write("P", facts.issuing_official, _VALUE, Box(_LEFT, 102, 236, 16))
    pen.write("P", "Issuing official, by role", _LABEL, Box(_LEFT, 94, 236, 8))


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
    pen.write("H2", "Verify this certificate", _RANK, Box(left, 220, 150, 17))
    pen.write("P", _ADVICE, _NOTE, Box(left, 142, 138, 74), sink=0)
    alt = f"QR code of the address {plain(facts.verification_url)}"
    with pen.tags.leaf(Element("Figure", alt=alt, box=(x, y, x + side, y + side))):
        draw_qr(pen.canvas, facts.verification_url, (x, y), side)
    pen.write("P", spaced(facts.code), _CODE, Box(left, 119, wide, 13))
    url = facts.verification_url
    leads = url.startswith(("https://", "http://"))
    link = Element("Link", href=url, box=(left, 94, _RIGHT, 117)) if leads else Element("Span")
    with pen.tags.part(Element("P")):
        pen.write(link, url, _SMALL, Box(left, 94, wide, 23), sink=0, smallest=5)


def _small_print(pen: Pen, facts: CertificateFacts) -> None:
    lines = (
        *([facts.mptc] if facts.mptc else []),
        f"Definition of the hour: {facts.hour_definition}",
        f"Digest of the facts (SHA-256): {facts.facts_digest}",
        f"Journal head before this certificate: {facts.journal_head}",
        *([f"Newest signed head: {facts.signed_head}"] if facts.signed_head else []),
    )
    _rule(pen, 88, _LEFT, _RIGHT)
    step = 7.7 if len(lines) <= _SMALL_LINES else 6.2
    for place, text in enumerate(lines):
        pen.write("P", text, _SMALL, Box(_LEFT, 78 - step * place, _WIDE, 8.2), smallest=4)
    if pen.unshown:
        text = f"Characters these typefaces lack, framed with their code points: {_named(pen)}"
        pen.write("P", text, _SMALL, Box(_LEFT, 46.6, _WIDE, 8.2), smallest=3)


def _named(pen: Pen) -> str:
    """The code points of what could not be shown, with their names where they are few."""
    points = {f"U+{ord(char):04X}": unicodedata.name(char, "") for char in pen.unshown}
    if len(points) > _MOST_NAMED:
        return ", ".join(points)
    return ", ".join(f"{point} {name}".strip() for point, name in points.items())


def _centered(pen: Pen, role: str, text: str, style: Style, bottom: float, high: float) -> None:
    pen.write(role, text, style, Box(_LEFT, bottom, _WIDE, high), align=0.5, smallest=10)


def _rule(pen: Pen, y: float, left: float, right: float, *, weight: float = 0.5) -> None:
    with pen.tags.artifact():
        write_code(pen.canvas, rule(y, left, right, weight))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidError(reason="a certificate's date is no ISO date", value=text) from error


def _in_words(text: str) -> str:
    day = _day(text)
    return f"{day:%B} {day.day}, {day.year}"
