"""A script that posts for hours."""

from __future__ import annotations

from lms.domain.seat_stretch import page_ceiling
from tests.domain.seat_desk import Desk


def test_a_script_of_eight_hours_gains_the_ceilings_and_no_more_hr_01() -> None:
    desk = Desk(expected=100)
    for page in "abcde":
        desk.open(0, page)
    for at in range(1, 8 * 3600 + 1):
        desk.send(at, "abcde"[at % 5], activity=True)
    assert desk.total == 5 * page_ceiling(100)
