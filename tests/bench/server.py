"""Servers of a bench: started on the loopback, watched through /proc, ended with it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
_PATIENCE = 120.0
_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback that nobody uses."""
    with socket.create_server((HOST, 0)) as door:
        return int(door.getsockname()[1])


def family(root: int) -> tuple[int, ...]:
    """A process and everything below it."""
    try:
        below = Path(f"/proc/{root}/task/{root}/children").read_text(encoding="ascii").split()
    except OSError:
        return ()
    return (root, *(found for child in below for found in family(int(child))))


def cpu_ms(root: int) -> float:
    """Milliseconds of CPU that a process and those below it have used so far."""
    return sum(_cpu_ms(process) for process in family(root))


def _cpu_ms(process: int) -> float:
    """By nanoseconds where the kernel counts them, else by ticks."""
    total = 0
    with suppress(OSError, ValueError):
        for task in Path(f"/proc/{process}/task").iterdir():
            total += int((task / "schedstat").read_text(encoding="ascii").split()[0])
    if total:
        return total / 1e6
    with suppress(OSError):
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) * _TICK_MS
    return 0.0


def memory_mib(root: int) -> float:
    """Memory of a process and those below it, what they share counted once."""
    total = 0
    for process in family(root):
        with suppress(OSError):
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii")
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if "Pss:" in line)
    return total / 1024


@dataclass(frozen=True, slots=True)
class Server:
    """A running gunicorn: its port and its first process."""

    port: int
    process: int

    def cpu_ms(self) -> float:
        """Milliseconds of CPU used so far."""
        return cpu_ms(self.process)


@contextmanager
def serving(
    application: str, log: Path, environ: Mapping[str, str], *, port: int = 0
) -> Iterator[Server]:
    """Serve an application as ``make run`` does, two workers of four threads."""
    port = port or free_port()
    command = [sys.executable, "-m", "gunicorn", "--config", "deploy/gunicorn_config.py"]
    with (
        log.open("wb") as file,
        subprocess.Popen(
            [*command, "--bind", f"{HOST}:{port}", application],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MALLOC_ARENA_MAX": "2", **environ},
            stdout=file,
            stderr=file,
        ) as started,
    ):
        try:
            _await(started, port, log)
            yield Server(port, started.pid)
        finally:
            started.terminate()
            try:
                started.wait(_PATIENCE)
            except subprocess.TimeoutExpired:
                started.kill()


def _await(started: subprocess.Popen[bytes], port: int, log: Path) -> None:
    since = time.monotonic()
    while time.monotonic() - since < _PATIENCE and started.poll() is None:
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
