"""The list and the full judgement over any minutes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lms.domain.compliance import YearState, short_seconds, year_state
from lms.domain.requirement import (
    Worked,
    standing,
)
from tests.domain.test_compliance import REQUIREMENT


@given(
    policy=st.integers(-100, 10_000),
    federal=st.integers(0, 4_000),
    open_policy=st.integers(0, 3),
    open_federal=st.integers(0, 3),
)
def test_the_list_and_the_full_judgement_say_the_same(
    policy: int, federal: int, open_policy: int, open_federal: int
) -> None:
    judged = standing(
        Worked(
            {"policy": policy, "federal": federal},
            {"policy": open_policy, "federal": open_federal},
        ),
        REQUIREMENT,
    )
    short = short_seconds(worked=policy + federal, asked=REQUIREMENT.seconds)
    state = year_state(
        short=short, open_lessons=open_federal, owes=True, excused=False, on_leave=False
    )
    assert short == judged.short
    assert (state is YearState.COMPLETE) == judged.met
