"""What was made of a package survives a stop at any moment, and nothing half-written is taken."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms.services.packages.spool import Made, Spool


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two papers of a package, and a third that no step has ended with."""
    spool = Spool.opened(tmp_path / "spool")
    spool.put(Made("data.csv", "Data", "Data"), b"data")
    spool.plan = {"steps": [1, 2, 3]}
    spool.keep()
    for number in (1, 2):
        spool.put(Made(f"{number}.pdf", "A paper", "People", pages=number), b"paper")
        spool.done += 1
        spool.keep()
    spool.put(Made("3.pdf", "A paper", "People", pages=3), b"pap")
    return tmp_path / "spool"


def _names(spool: Spool) -> list[str]:
    return [each.name for each in spool.made]


def test_another_run_goes_on_after_the_last_step_that_ended(folder: Path) -> None:
    spool = Spool.opened(folder)
    assert (spool.plan, spool.done, spool.next_page) == ({"steps": [1, 2, 3]}, 2, 4)
    assert _names(spool) == ["data.csv", "1.pdf", "2.pdf"]
    assert [each.first_page for each in spool.made] == [0, 1, 2]
    spool.put(Made("3.pdf", "A paper", "People", pages=3), b"paper")
    spool.done += 1
    spool.keep()
    again = Spool.opened(folder)
    assert (again.done, again.next_page) == (3, 7)
    assert _names(again)[-1] == "3.pdf"


def test_a_line_that_was_cut_off_is_left_out_and_written_anew(folder: Path) -> None:
    steps = folder / "steps.jsonl"
    steps.write_bytes(steps.read_bytes()[:-5])
    spool = Spool.opened(folder)
    assert (spool.done, spool.next_page) == (1, 2)
    spool.put(Made("2.pdf", "A paper", "People", pages=2), b"paper")
    spool.done += 1
    spool.keep()
    assert _names(Spool.opened(folder)) == ["data.csv", "1.pdf", "2.pdf"]


@pytest.mark.parametrize("left", [None, b"pape"])
def test_a_step_whose_file_is_missing_or_short_is_made_again_and_those_after_it(
    folder: Path, left: bytes | None
) -> None:
    path = folder / "files/1.pdf"
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    spool = Spool.opened(folder)
    assert (spool.done, _names(spool)) == (0, ["data.csv"])


def test_without_the_whole_snapshot_it_begins_anew(folder: Path) -> None:
    (folder / "files/data.csv").unlink()
    assert Spool.opened(folder).plan == {}
    assert Spool.opened(folder).made == []


def test_without_a_plan_it_begins_anew(folder: Path) -> None:
    (folder / "plan.json").unlink()
    spool = Spool.opened(folder)
    assert (spool.plan, spool.made, spool.next_page) == ({}, [], 1)
    assert not (folder / "steps.jsonl").exists()
