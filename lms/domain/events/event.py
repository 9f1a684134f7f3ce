"""An act as typed facts: what every event of the journal is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import Enum, auto
from typing import ClassVar


class Doer(Enum):
    """Who brings an event about, which says who looks at it afterwards."""

    ONE_PERSON = auto()
    """One person by their rights: listed for thirty days' review."""
    MEMBER = auto()
    """A member by training or answering for themselves: nobody reviews it as an act."""
    TWO_PEOPLE = auto()
    """One half of an act of two people."""
    ITSELF = auto()
    """The product, by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One act. ``kind`` is its name in the journal and never changes."""

    kind: ClassVar[str]
    words: ClassVar[str]
    doer: ClassVar[Doer] = Doer.ONE_PERSON

    def data(self) -> dict[str, object]:
        """The fields as primitives, lists for tuples."""
        return {name: _plain(value) for name, value in asdict(self).items()}

    def sentence(self) -> str:
        """The act as an auditor reads it."""
        return self.words.format_map(
            {field.name: getattr(self, field.name) for field in fields(self)}
        )


def _plain(value: object) -> object:
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    return value
