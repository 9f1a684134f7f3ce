"""Paragraph styles of a DOCX: what they say of headings, lists and indents, parents included."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lms.content.readers.word_numbering import Indent, W, indent_of, value_of, whole

_HEADING = re.compile(r"heading\s*([1-9])", re.IGNORECASE)
_TITLES = {"title", "subtitle"}
_BODY_LEVEL = 9
_DEEPEST = 20
_NO_INDENT = Indent()


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """What a style gives its paragraphs.

    Attributes:
        heading: its level, from 0, where it is a heading.
        list_id: the list it numbers with; empty where none.
        list_level: None where the style does not say.
    """

    name: str = ""
    heading: int | None = None
    title: bool = False
    bold: bool = False
    list_id: str = ""
    list_level: int | None = None
    indent: Indent = _NO_INDENT


class WordStyles:
    """The styles of a document by id."""

    def __init__(self, root: Any | None) -> None:  # noqa: ANN401 - lxml's element
        self._elements: dict[str, Any] = {}
        self._default = ""
        self._found: dict[str, ParagraphStyle] = {}
        for element in root.iter(f"{W}style") if root is not None else ():
            if element.get(f"{W}type", "paragraph") == "paragraph":
                name = str(element.get(f"{W}styleId", ""))
                self._elements[name] = element
                if element.get(f"{W}default") in {"1", "true"}:
                    self._default = name

    def of(self, properties: Any | None) -> tuple[str, ParagraphStyle]:  # noqa: ANN401 - as above
        """Id and style of a paragraph with these properties."""
        name = value_of(properties, "pStyle", self._default)
        if name not in self._found:
            self._found[name] = self._read(name, 0)
        return name, self._found[name]

    def _read(self, name: str, depth: int) -> ParagraphStyle:
        element = self._elements.get(name)
        if element is None or depth > _DEEPEST:
            return ParagraphStyle()
        parent = value_of(element, "basedOn")
        above = self._read(parent, depth + 1) if parent else ParagraphStyle()
        return _over(element, above)


def _over(element: Any, above: ParagraphStyle) -> ParagraphStyle:  # noqa: ANN401 - lxml's element
    properties = element.find(f"{W}pPr")
    name = value_of(element, "name")
    heading = _HEADING.match(name)
    outline = whole(value_of(properties, "outlineLvl", str(_BODY_LEVEL)), _BODY_LEVEL)
    level = int(heading[1]) - 1 if heading else outline if outline < _BODY_LEVEL else above.heading
    numbering = properties.find(f"{W}numPr") if properties is not None else None
    list_level = value_of(numbering, "ilvl")
    bold = element.find(f"{W}rPr/{W}b")
    return ParagraphStyle(
        name=name,
        heading=level,
        title=name.lower() in _TITLES or (above.title and not heading),
        bold=above.bold if bold is None else is_on(bold),
        list_id=value_of(numbering, "numId", above.list_id),
        list_level=whole(list_level) if list_level else above.list_level,
        indent=indent_of(properties).over(above.indent),
    )


def is_on(switch: Any) -> bool:  # noqa: ANN401 - lxml's element
    """Whether an on-off property such as ``w:b`` is on."""
    return switch.get(f"{W}val", "1") not in {"0", "false", "off", "none"}
