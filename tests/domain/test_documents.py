from __future__ import annotations

import json

import pytest

from lms.domain.documents import (
    Document,
    lesson_from_document,
    module_from_document,
    responses_from_document,
    responses_to_document,
    scenario_from_document,
    to_document,
)
from lms.domain.errors import InvalidError
from lms.domain.item import Answer, Credit
from lms.domain.lesson import Page
from lms.domain.scenario import ItemRef, Scenario
from tests.domain.content_factories import (
    choose_all,
    choose_one,
    lesson,
    module,
    order,
    scenario,
    sort,
    tree,
)

EVERY_KIND = scenario(
    "every-kind",
    choose_one("one", provisions=("IV.B.1",)),
    choose_all("all", credit=Credit.PARTIAL),
    order("order"),
    sort("sort"),
    pair="flip",
    banners=("IV.A-4",),
    limb="federal_changes",
)


@pytest.mark.parametrize("written", [EVERY_KIND, scenario("tree", tree=tree()), scenario()])
def test_a_scenario_comes_back_from_its_document_as_it_was(written: Scenario) -> None:
    assert scenario_from_document(through_json(to_document(written))) == written


def test_lessons_and_modules_come_back_as_they_were() -> None:
    page = Page(id="p", title="P", body="B", provisions=("I-p1",), limb="federal_changes")
    written = lesson(pages=(page, Page(id="q", title="Q", body="C")))
    assert lesson_from_document(through_json(to_document(written))) == written
    assert module_from_document(through_json(to_document(module()))) == module()


def test_answers_come_back_as_they_were() -> None:
    written: dict[ItemRef, Answer] = {ItemRef("a", "x"): 2, ItemRef("a", "y"): (0, 3)}
    document = responses_to_document(written)
    assert document == {"a/x": 2, "a/y": [0, 3]}
    assert responses_from_document(through_json(document)) == written


def test_documents_hold_plain_values_only() -> None:
    for document in (to_document(EVERY_KIND), to_document(lesson()), to_document(module())):
        assert plain(document)


def test_the_form_of_a_scenario_never_changes() -> None:
    small = scenario("small", choose_one("q", options=choose_one().options[:1]), situation="Now.")
    assert to_document(small) == {
        "document": "scenario",
        "format": 1,
        "id": "small",
        "title": "At the desk",
        "audience": ["officer"],
        "use": "graded",
        "limb": "policy",
        "provisions": ["IV.B.1"],
        "banners": [],
        "true_as_of": "2026-11-24",
        "situation": "Now.",
        "items": [
            {
                "id": "q",
                "kind": "choose-one",
                "stem": "What now?",
                "rationale": "Because.",
                "provisions": [],
                "options": [
                    {
                        "text": "Take the report.",
                        "points": 1,
                        "feedback": "Feedback on Take the report..",
                    }
                ],
            }
        ],
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"document": "lesson"},
        {"format": 2},
        {"title": 7},
        {"audience": ["sheriff"]},
        {"use": "sometimes"},
        {"true_as_of": "yesterday"},
        {"provisions": "IV.B.1"},
        {"provisions": [1]},
        {"items": [{"kind": "essay"}]},
        {"items": ["text"]},
        {"items": [{"kind": "choose-one", "id": "q", "stem": "?", "rationale": "!"}]},
    ],
)
def test_a_document_of_another_form_is_refused(changes: Document) -> None:
    with pytest.raises(InvalidError):
        scenario_from_document(to_document(EVERY_KIND) | changes)


@pytest.mark.parametrize("document", [{"ax": 1}, {"a/x": "1"}, {"a/x": [True]}, {"a/x": None}])
def test_answers_of_another_form_are_refused(document: Document) -> None:
    with pytest.raises(InvalidError):
        responses_from_document(document)


def through_json(document: Document) -> Document:
    back: Document = json.loads(json.dumps(document))
    return back


def plain(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain(each) for key, each in value.items())
    if isinstance(value, list):
        return all(map(plain, value))
    return type(value) in {str, int, bool}
