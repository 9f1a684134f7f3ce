"""Every event can be read by an auditor, and every domain error has its answer."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest

import lms.content
import lms.domain
import lms.queries
import lms.services
import lms.storage
from lms.domain import events
from lms.domain.errors import DomainError
from lms.domain.events import EVENTS, Event
from lms.domain.journal_chain import canonical

_SAMPLES: Mapping[object, object] = {
    int: 7,
    str: "text",
    bool: True,
    object: "anything",
    type(None): None,
}
_KINDS = [
    kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
]


def _sample(annotation: Any) -> object:  # noqa: ANN401 - whatever a field is annotated with
    """A value of a field's type; a KeyError where the type is no primitive."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is UnionType:
        return _sample(inner[0])
    if origin is tuple:
        return tuple(_sample(item) for item in inner if item is not ...)
    if origin is Mapping:
        return {"key": _sample(inner[1])}
    if origin is not None and issubclass(origin, Mapping):
        return {"key": _sample(inner[1])}
    return _SAMPLES[annotation]


def _fields(kind: type[Event]) -> dict[str, object]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def test_kinds_are_unique_and_all_are_known() -> None:
    twice = [name for name, times in Counter(kind.kind for kind in _KINDS).items() if times > 1]
    assert not twice
    assert {kind.kind: kind for kind in _KINDS} == EVENTS
    assert _KINDS


@pytest.mark.parametrize("kind", _KINDS, ids=lambda kind: kind.__name__)
def test_an_event_carries_primitives_and_reads_as_a_sentence(kind: type[Event]) -> None:
    values = {name: _sample(annotation) for name, annotation in _fields(kind).items()}
    event = kind(**values)
    assert canonical(event.data())
    sentence = event.sentence()
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert kind.__doc__


def _all_errors(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    for each in kind.__subclasses__():
        yield each
        yield from _all_errors(each)


def test_every_domain_error_has_a_status_and_words() -> None:
    from lms.web.errors import DOMAIN_STATUS, WORDS  # noqa: PLC0415 - needs the pages

    for layer in (lms.domain, lms.services, lms.queries, lms.storage, lms.content):
        for module in pkgutil.iter_modules(layer.__path__, f"{layer.__name__}."):
            importlib.import_module(module.name)
    unknown = [
        kind.__name__
        for kind in _all_errors(DomainError)
        if not any(issubclass(kind, known) for known in DOMAIN_STATUS)
    ]
    assert not unknown
    assert set(DOMAIN_STATUS.values()) <= set(WORDS)
