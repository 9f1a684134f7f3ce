"""Grading again from what an event holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.attempt import grade
from lms.domain.documents import responses_from_document, responses_to_document
from lms.domain.item import Answer
from lms.domain.scenario import ItemRef
from tests.domain.content_factories import (
    choose_all,
    choose_one,
    order,
    scenario,
    sort,
)


@given(st.dictionaries(st.sampled_from("abcd"), st.booleans()))
def test_replaying_what_an_event_holds_gives_the_same_result(given_right: dict[str, bool]) -> None:
    desk = scenario("desk", choose_one("a"), choose_all("b"), order("c"), sort("d"))
    right: dict[str, Answer] = {"a": 0, "b": (0, 1), "c": (0, 1, 2, 3), "d": (0, 1, 0)}
    wrong: dict[str, Answer] = {"a": 1, "b": (), "c": (3, 2, 1, 0), "d": (1, 1, 1)}
    responses = {
        ItemRef("desk", name): right[name] if is_right else wrong[name]
        for name, is_right in given_right.items()
    }
    result = grade((desk,), responses, pass_mark=70)
    assert result.points == sum(given_right.values())
    recorded = responses_from_document(responses_to_document(responses))
    assert grade((desk,), recorded, pass_mark=70) == result
