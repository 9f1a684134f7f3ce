"""Two thousand runs of random people, and as many of one account alone.

python -m tests.soak_people 2000
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import migrated_sqlite
from tests.people_machine import LoneMachine, PeopleMachine
from tests.people_stage import opened_stage


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(runs: int) -> None:
    """Run both machines and say how long it took."""
    how = settings(max_examples=runs, stateful_step_count=15, deadline=None, database=None)
    with tempfile.TemporaryDirectory() as folder:
        template = migrated_sqlite(Path(folder))
        with opened_stage(template, Path(folder)) as stage:
            for machine in (PeopleMachine, LoneMachine):
                begun = time.perf_counter()
                staged = type(machine.__name__, (machine,), {"stage": stage})
                run_state_machine_as_test(staged, settings=how)
                took = time.perf_counter() - begun
                _say(f"{machine.__name__}: {runs} runs in {took:.0f} s, nothing forged")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2_000)
