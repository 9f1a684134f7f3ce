"""What stands inside a paragraph of a DOCX: runs, links, fields, notes, tracked changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lms.content.readers.transcript import SOFT_HYPHEN, Passage
from lms.content.readers.word_numbering import W, roman
from lms.content.readers.word_styles import is_on

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INSERTED = {f"{W}ins", f"{W}moveTo"}
_DELETED = {f"{W}del", f"{W}moveFrom"}
_WRAPPERS = {
    f"{W}hyperlink", f"{W}smartTag", f"{W}sdt", f"{W}sdtContent", f"{W}fldSimple",
    f"{W}customXml", f"{W}dir", f"{W}bdo", f"{MC}AlternateContent", f"{MC}Choice",
}  # fmt: skip
_SIGNS = {
    f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}ptab": "\t",
    f"{W}noBreakHyphen": "\u2011", f"{W}softHyphen": SOFT_HYPHEN,
}  # fmt: skip
_SYMBOLS = {
    "F0A8": "☐", "F06F": "☐", "F071": "☐", "F0FE": "☒", "F078": "☒", "F052": "☑",
    "F0FC": "✓", "F0B7": "•", "F0A7": "▪", "F0D8": "➢",
}  # fmt: skip
_PRIVATE = range(0xE000, 0xF900)
_PICTURES = {f"{W}drawing", f"{W}pict", f"{W}object"}
TEXT_BOX = f"{W}txbxContent"


@dataclass(slots=True)
class Paragraph:
    """A paragraph's words and what was met in them.

    Attributes:
        deleted: words whose deletion was tracked.
        hidden: words that Word does not show.
        boxes: text boxes anchored here.
        pictures: whether it holds a picture without words.
        runs_on: whether the deletion of its end joins the next paragraph to it.
    """

    passage: Passage = field(default_factory=Passage)
    deleted: str = ""
    inserted: str = ""
    hidden: str = ""
    bold: bool = True
    boxes: list[Any] = field(default_factory=list)
    pictures: bool = False
    runs_on: bool = False


class NoteSigns:
    """The signs of notes, given in the order in which they are called for."""

    def __init__(self) -> None:
        self._signs: dict[tuple[str, str], str] = {}
        self._numbers = {"footnote": 0, "endnote": 0}

    def sign(self, kind: str, note_id: str, shown: str = "") -> str:
        """The sign of a note; endnotes count in Roman numerals as Word shows them."""
        key = kind, note_id
        if key not in self._signs:
            if not shown:
                self._numbers[kind] += 1
                number = self._numbers[kind]
                shown = str(number) if kind == "footnote" else roman(number)
            self._signs[key] = shown
        return self._signs[key]

    def known(self, kind: str) -> Iterator[tuple[str, str]]:
        """Id and sign of every note of a kind that was called for, in order."""
        return ((note_id, sign) for (of, note_id), sign in self._signs.items() if of == kind)


class RunReader:
    """Reads the runs of one paragraph after the other."""

    def __init__(self, signs: NoteSigns) -> None:
        self._signs = signs
        self._fields: list[bool] = []

    def read(self, element: Any) -> Paragraph:  # noqa: ANN401 - lxml's element
        """The words of a ``w:p``."""
        found = Paragraph()
        for child in element:
            self._inline(child, found)
        mark = element.find(f"{W}pPr/{W}rPr")
        found.runs_on = mark is not None and mark.find(f"{W}del") is not None
        found.bold = found.bold and bool(found.passage.text.strip())
        return found

    def _inline(self, element: Any, found: Paragraph) -> None:  # noqa: ANN401 - lxml's element
        tag = element.tag
        if tag == f"{W}r":
            self._run(element, found)
        elif tag in _DELETED:
            found.deleted += _all_text(element)
        elif tag in _INSERTED:
            found.inserted += _all_text(element)
            for child in element:
                self._inline(child, found)
        elif tag in _WRAPPERS:
            for child in element:
                self._inline(child, found)

    def _run(self, run: Any, found: Paragraph) -> None:  # noqa: ANN401 - lxml's element
        properties = run.find(f"{W}rPr")
        hidden = properties.find(f"{W}vanish") if properties is not None else None
        bold = properties.find(f"{W}b") if properties is not None else None
        if hidden is not None and is_on(hidden):
            found.hidden += _all_text(run)
            return
        before = found.passage.text
        for child in run:
            self._piece(child, found)
        if found.passage.text[len(before) :].strip() and (bold is None or not is_on(bold)):
            found.bold = False

    def _piece(self, child: Any, found: Paragraph) -> None:  # noqa: ANN401 - lxml's element
        tag = child.tag
        if tag == f"{W}fldChar":
            self._field(str(child.get(f"{W}fldCharType", "")))
        elif self._fields and self._fields[-1]:
            return
        elif (text := _text_of(child)) is not None:
            found.passage.add(text)
        elif tag in {f"{W}footnoteReference", f"{W}endnoteReference"}:
            self._reference(child, found)
        elif tag in _PICTURES:
            _picture(child, found)
        elif tag == f"{MC}AlternateContent":
            for each in child.iterchildren(f"{MC}Choice"):
                for inner in each:
                    self._piece(inner, found)
        elif tag == f"{W}delText":
            found.deleted += child.text or ""

    def _reference(self, child: Any, found: Paragraph) -> None:  # noqa: ANN401 - lxml's element
        kind = child.tag.removeprefix(W).removesuffix("Reference")
        own = child.get(f"{W}customMarkFollows") is not None
        if own:
            return
        sign = self._signs.sign(kind, str(child.get(f"{W}id")))
        found.passage.add_mark(sign, f"{kind} {sign}")

    def _field(self, kind: str) -> None:
        """A field's instruction is no text, its result is."""
        if kind == "begin":
            self._fields.append(True)
        elif kind == "separate" and self._fields:
            self._fields[-1] = False
        elif kind == "end" and self._fields:
            self._fields.pop()


def _text_of(child: Any) -> str | None:  # noqa: ANN401 - lxml's element
    """The characters that an element of a run stands for, where it stands for any."""
    if child.tag == f"{W}t":
        return str(child.text or "")
    if child.tag == f"{W}sym":
        return _symbol(str(child.get(f"{W}char", "")))
    return _SIGNS.get(child.tag)


def _picture(child: Any, found: Paragraph) -> None:  # noqa: ANN401 - lxml's element
    boxes = [each for each in child.iter(TEXT_BOX) if not _in_fallback(each)]
    found.boxes += boxes
    if not boxes:
        found.pictures = True


def _in_fallback(element: Any) -> bool:  # noqa: ANN401 - lxml's element
    return any(each.tag == f"{MC}Fallback" for each in element.iterancestors())


def _symbol(code: str) -> str:
    """A sign of a symbol font; boxes and ticks become what they look like."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if code.upper() in _SYMBOLS:
        return _SYMBOLS[code.upper()]
    if number in _PRIVATE or not 0x20 <= number <= 0xFFFF or 0xD800 <= number < 0xE000:  # noqa: PLR2004 - the edges of Unicode's private area
        return "\ufffd"
    return chr(number)


def _all_text(element: Any) -> str:  # noqa: ANN401 - lxml's element
    wanted = {f"{W}t", f"{W}delText"}
    return "".join(each.text or "" for each in element.iter() if each.tag in wanted)
