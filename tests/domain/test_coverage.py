from __future__ import annotations

import pytest

from lms.domain.coverage import Ask, CoveragePlan, Covered, below, coverage, plan_findings
from lms.domain.documents import plan_from_document, to_document
from lms.domain.errors import InvalidError
from lms.domain.findings import Finding
from lms.domain.item import Kind
from lms.domain.lesson import Page
from lms.domain.provision import ProvisionStatus
from lms.domain.scenario import Audience, Scenario, Use
from tests.domain.content_factories import KNOWN, choose_all, choose_one, lesson, scenario

PLAN = CoveragePlan(id="coverage", asks=(Ask("patrol", ("IV.B",), 2),))


def covered(
    *scenarios: Scenario, plan: CoveragePlan = PLAN, taught: tuple[str, ...] = ()
) -> dict[str, Covered]:
    lessons = [lesson(pages=(Page(id="it", title="It", body="Words.", provisions=taught),))]
    found = coverage(KNOWN.provisions.values(), plan, scenarios, lessons)
    return {each.provision: each for each in found}


@pytest.mark.parametrize(
    ("provision", "name", "there"),
    [
        ("IV.D.3-a", "IV.D.3", True),
        ("IV.D.3-a", "IV.D", True),
        ("IV.A-3(1)", "IV.A-3", True),
        ("IV.A-3", "IV.A-3", True),
        ("IV.A-3n", "IV.A-3", False),
        ("IV.D.30", "IV.D.3", False),
        ("IV.B.1", "IV.C", False),
    ],
)
def test_a_name_stands_for_what_is_below_it(provision: str, name: str, *, there: bool) -> None:
    assert below(provision, name) is there


def test_every_item_counts_for_each_provision_it_lists() -> None:
    one, two = choose_one("a", provisions=("IV.B.1",)), choose_all("b")
    found = covered(scenario("desk", one, two, provisions=("IV.B.1", "IV.B.2")))
    assert [each.item for each in found["IV.B.1"].items] == ["a", "b"]
    assert [each.item for each in found["IV.B.2"].items] == ["b"]
    assert found["IV.B.1"].by_kind() == {Kind.CHOOSE_ONE: 1, Kind.CHOOSE_ALL: 1}
    assert found["IV.B.1"].graded == 2


def test_too_few_items_are_a_hole_and_the_most_that_is_asked_is_wanted() -> None:
    asks = (Ask("patrol", ("IV.B",), 2), Ask("some", ("IV.B.1",), 1))
    plan = CoveragePlan(id="coverage", asks=asks)
    found = covered(scenario("desk", provisions=("IV.B.1",)), plan=plan, taught=("IV.B.1",))
    assert found["IV.B.1"].wanted == 2
    assert found["IV.B.1"].holes == ("has 1 of 2 items (patrol)",)


def test_an_ask_may_count_one_place_only() -> None:
    plan = CoveragePlan(id="coverage", asks=(Ask("desk", ("IV.B.1",), 1, Audience.OIC),))
    roadside = scenario("roadside", provisions=("IV.B.1",), audience=(Audience.OFFICER,))
    desk = scenario("desk", provisions=("IV.B.1",), audience=(Audience.OIC, Audience.OFFICER))
    assert covered(roadside, plan=plan, taught=("IV.B.1",))["IV.B.1"].holes == (
        "has 0 of 1 items (desk)",
    )
    found = covered(roadside, desk, plan=plan, taught=("IV.B.1",))["IV.B.1"]
    assert found.holes == ()
    assert found.by_audience() == {Audience.OFFICER: 2, Audience.OIC: 1}


def test_whatever_the_plan_says_what_may_be_scored_is_asked_about_and_taught() -> None:
    nothing = CoveragePlan(id="coverage", asks=())
    assert covered(plan=nothing)["IV.B.1"].holes == (
        "may be scored and no item asks about it",
        "may be scored and no lesson shows its words",
    )
    found = covered(scenario("desk", use=Use.PRACTICE, provisions=("IV.B.1",)), plan=nothing)
    assert found["IV.B.1"].holes == ("may be scored and no lesson shows its words",)


def test_background_is_taught_and_blocked_is_never_asked_about() -> None:
    status = {each.id: each.status for each in KNOWN.provisions.values()}
    background = next(code for code, each in status.items() if each is ProvisionStatus.BACKGROUND)
    blocked = next(code for code, each in status.items() if each is ProvisionStatus.BLOCKED)
    assert covered()[background].holes == ("is background and no lesson shows its words",)
    assert covered(taught=(background,))[background].holes == ()
    assert covered()[blocked].holes == ()
    asked = covered(scenario("desk", provisions=(blocked,)))[blocked]
    assert (asked.holes, asked.wanted) == (("is blocked and is asked about 1 times",), 0)


def test_a_plan_names_things_that_exist() -> None:
    asks = (Ask("a", ("IV.B", "X.1"), 0), Ask("a", (), 1))
    assert list(plan_findings(CoveragePlan(id="coverage", asks=asks), KNOWN)) == [
        Finding(("asks", 1, "name"), "is there twice"),
        Finding(("asks", 0, "items"), "is 0; it is at least 1"),
        Finding(("asks", 0, "provisions", 1), "there is no provision X.1, and none below it"),
        Finding(("asks", 1, "provisions"), "are missing"),
    ]
    assert list(plan_findings(PLAN, KNOWN)) == []


def test_a_plan_comes_back_from_its_document() -> None:
    asks = (Ask("patrol", ("IV.B",), 2), Ask("desk", ("IV.B.1",), 1, Audience.OIC))
    plan = CoveragePlan(id="coverage", asks=asks)
    document = to_document(plan)
    assert plan_from_document(document) == plan
    document["asks"][0]["audience"] = "nobody"  # type: ignore[index]
    with pytest.raises(InvalidError):
        plan_from_document(document)
