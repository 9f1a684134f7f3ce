"""Asking for a letter, in the transaction of the fact it tells: the outbox is the job table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.letter import GOOD_FOR, LetterKind
from lms.queries.recipient import MAIL
from lms.services.claim_job import ask_for_job


def ask_for_mail(
    session: Session,
    *,
    kind: LetterKind,
    key: str,
    account_id: int,
    facts: Mapping[str, str] | None = None,
    not_before: datetime | None = None,
    now: datetime,
) -> bool:
    """Write a letter for later, once for each ``key``; False where it was asked for before.

    The words, the address and any link are made when it is sent, so the row holds no
    secret and a changed address is the one that is used.

    Args:
        not_before: such as the start of the reader's shift; None for at once.
    """
    return ask_for_job(
        session,
        kind=MAIL,
        key=key,
        payload={
            "letter": kind.value,
            "account_id": account_id,
            "facts": dict(facts or {}),
            "good_until": (now + GOOD_FOR[kind]).isoformat(),
        },
        run_after=max(now, not_before or now),
        now=now,
    )
