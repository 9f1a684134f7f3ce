"""How a notice reaches its officer: they open it, or somebody hands it over."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lms.domain.access import Actor
from lms.domain.errors import ForbiddenError, InvalidError, NotFoundError
from lms.domain.events import AdverseNoticeDelivered, AdverseNoticeOpened
from lms.models import NoticeDelivery, NoticeOpening
from lms.queries.adverse_notices import notice, own_notice
from lms.queries.local_day import local_day
from lms.services.allot_id import allot_id
from lms.services.journal import keep_private, record
from lms.services.lock_member import lock_member

LONGEST_NAME = 200


def open_notice(
    session: Session, *, notice_id: int, member_id: int, by: Actor, now: datetime
) -> None:
    """Record that the officer opened a notice; a second time changes nothing.

    Raises:
        NotFoundError: the member has no such notice.
    """
    lock_member(session, member_id)
    found = own_notice(session, notice_id=notice_id, member_id=member_id)
    if found is None:
        raise NotFoundError(notice=notice_id)
    if found.opened_at is not None:
        return
    event = AdverseNoticeOpened(notice_id=notice_id, member_id=member_id)
    seq = record(session, event, by=by, now=now)
    session.execute(insert(NoticeOpening).values(notice_id=notice_id, opened_at=now, event_seq=seq))


def record_delivery(
    session: Session,
    *,
    notice_id: int,
    delivered_on: date,
    delivered_by: str,
    by: Actor,
    now: datetime,
) -> int:
    """Record that somebody handed a notice to its officer; returns the delivery.

    A mistake is mended by a further delivery; both stay.

    Args:
        delivered_by: who handed it over, by name.

    Raises:
        NotFoundError: there is no such notice.
        ForbiddenError: it is one's own.
        InvalidError: nobody is named, or the day is none between the entry and today.
    """
    found = notice(session, notice_id)
    if found is None or by.account_id is None:
        raise NotFoundError(notice=notice_id)
    if by.member_id == found.member_id:
        raise ForbiddenError(reason="nobody acts on their own record")
    name = delivered_by.strip()
    if not name or len(name) > LONGEST_NAME:
        raise InvalidError(field="delivered_by", reason="Name who handed it over.")
    if not found.placed_on <= delivered_on <= local_day(session, now):
        raise InvalidError(
            field="delivered_on", reason="Choose a day from that of the entry to today."
        )
    lock_member(session, found.member_id)
    event = AdverseNoticeDelivered(
        delivery_id=allot_id(session, NoticeDelivery),
        notice_id=notice_id,
        member_id=found.member_id,
        delivered_on=delivered_on.isoformat(),
        delivered_by_digest=keep_private(session, name),
    )
    seq = record(session, event, by=by, now=now)
    session.execute(
        insert(NoticeDelivery).values(
            id=event.delivery_id,
            notice_id=notice_id,
            delivered_on=delivered_on,
            delivered_by=name,
            recorded_by=by.account_id,
            recorded_at=now,
            event_seq=seq,
        )
    )
    return event.delivery_id
