"""Items and answers as plain data, and back."""

from __future__ import annotations

from lms.domain.document_entry import Entry
from lms.domain.errors import InvalidError
from lms.domain.item import (
    Answer,
    ChooseAll,
    ChooseOne,
    Credit,
    Item,
    Kind,
    Option,
    Order,
    Row,
    Sort,
    Step,
    Thing,
)


def item_to_document(item: Item) -> dict[str, object]:
    """An item or a step."""
    document: dict[str, object] = {
        "id": item.id,
        "kind": item.kind.value,
        "stem": item.stem,
        "rationale": item.rationale,
        "provisions": list(item.provisions),
    }
    if not isinstance(item, ChooseOne):
        document["credit"] = item.credit.value
    match item:
        case ChooseOne() | ChooseAll():
            document["options"] = [_option(option) for option in item.options]
        case Order():
            document["sequence"] = [
                {"text": row.text, "feedback": row.feedback} for row in item.sequence
            ]
        case Sort():
            document["places"] = list(item.places)
            document["things"] = [
                {"text": thing.text, "place": thing.place, "feedback": thing.feedback}
                for thing in item.things
            ]
    return document


def item_from_document(entry: Entry) -> Item:
    """Read an item back.

    Raises:
        InvalidError: it is none.
    """
    kind = entry.read("kind", Kind)
    if kind in {Kind.CHOOSE_ONE, Kind.STEP}:
        return _choose_one(entry, Step if kind is Kind.STEP else ChooseOne)
    item_id, stem, rationale = (entry.text(key) for key in ("id", "stem", "rationale"))
    provisions, credit = entry.texts("provisions"), entry.read("credit", Credit)
    if kind is Kind.CHOOSE_ALL:
        return ChooseAll(
            id=item_id,
            stem=stem,
            rationale=rationale,
            options=_options(entry),
            provisions=provisions,
            credit=credit,
        )
    if kind is Kind.ORDER:
        return Order(
            id=item_id,
            stem=stem,
            rationale=rationale,
            sequence=_rows(entry),
            provisions=provisions,
            credit=credit,
        )
    return Sort(
        id=item_id,
        stem=stem,
        rationale=rationale,
        places=entry.texts("places"),
        things=_things(entry),
        provisions=provisions,
        credit=credit,
    )


def step_from_document(entry: Entry) -> Step:
    """Read a step back.

    Raises:
        InvalidError: it is none.
    """
    step = item_from_document(entry)
    if not isinstance(step, Step):
        raise InvalidError(reason="no step", item=step.id)
    return step


def answer_to_document(answer: Answer) -> int | list[int]:
    """An index, or a list of indexes."""
    return list(answer) if isinstance(answer, tuple) else answer


def answer_from_document(value: object) -> Answer:
    """Read an answer back.

    Raises:
        InvalidError: it is none.
    """
    if isinstance(value, list):
        return tuple(_index(index) for index in value)
    return _index(value)


def _index(value: object) -> int:
    if type(value) is not int:
        raise InvalidError(reason="no index", given=value)
    return value


def _choose_one(entry: Entry, made: type[ChooseOne]) -> ChooseOne:
    return made(
        id=entry.text("id"),
        stem=entry.text("stem"),
        rationale=entry.text("rationale"),
        options=_options(entry),
        provisions=entry.texts("provisions"),
    )


def _option(option: Option) -> dict[str, object]:
    document: dict[str, object] = {
        "text": option.text,
        "points": option.points,
        "feedback": option.feedback,
    }
    if option.next is not None:
        document["next"] = option.next
    return document


def _options(entry: Entry) -> tuple[Option, ...]:
    return tuple(
        Option(
            option.text("text"),
            option.whole("points"),
            option.text("feedback"),
            option.maybe("next"),
        )
        for option in entry.entries("options")
    )


def _rows(entry: Entry) -> tuple[Row, ...]:
    rows = entry.entries("sequence")
    return tuple(Row(row.text("text"), row.text("feedback")) for row in rows)


def _things(entry: Entry) -> tuple[Thing, ...]:
    return tuple(
        Thing(thing.text("text"), thing.text("place"), thing.text("feedback"))
        for thing in entry.entries("things")
    )
