"""What a failed try leads to, in plain facts: the officer's notice of it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.adverse_notice import Matter, tries_before_talk
from lms.domain.attempt_rules import Tried
from lms.queries.adverse_notices import notice_about
from lms.queries.attempt_work import OpenModule
from lms.queries.officer_statements import StatementRow, statements_about
from lms.queries.role_holders import names_holding
from lms.web.plant import now


@dataclass(frozen=True, slots=True)
class AfterFailure:
    """What the page says beside a result that was not passed when it was submitted.

    Attributes:
        opening: whether the next try is open, and what stands before it where not.
        tries: how many more are open before the next talk.
        notice_id: the notice about it, where counsel's decision asks for one.
        ask: the names of the training unit.
        said: the officer's statements.
    """

    opening: str
    tries: int
    notice_id: int | None
    ask: tuple[str, ...]
    said: tuple[StatementRow, ...]


def after_failure(session: Session, attempt_id: int, module: OpenModule) -> AfterFailure:
    """Read it for one failed try of a module."""
    tried = [Tried(each.passed, each.talked) for each in module.attempts]
    return AfterFailure(
        opening=module.opening.value,
        tries=tries_before_talk(tried, module.settings.attempts_before_talk),
        notice_id=notice_about(session, matter=Matter.FAILURE, subject_id=attempt_id),
        ask=names_holding(session, Role.TRAINING_UNIT, now=now()),
        said=statements_about(session, matter=Matter.FAILURE, subject_id=attempt_id),
    )
