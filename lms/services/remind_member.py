"""Writing a reminder: what it tells, its letter and its act in one transaction, once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.events import MemberReminded
from lms.domain.letter import LetterKind
from lms.domain.reminder import Due, Stage
from lms.models import Reminder
from lms.queries.reminders import Reachable
from lms.services.ask_for_mail import ask_for_mail
from lms.services.journal import record
from lms.services.lock_member import lock_member


def remind_member(
    session: Session,
    *,
    to: Reachable,
    due: Iterable[Due],
    not_before: datetime,
    by: Actor,
    now: datetime,
) -> bool:
    """Write what a member has not been told yet, and ask for one letter; False for nothing.

    The member's lock lets two workers come one after the other; the unique key of the table
    is what keeps a reminder from being written twice.

    Args:
        not_before: when the letter may go: in the hours of the member's shift.
    """
    lock_member(session, to.member_id)
    wanted = tuple(due)
    told = _told(session, to.member_id, {each.key for each in wanted})
    news = [each for each in wanted if each.key not in told]
    if not news:
        return False
    event = MemberReminded(
        member_id=to.member_id,
        keys=tuple(each.key for each in news),
        letter=to.has_address,
    )
    seq = record(session, event, by=by, now=now)
    letter_key = f"reminder:{seq}" if to.has_address else None
    session.execute(
        insert(Reminder),
        [
            {
                "member_id": to.member_id,
                "key": each.key,
                "stage": each.stage,
                "subject": each.open.subject if each.open else "",
                "letter_key": letter_key,
                "recorded_at": now,
                "event_seq": seq,
            }
            for each in news
        ],
    )
    if letter_key is not None:
        digest = news[0].stage is Stage.DIGEST
        ask_for_mail(
            session,
            kind=LetterKind.DIGEST if digest else LetterKind.REMINDER,
            key=letter_key,
            account_id=to.account_id,
            facts={"reminder": str(seq)},
            not_before=not_before,
            now=now,
        )
    return True


def _told(session: Session, member_id: int, keys: Collection[str]) -> frozenset[str]:
    rows = session.execute(
        select(Reminder.key).where(Reminder.member_id == member_id, Reminder.key.in_(keys))
    )
    return frozenset(rows.scalars())
