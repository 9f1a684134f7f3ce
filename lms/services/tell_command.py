"""Telling command that somebody refused to acknowledge a policy, by letters that name nobody."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.letter import LetterKind
from lms.queries.recipient import recipient
from lms.queries.role_holders import role_holders
from lms.services.ask_for_mail import ask_for_mail

_COMMAND = (Role.CHIEF, Role.POLICY_OWNER)


def tell_command(session: Session, *, policy: str, refusal: int, now: datetime) -> int:
    """Ask for a letter to the chief and the policy owner; returns to how many.

    Args:
        refusal: the journal's entry of the refusal.
    """
    holders = role_holders(session, now=now)
    accounts = {each for role in _COMMAND for each in holders.get(role, ())}
    reached = [
        each
        for each in sorted(accounts)
        if recipient(session, account_id=each, day=now.date()) is not None
    ]
    for account_id in reached:
        ask_for_mail(
            session,
            kind=LetterKind.POLICY_REFUSED,
            key=f"policy-refused:{refusal}:{account_id}",
            account_id=account_id,
            facts={"page": f"/policies/{policy}/acknowledgements"},
            now=now,
        )
    return len(reached)
