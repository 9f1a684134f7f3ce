"""Tagged PDF: marked content while drawing, the structure tree after it.

ReportLab writes no tags. ``Tags`` records which drawn content belongs to which element and
writes the marks into the page; ``tagged`` reads the finished page back with pikepdf and
hangs the tree, the title, the language and the metadata onto it.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.vectors import write_code

LANGUAGE = "en-US"


@dataclass(frozen=True, slots=True)
class Mark:
    """One piece of marked content: the page it is on (from 1) and its number there."""

    page: int
    number: int


@dataclass(slots=True)
class Element:
    """A structure element.

    Attributes:
        alt: what a figure shows, in words.
        actual: the text as stored, where the letters drawn stand in another order or form.
        scope: ``Column`` or ``Row`` for a table's header cell.
        box: a figure's place on the page: left, bottom, right, top.
    """

    role: str
    alt: str | None = None
    actual: str | None = None
    scope: str | None = None
    box: tuple[float, float, float, float] | None = None
    kids: list[Element | Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself."""

    title: str
    author: str
    subject: str
    created_on: date


class Tags:
    """Writes marks into a canvas and remembers where they belong.

    Everything drawn stands inside ``content``, ``leaf`` or ``artifact``; pieces of content
    do not hold each other.
    """

    def __init__(self, canvas: Canvas) -> None:
        self.root = Element("Document")
        self._canvas = canvas
        self._open = [self.root]
        self._marks: dict[int, int] = {}

    @contextmanager
    def part(self, element: Element) -> Iterator[None]:
        """What is marked inside belongs to this element."""
        self._open[-1].kids.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def content(self) -> Iterator[None]:
        """What is drawn inside is content of the open element."""
        page = self._canvas.getPageNumber()
        mark = Mark(page, self._marks.get(page, 0))
        self._marks[page] = mark.number + 1
        self._open[-1].kids.append(mark)
        self._write(f"/{self._open[-1].role} <</MCID {mark.number}>> BDC")
        yield
        self._write("EMC")

    @contextmanager
    def leaf(self, element: Element) -> Iterator[None]:
        """An element with the content drawn inside."""
        with self.part(element), self.content():
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration and is not read aloud."""
        self._write("/Artifact BMC")
        yield
        self._write("EMC")

    @contextmanager
    def stands_for(self, text: str) -> Iterator[None]:
        """What is drawn inside is copied and searched as this text."""
        letters = f"FEFF{text.encode('utf-16-be').hex().upper()}"
        self._write(f"/Span <</ActualText <{letters}>>> BDC")
        yield
        self._write("EMC")

    def _write(self, code: str) -> None:
        write_code(self._canvas, code)


def tagged(data: bytes, tags: Tags, about: About) -> bytes:
    """The finished document: the same input gives the same bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _hang_tree(pdf, tags.root)
        _describe(pdf, about)
        result = io.BytesIO()
        pdf.save(
            result,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return result.getvalue()


def _hang_tree(pdf: pikepdf.Pdf, document: Element) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    parents: dict[int, Array] = {}
    root.K = _hang(pdf, document, root, parents)
    numbers = Array()
    for page, owners in parents.items():
        pdf.pages[page - 1].obj.StructParents = page - 1
        pdf.pages[page - 1].obj.Tabs = Name.S
        numbers.extend([page - 1, pdf.make_indirect(owners)])
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(parents)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _hang(
    pdf: pikepdf.Pdf, element: Element, parent: pikepdf.Object, parents: dict[int, Array]
) -> pikepdf.Object:
    """Make the element's dictionary with everything below it; marks name their owner."""
    made = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
    kids = Array()
    for kid in element.kids:
        if isinstance(kid, Mark):
            owners = parents.setdefault(kid.page, Array())
            owners.append(made)
            made.Pg = pdf.pages[kid.page - 1].obj
            kids.append(kid.number)
        else:
            kids.append(_hang(pdf, kid, made, parents))
    made.K = kids
    if element.alt is not None:
        made.Alt = String(element.alt)
    if element.actual is not None:
        made.ActualText = String(element.actual)
    if element.scope is not None:
        made.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    if element.box is not None:
        made.A = Dictionary(O=Name.Layout, BBox=Array(list(element.box)), Placement=Name.Block)
    return made


def _describe(pdf: pikepdf.Pdf, about: About) -> None:
    stamp = f"D:{about.created_on:%Y%m%d}000000Z"
    pdf.docinfo["/CreationDate"] = String(stamp)
    pdf.docinfo["/ModDate"] = String(stamp)
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = pikepdf.Stream(
        pdf,
        _METADATA.format(
            title=escape(about.title),
            author=escape(about.author),
            subject=escape(about.subject),
            language=LANGUAGE,
            created=about.created_on.isoformat(),
        ).encode(),
    )
    metadata.Type = Name.Metadata
    metadata.Subtype = Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


_METADATA = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreateDate>{created}</xmp:CreateDate>
<xmp:ModifyDate>{created}</xmp:ModifyDate>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
