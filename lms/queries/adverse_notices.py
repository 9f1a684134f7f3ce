"""Notices of what entered a record, and how each reached its officer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, func, select
from sqlalchemy.orm import Session

from lms.domain.adverse_notice import Matter, Standing, standing
from lms.domain.setting import SettingName
from lms.models import (
    Account,
    AdverseNotice,
    Job,
    NoticeDelivery,
    NoticeOpening,
    ServiceRecord,
)
from lms.queries.recipient import MAIL
from lms.queries.reminders import LetterState, letter_state
from lms.queries.roster import holds_on
from lms.queries.setting_history import SettingDecision, setting_history

_COLUMNS = {
    Matter.FAILURE: "attempt_id",
    Matter.REVIEW: "review_id",
    Matter.REVOCATION: "certificate_id",
}
_LETTER = "notice:"


def subject_column(matter: Matter) -> str:
    """The column that names what a notice or a statement is about."""
    return _COLUMNS[matter]


def letter_key(notice_id: int) -> str:
    """By which a notice's letter is found."""
    return f"{_LETTER}{notice_id}"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A notice was handed over on a day: by whom, and who recorded it."""

    notice_id: int
    delivered_on: date
    delivered_by: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notice with what became of it.

    Attributes:
        subject_id: of the attempt, review or certificate.
        entered: what entered the record, in a sentence.
        letter_at: when the letter was sent or will be tried.
        problem: why the letter was not sent yet, empty where nothing is known.
    """

    id: int
    member_id: int
    name: str
    badge_number: str
    matter: Matter
    subject_id: int
    entered: str
    placed_on: date
    last_day: date
    opened_at: datetime | None
    letter: LetterState
    letter_at: datetime | None
    problem: str
    deliveries: tuple[Delivery, ...] = ()

    def standing(self, day: date) -> Standing:
        """How it stands on a day."""
        given = self.opened_at is not None or bool(self.deliveries)
        return standing(given=given, last=self.last_day, day=day)


def notices(
    session: Session,
    *,
    day: date,
    member_id: int | None = None,
    notice_id: int | None = None,
    most: int | None = None,
    letters: bool = True,
) -> tuple[NoticeRow, ...]:
    """Notices, the newest first: of everybody, of a member, or the one that is named.

    Args:
        day: on which names and badges are those of the roster.
        letters: whether what became of each letter is read.
    """
    statement = (
        select(
            AdverseNotice,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
            ServiceRecord.badge_number,
            NoticeOpening.opened_at,
        )
        .select_from(AdverseNotice)
        .join(
            ServiceRecord, and_(ServiceRecord.member_id == AdverseNotice.member_id, holds_on(day))
        )
        .outerjoin(NoticeOpening, NoticeOpening.notice_id == AdverseNotice.id)
        .order_by(AdverseNotice.id.desc())
        .limit(most)
    )
    if member_id is not None:
        statement = statement.where(AdverseNotice.member_id == member_id)
    if notice_id is not None:
        statement = statement.where(AdverseNotice.id == notice_id)
    rows = session.execute(statement).all()
    ids = [row.AdverseNotice.id for row in rows]
    if not ids:
        return ()
    handed, sent = _deliveries(session, ids), _letters(session, ids) if letters else {}
    return tuple(_row(row, sent.get(row.AdverseNotice.id, _NO_LETTER), handed) for row in rows)


def notice(session: Session, notice_id: int, *, day: date | None = None) -> NoticeRow | None:
    """One notice; names are those of its own day where no other one is given."""
    if day is None:
        day = session.execute(
            select(AdverseNotice.placed_on).where(AdverseNotice.id == notice_id)
        ).scalar()
    if day is None:
        return None
    return next(iter(notices(session, day=day, notice_id=notice_id)), None)


def own_notice(session: Session, *, notice_id: int, member_id: int) -> NoticeRow | None:
    """A notice where it is this member's, else None, the same as a missing one."""
    found = notice(session, notice_id)
    return found if found is not None and found.member_id == member_id else None


def notice_about(session: Session, *, matter: Matter, subject_id: int) -> int | None:
    """The notice about an attempt, a review or a certificate, where there is one."""
    about = getattr(AdverseNotice, subject_column(matter)) == subject_id
    return session.execute(select(AdverseNotice.id).where(about)).scalar()


def counsel_said(session: Session, day: date) -> SettingDecision | None:
    """The decision about notices that held on a day, with who made it."""
    decisions = setting_history(session).get(SettingName.ADVERSE_NOTICE, ())
    return next((each for each in decisions if each.valid_from <= day), None)


@dataclass(frozen=True, slots=True)
class Unopened:
    """A notice that its officer has not opened."""

    id: int
    placed_on: date


def unopened_of(session: Session, *, member_id: int) -> tuple[Unopened, ...]:
    """A member's notices that they have not opened, the oldest first."""
    rows = session.execute(
        select(AdverseNotice.id, AdverseNotice.placed_on)
        .where(
            AdverseNotice.member_id == member_id,
            ~exists().where(NoticeOpening.notice_id == AdverseNotice.id),
        )
        .order_by(AdverseNotice.id)
    )
    return tuple(Unopened(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class Outstanding:
    """How many notices were neither opened nor handed over, and the first of their last days."""

    count: int
    first_last_day: date | None


def outstanding(session: Session) -> Outstanding:
    """What somebody still has to see to."""
    row = session.execute(
        select(func.count(), func.min(AdverseNotice.last_day)).where(
            ~exists().where(NoticeOpening.notice_id == AdverseNotice.id),
            ~exists().where(NoticeDelivery.notice_id == AdverseNotice.id),
        )
    ).one()
    return Outstanding(*row)


_Letter = tuple[LetterState, datetime | None, str]
_NO_LETTER: _Letter = (LetterState.PAGE_ONLY, None, "")


def _letters(session: Session, ids: Iterable[int]) -> dict[int, _Letter]:
    """What became of each notice's letter, by notice; one without a letter is left out."""
    keys = {letter_key(each): each for each in ids}
    rows = session.execute(
        select(Job.key, Job.state, Job.finished_at, Job.run_after, Job.last_error).where(
            Job.kind == MAIL, Job.key.in_(keys)
        )
    )
    return {
        keys[row.key]: (
            letter_state(row.key, row.state),
            row.finished_at or row.run_after,
            row.last_error or "",
        )
        for row in rows
    }


def _deliveries(session: Session, ids: Iterable[int]) -> dict[int, list[Delivery]]:
    rows = session.execute(
        select(
            NoticeDelivery.notice_id,
            NoticeDelivery.delivered_on,
            NoticeDelivery.delivered_by,
            Account.display_name,
            NoticeDelivery.recorded_at,
        )
        .join(Account, Account.id == NoticeDelivery.recorded_by)
        .where(NoticeDelivery.notice_id.in_(tuple(ids)))
        .order_by(NoticeDelivery.id)
    )
    found: dict[int, list[Delivery]] = defaultdict(list)
    for row in rows:
        found[row.notice_id].append(Delivery(*row))
    return found


def _row(row: Any, letter: _Letter, handed: Mapping[int, list[Delivery]]) -> NoticeRow:  # noqa: ANN401 - a row of notices
    held: AdverseNotice = row.AdverseNotice
    state, at, problem = letter
    return NoticeRow(
        id=held.id,
        member_id=held.member_id,
        name=f"{row.given_name} {row.family_name}".strip(),
        badge_number=row.badge_number,
        matter=held.matter,
        subject_id=int(getattr(held, subject_column(held.matter))),
        entered=held.entered,
        placed_on=held.placed_on,
        last_day=held.last_day,
        opened_at=row.opened_at,
        letter=state,
        letter_at=at,
        problem=problem,
        deliveries=tuple(handed.get(held.id, ())),
    )
