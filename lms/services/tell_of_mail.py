"""Letters about the letters: that they will go another way, and a test whether they arrive."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.access import Actor, TwoPersonAct
from lms.domain.errors import ConflictError
from lms.domain.letter import LetterKind
from lms.domain.two_people import ACTS
from lms.queries.recipient import recipient
from lms.queries.role_holders import role_holders
from lms.services.ask_for_mail import ask_for_mail


def tell_of_mail_change(
    session: Session,
    *,
    what: str,
    value: str,
    valid_from: date,
    who: str,
    key: str,
    now: datetime,
) -> None:
    """Write to everybody who proposes or decides about mail, by the way that holds today.

    A change holds from tomorrow at the earliest, so that this letter is sooner than the first
    one that somebody else could read.
    """
    rule = ACTS[TwoPersonAct.MAIL_SETTING]
    holders = role_holders(session, now=now)
    told = {each for role in rule.proposers | rule.deciders for each in holders.get(role, ())}
    facts = {"what": what, "value": value, "day": f"{valid_from:%B %-d, %Y}", "who": who}
    for account_id in sorted(told):
        ask_for_mail(
            session,
            kind=LetterKind.MAIL_CHANGED,
            key=f"{key}-{account_id}",
            account_id=account_id,
            facts=facts,
            now=now,
        )


def ask_for_test_letter(session: Session, *, by: Actor, now: datetime) -> str:
    """Write a letter to whoever asks, one a minute; returns the address that gets it.

    Raises:
        ConflictError: the account has no address.
    """
    account_id = by.account_id or 0
    to = recipient(session, account_id=account_id, day=now.date())
    if to is None:
        raise ConflictError(account=account_id, reason="it has no e-mail address")
    ask_for_mail(
        session,
        kind=LetterKind.TEST,
        key=f"test-{account_id}-{now:%Y%m%d%H%M}",
        account_id=account_id,
        now=now,
    )
    return to.address
