"""``flask evidence``: a package from a command, and its check."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from lms.storage.database import Database
from tests.cli.commands import Commands
from tests.cli.test_commands import department_data  # noqa: F401 - a fixture
from tests.clock import Clock


@pytest.fixture
def commands(department_data: Path, tmp_path: Path, clock: Clock) -> Commands:  # noqa: F811
    folder = tmp_path / "data"
    shutil.copytree(department_data, folder)
    return Commands(f"sqlite:///{folder}/lms.db", folder, clock)


def test_an_archive_is_built_checked_and_a_change_is_named(
    commands: Commands, tmp_path: Path
) -> None:
    commands("keys", "create")
    out = tmp_path / "archive.zip"
    made = commands.json("evidence", "build", "--archive", "--year", "2026", "--out", str(out))
    assert made["head"] > 0
    assert not (commands.folder / "packages" / "archive-2026-2026").exists()
    checked = commands.json("evidence", "verify", str(out))
    assert checked["findings"] == []
    newer = str(made["head"] + 1)
    commands("evidence", "verify", str(out), "--at-least", newer, status=1)
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 1
    out.write_bytes(data)
    assert "was changed" in commands("evidence", "verify", str(out), status=1).stdout


@pytest.mark.postgres
def test_both_packages_are_built_by_the_command_on_postgresql(
    postgres_department: Database, clock: Clock, tmp_path: Path
) -> None:
    url = postgres_department.engine.url.render_as_string(hide_password=False)
    commands, year = Commands(url, tmp_path, clock), str(clock.now.year)
    commands("keys", "create")
    for kind in ("archive", "folder"):
        out = str(tmp_path / f"{kind}.zip")
        made = commands.json("evidence", "build", f"--{kind}", "--year", year, "--out", out)
        checked = commands.json("evidence", "verify", out)
        assert checked["findings"] == []
        assert checked["head"]["seq"] == made["head"]


def test_what_cannot_be_built_or_checked_is_said(commands: Commands, tmp_path: Path) -> None:
    out = str(tmp_path / "a.zip")
    assert "--archive" in commands.refusal("evidence", "build", "--year", "2026", "--out", out)
    words = ("evidence", "build", "--archive", "--year", "2026", "--out", out)
    assert "no key" in commands.refusal(*words)
    nothing = commands.file("nothing.zip", "nothing")
    assert "no evidence package" in commands.refusal("evidence", "verify", nothing)
