from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lms.content.whole_folder import read_whole_folder
from lms.domain.cited import cited
from lms.domain.lesson import Lesson
from lms.domain.requirement import LimbRule, PeriodKind
from lms.domain.scenario import Scenario
from lms.domain.training import TrainingModule
from tests.policies import FOLDER, SLUG, policy, whole


def test_the_real_folder_has_no_findings() -> None:
    assert [str(each) for each in whole().findings] == []
    assert whole().slug == SLUG


def test_there_are_more_scenarios_and_items_than_were_asked_for() -> None:
    assert len(whole().scenarios) >= 44
    assert whole().items >= 90


def test_a_scenario_practiced_in_a_module_is_never_graded_in_it() -> None:
    practiced_in = {lesson.id: set(lesson.practice) for lesson in whole().lessons}
    for module in whole().modules:
        drawn = {scenario.id for scenario in module.pool(whole().scenarios)}
        practiced = set().union(*(practiced_in[name] for name in module.lessons))
        assert practiced
        assert drawn.isdisjoint(practiced)


def test_every_graded_scenario_can_be_drawn() -> None:
    drawn = {
        scenario.id for module in whole().modules for scenario in module.pool(whole().scenarios)
    }
    assert {scenario.id for scenario in whole().scenarios if scenario.use.graded} == drawn


def test_every_scored_section_has_a_graded_item() -> None:
    scored = {each.id for each in policy().provisions if each.provision.status.may_be_scored}
    tested = Counter(
        code
        for scenario in whole().scenarios
        if scenario.use.graded
        for code in scenario.provisions
    )
    sections = {code.split("-")[0].split("(")[0] for code in scored if code.startswith("IV.")}
    for section in sorted(sections):
        assert any(code.startswith(section) for code in tested), section


def test_nothing_that_is_scored_cites_blocked_or_background_provisions() -> None:
    kept_out = {each.id for each in policy().provisions if not each.provision.status.may_be_scored}
    for scenario in whole().scenarios:
        assert kept_out.isdisjoint(scenario.provisions)
    for module in whole().modules:
        assert kept_out.isdisjoint(module.blueprint.must_pass)


def test_everything_cited_is_a_provision_of_the_policy() -> None:
    known = {each.id for each in policy().provisions}
    things: list[Scenario | Lesson | TrainingModule] = [*whole().scenarios]
    things += [*whole().lessons, *whole().modules]
    for thing in things:
        assert set(cited(thing)) <= known


def test_the_policy_asks_two_hours_a_calendar_year() -> None:
    asked = whole().requirement
    assert asked is not None
    assert (asked.seconds, asked.source, asked.period) == (
        7200,
        "IV.E",
        PeriodKind.CALENDAR_YEAR,
    )
    assert [(limb.slug, limb.rule) for limb in asked.limbs] == [
        ("policy", LimbRule.TIME),
        ("federal_changes", LimbRule.LESSONS),
    ]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the real policy and nothing else that is right."""
    here = tmp_path / SLUG
    for name in ("scenarios", "lessons"):
        (here / name).mkdir(parents=True)
    for name in ("policy.txt", "provisions.yaml", "corrections.yaml"):
        (here / name).write_bytes((FOLDER / name).read_bytes())
    (here / "modules.yaml").write_text("modules: []\n")
    return here


def test_mistakes_of_the_policy_and_of_the_content_are_told_at_once(copy: Path) -> None:
    (copy / "provisions.yaml").write_text("policy: {title: A}\nprovisions: [{id: x}]\n")
    (copy / "scenarios" / "odd.yaml").write_text("id: odd\n")
    (copy / "requirement.yaml").write_text("id: training\n")
    read = read_whole_folder(copy)
    assert read.revision is None
    files = {Path(each.file).name for each in read.findings}
    assert files == {"provisions.yaml", "odd.yaml", "requirement.yaml"}


@pytest.mark.parametrize(
    ("line", "path", "message"),
    [
        ("provision: IV.Z", "provision", "there is no provision IV.Z"),
        ("hours: 0", "hours", "must be at least one"),
        ("limbs: []", "limbs", "are missing: what does it train?"),
    ],
)
def test_a_requirement_is_checked_against_the_policy(
    copy: Path, line: str, path: str, message: str
) -> None:
    parts = {
        "id": "id: training",
        "title": "title: Training",
        "provision": "provision: IV.E",
        "period": "period: calendar-year",
        "hours": "hours: 2",
        "hour_definition": "hour_definition: 60 minutes",
        "limbs": "limbs: [{id: policy, title: Policy, rule: time}]",
    }
    parts[path] = line
    (copy / "requirement.yaml").write_text("\n".join(parts.values()) + "\n")
    (found,) = read_whole_folder(copy).findings
    assert (found.finding.place, found.finding.message) == (path, message)
