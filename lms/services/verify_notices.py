"""Holding notices and officers' statements against the journal, and the journal against itself.

Counsel's decisions are in the journal, and so are failed tries, talks, reviews and revocations:
which notices there must be follows from them alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.adverse_notice import Matter, is_after_remediation, last_day, read_matters
from lms.domain.attempt_rules import Tried
from lms.domain.events import (
    AdverseNoticeDelivered,
    AdverseNoticeOpened,
    AdverseNoticePlaced,
    AttemptSubmitted,
    CertificateRevoked,
    OfficerStatementWritten,
    PaceReviewDecided,
    TalkRecorded,
)
from lms.domain.pace import PaceOutcomeKind
from lms.domain.setting import SettingName
from lms.models import (
    AdverseNotice,
    Journal,
    NoticeDelivery,
    NoticeOpening,
    OfficerStatement,
)
from lms.queries.adverse_notices import subject_column
from lms.queries.journal_events import is_said, said_of
from lms.queries.setting_history import setting_history


def notice_findings(session: Session, zone: ZoneInfo) -> Iterator[str]:
    """Sentences about notices and statements that are not what was journaled, or are missing."""
    yield from _placed(session)
    yield from _opened(session)
    yield from _delivered(session)
    yield from _written(session)
    yield from _owed(session, zone)


def _about(row: AdverseNotice | OfficerStatement) -> tuple[str, object]:
    return row.matter.value, getattr(row, subject_column(row.matter))


def _placed(session: Session) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(AdverseNotice)).scalars()}
    for said in said_of(session, AdverseNoticePlaced.kind):
        data, row = said.data, stored.pop(said.seq, None)
        if row is None:
            yield f"Entry {said.seq} placed notice {data['notice_id']}; it is missing."
            continue
        told = (data["notice_id"], data["member_id"], data["matter"], data["subject_id"])
        days = (data["placed_on"], data["last_day"])
        held = (row.id, row.member_id, *_about(row))
        same = told == held and days == (row.placed_on.isoformat(), row.last_day.isoformat())
        if not same or not is_said(session, data["entered_digest"], row.entered):
            yield f"Notice {row.id} differs from what was placed."
        if last_day(row.placed_on) != row.last_day:
            yield f"Notice {row.id}: its last day does not follow from its day."
    for row in stored.values():
        yield f"Notice {row.id} was placed by no journal entry."


def _opened(session: Session) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(NoticeOpening)).scalars()}
    for said in said_of(session, AdverseNoticeOpened.kind):
        row = stored.pop(said.seq, None)
        if row is None or row.notice_id != said.data["notice_id"]:
            yield f"Entry {said.seq} opened notice {said.data['notice_id']}; that is missing."
    for row in stored.values():
        yield f"Notice {row.notice_id} was opened by no journal entry."


def _delivered(session: Session) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(NoticeDelivery)).scalars()}
    for said in said_of(session, AdverseNoticeDelivered.kind):
        data, row = said.data, stored.pop(said.seq, None)
        if row is None:
            yield f"Entry {said.seq} handed over notice {data['notice_id']}; that is missing."
            continue
        told = (data["delivery_id"], data["notice_id"], data["delivered_on"], said.by)
        held = (row.id, row.notice_id, row.delivered_on.isoformat(), row.recorded_by)
        if told != held or not is_said(session, data["delivered_by_digest"], row.delivered_by):
            yield f"Notice {row.notice_id}: its delivery differs from what was recorded."
    for row in stored.values():
        yield f"Notice {row.notice_id} was handed over by no journal entry."


def _written(session: Session) -> Iterator[str]:
    stored = {row.event_seq: row for row in session.execute(select(OfficerStatement)).scalars()}
    for said in said_of(session, OfficerStatementWritten.kind):
        data, row = said.data, stored.pop(said.seq, None)
        if row is None:
            yield f"Entry {said.seq} wrote statement {data['statement_id']}; it is missing."
            continue
        told = (data["statement_id"], data["member_id"], data["matter"], data["subject_id"])
        same = told == (row.id, row.member_id, *_about(row))
        if not same or not is_said(session, data["words_digest"], row.words):
            yield f"Statement {row.id} differs from what its officer wrote."
    for row in stored.values():
        yield f"Statement {row.id} was written by no journal entry."


@dataclass(frozen=True, slots=True)
class _Entry:
    """What may ask for a notice, or bears on whether something later does."""

    seq: int
    matter: Matter | None
    subject_id: int
    sitting_id: int = 0


class _Tries:
    """The failed tries of every sitting as the journal tells them, in its order."""

    def __init__(self) -> None:
        self._talked: dict[int, dict[int, bool]] = defaultdict(dict)
        self._sitting: dict[int, int] = {}

    def is_after_talk(self, failed: _Entry) -> bool:
        """Take in a failed try; returns whether it came after a talk."""
        earlier = self._talked[failed.sitting_id]
        found = is_after_remediation(
            [Tried(passed=False, talked=each) for each in earlier.values()]
        )
        earlier[failed.subject_id] = False
        self._sitting[failed.subject_id] = failed.sitting_id
        return found

    def talk(self, attempt_id: int) -> None:
        """Take in a talk about a failed try."""
        if attempt_id in self._sitting:
            self._talked[self._sitting[attempt_id]][attempt_id] = True


def _owed(session: Session, zone: ZoneInfo) -> Iterator[str]:
    """Notices that the journal's entries ask for and that were not placed, or placed unasked."""
    placed = {
        (Matter(said.data["matter"]), int(said.data["subject_id"]))
        for said in said_of(session, AdverseNoticePlaced.kind)
    }
    asked = set(_asked(session, zone))
    for matter, subject_id in sorted(asked - placed):
        yield f"No notice was placed about {matter.value} {subject_id}, and counsel asked for it."
    for matter, subject_id in sorted(placed - asked):
        yield f"A notice about {matter.value} {subject_id} was placed that nobody asked for."


def _asked(session: Session, zone: ZoneInfo) -> Iterator[tuple[Matter, int]]:
    decisions = setting_history(session).get(SettingName.ADVERSE_NOTICE, ())
    if not decisions:
        return
    moments, tries = _moments(session), _Tries()
    for entry in sorted(_entries(session), key=lambda each: each.seq):
        if entry.matter is None:
            tries.talk(entry.subject_id)
            continue
        if entry.matter is Matter.FAILURE and not tries.is_after_talk(entry):
            continue
        at = moments[entry.seq]
        day = at.astimezone(zone).date()
        known = (each for each in decisions if each.valid_from <= day and each.recorded_at <= at)
        held = next(known, None)
        if held is not None and entry.matter in read_matters(str(held.value)):
            yield entry.matter, entry.subject_id


def _entries(session: Session) -> Iterator[_Entry]:
    for said in said_of(session, AttemptSubmitted.kind):
        if not said.data["passed"]:
            data = said.data
            tried = int(data["attempt_id"]), int(data["sitting_id"])
            yield _Entry(said.seq, Matter.FAILURE, *tried)
    for said in said_of(session, TalkRecorded.kind):
        yield _Entry(said.seq, None, int(said.data["attempt_id"]))
    for said in said_of(session, PaceReviewDecided.kind):
        if said.data["outcome"] == PaceOutcomeKind.DO_AGAIN.value:
            yield _Entry(said.seq, Matter.REVIEW, said.data["review_id"])
    for said in said_of(session, CertificateRevoked.kind):
        about = int(said.data["certificate_id"])
        yield _Entry(said.seq, Matter.REVOCATION, about)


def _moments(session: Session) -> dict[int, datetime]:
    """When each entry was made that may ask for a notice."""
    kinds = (AttemptSubmitted.kind, PaceReviewDecided.kind, CertificateRevoked.kind)
    rows = session.execute(select(Journal.seq, Journal.at).where(Journal.kind.in_(kinds)))
    return {row.seq: row.at for row in rows}
