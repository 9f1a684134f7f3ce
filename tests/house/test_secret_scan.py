"""The scan for secrets finds one, and knows every file it leaves out."""

from __future__ import annotations

from pathlib import Path

from tests.house.secret_scan import ALLOWED, looks
from tests.house.sources import ROOT


def test_a_key_in_a_file_is_found_and_an_ordinary_line_is_not(tmp_path: Path) -> None:
    leaking, plain = tmp_path / "leaking.py", tmp_path / "plain.py"
    leaking.write_text('aws = "AKIA' + "IOSFODNN7" + 'EXAMPLF"\n')
    plain.write_text("seconds = 7\n")
    assert looks(leaking)
    assert not looks(plain)


def test_every_file_that_is_allowed_to_look_so_is_there_and_says_why() -> None:
    for pattern, reason in ALLOWED.items():
        assert any(ROOT.glob(pattern)) or any(ROOT.rglob(pattern)), pattern
        assert reason
