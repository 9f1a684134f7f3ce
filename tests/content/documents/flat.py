"""Pieces of a flat OpenDocument text: what LibreOffice reads as its own."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for name, urn in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
        ("draw", "drawing"),
        ("svg", "svg-compatible"),
    )
)


def note(sign: str, words: str, *, kind: str = "footnote") -> str:
    """A footnote or endnote where it is called for."""
    return (
        f'<text:note text:id="{kind}{sign}" text:note-class="{kind}">'
        f"<text:note-citation>{sign}</text:note-citation><text:note-body>"
        f'<text:p text:style-name="Note">{escape(words)}</text:p></text:note-body></text:note>'
    )


def paragraph(words: str, style: str = "Body") -> str:
    """A paragraph; ``words`` may hold notes and line breaks already written."""
    return f'<text:p text:style-name="{style}">{words}</text:p>'


def table(rows: Sequence[tuple[str, ...]], name: str) -> str:
    """A table of plain cells."""
    columns = f'<table:table-column table:number-columns-repeated="{len(rows[0])}"/>'
    body = "".join(
        "<table:table-row>"
        + "".join(
            f"<table:table-cell>{paragraph(escape(cell), 'Cell')}</table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    return f'<table:table table:name="{name}">{columns}{body}</table:table>'


def document(body: str, *, lists: str, header: str, footer: str, outline: str = "") -> str:
    """The whole file: letter pages with a running header and a page number."""
    styles = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" {more}>'
        f'<style:paragraph-properties fo:margin-bottom="0.11in" {shape}/>'
        f'<style:text-properties fo:font-size="{size}pt" {letters} '
        f'fo:language="en" fo:country="US" fo:hyphenate="false"/></style:style>'
        for name, size, shape, letters, more in (
            ("Body", 12, 'fo:line-height="140%"', "", ""),
            ("Cell", 11, "", "", ""),
            ("Note", 10, "", "", ""),
            ("Edge", 10, "", "", ""),
            ("Head", 12, "", 'fo:font-weight="bold"', ""),
            ("Name", 16, 'fo:text-align="center"', 'fo:font-weight="bold"', ""),
        )
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {NAMESPACES} office:version="1.3"
 office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles>{styles}{outline}</office:styles>
<office:automatic-styles>{lists}
<style:page-layout style:name="Letter"><style:page-layout-properties fo:page-width="8.5in"
 fo:page-height="11in" fo:margin-top="0.8in" fo:margin-bottom="0.8in" fo:margin-left="1.1in"
 fo:margin-right="1.1in"/><style:header-style><style:header-footer-properties
 fo:min-height="0.4in" fo:margin-bottom="0.3in"/></style:header-style><style:footer-style>
<style:header-footer-properties fo:min-height="0.4in" fo:margin-top="0.3in"/>
</style:footer-style></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Letter">
<style:header>{paragraph(header, "Edge")}</style:header>
<style:footer>{paragraph(footer, "Edge")}</style:footer></style:master-page></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>
"""


PAGE_OF = "Page <text:page-number>1</text:page-number> of <text:page-count>4</text:page-count>"
