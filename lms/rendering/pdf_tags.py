"""Tagged PDF: marked content while drawing, the structure tree after it.

ReportLab writes no tags. ``Tags`` records which drawn content belongs to which element and
writes the marks into the page; ``tagged`` reads the finished page back with pikepdf and
hangs the tree, the title, the language and the metadata onto it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from reportlab.pdfgen.canvas import Canvas

from lms.rendering.pdf_highlight import Box, highlight_entries, look_of
from lms.rendering.vectors import number, write_code

LANGUAGE = "en-US"
_SIZE = re.compile(rb"/Size (\d+)")
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
        note: what the highlight over an ``Annot`` says of itself.
        strips: where that highlight lies: pages (from 1), each with a box, in reading order.
    """

    role: str
    alt: str | None = None
    actual: str | None = None
    scope: str | None = None
    box: Box | None = None
    href: str | None = None
    note: str | None = None
    strips: list[tuple[int, Box]] = field(default_factory=list)
    kids: list[Element | Mark] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class About:
    """What a document says of itself."""

    title: str
    author: str
    subject: str
    created_on: date


class _Part:
    """Keeps an element open; a page enters hundreds, so it is no generator."""

    __slots__ = ("_element", "_open")

    def __init__(self, opened: list[Element], element: Element) -> None:
        self._open, self._element = opened, element

    def __enter__(self) -> None:
        self._open.append(self._element)

    def __exit__(self, *_raised: object) -> None:
        self._open.pop()


class _Marked:
    """Operators that begin and end marked content."""

    __slots__ = ("_begins", "_canvas")

    def __init__(self, canvas: Canvas, begins: str) -> None:
        self._canvas, self._begins = canvas, begins

    def __enter__(self) -> None:
        write_code(self._canvas, self._begins)

    def __exit__(self, *_raised: object) -> None:
        write_code(self._canvas, "EMC")


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

    def part(self, element: Element) -> _Part:
        """What is marked inside belongs to this element, which may have begun pages before."""
        if id(element) not in self._placed:
            self._placed.add(id(element))
            self._open[-1].kids.append(element)
        return _Part(self._open, element)

    def content(self) -> _Marked:
        """What is drawn inside is content of the open element."""
        page = self._canvas.getPageNumber()
        mark = Mark(page, self._marks.get(page, 0))
        self._marks[page] = mark.number + 1
        self._open[-1].kids.append(mark)
        begins = f"/{self._open[-1].role} <</MCID {mark.number}>> BDC"
        return _Marked(self._canvas, begins)

    @contextmanager
    def leaf(self, element: Element) -> Iterator[None]:
        """An element with the content drawn inside."""
        with self.part(element), self.content():
            yield

    def artifact(self) -> _Marked:
        """What is drawn inside is decoration and is not read aloud."""
        return _Marked(self._canvas, "/Artifact BMC")

    @property
    def page_numbers(self) -> list[int]:
        """The object numbers of the pages of the finished document."""
        document = self._canvas._doc  # noqa: SLF001  (ReportLab has no public way)
        held = document.idToObjectNumberAndVersion
        return [held[page.name][0] for page in document.Pages.Kids.sequence]

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
    tree = _Tree(tags.page_numbers, _object_count(data))
    root = tree.root(tags.root)
    with pikepdf.open(io.BytesIO(_appended(data, tree.objects))) as pdf:
        for place, page in enumerate(pdf.pages):
            page.obj.StructParents = place
            page.obj.Tabs = Name.S
        for place, laid, strips in tree.laid:
            sheet = pdf.pages[place].obj
            if Name.Annots not in sheet:
                sheet.Annots = Array()
            annotation = pdf.get_object(laid, 0)
            if strips:
                annotation.AP = Dictionary(N=pdf.make_indirect(look_of(pdf, strips)))
            sheet.Annots.append(annotation)
        pdf.Root.StructTreeRoot = pdf.get_object(root, 0)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        _describe(pdf, about)
        result = io.BytesIO()
        pdf.save(
            result,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
    return result.getvalue()


def _object_count(data: bytes) -> int:
    """How many objects ReportLab has written, the one with number 0 among them."""
    return int(_last(_SIZE, data)[1])


def _last(pattern: re.Pattern[bytes], data: bytes) -> re.Match[bytes]:
    found = pattern.search(data, data.rindex(b"trailer"))
    if found is None:
        raise AssertionError(pattern.pattern)
    return found


def _appended(data: bytes, objects: Sequence[str]) -> bytes:
    """The document with more objects at its end, as PDF's incremental update lays them out."""
    first, at = _object_count(data), len(data)
    bodies = [
        f"{number} 0 obj <<{each}>> endobj\n".encode("ascii")
        for number, each in enumerate(objects, start=first)
    ]
    places = accumulate(map(len, bodies), initial=at)
    lines = "".join(f"{place:010} 00000 n \n" for place, _ in zip(places, bodies, strict=False))
    size = _SIZE.sub(b"/Size %d" % (first + len(bodies)), data[data.rindex(b"trailer") :])
    trailer, _, before = size.partition(b"startxref")
    held = trailer.rstrip().removesuffix(b">>")
    table = at + sum(map(len, bodies))
    return b"".join(
        (
            data,
            *bodies,
            f"xref\n{first} {len(bodies)}\n{lines}".encode("ascii"),
            held,
            b"/Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (int(before.split()[0]), table),
        )
    )


class _Tree:
    """The structure tree as the objects of a document, written as they stand in a file.

    A report of thirty pages has thousands of elements, so each is a line of text here: made
    one by one in pikepdf they took a fourth of the time.

    Args:
        pages: the numbers of the pages' objects.
        first: the number of the first object of the tree.
    """

    def __init__(self, pages: Sequence[int], first: int) -> None:
        self.objects: list[str] = []
        self.laid: list[tuple[int, int, list[Box]]] = []
        self._pages, self._first = pages, first
        self._owners: list[dict[int, int]] = [{} for _ in pages]
        self._laid_owners: list[int] = []

    def root(self, document: Element) -> int:
        """Make the tree, with the way back from each mark to its owner; its root's number."""
        root = self._new()
        self._put(root, f"/Type /StructTreeRoot /K {self._made(document, root)} 0 R")
        numbers = []
        for place, owners in enumerate(self._owners):
            owned = " ".join(f"{owners[number]} 0 R" for number in sorted(owners))
            numbers.append(f"{place} [{owned}]")
        for place, owner in enumerate(self._laid_owners, start=len(self._pages)):
            numbers.append(f"{place} {owner} 0 R")
        back = self._new()
        self._put(back, f"/Nums [{' '.join(numbers)}]")
        after = len(self._pages) + len(self._laid_owners)
        self._add(root, f" /ParentTree {back} 0 R /ParentTreeNextKey {after}")
        return root

    def _new(self) -> int:
        self.objects.append("")
        return self._first + len(self.objects) - 1

    def _put(self, number: int, body: str) -> None:
        self.objects[number - self._first] = body

    def _add(self, number: int, body: str) -> None:
        self.objects[number - self._first] += body

    def _made(self, element: Element, parent: int) -> int:
        """Write the element's dictionary with everything below it; its number."""
        made = self._new()
        home = next((kid.page for kid in element.kids if isinstance(kid, Mark)), None)
        kids = [self._kid(kid, made, home) for kid in element.kids]
        if element.href is not None and home is not None:
            kids.append(self._link(element, made, home))
        if element.note is not None:
            kids += self._highlights(element, made)
        at = "" if home is None else f"/Pg {self._pages[home - 1]} 0 R "
        said = "".join(_said(element))
        kept = f"/Type /StructElem /S /{element.role} /P {parent} 0 R {at}"
        self._put(made, f"{kept}/K [{' '.join(kids)}]{said}")
        return made

    def _kid(self, kid: Element | Mark, owner: int, home: int | None) -> str:
        """A mark on the owner's first page is a number, on another page it names the page."""
        if isinstance(kid, Element):
            return f"{self._made(kid, owner)} 0 R"
        self._owners[kid.page - 1][kid.number] = owner
        if kid.page == home:
            return str(kid.number)
        return f"<</Type /MCR /Pg {self._pages[kid.page - 1]} 0 R /MCID {kid.number}>>"

    def _link(self, element: Element, owner: int, page: int) -> str:
        """A link over the element's box."""
        href = _text(element.href or "")
        entries = (
            f"/Type /Annot /Subtype /Link /Rect {_box(element.box)} /Border [0 0 0] /F 4 "
            f"/Contents {href} /A <</S /URI /URI {href}>>"
        )
        return self._lay(entries, owner, page)

    def _highlights(self, element: Element, owner: int) -> Iterator[str]:
        """A highlight on each page that has some of the element."""
        for page in sorted({page for page, _ in element.strips}):
            strips = [box for each, box in element.strips if each == page]
            entries = f"{highlight_entries(strips)} /Contents {_text(element.note or '')}"
            yield self._lay(entries, owner, page, strips)

    def _lay(self, entries: str, owner: int, page: int, strips: Sequence[Box] = ()) -> str:
        """Lay an annotation over a page; its element holds it as an object."""
        laid = self._new()
        self._put(laid, f"{entries} /StructParent {len(self._pages) + len(self._laid_owners)}")
        self._laid_owners.append(owner)
        self.laid.append((page - 1, laid, list(strips)))
        return f"<</Type /OBJR /Pg {self._pages[page - 1]} 0 R /Obj {laid} 0 R>>"


def _said(element: Element) -> Iterator[str]:
    if element.alt is not None:
        yield f" /Alt {_text(element.alt)}"
    if element.actual is not None:
        yield f" /ActualText {_text(element.actual)}"
    if element.scope is not None:
        yield f" /A <</O /Table /Scope /{element.scope}>>"
    elif element.box is not None:
        yield f" /A <</O /Layout /BBox {_box(element.box)} /Placement /Block>>"


def _box(box: Box | None) -> str:
    return f"[{' '.join(map(number, box or (0, 0, 0, 0)))}]"


def _text(text: str) -> str:
    """A text string: ASCII as it is, any other as UTF-16, both in hexadecimal digits."""
    if text.isascii():
        return f"<{text.encode('ascii').hex()}>"
    return f"<feff{text.encode('utf-16-be').hex()}>"


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
