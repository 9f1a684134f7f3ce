"""What the journal says of notices to a member and of the member's own statements."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.adverse_notice import LAW
from lms.domain.local_time import in_words
from lms.domain.training_record import RecordedFact
from lms.models import AdverseNotice, NoticeDelivery, NoticeOpening, OfficerStatement
from lms.queries.adverse_notices import subject_column
from lms.queries.officer_statements import has_any, is_beside_the_record, own_entries
from lms.queries.record_facts import Reading


def fairness_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Notices to the member and what the member said; most members have neither."""
    if has_any(session, member_id=reading.member_id):
        yield from notice_facts(session, reading)
        yield from statement_facts(session, reading)


def notice_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """Notices placed, opened and handed over."""
    placed = select(AdverseNotice).where(AdverseNotice.member_id == reading.member_id)
    rows = tuple(reading.rows(session, placed, AdverseNotice.event_seq))
    if rows:
        yield from _given(session, reading)
    for row in rows:
        held = row.AdverseNotice
        what = f"Notice ({LAW}): {held.entered}"
        yield reading.fact(row, what, held.placed_on, f"last day {in_words(held.last_day)}")


def _given(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """How notices reached the member."""
    opened = (
        select(NoticeOpening.opened_at, AdverseNotice.placed_on)
        .join(AdverseNotice, AdverseNotice.id == NoticeOpening.notice_id)
        .where(AdverseNotice.member_id == reading.member_id)
    )
    for row in reading.rows(session, opened, NoticeOpening.event_seq):
        what = f"Opened the notice of {in_words(row.placed_on)}"
        yield reading.fact(row, what, reading.day(row.opened_at))
    handed = (
        select(NoticeDelivery.delivered_on, NoticeDelivery.delivered_by, AdverseNotice.placed_on)
        .join(AdverseNotice, AdverseNotice.id == NoticeDelivery.notice_id)
        .where(AdverseNotice.member_id == reading.member_id)
    )
    for row in reading.rows(session, handed, NoticeDelivery.event_seq):
        what = f"Was handed the notice of {in_words(row.placed_on)}"
        yield reading.fact(row, what, row.delivered_on, f"by {row.delivered_by}")


def statement_facts(session: Session, reading: Reading) -> Iterator[RecordedFact]:
    """What the member said to entries of the record, whole."""
    written = select(OfficerStatement).where(
        OfficerStatement.member_id == reading.member_id, is_beside_the_record()
    )
    rows = tuple(reading.rows(session, written, OfficerStatement.event_seq))
    matters = {row.OfficerStatement.matter for row in rows}
    names = {
        (each.matter, each.subject_id): each.words
        for each in own_entries(session, member_id=reading.member_id, matters=matters)
    }
    for row in rows:
        held = row.OfficerStatement
        about = names[held.matter, getattr(held, subject_column(held.matter))]
        what = f"Officer\u2019s statement on {about}"
        yield reading.fact(row, what, reading.day(held.written_at), held.words)
