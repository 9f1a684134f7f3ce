from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from lms.domain.citation import mentioned
from lms.domain.findings import Finding
from lms.domain.giveaway import giveaways
from lms.domain.item import ChooseOne, Item, Option, Row, Thing
from lms.domain.scenario import Scenario
from lms.domain.scenario_findings import across_scenarios, scenario_findings
from tests.domain.content_factories import (
    KNOWN,
    SITUATION,
    choose_all,
    choose_one,
    option,
    order,
    scenario,
    sort,
    tree,
)


def told(written: Scenario) -> list[str]:
    return [str(finding) for finding in scenario_findings(written, KNOWN)]


@pytest.mark.parametrize(
    "written",
    [
        scenario(),
        scenario("kinds", choose_one("a"), choose_all("b"), order("c")),
        scenario("sorted", sort()),
        scenario("tree", tree=tree(), provisions=("IV.B.1", "IV.B.2")),
        scenario("part", choose_one(provisions=("IV.B.2",)), provisions=("IV.B.1", "IV.B.2")),
    ],
)
def test_good_scenarios_have_no_findings(written: Scenario) -> None:
    assert told(written) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"id": "At-The-Desk"},
            "id: may hold lower-case letters a-z, digits and single hyphens only",
        ),
        (
            {"id": "caf\u00e9"},
            "id: may hold lower-case letters a-z, digits and single hyphens only",
        ),
        (
            {"id": "desk\u0661"},
            "id: may hold lower-case letters a-z, digits and single hyphens only",
        ),
        (
            {"id": "\u0430t-the-desk"},
            "id: may hold lower-case letters a-z, digits and single hyphens only",
        ),
        ({"id": "a--b"}, "id: may hold lower-case letters a-z, digits and single hyphens only"),
        ({"title": "x" * 61}, "title: has 61 characters; a title has at most 60"),
        ({"title": " "}, "title: is empty"),
        ({"limb": "state"}, "limb: there is no limb state; there is federal_changes, policy"),
        ({"audience": ()}, "audience: is empty"),
        ({"audience": scenario().audience * 2}, "audience.1: names officer twice"),
        ({"provisions": ()}, "provisions: are missing: what does it test?"),
        ({"provisions": ("IV.Z",)}, "provisions.0: there is no provision IV.Z"),
        ({"provisions": ("IV.B.1", "IV.B.1")}, "provisions.1: cites IV.B.1 twice"),
        ({"provisions": ("II.1-a",)}, "provisions.0: II.1-a is background and is not scored"),
        ({"provisions": ("IV.A-7",)}, "provisions.0: IV.A-7 is blocked and is not scored"),
        ({"banners": ("IV.B.1",)}, "banners.0: IV.B.1 is testable; only blocked ones stand"),
        ({"banners": ("IV.Z",)}, "banners.0: there is no provision IV.Z"),
        ({"situation": "word " * 59}, "situation: has 59 words; it takes 60 to 160"),
        ({"situation": "word " * 161}, "situation: has 161 words; it takes 60 to 160"),
        ({"items": ()}, "items: has 0 items; it takes 1 to 3"),
        (
            {"items": tuple(choose_one(f"q{at}") for at in range(4))},
            "items: has 4 items; it takes 1 to 3",
        ),
        ({"items": (choose_one("q"), order("q"))}, "items.1.id: q is there twice"),
        (
            {"tree": tree(), "items": (choose_one(),)},
            "items: stand beside steps; a scenario has one or the other",
        ),
        (
            {"items": (choose_one(provisions=("IV.B.2",)),)},
            "items.0.provisions.0: IV.B.2 is not among the scenario's provisions",
        ),
        (
            {"items": (choose_one(provisions=("IV.B.1", "IV.B.1")),)},
            "items.0.provisions.1: cites IV.B.1 twice",
        ),
    ],
)
def test_up_12_up_13_a_scenario_that_breaks_a_rule_is_told(
    changes: dict[str, object], expected: str
) -> None:
    assert told(replace(scenario(), **changes)) == [expected]  # type: ignore[arg-type]


def options(*rights: int) -> tuple[Option, ...]:
    return tuple(option(f"Choice {at}.", points) for at, points in enumerate(rights))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (choose_one("Q"), "id: may hold lower-case letters a-z, digits and single hyphens only"),
        (choose_one(stem=""), "stem: is empty"),
        (choose_one(rationale=" \n"), "rationale: is empty"),
        (choose_one(options=options(0, 0, 0)), "options: no right option: one has points: 1"),
        (
            choose_one(options=options(1, 1, 1)),
            "options: only right options: one has points: 1, the others 0",
        ),
        (
            choose_one(options=options(1, 0, 1)),
            "options.2.points: a second right option: one has points: 1",
        ),
        (choose_one(options=options(1, 0)), "options: has 2 options; it takes 3 to 5"),
        (choose_one(options=options(1, *[0] * 5)), "options: has 6 options; it takes 3 to 5"),
        (choose_one(options=options(1, 0, 2)), "options.2.points: is 2; it is 1 or 0"),
        (choose_one(options=options(1, 0, -1)), "options.2.points: is -1; it is 1 or 0"),
        (
            choose_one(options=(*options(1, 0), Option("A third.", 0, " "))),
            "options.2.feedback: is empty",
        ),
        (choose_one(options=(*options(1, 0), option(""))), "options.2.text: is empty"),
        (
            choose_one(options=(*options(1, 0), option("choice  0."))),
            "options.2.text: is there twice",
        ),
        (
            choose_one(options=(*options(1, 0), option("Both of the above."))),
            "options.2.text: leans on other options, which are shuffled",
        ),
        (
            choose_one(options=(*options(1, 0), option("Leave.", 0, "told"))),
            "options.2.next: leads on, which only a step's option does",
        ),
        (choose_all(rights="0000"), "options: no right option: two or more have points: 1"),
        (choose_all(rights="0100"), "options: one right option: two or more have points: 1"),
        (choose_all(rights="1111"), "options: only right options: at least one has points: 0"),
        (order(count=2), "sequence: has 2 things; it takes 3 to 6"),
        (order(count=7), "sequence: has 7 things; it takes 3 to 6"),
        (
            order(sequence=(Row("A.", "a"), Row("B.", "b"), Row("a.", "c"))),
            "sequence.2.text: is there twice",
        ),
        (
            order(sequence=(Row("A.", "a"), Row("B.", ""), Row("C.", "c"))),
            "sequence.1.feedback: is empty",
        ),
        (
            sort(places=("Left", "Right", "Up", "Down", "In")),
            "places: has 5 places; it takes 2 to 4",
        ),
        (sort(places=("Left", "Right", "left")), "places.2: is there twice"),
        (sort(things=sort().things[:2]), "things: has 2 things; it takes 3 to 8"),
        (
            sort(things=(*sort().things, Thing("Paper 3.", "Up", "There."))),
            "things.3.place: there is no place “Up”",
        ),
        (
            sort(things=tuple(Thing(f"Paper {at}.", "Left", "There.") for at in range(3))),
            "things: all have the same place, so there is nothing to sort",
        ),
    ],
)
def test_up_12_an_item_that_breaks_a_rule_is_told(item: Item, expected: str) -> None:
    assert told(scenario("s", item)) == [f"items.0.{expected}"]


def lengths(right: int, *wrong: int) -> ChooseOne:
    texts = ["r" * right, *(chr(97 + at) * length for at, length in enumerate(wrong))]
    return choose_one(options=tuple(option(text, int(not at)) for at, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (lengths(72, 60, 50), None),
        (lengths(73, 60, 50), "stands out: 73 characters, the longest wrong option has 60"),
        (lengths(32, 20, 18), None),
        (lengths(33, 20, 18), "stands out: 33 characters, the longest wrong option has 20"),
        (lengths(40, 60, 80), None),
        (lengths(39, 60, 80), "stands out: 39 characters, the shortest wrong option has 60"),
    ],
)
def test_a_right_option_that_stands_out_by_length_is_told(
    item: ChooseOne, expected: str | None
) -> None:
    found = [] if expected is None else [f"items.0.options.0.text: {expected}"]
    assert told(scenario("s", item)) == found


def test_right_options_of_a_choose_all_stand_out_together_or_not_at_all() -> None:
    long = (option("r" * 80, 1), option("s" * 90, 1), option("w" * 40), option("v" * 50))
    assert told(scenario("s", choose_all(options=long))) == [
        "items.0.options.0.text: stands out: 80 characters, the longest wrong option has 50"
    ]
    assert told(scenario("s", choose_all(options=(*long, option("t" * 40, 1))))) == []


@pytest.mark.parametrize(
    ("item", "place"),
    [
        (
            choose_one(options=(*options(1, 0), option("Keep her 48 hours."))),
            "items.0.options.2.text",
        ),
        (choose_one(stem="May you hold him for ICE?"), "items.0.stem"),
        (sort(places=("Left", "Right", "After 48 Hours")), "items.0.places.2"),
        (
            order(sequence=(Row("A.", "a"), Row("B: 48\nhours.", "b"), Row("C.", "c"))),
            "items.0.sequence.1.text",
        ),
    ],
)
def test_a_text_that_mentions_a_blocked_provision_needs_its_banner(item: Item, place: str) -> None:
    found = told(scenario("s", item))
    assert len(found) == 1
    assert found[0].startswith(f"{place}: mentions IV.A-7, which is blocked (“")
    assert told(scenario("s", item, banners=("IV.A-7",))) == []


def test_a_situation_that_mentions_a_blocked_provision_needs_its_banner() -> None:
    situation = SITUATION + " The form says 48 hours."
    assert [each.path for each in scenario_findings(scenario(situation=situation), KNOWN)] == [
        ("situation",)
    ]
    assert told(scenario(situation=situation, banners=("IV.A-7",))) == []


def test_phrases_are_whole_words_and_apostrophes_are_alike() -> None:
    assert mentioned("He has it on hold.", ("hold",)) == "hold"
    assert mentioned("A household of six.", ("hold",)) is None
    assert mentioned("ICE\u2019s  request", ("ice's request",)) == "ice's request"


def test_ids_pairs_and_situations_are_judged_across_scenarios() -> None:
    written = [
        scenario("one", pair="flip"),
        scenario("two", choose_one(right=1), pair="flip", situation="Another. " * 70),
        scenario("two", pair="alone", situation="A third. " * 70),
        scenario("four", situation=SITUATION.upper()),
    ]
    assert across_scenarios(written) == (
        Finding((1, "id"), "2 scenarios have this id"),
        Finding((2, "id"), "2 scenarios have this id"),
        Finding((2, "pair"), "the pair alone has 1 halves, not two"),
        Finding((3, "situation"), "is that of one"),
    )


def test_a_guesser_by_length_is_measured_against_chance() -> None:
    written = [
        scenario("one", lengths(50, 40, 30), lengths(30, 40, 50), lengths(40, 40, 40)),
        scenario("two", choose_all()),
    ]
    found = giveaways(written)
    assert found.items == 3
    assert (found.longest, found.shortest, found.chance) == (
        Fraction(4, 3),
        Fraction(4, 3),
        Fraction(1),
    )
    assert (found.percent(found.longest), found.percent(found.chance)) == (45, 34)
    assert int(found.above_chance) == 11
    assert giveaways([]).above_chance == giveaways([]).percent(found.longest) == 0
