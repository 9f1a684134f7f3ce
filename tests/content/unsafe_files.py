"""Files that nobody should take in, made in memory."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EXTERNAL = ' TargetMode="External"'
RELATED = "http://schemas.openxmlformats.org/package/2006/relationships"


def body(inner: str) -> str:
    """A ``document.xml`` around paragraphs and tables."""
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{R}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{inner}</w:body></w:document>"
    )


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of runs; a run that is no markup is text."""
    inner = "".join(
        run if run.startswith("<") else f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>'
        for run in runs
    )
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{inner}</w:p>"


def word(inner: str, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A DOCX whose body holds ``inner``, with more parts beside it."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "word/document.xml": body(inner),
        **(parts or {}),
    }
    return zipped(made)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def relations(*targets: tuple[str, str, bool]) -> str:
    """A relationships part: kind, target and whether it lies outside."""
    inner = "".join(
        f'<Relationship Id="r{at}" Type="{R}/{kind}" Target="{target}"'
        f"{_EXTERNAL if outside else ''}/>"
        for at, (kind, target, outside) in enumerate(targets)
    )
    return f'<Relationships xmlns="{RELATED}">{inner}</Relationships>'


def pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + each + b"\nendobj\n"
    at = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        root,
        at,
    )
    return bytes(out)


def stream(data: bytes, *, packed: bool = False) -> bytes:
    """A stream object."""
    body = zlib.compress(data, 9) if packed else data
    kind = b" /Filter /FlateDecode" if packed else b""
    return b"<< /Length %d%s >>\nstream\n" % (len(body), kind) + body + b"\nendstream"


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def one_page(content: bytes, *, packed: bool = False, catalog: bytes = b"") -> bytes:
    """A PDF of one page."""
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        stream(content, packed=packed),
        FONT,
    )


def overlapping() -> bytes:
    """A package whose two entries are the same bytes."""
    data = bytearray(zipped({"[Content_Types].xml": TYPES, "word/document.xml": body("x" * 500)}))
    directory = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, directory + 42, 0)
    return bytes(data)


def lying_about_size() -> bytes:
    """A package with an entry that unpacks to far more than it claims."""
    data = bytearray(word(paragraph("I. POLICY") + " " * 70_000_000))
    at = data.rfind(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 1_000)
    local = data.rfind(b"PK\x03\x04", 0, at)
    struct.pack_into("<I", data, local + 22, 1_000)
    return bytes(data)
