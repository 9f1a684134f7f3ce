"""Items: what is asked, what counts as an answer to it, and the points an answer earns.

Options, rows and things are named by their index as the author wrote them, counted from
zero. What a browser sees instead is ``lms.domain.presentation``'s business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, TypeAlias

from lms.domain.errors import InvalidError

Answer: TypeAlias = int | tuple[int, ...]
"""An index for ``ChooseOne`` and ``Step``; for the others a tuple.

``ChooseAll``: the indexes chosen. ``Order``: the rows' indexes in the order they were put.
``Sort``: for each thing, as written, the index of its place.
"""


class Kind(StrEnum):
    """How an item is answered."""

    CHOOSE_ONE = "choose-one"
    CHOOSE_ALL = "choose-all"
    ORDER = "order"
    SORT = "sort"
    STEP = "step"


class Credit(StrEnum):
    """What an answer that is right in part is worth."""

    WHOLE = "whole"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose. ``next`` names the step that follows, in a decision tree only."""

    text: str
    points: int
    feedback: str
    next: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One of the things to put in order."""

    text: str
    feedback: str


@dataclass(frozen=True, slots=True)
class Thing:
    """One of the things to sort, and the name of its place."""

    text: str
    place: str
    feedback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseOne:
    """One option is right. ``provisions`` empty means all of the scenario's."""

    kind: ClassVar[Kind] = Kind.CHOOSE_ONE
    id: str
    stem: str
    rationale: str
    options: tuple[Option, ...]
    provisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step(ChooseOne):
    """One step of a decision tree; its options name the step that follows each."""

    kind: ClassVar[Kind] = Kind.STEP


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseAll:
    """Exactly the options with points are right."""

    kind: ClassVar[Kind] = Kind.CHOOSE_ALL
    id: str
    stem: str
    rationale: str
    options: tuple[Option, ...]
    provisions: tuple[str, ...] = ()
    credit: Credit = Credit.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """The sequence is written in the right order."""

    kind: ClassVar[Kind] = Kind.ORDER
    id: str
    stem: str
    rationale: str
    sequence: tuple[Row, ...]
    provisions: tuple[str, ...] = ()
    credit: Credit = Credit.WHOLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """Every thing has one right place; a place may stay empty."""

    kind: ClassVar[Kind] = Kind.SORT
    id: str
    stem: str
    rationale: str
    places: tuple[str, ...]
    things: tuple[Thing, ...]
    provisions: tuple[str, ...] = ()
    credit: Credit = Credit.WHOLE


Item: TypeAlias = ChooseOne | ChooseAll | Order | Sort


def maximum(item: Item) -> int:
    """The points that a fully right answer earns."""
    if isinstance(item, ChooseOne) or item.credit is Credit.WHOLE:
        return 1
    if isinstance(item, ChooseAll):
        return sum(option.points > 0 for option in item.options)
    return len(parts(item))


def points(item: Item, answer: Answer) -> int:
    """The points that an answer earns, never below zero.

    Raises:
        InvalidError: the answer is no answer to this item.
    """
    rights = right_parts(item, answer)
    if isinstance(item, ChooseOne) or item.credit is Credit.WHOLE:
        return int(all(rights))
    if isinstance(item, ChooseAll):
        pairs = tuple(zip(item.options, rights, strict=True))
        rightly = sum(right for option, right in pairs if option.points > 0)
        wrongly = sum(not right for option, right in pairs if option.points <= 0)
        return max(0, rightly - wrongly)
    return sum(rights)


def is_right(item: Item, answer: Answer) -> bool:
    """Whether an answer is fully right, whatever the item's points.

    Raises:
        InvalidError: the answer is no answer to this item.
    """
    return all(right_parts(item, answer))


def right_parts(item: Item, answer: Answer) -> tuple[bool, ...]:
    """For each option, row or thing as written: was it treated rightly?

    An option is treated rightly when it is chosen and has points, or left and has none.

    Raises:
        InvalidError: the answer is no answer to this item.
    """
    given = checked(item, answer)
    indexes = (given,) if isinstance(given, int) else given
    match item:
        case ChooseOne() | ChooseAll():
            return tuple(
                (option.points > 0) == (index in indexes)
                for index, option in enumerate(item.options)
            )
        case Order():
            return tuple(index == at for at, index in enumerate(indexes))
        case Sort():
            return tuple(
                item.places[place] == thing.place
                for thing, place in zip(item.things, indexes, strict=True)
            )


def right_answer(item: Item) -> Answer:
    """The answer that earns the maximum.

    Raises:
        InvalidError: no option has a point, which no approved item allows.
    """
    match item:
        case ChooseOne():
            for at, option in enumerate(item.options):
                if option.points > 0:
                    return at
            raise InvalidError(item=item.id, reason="no right option")
        case ChooseAll():
            return tuple(at for at, option in enumerate(item.options) if option.points > 0)
        case Order():
            return tuple(range(len(item.sequence)))
        case Sort():
            return tuple(item.places.index(thing.place) for thing in item.things)


def checked(item: Item, answer: Answer) -> Answer:
    """The answer in its one written form, choices ascending.

    Raises:
        InvalidError: an option, row or place is not the item's, comes twice or is missing.
    """
    match item:
        case ChooseOne():
            if isinstance(answer, tuple):
                raise InvalidError(item=item.id, reason="one option is chosen")
            _within(item, (answer,), len(item.options))
            return answer
        case ChooseAll():
            chosen = _indexes(item, answer, len(item.options))
            _once(item, chosen)
            return tuple(sorted(chosen))
        case Order():
            rows = _indexes(item, answer, len(item.sequence))
            _once(item, rows)
            return _complete(item, rows, len(item.sequence))
        case Sort():
            places = _indexes(item, answer, len(item.places))
            return _complete(item, places, len(item.things))


def parts(item: Item) -> tuple[Option, ...] | tuple[Row, ...] | tuple[Thing, ...]:
    """What is shown in an order of its own: options, rows or things, as written."""
    match item:
        case ChooseOne() | ChooseAll():
            return item.options
        case Order():
            return item.sequence
        case Sort():
            return item.things


def texts(item: Item) -> tuple[str, ...]:
    """Everything read before answering: the stem, places, and all that is chosen or moved."""
    places = item.places if isinstance(item, Sort) else ()
    return (item.stem, *places, *(part.text for part in parts(item)))


def _indexes(item: Item, answer: Answer, below: int) -> tuple[int, ...]:
    if not isinstance(answer, tuple):
        raise InvalidError(item=item.id, reason="an index for each part is given")
    _within(item, answer, below)
    return answer


def _within(item: Item, indexes: tuple[int, ...], below: int) -> None:
    foreign = [at for at in indexes if type(at) is not int or not 0 <= at < below]
    if foreign:
        raise InvalidError(item=item.id, reason="not of this item", given=foreign)


def _once(item: Item, indexes: tuple[int, ...]) -> None:
    if len(set(indexes)) != len(indexes):
        raise InvalidError(item=item.id, reason="given twice", given=indexes)


def _complete(item: Item, indexes: tuple[int, ...], count: int) -> tuple[int, ...]:
    if len(indexes) != count:
        raise InvalidError(item=item.id, reason="not complete", given=indexes)
    return indexes
