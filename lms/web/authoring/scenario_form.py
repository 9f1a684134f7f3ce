"""A scenario's file as form fields, and a posted form as the data of a file.

A field is named by its place in the document (``items.0.options.2.text``), so that a finding
stands at its field. What is missing or wrong stays as it was typed: the findings say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.domain.item import Kind

Data = dict[str, Any]

REPEATS = ("provisions", "audience")
FIELDS = 400
KINDS: Mapping[str, str] = {
    Kind.CHOOSE_ONE.value: "Choose one",
    Kind.CHOOSE_ALL.value: "Choose all that fit",
    Kind.ORDER.value: "Put in order",
    Kind.SORT.value: "Sort into places",
}
_ROWS: Mapping[str, str] = {
    Kind.CHOOSE_ONE.value: "options",
    Kind.CHOOSE_ALL.value: "options",
    Kind.ORDER.value: "sequence",
    Kind.SORT.value: "things",
}
FEWEST_ROWS = 4


def has_form(data: object) -> bool:
    """Whether the form can hold a file: a scenario with questions, no decision tree.

    A draft is whatever its author typed: what cannot be read, lists where the form shows text and
    text where it shows lists stay in the text of the file.
    """
    if not isinstance(data, dict) or "steps" in data or "start" in data:
        return False
    items = data.get("items")
    return (
        isinstance(items, list)
        and _fits(data, {"audience", "provisions", "banners"}, apart="items")
        and all(map(_item_fits, items))
    )


def _item_fits(item: object) -> bool:
    if not isinstance(item, dict) or not isinstance(item.get("kind"), str):
        return False
    rows = _list(item, _ROWS.get(item["kind"], ""))
    return (
        item["kind"] in KINDS
        and _fits(item, {"provisions", "places"}, apart=_ROWS[item["kind"]])
        and rows is not None
        and all(isinstance(row, dict) and _fits(row, set()) for row in rows)
    )


def _list(data: Data, key: str) -> list[object] | None:
    """What stands at a key; empty where nothing does, None where it is no list."""
    found = data.get(key)
    return [] if found is None else found if isinstance(found, list) else None


def _fits(data: Data, lists: set[str], *, apart: str = "") -> bool:
    """Whether some keys hold lists of text and all others, but one looked at apart, one text."""
    for key, value in data.items():
        many = [] if value is None else value
        if key in lists and not (
            isinstance(many, list) and all(isinstance(each, str) for each in many)
        ):
            return False
        if key not in lists and key != apart and isinstance(value, dict | list):
            return False
    return True


def rows_of(kind: str) -> str:
    """Where the rows of a kind of question stand: options, sequence or things."""
    return _ROWS[kind]


def new_scenario(slug: str, day: str) -> Data:
    """What a new scenario begins with."""
    return {
        "id": slug,
        "title": "",
        "audience": ["officer"],
        "use": "both",
        "provisions": [],
        "banners": [],
        "true_as_of": day,
        "situation": "",
        "items": [_new_item(Kind.CHOOSE_ONE.value, 0)],
    }


def from_form(form: MultiDict[str, str], before: Mapping[str, Any]) -> Data:
    """The data of a file that a posted form stands for, after what its button does."""
    data: Data = {"id": before.get("id", ""), "title": _text(form, "title")}
    data["audience"] = form.getlist("audience")
    data["use"] = form.get("use", "")
    for key in ("pair", "fact"):
        if _text(form, key):
            data[key] = _text(form, key)
    if form.get("limb", "policy") != "policy":
        data["limb"] = form["limb"]
    data["provisions"] = _provisions(form, before)
    data["banners"] = _codes(form, "banners")
    data["true_as_of"] = _text(form, "true_as_of")
    data["situation"] = _text(form, "situation")
    data["items"] = _items(form)
    _do(data["items"], form.get("do", ""))
    return data


def _text(form: MultiDict[str, str], name: str) -> str:
    return "\n".join(line.rstrip() for line in form.get(name, "").splitlines()).strip()


def _codes(form: MultiDict[str, str], name: str) -> list[str]:
    return [code.strip() for code in form.get(name, "").split(",") if code.strip()]


def _provisions(form: MultiDict[str, str], before: Mapping[str, Any]) -> list[str]:
    """The sections chosen: the one it is mostly about first, the others as they stood."""
    chosen = list(dict.fromkeys(form.getlist("provisions")))
    held = before.get("provisions")
    place = {code: at for at, code in enumerate(held if isinstance(held, list) else [])}
    ordered = sorted(chosen, key=lambda code: place.get(code, len(place) + chosen.index(code)))
    main = form.get("main", "")
    return [main, *(code for code in ordered if code != main)] if main in chosen else ordered


def _items(form: MultiDict[str, str]) -> list[Data]:
    items = []
    at = 0
    while form.get(f"items.{at}.kind") in KINDS:
        items.append(_item(form, f"items.{at}", form[f"items.{at}.kind"]))
        at += 1
    return items


def _item(form: MultiDict[str, str], at: str, kind: str) -> Data:
    item: Data = {"id": _text(form, f"{at}.id"), "kind": kind}
    item |= {key: _text(form, f"{at}.{key}") for key in ("stem", "rationale")}
    item["provisions"] = _codes(form, f"{at}.provisions")
    if kind != Kind.CHOOSE_ONE.value:
        item["credit"] = form.get(f"{at}.credit", "whole")
    if kind == Kind.SORT.value:
        lines = form.get(f"{at}.places", "").splitlines()
        item["places"] = [line.strip() for line in lines if line.strip()]
    rows = _ROWS[kind]
    item[rows] = []
    number = 0
    while f"{at}.{rows}.{number}.text" in form:
        item[rows].append(_row(form, at, f"{at}.{rows}.{number}", kind, number))
        number += 1
    return item


def _row(form: MultiDict[str, str], item: str, at: str, kind: str, number: int) -> Data:
    row: Data = {"text": _text(form, f"{at}.text"), "feedback": _text(form, f"{at}.feedback")}
    if kind == Kind.CHOOSE_ONE.value:
        row["points"] = int(form.get(f"{item}.right") == str(number))
    elif kind == Kind.CHOOSE_ALL.value:
        row["points"] = int(f"{at}.right" in form)
    elif kind == Kind.SORT.value:
        row["place"] = _text(form, f"{at}.place")
    return row


def _new_item(kind: str, number: int) -> Data:
    item: Data = {"id": f"question-{number + 1}", "kind": kind, "stem": "", "rationale": ""}
    item["provisions"] = []
    if kind != Kind.CHOOSE_ONE.value:
        item["credit"] = "whole"
    if kind == Kind.SORT.value:
        item["places"] = []
    item[_ROWS[kind]] = [_new_row(kind) for _ in range(FEWEST_ROWS)]
    return item


def _new_row(kind: str) -> Data:
    row: Data = {"text": "", "feedback": ""}
    if kind in {Kind.CHOOSE_ONE.value, Kind.CHOOSE_ALL.value}:
        row["points"] = 0
    if kind == Kind.SORT.value:
        row["place"] = ""
    return row


def _do(items: list[Data], act: str) -> None:
    """What a button does to the questions: add one, add a row, take one out."""
    match act.split("."):
        case ["add-item", kind] if kind in KINDS:
            items.append(_new_item(kind, len(items)))
        case ["drop-item", at] if _within(at, items):
            del items[int(at)]
        case ["add-row", at] if _within(at, items):
            item = items[int(at)]
            item[_ROWS[item["kind"]]].append(_new_row(item["kind"]))
        case ["drop-row", at, row] if _within(at, items):
            rows = items[int(at)][_ROWS[items[int(at)]["kind"]]]
            if _within(row, rows):
                del rows[int(row)]
        case _:
            return


def _within(text: str, rows: list[Data]) -> bool:
    return text.isascii() and text.isdigit() and int(text) < len(rows)
