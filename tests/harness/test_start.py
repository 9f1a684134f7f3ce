"""What ``make run`` starts answers, keeps its secret, and ends as a whole."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.house.sources import ROOT


def _free_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return str(door.getsockname()[1])


@contextmanager
def _started(data: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A real installation over ``data``, and the lines it printed until it was ready."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
    process = subprocess.Popen(
        ["bash", ROOT / "deploy" / "run"],
        env={**kept, "DEMO": "0", "LMS_DATA_DIR": str(data), **settings},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    try:
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ready at"):
                break
        yield process, lines
    finally:
        process.terminate()
        process.communicate(timeout=60)


def test_a_start_answers_and_ends_as_a_whole(tmp_path: Path) -> None:
    port = _free_port()
    with _started(tmp_path / "data", PORT=port) as (process, lines):
        assert lines[-1].startswith(f"Ready at http://127.0.0.1:{port}"), lines
        with urlopen(f"http://127.0.0.1:{port}/sign-in") as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0
        with socket.socket() as door:
            assert door.connect_ex(("127.0.0.1", int(port))) != 0
    key = tmp_path / "data" / "secret_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert len(key.read_text().strip()) == 64


def test_a_start_with_a_weak_secret_is_refused(tmp_path: Path) -> None:
    with _started(tmp_path, PORT=_free_port(), LMS_SECRET_KEY="short") as (process, lines):
        assert process.wait(timeout=60) == 2
        assert not lines
