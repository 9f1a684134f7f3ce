"""Placing a notice of what entered a record, where counsel's decision of that day asks it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.access import SYSTEM
from lms.domain.adverse_notice import LAW, Matter, is_after_remediation, last_day
from lms.domain.attempt_rules import Tried
from lms.domain.events import AdverseNoticePlaced
from lms.domain.letter import LetterKind
from lms.domain.local_time import in_words
from lms.models import Account, AdverseNotice
from lms.queries.adverse_notices import letter_key, subject_column
from lms.queries.local_day import local_day
from lms.queries.recipient import recipient
from lms.queries.settings import settings_on
from lms.queries.sittings import AttemptRow, attempts_of
from lms.services.allot_id import allot_id
from lms.services.ask_for_mail import ask_for_mail
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member


def place_notice_of_failure(
    session: Session, *, attempt: AttemptRow, module: str, now: datetime
) -> int | None:
    """Place the notice of a failed attempt that came after a talk; None where none is asked.

    Args:
        attempt: as it was before its result; the result is in the record already.
        module: what the module is called.
    """
    before = [
        Tried(each.passed, each.talked)
        for each in attempts_of(session, attempt.sitting_id)
        if each.number < attempt.number
    ]
    if not is_after_remediation(before):
        return None
    entered = (
        f"Graded scenarios of \u201c{module}\u201d, try {attempt.number}: not passed, after a talk "
        "with an instructor."
    )
    return place_notice(
        session,
        matter=Matter.FAILURE,
        subject_id=attempt.id,
        member_id=attempt.member_id,
        entered=entered,
        now=now,
    )


def place_notice(
    session: Session,
    *,
    matter: Matter,
    subject_id: int,
    member_id: int,
    entered: str,
    now: datetime,
) -> int | None:
    """Write the notice, its act and its letter in the transaction of what entered the record.

    Args:
        subject_id: of the attempt, the review or the certificate, as ``matter`` says.
        entered: what entered the record, in a sentence.

    Returns:
        the notice, or None where counsel's decision does not ask for one.
    """
    today = local_day(session, now)
    if matter not in settings_on(session, today).notice_of:
        return None
    lock_member(session, member_id)
    event = AdverseNoticePlaced(
        notice_id=allot_id(session, AdverseNotice),
        member_id=member_id,
        matter=matter.value,
        subject_id=subject_id,
        placed_on=today.isoformat(),
        last_day=last_day(today).isoformat(),
        entered_digest=keep_private(session, entered),
    )
    seq = record(session, event, by=SYSTEM, now=now)
    session.execute(
        insert(AdverseNotice).values(
            id=event.notice_id,
            member_id=member_id,
            matter=matter,
            entered=entered,
            placed_on=today,
            last_day=last_day(today),
            placed_at=now,
            event_seq=seq,
            **{subject_column(matter): subject_id},
        )
    )
    _ask_for_letter(session, event, now=now)
    return event.notice_id


def _ask_for_letter(session: Session, event: AdverseNoticePlaced, *, now: datetime) -> None:
    """Ask for the letter at once; without an address the desk hands the notice over."""
    account_id = session.execute(
        select(Account.id).where(Account.member_id == event.member_id, Account.closed_at.is_(None))
    ).scalar()
    if account_id is None:
        return
    today = local_day(session, now)
    if recipient(session, account_id=account_id, day=today) is None:
        return
    ask_for_mail(
        session,
        kind=LetterKind.NOTICE,
        key=letter_key(event.notice_id),
        account_id=account_id,
        facts={
            "page": f"/training/notices/{event.notice_id}",
            "placed": in_words(today),
            "law": LAW,
        },
        now=now,
    )
