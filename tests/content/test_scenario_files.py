from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lms.content.lesson_files import read_lesson
from lms.content.module_files import read_modules
from lms.content.scenario_files import read_scenario
from lms.domain.item import ChooseAll, ChooseOne, Credit, Order, Sort, Step
from lms.domain.lesson import Objective
from lms.domain.scenario import Audience, Use

SCENARIO = """\
id: at-the-desk
title: At the desk
audience: [officer, oic]
use: graded
pair: desk
provisions: [IV.B.1, IV.B.2]
true_as_of: 2026-11-24
situation: >
  It is 0615.
  A woman stands at the desk.
items:
  - id: one
    kind: choose-one
    stem: What now?
    provisions: [IV.B.1]
    rationale: Because.
    options:
      - {text: Yes., points: 1, feedback: Right.}
      - {text: No., points: 0, feedback: Wrong.}
  - id: all
    kind: choose-all
    stem: Which?
    rationale: Because.
    credit: partial
    options:
      - {text: "Cafe\u0301.", points: 1, feedback: Right.}
  - id: turn
    kind: order
    stem: In turn?
    rationale: Because.
    sequence:
      - {text: First., feedback: First.}
  - id: where
    kind: sort
    stem: Where?
    rationale: Because.
    places: [Left, Right]
    things:
      - {text: Paper., place: Left, feedback: There.}
"""
TREE = """\
id: a-call
title: A call
audience: [dispatch]
use: both
limb: federal_changes
provisions: [IV.D.3]
banners: [IV.A-7]
true_as_of: 2026-11-24
situation: It rings.
start: first
steps:
  - id: first
    stem: What now?
    rationale: Because.
    options:
      - {text: Ask., points: 1, feedback: Right., next: last}
  - id: last
    stem: And then?
    rationale: Because.
    options:
      - {text: Note., points: 1, feedback: Right.}
"""
LESSON = """\
id: asking
title: Asking
summary: When to ask.
audience: [officer]
true_as_of: 2026-11-24
technique: reading
objectives:
  - text: State it.
    provisions: [IV.B.2]
pages:
  - id: first
    title: First
    limb: federal_changes
    provisions: [IV.B.2]
    body: |
      One **two**.

      - three
practice: [at-the-desk]
"""
MODULES = """\
modules:
  - id: service
    number: 1
    title: Service
    summary: For everyone.
    audience: [officer]
    lessons: [asking]
    blueprint:
      items: 2
      groups:
        - {name: Asking, provisions: [IV.B.2], items: 2}
      must_pass: [IV.B.2]
    plan:
      author: Training Unit
      technique: scenarios
      true_as_of: 2026-11-24
      objectives:
        - {text: State it., provisions: [IV.B.2]}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "at-the-desk.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def told(folder: Path, text: str) -> list[str]:
    reading = read_scenario(written(folder, text), shown_as="x.yaml")
    assert reading.thing is None
    return [str(each) for each in reading.found]


def test_a_scenario_file_becomes_a_scenario(tmp_path: Path) -> None:
    read = read_scenario(written(tmp_path, SCENARIO)).thing
    assert read is not None
    assert (read.id, read.use, read.pair, read.limb) == (
        "at-the-desk",
        Use.GRADED,
        "desk",
        "policy",
    )
    assert read.audience == (Audience.OFFICER, Audience.OIC)
    assert read.true_as_of == date(2026, 11, 24)
    assert read.situation == "It is 0615. A woman stands at the desk."
    one, every, turn, where = read.items
    assert isinstance(one, ChooseOne)
    assert (one.provisions, [option.points for option in one.options]) == (("IV.B.1",), [1, 0])
    assert isinstance(every, ChooseAll)
    assert (every.credit, every.options[0].text) == (Credit.PARTIAL, "Caf\u00e9.")
    assert isinstance(turn, Order)
    assert isinstance(where, Sort)
    assert where.credit is Credit.WHOLE


def test_a_tree_file_becomes_a_scenario_with_steps(tmp_path: Path) -> None:
    read = read_scenario(written(tmp_path, TREE)).thing
    assert read is not None
    assert read.tree is not None
    assert (read.items, read.tree.start, read.banners) == ((), "first", ("IV.A-7",))
    assert all(isinstance(step, Step) for step in read.tree.steps)
    assert [step.options[0].next for step in read.tree.steps] == ["last", None]


def test_every_mistake_of_shape_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    wrong = (
        SCENARIO.replace("title: At the desk\n", "")
        .replace("use: graded", "use: sometimes\nlevel: hard")
        .replace(
            "points: 1, feedback: Right.}\n      - {text: No.", "points: '1'}\n      - {text: No."
        )
        .replace("kind: sort", "kind: essay")
    )
    assert told(tmp_path, wrong) == [
        "x.yaml:1: title: missing",
        "x.yaml:3: use: Input should be 'practice', 'graded' or 'both'",
        "x.yaml:4: level: unknown key",
        "x.yaml:18: items.0.options.0.feedback: missing",
        "x.yaml:18: items.0.options.0.points: must be a whole number",
        "x.yaml:33: items.3: kind must be choose-one, choose-all, order or sort",
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[IV.B.1, IV.B.2]", "[4.10]", "x.yaml:6: provisions.0: must be text; put it in quotes"),
        ("true_as_of: 2026-11-24", "true_as_of: 2026-02-30", "x.yaml:7: true_as_of: "),
        ("    kind: choose-one\n", "", "x.yaml:12: items.0: kind must be choose-one"),
        ("credit: partial", "credit: half", "x.yaml:24: items.1.credit: "),
        ("items:\n", "start: one\nitems:\n", "x.yaml:1: start and steps stand together"),
        (
            "points: 0, feedback",
            "points: 0, next: one, feedback",
            "x.yaml:19: items.0.options.1.next",
        ),
    ],
)
def test_a_value_of_another_shape_is_told(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    assert told(tmp_path, SCENARIO.replace(old, new))[0].startswith(expected)


def test_a_scenario_holds_items_or_else_steps(tmp_path: Path) -> None:
    neither = SCENARIO[: SCENARIO.index("items:")]
    both = TREE + SCENARIO[SCENARIO.index("items:") :]
    expected = ["x.yaml:1: a scenario holds items, or start and steps"]
    assert told(tmp_path, neither) == told(tmp_path, both) == expected


def test_a_file_that_is_no_yaml_says_so(tmp_path: Path) -> None:
    assert told(tmp_path, "id: [")[0].startswith("x.yaml:1: cannot be read as YAML")
    assert (
        read_scenario(tmp_path / "none.yaml").found[0].finding.message.startswith("cannot be read")
    )


def test_a_lesson_file_becomes_a_lesson(tmp_path: Path) -> None:
    read = read_lesson(written(tmp_path, LESSON)).thing
    assert read is not None
    assert read.objectives == (Objective("State it.", ("IV.B.2",)),)
    assert read.pages[0].body == "One **two**.\n\n- three"
    assert (read.limb, read.pages[0].limb) == ("policy", "federal_changes")
    assert read.practice == ("at-the-desk",)


def test_a_module_file_becomes_modules(tmp_path: Path) -> None:
    read = read_modules(written(tmp_path, MODULES)).thing
    assert read is not None
    assert [module.id for module in read] == ["service"]
    assert read[0].blueprint.groups[0].items == 2
    assert read[0].blueprint.must_pass == ("IV.B.2",)
    assert read[0].plan.author == "Training Unit"


def test_a_module_of_another_shape_is_told(tmp_path: Path) -> None:
    wrong = MODULES.replace("number: 1", "number: one").replace("must_pass", "musts")
    assert [str(each) for each in read_modules(written(tmp_path, wrong), shown_as="m").found] == [
        "m:3: modules.0.number: must be a whole number",
        "m:12: modules.0.blueprint.musts: unknown key",
    ]
