from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest

from lms.content.check import check_folder, giveaways, read_folder
from lms.domain.provision import ProvisionStatus

SITUATION = "It is 0615 on a Tuesday and you stand at the desk. " + "The radio is quiet. " * 14


@dataclass(frozen=True)
class Cited:
    id: str
    status: ProvisionStatus = ProvisionStatus.TESTABLE
    phrases: tuple[str, ...] = ()


PROVISIONS = (
    Cited("IV.B.1"),
    Cited("IV.B.2"),
    Cited("IV.A-7", ProvisionStatus.BLOCKED, ("48 hours",)),
)


def scenario(name: str, *, use: str = "graded", provision: str = "IV.B.1", items: int = 1) -> str:
    lines = [
        f"id: {name}",
        f"title: About {name}",
        "audience: [officer]",
        f"use: {use}",
        f"provisions: [{provision}]",
        "true_as_of: 2026-11-24",
        f"situation: {SITUATION} This is {name}.",
        "items:",
    ]
    for at in range(items):
        lines += [
            f"  - id: q{at}",
            "    kind: choose-one",
            "    stem: What now?",
            "    rationale: The words say so.",
            "    options:",
            "      - {text: Take the report now., points: 1, feedback: It is taken.}",
            "      - {text: Ask the sergeant., points: 0, feedback: Nobody need be asked.}",
            "      - {text: Send her on., points: 0, feedback: She is served here.}",
        ]
    return "\n".join(lines) + "\n"


LESSON = f"""\
id: at-the-counter
title: At the counter
summary: What may be asked.
audience: [officer]
true_as_of: 2026-11-24
technique: reading
objectives:
  - {{text: State it., provisions: [IV.B.1]}}
pages:
  - id: first
    title: First
    body: {"Plain words. " * 350}
practice: [practice-desk]
"""
MODULES = """\
modules:
  - id: service
    number: 1
    title: Service
    summary: For everyone.
    audience: [officer]
    lessons: [at-the-counter]
    blueprint:
      items: 2
      groups:
        - {name: Service, provisions: [IV.B.1], items: 1}
        - {name: Asking, provisions: [IV.B.2], items: 1}
      must_pass: [IV.B.2]
    plan:
      author: Training Unit
      technique: scenarios
      true_as_of: 2026-11-24
      objectives:
        - {text: State it., provisions: [IV.B.2]}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small policy with nothing wrong in it."""
    files = {"modules.yaml": MODULES, "lessons/at-the-counter.yaml": LESSON}
    files["scenarios/practice-desk.yaml"] = scenario("practice-desk", use="practice", items=3)
    for at in range(3):
        for name, provision in (("service", "IV.B.1"), ("asking", "IV.B.2")):
            text = scenario(f"{name}-{at}", provision=provision)
            files[f"scenarios/{name}-{at}.yaml"] = text
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def told(folder: Path) -> list[str]:
    return [str(each).removeprefix(f"{folder}/") for each in check_folder(folder, PROVISIONS)]


def change(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_good_folder_has_no_findings(folder: Path) -> None:
    assert told(folder) == []
    read = read_folder(folder)
    assert len(read.every_scenario()) == 7
    assert list(read.every_lesson()) == ["at-the-counter"]


def test_up_12_every_mistake_of_every_file_is_told_at_once(folder: Path) -> None:
    change(folder, "scenarios/asking-0.yaml", "points: 1", "points: 0")
    change(folder, "scenarios/asking-1.yaml", "[IV.B.2]", "[IV.B.9]")
    change(folder, "scenarios/asking-2.yaml", "What now?", "May it last 48 hours?")
    change(folder, "scenarios/service-0.yaml", "use: graded", "use: graded\npair: flip")
    change(folder, "scenarios/service-1.yaml", "id: service-1", "id: service-2")
    change(
        folder, "lessons/at-the-counter.yaml", "[practice-desk]", "[practice-desk, service-0, gone]"
    )
    change(folder, "modules.yaml", "[at-the-counter]", "[at-the-counter, gone]")
    (folder / "scenarios" / "old.yml").write_text("id: old\n", encoding="utf-8")
    assert told(folder) == [
        "lessons/at-the-counter.yaml:13: practice.1: service-0 is graded only",
        "lessons/at-the-counter.yaml:13: practice.2: there is no scenario gone",
        "modules.yaml:7: modules.0.lessons.1: there is no lesson gone",
        (
            "modules.yaml:13: modules.0.blueprint.must_pass.0: "
            "2 graded scenarios surely test IV.B.2; it takes 3"
        ),
        "scenarios/asking-0.yaml:13: items.0.options: no right option: one has points: 1",
        "scenarios/asking-1.yaml:5: provisions.0: there is no provision IV.B.9",
        (
            "scenarios/asking-2.yaml:11: items.0.stem: mentions IV.A-7, which is blocked "
            "(\u201c48 hours\u201d); name it in banners or write it otherwise"
        ),
        "scenarios/old.yml:1: is not read: it is no .yaml file",
        "scenarios/service-0.yaml:5: pair: stands without fact: a half of a pair names both",
        "scenarios/service-0.yaml:5: pair: the pair flip has 1 halves, not two",
        "scenarios/service-1.yaml:1: id: 2 scenarios have this id",
        "scenarios/service-1.yaml:1: id: is service-2, but the file is named service-1",
        "scenarios/service-2.yaml:1: id: 2 scenarios have this id",
    ]


def test_a_file_of_another_shape_does_not_hide_what_is_wrong_elsewhere(folder: Path) -> None:
    change(folder, "scenarios/service-0.yaml", "title:", "heading:")
    change(folder, "scenarios/service-1.yaml", "What now?", "''")
    assert told(folder) == [
        "scenarios/service-0.yaml:1: title: missing",
        "scenarios/service-0.yaml:2: heading: unknown key",
        "scenarios/service-1.yaml:11: items.0.stem: is empty",
    ]


def test_folders_and_modules_that_are_not_there_are_told(tmp_path: Path) -> None:
    assert told(tmp_path) == [
        "lessons:1: there is no such folder",
        "modules.yaml:1: cannot be read: No such file or directory",
        "scenarios:1: there is no such folder",
    ]


def test_giveaways_are_counted_over_a_folder(folder: Path) -> None:
    found = giveaways(folder)
    assert found.items == 9
    assert (found.longest, found.shortest, found.chance) == (Fraction(9), Fraction(0), Fraction(3))
