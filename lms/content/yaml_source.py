"""One YAML file as plain data that remembers its lines.

Content files are YAML 1.2 with nothing clever in it: no aliases, anchors, tags, merge keys
or directives, one document, every key once. Numbers have one way to be written. What a
file says is then exactly what a person reads in it, and a small file stays small.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from lms.domain.findings import Finding

LARGEST_BYTES = 1_000_000
DEEPEST = 40

# Characters that a reader does not see, sees elsewhere than they stand, or that YAML takes
# for a line break: controls, tab, byte order mark, zero width, direction, separators.
_UNSEEN = re.compile(
    "[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f"
    "\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb]|\r(?!\n)"
)
_NAMES = {"\t": "tab", "\ufeff": "byte order mark", "\r": "carriage return"}
_WHOLE = re.compile(r"0|-?[1-9][0-9]*")
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_REWORDED = {
    "extra_forbidden": "unknown key",
    "missing": "missing",
    "string_type": "must be text; put it in quotes",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
}


class StrictModel(BaseModel):
    """The shape of a content file: no unknown keys, no conversions, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Located:
    """A finding and the line it stands on; prints as ``file:line: path: message``."""

    file: str
    line: int
    finding: Finding

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.finding}"


@dataclass(frozen=True, slots=True)
class YamlSource:
    """A file that could be read.

    Attributes:
        file: the name used in messages.
        data: dicts, lists, text, whole numbers, floats, booleans and None. Dates stay text.
        lines: the line (from 1) of every key and list entry, by its path.
    """

    file: str
    data: Any
    lines: Mapping[tuple[str | int, ...], int]

    def line_of(self, path: Sequence[str | int]) -> int:
        """The line of what stands at this path, or of the nearest thing around it."""
        here = tuple(path)
        while here and here not in self.lines:
            here = here[:-1]
        return self.lines.get(here, 1)

    def locate(self, finding: Finding) -> Located:
        """The finding with its file and line."""
        return Located(self.file, self.line_of(finding.path), finding)


Model = TypeVar("Model", bound=BaseModel)
Findings = tuple[Located, ...]


def read_yaml(path: Path, *, shown_as: str | None = None) -> tuple[YamlSource | None, Findings]:
    """Read one file; None where it cannot be read at all, with the reasons.

    Args:
        path: the file.
        shown_as: the name in messages; the path as given where it is left out.
    """
    file = shown_as or str(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        return None, (Located(file, 1, Finding((), f"cannot be read: {error.strerror}")),)
    return parse_yaml(raw, file=file)


def parse_yaml(raw: bytes, *, file: str) -> tuple[YamlSource | None, Findings]:
    """The same for bytes that are already here, such as an upload."""
    if len(raw) > LARGEST_BYTES:
        return None, (Located(file, 1, Finding((), f"is larger than {LARGEST_BYTES} bytes")),)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return None, (Located(file, line, Finding((), "is not UTF-8")),)
    if unseen := _unseen_characters(text, file):
        return None, unseen
    return _compose(text, file)


def validate(source: YamlSource, model: type[Model]) -> tuple[Model | None, Findings]:
    """The file as this model, or everything that keeps it from being one."""
    try:
        return model.model_validate_json(json.dumps(source.data), strict=True), ()
    except ValidationError as error:
        found = [_finding(details, source.data) for details in error.errors(include_url=False)]
        located = {str(each): each for each in map(source.locate, found)}
        return None, tuple(sorted(located.values(), key=lambda each: (each.line, str(each))))


def _unseen_characters(text: str, file: str) -> Findings:
    """One finding a line, so that a file of tabs does not bury everything else."""
    by_line: dict[int, str] = {}
    for match in _UNSEEN.finditer(text):
        by_line.setdefault(text.count("\n", 0, match.start()) + 1, match.group())
    return tuple(
        Located(file, line, Finding((), f"holds {_name(character)}, which is not allowed"))
        for line, character in by_line.items()
    )


def _name(character: str) -> str:
    return f"a {_NAMES.get(character, 'hidden character')} (U+{ord(character):04X})"


def _compose(text: str, file: str) -> tuple[YamlSource | None, Findings]:
    yaml = YAML(typ="safe", pure=True)
    yaml.max_depth = DEEPEST
    yaml.Composer = _PlainComposer
    try:
        root = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        return None, (Located(file, line, Finding((), _sentence(error))),)
    except YAMLError as error:
        return None, (Located(file, 1, Finding((), f"cannot be read as YAML: {error}")),)
    reading = _Reading(list(yaml.composer.refused))
    data = reading.value(root, ()) if root is not None else None
    lines = {(): root.start_mark.line + 1 if root is not None else 1, **reading.lines}
    source = YamlSource(file, data, lines)
    found = [Located(file, line, finding) for line, finding in reading.found]
    return (None if found else source), tuple(sorted(found, key=lambda each: each.line))


def _sentence(error: MarkedYAMLError) -> str:
    if "maximum depth" in str(error.problem):
        return f"is nested deeper than {DEEPEST} levels"
    parts = [part for part in (error.context, error.problem) if part]
    return "cannot be read as YAML: " + ", ".join(" ".join(str(part).split()) for part in parts)


class _PlainComposer(Composer):
    """Composes nodes and notes what content files may not use."""

    def __init__(self, loader: Any = None) -> None:  # noqa: ANN401  ruamel types it so
        super().__init__(loader)
        self.warn_double_anchors = False
        self.refused: list[tuple[int, Finding]] = []

    def compose_document(self) -> Any:  # noqa: ANN401  ruamel types it so
        event = self.parser.peek_event()
        if event.version or event.tags:
            self._refuse(event, "YAML directives are not allowed")
        return super().compose_document()

    def compose_node(self, parent: Any, index: Any) -> Any:  # noqa: ANN401  ruamel types it so
        event = self.parser.peek_event()
        if isinstance(event, AliasEvent):
            self.parser.get_event()
            self._refuse(event, f"the alias *{event.anchor} is not allowed; write it out")
            mark = event.start_mark
            return ScalarNode("tag:yaml.org,2002:null", "", mark, event.end_mark)
        if event.anchor is not None:
            self._refuse(event, f"the anchor &{event.anchor} is not allowed; write it out")
        if event.ctag is not None:
            self._refuse(event, f"the tag {event.ctag} is not allowed")
        return super().compose_node(parent, index)

    def _refuse(self, event: Any, message: str) -> None:  # noqa: ANN401  any ruamel event
        self.refused.append((event.start_mark.line + 1, Finding((), message)))


class _Reading:
    """Turns nodes into plain data, noting lines and what has two readings."""

    def __init__(self, found: list[tuple[int, Finding]]) -> None:
        self.found = found
        self.lines: dict[tuple[str | int, ...], int] = {}

    def value(self, node: Any, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401  plain data
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            for position, entry in enumerate(node.value):
                self.lines[(*path, position)] = entry.start_mark.line + 1
            return [self.value(entry, (*path, at)) for at, entry in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: tuple[str | int, ...]) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, ScalarNode) else None
            if key is None or _kind(key_node) != "str":
                self._find(line, path, "a key must be plain text, or in quotes")
                continue
            here = (*path, key)
            if key in data:
                self._find(line, here, f"is there twice; first on line {self.lines[here]}")
                continue
            self.lines[here] = line
            data[key] = self.value(value_node, here)
        return data

    def _scalar(self, node: ScalarNode, path: tuple[str | int, ...]) -> Any:  # noqa: ANN401
        kind = _kind(node)
        if kind == "null":
            return None
        if kind == "bool":
            return node.value.lower() == "true"
        if kind == "int" and _WHOLE.fullmatch(node.value):
            return int(node.value)
        if kind == "float" and _DECIMAL.fullmatch(node.value):
            return float(node.value)
        if kind in {"int", "float"}:
            line = node.start_mark.line + 1
            self._find(line, path, f"{node.value} has two readings; use quotes")
        return node.value

    def _find(self, line: int, path: tuple[str | int, ...], message: str) -> None:
        self.found.append((line, Finding(path, message)))


def _kind(node: Any) -> str:  # noqa: ANN401  any ruamel node
    return str(node.tag).rsplit(":", 1)[-1]


def _finding(details: ErrorDetails, data: object) -> Finding:
    """A pydantic error at the path of the file: parts that only name a branch are dropped."""
    path: list[str | int] = []
    here = data
    *around, last = details["loc"] or ("",)
    for part in around:
        if isinstance(here, dict) and part not in here:
            continue
        path.append(part)
        here = _step(here, part)
    path += [last] if details["loc"] else []
    message = _REWORDED.get(details["type"], details["msg"].removeprefix("Value error, "))
    return Finding(tuple(path), message)


def _step(here: object, part: str | int) -> object:
    if isinstance(here, dict):
        return here.get(part)
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return here[part]
    return None
