"""A content file as read: the domain's object where there is one, and what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel

from lms.content.yaml_source import Findings, YamlSource, read_yaml, validate

Thing = TypeVar("Thing")
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Thing]):
    """What came of one file.

    Attributes:
        path: the file.
        thing: None where the file has not the shape of one.
        source: tells lines; None where the file is no YAML at all.
        found: why it has not the shape.
    """

    path: Path
    thing: Thing | None
    source: YamlSource | None
    found: Findings


def read(
    path: Path, model: type[Model], to_domain: Callable[[Model], Thing], shown_as: str | None
) -> Reading[Thing]:
    """Read one file; every mistake of shape is told at once."""
    source, found = read_yaml(path, shown_as=shown_as)
    if source is None:
        return Reading(path, None, None, found)
    shaped, misshapen = validate(source, model)
    thing = None if shaped is None else to_domain(shaped)
    return Reading(path, thing, source, (*found, *misshapen))
