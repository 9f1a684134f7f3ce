"""One piece of content of any kind as a file of its own: read from text, written as text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic import BaseModel

from lms.content.checklist_files import ChecklistModel
from lms.content.coverage_file import CoverageModel
from lms.content.lesson_files import LessonModel
from lms.content.module_files import ModuleModel
from lms.content.questions_file import QuestionsModel
from lms.content.scenario_files import ScenarioModel
from lms.content.yaml_source import Findings, YamlSource, parse_yaml, validate
from lms.content.yaml_text import yaml_text
from lms.domain.cited import Thing
from lms.domain.documents import Document

_MODELS: Mapping[str, type[BaseModel]] = {
    "scenario": ScenarioModel,
    "lesson": LessonModel,
    "module": ModuleModel,
    "checklist": ChecklistModel,
    "coverage": CoverageModel,
    "questions": QuestionsModel,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """What came of a text.

    Attributes:
        thing: None where the text has not the shape of one.
        source: its plain data and lines; None where it is no YAML at all.
        found: why it has not the shape.
    """

    thing: Thing | None
    source: YamlSource | None
    found: Findings


def read_piece(kind: str, text: str, *, file: str = "text") -> Piece:
    """Read one scenario, lesson, module, checklist, plan of coverage or set of questions."""
    source, found = parse_yaml(text.encode(), file=file)
    if source is None:
        return Piece(None, None, found)
    shaped, misshapen = validate(source, _MODELS[kind])
    if shaped is None:
        return Piece(None, source, misshapen)
    to_domain = cast("Callable[[], Any]", shaped.to_domain)  # type: ignore[attr-defined]
    return Piece(to_domain(), source, misshapen)


def piece_text(document: Document) -> str:
    """A document as a file; reading it gives a document of the same digest."""
    return yaml_text(file_data(document))


def file_data(document: Document) -> dict[str, Any]:
    """What stands in the file of a document: neither its kind nor the number of its format."""
    data = {key: value for key, value in document.items() if key not in {"document", "format"}}
    if "steps" in data:
        steps = cast("list[dict[str, Any]]", data["steps"])
        data["steps"] = [
            {key: value for key, value in step.items() if key != "kind"} for step in steps
        ]
    return cast("dict[str, Any]", _in_order(data))


_KEYS = (
    "id number kind name where title moment summary technique author audience use "
    "pair fact limb law handling until waits_for signatures outcome_of provisions "
    "banners true_as_of situation question stem text place points next items groups "
    "must_pass start lessons blueprint plan objectives pages body practice lines "
    "detail silent rationale credit places options sequence things feedback steps "
    "developments gate asks questions "
)
_ORDER = {key: at for at, key in enumerate(_KEYS.split())}


def _in_order(value: object) -> object:
    """Mappings with their keys as a person writes them; a stored document has them by letter."""
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (_ORDER.get(str(key), len(_ORDER)), str(key)))
        return {key: _in_order(value[key]) for key in keys}
    return [_in_order(each) for each in value] if isinstance(value, list) else value
