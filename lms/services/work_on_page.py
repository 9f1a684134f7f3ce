"""A sign of work by a form, where its page brought a token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.page_token import PageToken
from lms.domain.seat_clock import Kind
from lms.services.record_beat import BeatAnswer, record_beat


def work_on_page(
    session: Session, token: PageToken | None, kind: Kind, *, scripted: bool, now: datetime
) -> BeatAnswer | None:
    """Judge the beat of a posted form; nothing where it carried no token."""
    if token is None:
        return None
    return record_beat(session, token=token, kind=kind, activity=True, scripted=scripted, now=now)
