from __future__ import annotations

from dataclasses import replace

import pytest

from lms.domain.errors import NotFoundError
from lms.domain.findings import Finding
from lms.domain.lesson import Lesson, Objective, Page
from lms.domain.lesson_findings import across_lessons, lesson_findings
from lms.domain.nominal import (
    Nominal,
    count_words,
    expected_seconds,
    how_many_cover,
    item_page,
    nominal_minutes,
    reading_page,
    scenario_page,
)
from lms.domain.scenario import Scenario, Use
from tests.domain.content_factories import (
    KNOWN,
    choose_one,
    lesson,
    scenario,
    sort,
    step,
    tree,
    ways,
)

PRACTICE = {
    "at-the-desk": scenario("at-the-desk", *(choose_one(name) for name in "abc"), use=Use.PRACTICE)
}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One two  three.\nFour", 4),
        ("### A heading\n\n- one **two**\n- *three*\n\n1. four\n> 5 six", 8),
        ("> - quoted\n> 1. twice", 2),
        ("A dash \u2014 or two - and three\u2014four", 7),
        ("may and/or must", 4),
        ("IV.B.2 at 0615, \u201cquoted\u201d", 4),
        ("***\n---\n* * *", 0),
        ("It was 3. Then 4.", 5),
    ],
)
def test_words_are_prose_without_markdown_marks(text: str, words: int) -> None:
    assert count_words(text) == words


def test_words_take_200_a_minute_and_an_item_75_seconds() -> None:
    assert expected_seconds(200) == 60
    assert expected_seconds(0, 2) == 150
    assert expected_seconds(199, 1) == 134
    assert Nominal(199, 1) + Nominal(2, 0) == Nominal(201, 1)
    assert (Nominal(201, 1).seconds, Nominal(201, 1).minutes) == (135, 2)


@pytest.mark.parametrize(
    ("seconds", "lessons"), [(0, 0), (1, 1), (60, 1), (61, 2), (120, 2), (121, 3), (999, 3)]
)
def test_what_is_short_is_covered_by_the_first_lessons_that_are_long_enough(
    seconds: int, lessons: int
) -> None:
    minutes = (Nominal(200, 0), Nominal(200, 0), Nominal(400, 0))
    assert how_many_cover(seconds, minutes) == lessons


def test_pages_count_what_is_read_before_answering() -> None:
    page = Page(id="p", title="Two words", body="And **three more**.")
    assert reading_page(page) == Nominal(5, 0)
    desk = scenario("s", choose_one("a"), sort("b"), situation="Four words stand here.")
    one = 2 + 3 + 3 + 4 + 3
    two = 1 + 2 + 3 * 2
    assert item_page(desk, desk.items[:1]) == Nominal(4 + one, 1)
    assert scenario_page(desk) == Nominal(4 + one + two, 2)


def test_a_tree_takes_the_time_of_the_way_that_is_right() -> None:
    grown = scenario("t", tree=tree(), situation="Four words stand here.")
    assert scenario_page(grown) == Nominal(4 + 2 * (2 + 3 * 4), 2)


def test_a_lesson_takes_its_pages_and_its_practice() -> None:
    nominal = nominal_minutes(lesson(), PRACTICE)
    assert nominal == reading_page(lesson().pages[0]) + scenario_page(PRACTICE["at-the-desk"])
    assert nominal.items == 3
    with pytest.raises(NotFoundError):
        nominal_minutes(lesson(practice=("elsewhere",)), PRACTICE)


def test_a_page_counts_where_it_says_or_else_where_its_lesson_does() -> None:
    page = Page(id="p", title="P", body="B", limb="federal_changes")
    written = lesson(pages=(page, replace(page, limb=None)))
    assert [written.limb_of(each) for each in written.pages] == ["federal_changes", "policy"]


def told_of_lesson(written: Lesson, scenarios: dict[str, Scenario] | None = None) -> list[str]:
    return [str(each) for each in lesson_findings(written, scenarios or PRACTICE, KNOWN)]


def page(body: str = "Plain words. " * 400, **changes: object) -> Page:
    written = Page(id="p", title="P", body=body)
    return replace(written, **changes)  # type: ignore[arg-type]


def test_a_good_lesson_has_no_findings() -> None:
    assert told_of_lesson(lesson()) == []
    shown = page("This part is blocked for now. " + page().body, provisions=("IV.A-7", "II.1-a"))
    assert told_of_lesson(lesson(pages=(shown,))) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "A"}, "id: may hold lower-case letters a-z, digits and single hyphens only"),
        ({"title": ""}, "title: is empty"),
        ({"summary": ""}, "summary: is empty"),
        ({"technique": " "}, "technique: is empty"),
        ({"limb": "other"}, "limb: there is no limb other; there is federal_changes, policy"),
        ({"audience": ()}, "audience: is empty"),
        ({"objectives": ()}, "objectives: are missing"),
        ({"objectives": (Objective("", ("IV.B.1",)),)}, "objectives.0.text: is empty"),
        (
            {"objectives": (Objective("Say.", ()),)},
            "objectives.0.provisions: are missing: what does it rest on?",
        ),
        (
            {"objectives": (Objective("Say.", ("IV.Z",)),)},
            "objectives.0.provisions.0: there is no provision IV.Z",
        ),
        (
            {"objectives": (Objective("Say.", ("IV.A-7",)),)},
            "objectives.0.provisions.0: IV.A-7 is blocked and is no objective",
        ),
        (
            {"pages": tuple(page("Words. " * 250, id=name) for name in "abc")},
            "pages: has 3 pages; it takes 1 to 2",
        ),
        ({"pages": (page("Words. " * 400), page("Words. " * 400))}, "pages.1.id: p is there twice"),
        ({"pages": (page(), page(" ", id="q"))}, "pages.1.body: is empty"),
        (
            {"pages": (page(limb="x"),)},
            "pages.0.limb: there is no limb x; there is federal_changes, policy",
        ),
        (
            {"pages": (page(provisions=("IV.Z",)),)},
            "pages.0.provisions.0: there is no provision IV.Z",
        ),
        ({"pages": (page(page().body + "<b>x</b>"),)}, "pages.0.body: holds raw HTML"),
        ({"pages": (page(page().body + "[x](y)"),)}, "pages.0.body: holds a link"),
        ({"pages": (page(page().body + "https://x.example"),)}, "pages.0.body: holds a link"),
        (
            {"pages": (page(provisions=("IV.A-7",)),)},
            "pages.0.body: shows IV.A-7 without saying that it is blocked",
        ),
        ({"practice": ("elsewhere",)}, "practice.0: there is no scenario elsewhere"),
        (
            {"pages": (page("Words. " * 400),)},
            "pages: the lesson takes 6:18 minutes (512 words, 3 items); it takes 7 to 15",
        ),
    ],
)
def test_a_lesson_that_breaks_a_rule_is_told(changes: dict[str, object], expected: str) -> None:
    assert told_of_lesson(replace(lesson(), **changes)) == [expected]  # type: ignore[arg-type]


def test_what_a_lesson_practices_must_be_there_and_be_practice() -> None:
    graded = {"at-the-desk": replace(PRACTICE["at-the-desk"], use=Use.GRADED)}
    assert told_of_lesson(lesson(), graded) == ["practice.0: at-the-desk is graded only"]
    two = {"at-the-desk": scenario("at-the-desk", choose_one("a"), choose_one("b"), use=Use.BOTH)}
    assert "practice: has 2 items; it takes 3 to 4" in told_of_lesson(lesson(), two)
    assert "practice.1: at-the-desk is there twice" in told_of_lesson(
        lesson(practice=("at-the-desk",) * 2)
    )


def test_a_broken_tree_in_practice_is_told_once_at_its_own_file() -> None:
    broken = {"at-the-desk": scenario(tree=ways(step("a", "z", "z", "z")), use=Use.PRACTICE)}
    assert told_of_lesson(lesson(), broken) == []


def test_a_scenario_is_practiced_in_one_lesson() -> None:
    written = [lesson("one"), lesson("two"), lesson("two", practice=())]
    assert across_lessons(written) == (
        Finding((1, "id"), "2 lessons have this id"),
        Finding((1, "practice", 0), "at-the-desk is practiced in one already"),
        Finding((2, "id"), "2 lessons have this id"),
    )
