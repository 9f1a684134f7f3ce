"""An officer whose try failed after a talk, for tests of notices and statements."""

from __future__ import annotations

from functools import partial

from lms.services.record_talk import record_talk
from tests.key_corrections import WRONG, Case


def fails(case: Case, badge: str, times: int, *, sitting_id: int | None = None) -> list[int]:
    """So many failed tries of one module, a talk after each from the second on but the last."""
    member = case.officers[badge].member
    sitting_id = sitting_id or case.school.begin(member)
    tries = []
    for number in range(1, times + 1):
        attempt_id = case.begin(badge, number=number, sitting_id=sitting_id)
        case.answer(badge, attempt_id, WRONG, WRONG)
        tries.append(attempt_id)
        if 1 < number < times:
            talk(case, attempt_id)
    return tries


def talk(case: Case, attempt_id: int) -> None:
    """The trainer talks with the officer after a failed try."""
    case.database.writing(
        partial(
            record_talk,
            attempt_id=attempt_id,
            note="We went through IV.B.2.",
            by=case.trainer.actor,
        )
    )
