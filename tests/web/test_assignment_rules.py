from __future__ import annotations

import pytest

from tests.desk_people import FORBIDDEN
from tests.page_client import PageClient
from tests.training_rows import POLICY, School

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FIELDS = {
    "name": "Nights in spring",
    "module": f"{POLICY}/module-1",
    "shift": "Nights",
    "repeats": "yearly",
    "opens_on": "2027-03-01",
    "due_on": "2027-04-01",
    "grace_days": "5",
}


def _preview(desk: PageClient, **changes: str) -> str:
    wanted = {**FIELDS, **changes, "preview": "yes"}
    query = "&".join(f"{name}={value}" for name, value in wanted.items() if value)
    return desk.get(f"/desk/rules/new?{query}".replace(" ", "+")).text


def test_a_rule_shows_whom_it_reaches_before_it_is_made_and_ends_with_a_reason(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    assert "No rule yet" in desk.get("/desk/rules").text
    shown = _preview(desk)
    assert "It reaches 2 people today" in shown
    assert "Abreu, Ana" in shown
    first = desk.submit(fields={}, statements=40)
    page = desk.follow()
    assert page.heading == "Nights in spring"
    assert "each year, opens March 1, 2027, due April 1, 2027, 5 days of grace" in page.text
    assert page.text.count("Fits the rule: shift Nights.") == 2
    assert not FORBIDDEN.search(page.text)
    desk.submit(fields={"reason": " "}, status=422)
    desk.submit(fields={"reason": "The plan changed."})
    assert "The plan changed." in desk.follow().text
    assert "Ended" in desk.get("/desk/rules").text
    assert first.location.startswith("/desk/rules/")


def test_a_rule_takes_several_shifts_and_ranks_and_keeps_them_between_look_and_making(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    shown = _preview(desk, shift="Nights&shift=Days", rank="Officer&rank=Sergeant")
    assert "It reaches 4 people today" in shown
    desk.submit(fields={}, statements=50)
    page = desk.follow()
    assert "Rank Officer or Sergeant; shift Days or Nights" in page.text
    assert page.text.count("Fits the rule: rank") == 4


def test_the_year_s_plan_is_one_choice_and_its_page_says_what_it_does_and_whom_it_reaches(
    school: School, members: dict[str, int], desk: PageClient
) -> None:
    shown = _preview(desk, module=f"{POLICY}/", sworn="y")
    assert "The year\u2019s plan: every module of the course, 1 today" in shown
    desk.submit(fields={}, statements=50)
    page = desk.follow()
    assert (
        "It gives the year\u2019s plan to everybody who fits: each year, opens March 1, 2027, due "
        "April 1, 2027, 5 days of grace. It reaches 2 people today, and follows the roster once a "
        "day." in page.text
    )
    assert "What it gives today" in page.text
    assert "Whom it reaches today" in page.text
    assert "The year\u2019s plan \u00b7 each year" in desk.get("/desk/rules").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"shift": ""}, "Say for whom: choose one at least."),
        ({"due_on": "2027-02-01"}, "It is due before it opens."),
        ({"due_on": "2028-04-01"}, "A yearly round lasts less than a year."),
        ({"grace_days": "91"}, "Choose 0 to 90 days."),
        ({"badges": "0102, 9999"}, "Nobody serving has badge 9999."),
        ({"name": ""}, "Give the rule a name."),
        ({"module": ""}, "Choose the plan or a module."),
    ],
)
def test_a_mistake_in_a_rule_is_named_at_its_field(
    school: School, desk: PageClient, changes: dict[str, str], words: str
) -> None:
    assert _preview(desk, **changes).count(words) == 2
    desk.get("/desk/rules/new")
    sent = {name: value for name, value in {**FIELDS, **changes}.items() if value}
    assert desk.post("/desk/rules/new", sent, status=422).text.count(words) == 2
