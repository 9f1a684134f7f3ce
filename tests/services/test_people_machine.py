"""No account of any role gains time, a result, a certificate or a role alone.

A few hundred runs here; ``make soak`` makes two thousand of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.people_machine import LoneMachine, PeopleMachine, Stage
from tests.people_stage import opened_stage

pytestmark = pytest.mark.heavy

_FEW = settings(max_examples=60, stateful_step_count=12, deadline=None)


@pytest.fixture(scope="module")
def stage(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The department that every run starts from."""
    with opened_stage(sqlite_template, tmp_path_factory.mktemp("people")) as made:
        yield made


@pytest.mark.parametrize("machine", [PeopleMachine, LoneMachine])
def test_random_people_do_only_what_the_model_allows(
    stage: Stage, machine: type[PeopleMachine]
) -> None:
    staged = type(machine.__name__, (machine,), {"stage": stage})
    run_state_machine_as_test(staged, settings=_FEW)
