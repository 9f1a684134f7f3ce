"""A new password by mail: asked for by anybody, answered to the account's own address only.

What is asked costs the same for a known and an unknown name: one row that the worker looks
at later. The worker decides whether there is an account, an address, and a letter to spare.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from lms.domain.letter import RESETS_AN_HOUR, LetterKind
from lms.queries.recipient import letters_since, recipient
from lms.queries.signed_in import credentials
from lms.services.ask_for_mail import ask_for_mail
from lms.services.claim_job import ask_for_job
from lms.services.sign_in import count_source

RESET = "reset-request"
_HOUR = timedelta(hours=1)
_REQUESTS_OF_A_SOURCE = 30


def ask_for_reset(session: Session, *, login: str, source: str, now: datetime) -> None:
    """Note that somebody asks for a new password of ``login``, known or not.

    A source that asks too often is answered the same and noted no more.
    """
    asked = count_source(session, what="reset", source=source, now=now)
    if asked > _REQUESTS_OF_A_SOURCE:
        return
    ask_for_job(
        session,
        kind=RESET,
        key=secrets.token_hex(16),
        payload={"login": login[:64]},
        run_after=now,
        now=now,
    )


def answer_reset_request(session: Session, *, login: str, key: str, now: datetime) -> bool:
    """Ask for the letter where there is an account with an address; True where one is written.

    One account gets three an hour, whoever asks and however often.
    """
    found = credentials(session, login=login.upper(), day=now.date())
    if found is None:
        return False
    if recipient(session, account_id=found.account_id, day=now.date()) is None:
        return False
    prefix = f"reset:{found.account_id}:"
    if letters_since(session, key_prefix=prefix, since=now - _HOUR) >= RESETS_AN_HOUR:
        return False
    return ask_for_mail(
        session,
        kind=LetterKind.PASSWORD_RESET,
        key=f"{prefix}{key}",
        account_id=found.account_id,
        now=now,
    )
