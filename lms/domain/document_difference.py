"""What differs between two documents of one piece, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_LEFT_OUT = frozenset({"document", "format"})


@dataclass(frozen=True, slots=True)
class Differs:
    """One place whose text differs; empty where one of them has nothing there."""

    place: str
    before: str
    after: str


def document_difference(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[Differs, ...]:
    """Every place that differs, in the order of the newer document, what is gone last."""
    old, new = dict(_places(before, ())), dict(_places(after, ()))
    places = dict.fromkeys((*new, *old))
    return tuple(
        Differs(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place) != new.get(place)
    )


def _places(value: object, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if path or key not in _LEFT_OUT:
                yield from _places(inner, (*path, str(key)))
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        for at, inner in enumerate(value, 1):
            yield from _places(inner, (*path, str(at)))
    elif isinstance(value, list):
        yield ".".join(path), ", ".join(str(each) for each in value)
    else:
        yield ".".join(path), str(value)
