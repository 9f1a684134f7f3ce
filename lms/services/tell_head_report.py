"""Telling chief and accreditation manager that a month's head report waits for a signature."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.letter import LetterKind
from lms.queries.head_report import head_of_month, month_before
from lms.queries.local_day import local_day
from lms.queries.role_holders import role_holders
from lms.queries.signed_heads import printed_or_nothing
from lms.services.ask_for_mail import ask_for_mail

_TOLD = (Role.CHIEF, Role.ACCREDITATION_MANAGER)


def tell_head_report(session: Session, *, now: datetime) -> int:
    """Write one letter each about last month's head; returns to how many people.

    A letter that was asked for before is not asked for again.
    """
    today = local_day(session, now)
    found = head_of_month(session, month_before(today), today=today)
    if found is None:
        return 0
    holders = role_holders(session, now=now)
    accounts = sorted(set().union(*(holders.get(role, frozenset()) for role in _TOLD)))
    facts = {
        "month": f"{found.month:%B} {found.month.year}",
        "head": printed_or_nothing(found.head),
        "page": f"/record/heads/{found.month:%Y-%m}.pdf",
    }
    return sum(
        ask_for_mail(
            session,
            kind=LetterKind.HEAD_REPORT,
            key=f"head-report:{found.month:%Y-%m}:{account_id}",
            account_id=account_id,
            facts=facts,
            now=now,
        )
        for account_id in accounts
    )
