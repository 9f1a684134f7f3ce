"""Items as form fields: what is shown, and what a posted form means.

A field holds positions as presented, counted from one. The field of an item is
``item-<id>``; order and sort items have one field for each row, ``item-<id>-<position>``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from lms.domain.errors import InvalidError
from lms.domain.item import (
    Answer,
    ChooseAll,
    ChooseOne,
    Item,
    Order,
    Sort,
    is_right,
    right_answer,
)
from lms.domain.presentation import Presentation, present, sequence_from_places

ITEMS = ("item-",)
"""How the names of fields begin that may come several times: the boxes of one item."""


@dataclass(frozen=True, slots=True)
class Field:
    """An item as a page shows it.

    Attributes:
        widget: radio, checkbox, order or sort.
        options: position as text and words, in presented order.
        places: for sort, number as text and name.
        chosen: for radio the position; for checkbox the positions; for order and sort a
            mapping from position to place; empty where nothing is saved.
    """

    item: Item
    name: str
    widget: str
    options: tuple[dict[str, str], ...]
    places: tuple[dict[str, str], ...] = ()
    chosen: object = None
    error: str = ""


_WIDGETS = {ChooseAll: "checkbox", Order: "order", Sort: "sort"}


def _texts(item: Item) -> tuple[str, ...]:
    match item:
        case ChooseOne() | ChooseAll():
            return tuple(option.text for option in item.options)
        case Order():
            return tuple(row.text for row in item.sequence)
        case Sort():
            return tuple(thing.text for thing in item.things)


def field_of(
    item: Item, seed: str, scenario: str, *, saved: Answer | None = None, error: str = ""
) -> Field:
    """An item ready for a template, with the answer saved so far."""
    shown = present(item, seed, scenario)
    texts = _texts(item)
    places = item.places if isinstance(item, Sort) else ()
    return Field(
        item=item,
        name=f"item-{item.id}",
        widget=_WIDGETS.get(type(item), "radio"),
        options=tuple(
            {"value": str(at), "text": texts[index]} for at, index in enumerate(shown.order, 1)
        ),
        places=tuple({"value": str(at), "text": name} for at, name in enumerate(places, 1)),
        chosen=_chosen(shown, saved),
        error=error,
    )


def _chosen(shown: Presentation, saved: Answer | None) -> object:
    item = shown.item
    if saved is None:
        return (
            {} if isinstance(item, (Order, Sort)) else [] if isinstance(item, ChooseAll) else None
        )
    positions = shown.presented(saved)
    if isinstance(positions, int):
        return str(positions)
    if isinstance(item, Order):
        return {str(position): place for place, position in enumerate(positions, 1)}
    if isinstance(item, Sort):
        return {str(position): str(place) for position, place in enumerate(positions, 1)}
    return [str(position) for position in positions]


@dataclass(frozen=True, slots=True)
class Given:
    """What a form gave: answers by item, as written by the author, and what is incomplete."""

    answers: Mapping[str, Answer]
    incomplete: Mapping[str, str] = field(default_factory=dict)


def given(form: MultiDict[str, str], items: Iterable[Item], seed: str, scenario: str) -> Given:
    """Read the answers of a posted form.

    Raises:
        InvalidError: a value is none of the item's positions or places.
    """
    answers: dict[str, Answer] = {}
    incomplete: dict[str, str] = {}
    for item in items:
        shown = present(item, seed, scenario)
        raw, missing = _raw(form, item, len(shown.order))
        if raw is None:
            incomplete[item.id] = missing
        else:
            answers[item.id] = shown.source(raw)
    return Given(answers, incomplete)


def _raw(form: MultiDict[str, str], item: Item, count: int) -> tuple[Answer | None, str]:
    name = f"item-{item.id}"
    if isinstance(item, ChooseOne):
        text = form.get(name)
        return (_whole(text), "") if text else (None, "Choose one.")
    if isinstance(item, ChooseAll):
        chosen = tuple(_whole(text) for text in form.getlist(name))
        return (chosen, "") if chosen else (None, "Choose at least one.")
    fields = [form.get(f"{name}-{at}", "") for at in range(1, count + 1)]
    if not all(fields):
        return None, "Give each one its place."
    numbers = tuple(_whole(text) for text in fields)
    if isinstance(item, Sort):
        return numbers, ""
    if len(set(numbers)) != count:
        return None, "Two of these have the same place."
    return sequence_from_places(numbers), ""


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 2):  # noqa: PLR2004 - positions are small
        raise InvalidError(reason="no such position", given=text[:20])
    return int(text)


@dataclass(frozen=True, slots=True)
class Shown:
    """An answered item with its key: only for pages that may show it."""

    stem: str
    options: tuple[dict[str, object], ...]
    verdict: str
    feedback: tuple[str, ...]
    rationale: str


def shown_with_key(item: Item, answer: Answer | None, seed: str, scenario: str) -> Shown:
    """An item after answering: what was chosen, what was right, and why."""
    order = present(item, seed, scenario).order
    right = answer is not None and is_right(item, answer)
    return Shown(
        stem=item.stem,
        options=_marked(item, answer, order),
        verdict="right" if right else "not right",
        feedback=_feedback(item, answer),
        rationale=item.rationale,
    )


def shown_without_key(item: Item, answer: Answer | None, seed: str, scenario: str) -> Shown:
    """An item as it was answered, and nothing of what is right."""
    rows = _put(item, answer, present(item, seed, scenario).order)
    options = tuple(dict[str, object](text=text, chosen=mine, right=None) for text, mine in rows)
    return Shown(item.stem, options, "", (), "")


def _put(item: Item, answer: Answer | None, order: tuple[int, ...]) -> list[tuple[str, bool]]:
    """Each row's text, and whether it was chosen; rows that were placed say where."""
    placed = answer if isinstance(answer, tuple) else ()
    match item:
        case ChooseOne() | ChooseAll():
            chosen = {answer} if isinstance(answer, int) else set(placed)
            return [(item.options[index].text, index in chosen) for index in order]
        case Order():
            rows = [item.sequence[index].text for index in placed or order]
            return [(f"{at}. {text}" if placed else text, False) for at, text in enumerate(rows, 1)]
        case Sort():
            put = {index: f": {item.places[place]}" for index, place in enumerate(placed)}
            return [(f"{item.things[index].text}{put.get(index, '')}", False) for index in order]


def _marked(
    item: Item, answer: Answer | None, order: tuple[int, ...]
) -> tuple[dict[str, object], ...]:
    match item:
        case ChooseOne() | ChooseAll():
            chosen = {answer} if isinstance(answer, int) else set(answer or ())
            return tuple(
                {
                    "text": item.options[index].text,
                    "chosen": index in chosen,
                    "right": item.options[index].points > 0 or (False if index in chosen else None),
                }
                for index in order
            )
        case Order():
            places = {} if not isinstance(answer, tuple) else {i: p for p, i in enumerate(answer)}
            return tuple(
                {
                    "text": f"{at + 1}. {row.text}",
                    "chosen": places.get(at) == at,
                    "right": True,
                }
                for at, row in enumerate(item.sequence)
            )
        case Sort():
            key = right_answer(item)
            mine = answer if isinstance(answer, tuple) else ()
            return tuple(
                {
                    "text": f"{thing.text}: {thing.place}",
                    "chosen": bool(mine) and isinstance(key, tuple) and mine[at] == key[at],
                    "right": True,
                }
                for at, thing in enumerate(item.things)
            )


def _feedback(item: Item, answer: Answer | None) -> tuple[str, ...]:
    """The feedback of what was chosen; of rows and things, of those in the wrong place."""
    if answer is None:
        return ("Not answered.",)
    match item:
        case ChooseOne():
            return (item.options[answer].feedback,) if isinstance(answer, int) else ()
        case ChooseAll():
            chosen = answer if isinstance(answer, tuple) else ()
            missed = tuple(
                at for at, option in enumerate(item.options) if option.points and at not in chosen
            )
            return tuple(item.options[at].feedback for at in (*chosen, *missed))
        case Order():
            rows = answer if isinstance(answer, tuple) else ()
            return tuple(
                item.sequence[index].feedback for at, index in enumerate(rows) if at != index
            )
        case Sort():
            places = answer if isinstance(answer, tuple) else ()
            return tuple(
                thing.feedback
                for thing, place in zip(item.things, places, strict=True)
                if item.places[place] != thing.place
            )
