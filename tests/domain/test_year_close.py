from __future__ import annotations

from datetime import date

import pytest

from lms.domain.compliance import YearState
from lms.domain.requirement import Period
from lms.domain.year_close import (
    MemberOutcome,
    Obstacle,
    YearAtClose,
    YearOutcome,
    outcome_of,
    outcomes_digest,
)

YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
CUTOFF, OVER = date(2027, 10, 30), date(2028, 1, 3)
DONE = MemberOutcome(1, YearOutcome.COMPLETE, 7_200)
AWAY = MemberOutcome(2, YearOutcome.EXCUSED, 0)
LATE = MemberOutcome(3, YearOutcome.LATE, 60)


def _year(*outcomes: MemberOutcome, **changes: object) -> YearAtClose:
    facts: dict[str, object] = {
        "period": YEAR,
        "outcomes": outcomes,
        "last_update_day": CUTOFF,
        "unstated": False,
        "without_duty": 0,
        "closed": False,
    }
    return YearAtClose(**{**facts, **changes})  # type: ignore[arg-type]


def test_three_things_become_of_a_year_and_leave_without_a_memo_is_none_of_its_own() -> None:
    assert {state: outcome_of(state) for state in YearState} == {
        YearState.SHORT: YearOutcome.LATE,
        YearState.ON_LEAVE: YearOutcome.LATE,
        YearState.UNSTATED: YearOutcome.LATE,
        YearState.EXCUSED: YearOutcome.EXCUSED,
        YearState.COMPLETE: YearOutcome.COMPLETE,
        YearState.NOT_OWED: None,
    }


def test_a_year_that_is_over_closes_with_people_late() -> None:
    assert _year(DONE, AWAY, LATE).obstacles(OVER) == ()


def test_before_its_end_it_closes_only_where_nobody_would_be_late() -> None:
    december = date(2027, 12, 20)
    assert _year(DONE, AWAY).obstacles(december) == ()
    assert _year(DONE, LATE).obstacles(december) == (Obstacle.NOT_OVER,)
    assert _year(DONE, LATE).obstacles(YEAR.ends_on) == (Obstacle.NOT_OVER,)


def test_while_an_update_may_come_nothing_is_certain() -> None:
    assert _year(DONE).obstacles(CUTOFF) == (Obstacle.UPDATES_MAY_COME,)
    assert _year(DONE).obstacles(date(2027, 10, 31)) == ()


@pytest.mark.parametrize(
    ("changes", "obstacle"),
    [
        ({"unstated": True}, Obstacle.UNSTATED),
        ({"without_duty": 2}, Obstacle.WITHOUT_DUTY),
        ({"outcomes": ()}, Obstacle.NOBODY),
        ({"closed": True, "unstated": True}, Obstacle.CLOSED),
    ],
)
def test_what_stands_against_it_is_named(changes: dict[str, object], obstacle: Obstacle) -> None:
    assert _year(DONE, **changes).obstacles(OVER) == (obstacle,)


def test_the_digest_is_of_everybody_in_any_order_and_of_every_fact() -> None:
    seen = outcomes_digest([DONE, AWAY, LATE])
    assert seen == outcomes_digest([LATE, DONE, AWAY])
    assert len(seen) == 64
    changed = MemberOutcome(3, YearOutcome.LATE, 61)
    assert len({seen, outcomes_digest([DONE, AWAY]), outcomes_digest([DONE, AWAY, changed])}) == 3
