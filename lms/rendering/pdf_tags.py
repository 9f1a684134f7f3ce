"""Tagged PDF: marked content while drawing, the structure tree after it.

ReportLab writes no tags. ``Tags`` records which drawn content belongs to which element and
writes the marks into the page; ``tagged`` reads the finished page back with pikepdf and
hangs the tree, the title, the language and the metadata onto it.
"""

from __future__ import annotations

import io
import re
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
_NO_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


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
        box: where a figure or a link is on the page: left, bottom, right, top.
        href: where a link leads.
    """

    role: str
    alt: str | None = None
    actual: str | None = None
    scope: str | None = None
    box: tuple[float, float, float, float] | None = None
    href: str | None = None
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
        self._standing = False
        self._placed: set[int] = set()

    @contextmanager
    def part(self, element: Element) -> Iterator[None]:
        """What is marked inside belongs to this element, which may have begun pages before."""
        if id(element) not in self._placed:
            self._placed.add(id(element))
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
        """What is drawn inside is copied and searched as this text; the outermost decides."""
        if self._standing:
            yield
            return
        letters = f"FEFF{text.encode('utf-16-be').hex().upper()}"
        self._write(f"/Span <</ActualText <{letters}>>> BDC")
        self._standing = True
        yield
        self._standing = False
        self._write("EMC")

    def _write(self, code: str) -> None:
        write_code(self._canvas, code)


def tagged(data: bytes, tags: Tags, about: About) -> bytes:
    """The finished document: the same input gives the same bytes."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        _Tree(pdf).hang(tags.root)
        _describe(pdf, about)
        result = io.BytesIO()
        pdf.save(
            result,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return result.getvalue()


class _Tree:
    """The structure tree of a document while it is made."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._owners: list[dict[int, pikepdf.Object]] = [{} for _ in self._pages]
        self._links: list[pikepdf.Object] = []

    def hang(self, document: Element) -> None:
        """Hang the tree onto the document, with the way back from each mark to its owner."""
        root = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = self._made(document, root)
        numbers: list[object] = []
        for place, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            page.StructParents = place
            page.Tabs = Name.S
            owned = Array([owner for _, owner in sorted(owners.items(), key=_first)])
            numbers += [place, self._pdf.make_indirect(owned)]
        for place, link in enumerate(self._links, start=len(self._pages)):
            numbers += [place, link]
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        root.ParentTreeNextKey = len(self._pages) + len(self._links)
        self._pdf.Root.StructTreeRoot = root
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _made(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        """Make the element's dictionary with everything below it."""
        made = self._pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent)
        )
        home = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
        if home is not None:
            made.Pg = self._pages[home - 1]
        kids = [self._kid(kid, made, home) for kid in element.kids]
        if element.href is not None and home is not None:
            kids.append(self._link(element, made, self._pages[home - 1]))
        made.K = Array(kids)
        _say(element, made)
        return made

    def _kid(self, kid: Element | Mark, owner: pikepdf.Object, home: int | None) -> object:
        """A mark on the owner's first page is a number, on another page it names the page."""
        if isinstance(kid, Element):
            return self._made(kid, owner)
        self._owners[kid.page - 1][kid.number] = owner
        if kid.page == home:
            return kid.number
        return Dictionary(Type=Name.MCR, Pg=self._pages[kid.page - 1], MCID=kid.number)

    def _link(
        self, element: Element, owner: pikepdf.Object, page: pikepdf.Object
    ) -> pikepdf.Object:
        """Lay a link over the element's box; the element holds it as an object."""
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(list(element.box or (0, 0, 0, 0))),
                Border=Array([0, 0, 0]),
                F=4,
                Contents=String(element.href or ""),
                StructParent=len(self._pages) + len(self._links),
                A=Dictionary(S=Name.URI, URI=String(element.href or "")),
            )
        )
        self._links.append(owner)
        if Name.Annots not in page:
            page.Annots = Array()
        page.Annots.append(annotation)
        return Dictionary(Type=Name.OBJR, Pg=page, Obj=annotation)


def _first(pair: tuple[int, pikepdf.Object]) -> int:
    return pair[0]


def _say(element: Element, made: pikepdf.Object) -> None:
    if element.alt is not None:
        made.Alt = String(element.alt)
    if element.actual is not None:
        made.ActualText = String(element.actual)
    if element.scope is not None:
        made.A = Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    elif element.box is not None:
        made.A = Dictionary(O=Name.Layout, BBox=Array(list(element.box)), Placement=Name.Block)


def _describe(pdf: pikepdf.Pdf, about: About) -> None:
    stamp = f"D:{about.created_on:%Y%m%d}000000Z"
    pdf.docinfo["/CreationDate"] = String(stamp)
    pdf.docinfo["/ModDate"] = String(stamp)
    pdf.Root.Lang = String(LANGUAGE)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    metadata = pikepdf.Stream(
        pdf,
        _METADATA.format(
            title=_xml(about.title),
            author=_xml(about.author),
            subject=_xml(about.subject),
            language=LANGUAGE,
            created=about.created_on.isoformat(),
        ).encode(),
    )
    metadata.Type = Name.Metadata
    metadata.Subtype = Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)


def _xml(text: str) -> str:
    """Text inside XML; what XML cannot hold at all is replaced."""
    return escape(_NO_XML.sub("\ufffd", text))


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
