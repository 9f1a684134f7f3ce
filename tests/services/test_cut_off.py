"""A bulk act that is cut off halfway leaves nothing, and done again it reaches everybody once."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.assignment import Audience, AudienceKind
from lms.domain.letter import LetterKind
from lms.models import Assignment, Job, Journal, MemberAssignment
from lms.services.ask_for_mail import ask_for_mail
from lms.services.assign_module import assign_module
from lms.storage.database import Database
from tests.factories import decide, enlist, facts
from tests.training_rows import POLICY, School

MANY = 300


class _CutOffError(Exception):
    """The tab is closed, the machine stops."""


def _counts(database: Database) -> tuple[int, int, int]:
    with database.reading() as session:
        return tuple(  # type: ignore[return-value]
            session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (Assignment, MemberAssignment, Journal)
        )


def _assign(session: Session, *, due_on: date, cut: bool, now: datetime) -> int:
    number = assign_module(
        session,
        policy=POLICY,
        module="module-1",
        audience=Audience(AudienceKind.ALL_SWORN),
        due_on=due_on,
        by=SYSTEM,
        now=now,
    )
    if cut:
        raise _CutOffError
    return number


def test_adm_09_a_bulk_act_is_done_for_everybody_or_for_nobody(database: Database) -> None:
    decide(database)
    School.opened(database)
    enlist(database, *(facts(f"{number:04d}") for number in range(1_000, 1_000 + MANY)))
    before = _counts(database)
    work = partial(_assign, due_on=date(2027, 6, 1))
    with pytest.raises(_CutOffError):
        database.writing(partial(work, cut=True))
    assert _counts(database) == before
    database.writing(partial(work, cut=False))
    assert _counts(database)[1] - before[1] == MANY


def test_adm_09_letters_to_many_are_rows_of_their_own_and_each_is_written_once(
    database: Database,
) -> None:
    def ask(session: Session, *, upto: int, now: datetime) -> None:
        for account in range(1, upto + 1):
            ask_for_mail(
                session,
                kind=LetterKind.PASSWORD_CHANGED,
                key=f"told-{account}",
                account_id=account,
                now=now,
            )

    database.writing(partial(ask, upto=40))
    database.writing(partial(ask, upto=100))
    with database.reading() as session:
        keys = session.execute(select(Job.key)).scalars().all()
    assert len(keys) == len(set(keys)) == 100
