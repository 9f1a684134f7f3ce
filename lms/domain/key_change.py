"""A key that was wrong: what counts as right besides, and what an answer is worth then.

A correction only ever adds. An answer keeps the points it had and gains those it earns by
the corrected key, so no result falls and nobody who passed is turned to fail.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from lms.domain.errors import InvalidError
from lms.domain.item import (
    Answer,
    ChooseAll,
    ChooseOne,
    Credit,
    Item,
    Order,
    Sort,
    checked,
    is_right,
    maximum,
    points,
    right_answer,
)
from lms.domain.scenario import ItemRef

Accepted: TypeAlias = Answer | None
"""An answer that is right besides; None: whatever was answered, or nothing, is right."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One correction: in these versions of a scenario, an item accepts an answer besides."""

    digests: frozenset[str]
    item: str
    accepts: Accepted


def accepted_in(
    drawn: Iterable[Mapping[str, str]], changes: Sequence[KeyChange]
) -> dict[ItemRef, tuple[Accepted, ...]]:
    """What counts as right besides, for each item that is touched.

    Args:
        drawn: an attempt's scenarios, each with ``scenario`` and ``digest``.
        changes: in the order of their decision.
    """
    found: dict[ItemRef, tuple[Accepted, ...]] = {}
    for entry in drawn:
        for change in changes:
            if entry["digest"] in change.digests:
                ref = ItemRef(entry["scenario"], change.item)
                found[ref] = (*found.get(ref, ()), change.accepts)
    return found


def check_accepts(item: Item, accepts: Accepted) -> Accepted:
    """The answer in its written form.

    Raises:
        InvalidError: it is no answer to the item, or right already.
    """
    if accepts is None:
        return None
    written = checked(item, accepts)
    if is_right(item, written):
        raise InvalidError(item=item.id, reason="this answer is right already")
    return written


def best(item: Item, answer: Answer | None, accepted: Collection[Accepted]) -> tuple[int, bool]:
    """The points an answer earns by the key or by a correction, whichever is more; is it right?

    Raises:
        InvalidError: the answer is no answer to this item.
    """
    if None in accepted:
        return maximum(item), True
    if answer is None:
        return 0, False
    found = [(points(item, answer), is_right(item, answer))]
    found += [_by(item, checked(item, answer), key) for key in accepted if key is not None]
    return max(earned for earned, _ in found), any(right for _, right in found)


def _by(item: Item, answer: Answer, key: Answer) -> tuple[int, bool]:
    """What an answer is worth where ``key`` is the right one."""
    if answer == key:
        return maximum(item), True
    if isinstance(item, ChooseOne) or item.credit is Credit.WHOLE:
        return 0, False
    given, right = _parts(answer), _parts(key)
    if isinstance(item, ChooseAll):
        rightly = len(set(given) & set(right))
        return min(maximum(item), max(0, 2 * rightly - len(given))), False
    return sum(one == other for one, other in zip(given, right, strict=True)), False


def _parts(answer: Answer) -> tuple[int, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def same_question(one: Item, other: Item) -> bool:
    """Whether two versions ask the same with the same key, so that a correction fits both."""
    return _asked(one) == _asked(other) and right_answer(one) == right_answer(other)


def _asked(item: Item) -> tuple[object, ...]:
    match item:
        case ChooseOne() | ChooseAll():
            return (item.kind, item.id, tuple(option.text for option in item.options))
        case Order():
            return (item.kind, item.id, tuple(row.text for row in item.sequence))
        case Sort():
            return (item.kind, item.id, item.places, tuple(each.text for each in item.things))


def accepted_to_document(
    accepted: Mapping[ItemRef, Sequence[Accepted]],
) -> dict[str, list[object]]:
    """As an event and a row hold it: lists of indexes, lists of them, or ``None``."""
    return {
        str(ref): [list(each) if isinstance(each, tuple) else each for each in answers]
        for ref, answers in sorted(accepted.items())
    }


def accepted_from_document(
    document: Mapping[str, Iterable[object]],
) -> dict[ItemRef, tuple[Accepted, ...]]:
    """Read it back."""
    return {
        ItemRef.parse(name): tuple(accepts_from(each) for each in answers)
        for name, answers in document.items()
    }


def accepts_from(value: object) -> Accepted:
    """One accepted answer of a document."""
    if value is None:
        return None
    return tuple(int(part) for part in value) if isinstance(value, list) else int(str(value))


def accepted_words(item: Item, accepts: Answer | None) -> str:
    """What is right besides, in the item's own words."""
    if accepts is None:
        return "Every answer counts as right"
    chosen = (accepts,) if isinstance(accepts, int) else accepts
    match item:
        case ChooseOne() | ChooseAll():
            return " and ".join(f"“{item.options[at].text}”" for at in chosen)
        case Order():
            return ", then ".join(item.sequence[at].text for at in chosen)
        case Sort():
            pairs = zip(item.things, chosen, strict=True)
            return "; ".join(f"{thing.text}: {item.places[at]}" for thing, at in pairs)
