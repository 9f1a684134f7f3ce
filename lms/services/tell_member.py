"""Telling one member that a page of theirs has news, by a letter that says no more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.letter import LetterKind
from lms.domain.shift_hours import OFFICE, next_at_work
from lms.queries.reminders import reachable
from lms.queries.settings import settings_on
from lms.services.ask_for_mail import ask_for_mail


def tell_member(
    session: Session, *, kind: LetterKind, key: str, page: str, member_id: int, now: datetime
) -> bool:
    """Ask for the letter, in the hours of the member's shift; False for nobody to write to.

    It names no person and nothing that was decided: mail is forwarded, and the page behind the
    sign-in says all of it.

    Args:
        key: of what the letter is about; the same one is sent once.
        page: the path that the letter leads to.
    """
    settings = settings_on(session, now.date())
    local = now.astimezone(settings.zone)
    people = reachable(session, day=local.date())
    to = next((each for each in people if each.member_id == member_id), None)
    if to is None or not to.has_address:
        return False
    hours = settings.shift_hours.get(to.shift.casefold(), OFFICE)
    return ask_for_mail(
        session,
        kind=kind,
        key=key,
        account_id=to.account_id,
        facts={"page": page},
        not_before=next_at_work(hours, local),
        now=now,
    )
