"""The drill: a backup of a department comes back in a fresh directory and verifies."""

from __future__ import annotations

from pathlib import Path

from tests.cli.commands import Commands
from tests.cli.test_commands import department, department_data  # noqa: F401 - fixtures
from tests.clock import Clock


def test_a_restore_drill_in_a_fresh_directory(
    department: Commands,  # noqa: F811
    tmp_path: Path,
    clock: Clock,
) -> None:
    assert "flask keys create" in department.refusal("backup", "make", str(tmp_path / "backup"))
    department("keys", "create")
    head = department.json("journal", "head", "--sign")
    made = department.json("backup", "make", str(tmp_path / "backup"))
    assert department.json("backup", "check", str(tmp_path / "backup"))["findings"] == []
    assert "already" in department.refusal("backup", "make", str(tmp_path / "backup"))
    fresh = Commands(f"sqlite:///{tmp_path}/fresh/lms.db", tmp_path / "fresh", clock)
    restored = fresh.json("backup", "restore", str(tmp_path / "backup"))
    assert restored["findings"] == []
    assert restored["entry"] == made["entry"]
    assert fresh.json("journal", "head") == head
    assert fresh.json("keys", "show")["agrees"]
    assert "not empty" in fresh.refusal("backup", "restore", str(tmp_path / "backup"))
    assert fresh.json("journal", "verify")["findings"] == []


def test_a_folder_that_is_no_backup_is_refused(
    bare: Commands,
    tmp_path: Path,
) -> None:
    (tmp_path / "nothing").mkdir()
    assert "no backup" in bare.refusal("backup", "restore", str(tmp_path / "nothing"))
    assert not bare.folder.exists()


def test_what_is_printed_of_a_head_is_an_anchor_and_a_file_without_one_is_refused(
    department: Commands,  # noqa: F811
) -> None:
    department("keys", "create")
    department("journal", "head", "--sign")
    kept = department.file("kept.txt", department("journal", "head").stdout)
    assert department.json("journal", "verify", "--anchor", kept)["anchors"] == 1
    empty = department.file("empty.txt", "Dear all,")
    assert "holds no anchor" in department.refusal("journal", "verify", "--anchor", empty)
