"""Training taken elsewhere, as it was sent and as it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.outside_training import GRANTING, Minutes, OutsideOutcome, may_decide
from lms.domain.requirement import Period
from lms.models import (
    Account,
    OutsideClaim,
    OutsideDecision,
    OutsideGrant,
    OutsideTraining,
)


@dataclass(frozen=True, slots=True)
class OutsideRow:
    """One submission with its end, where it has one.

    Attributes:
        entered_by: the account that sent it; ``sender`` is its name.
        sections: as the policy numbered them when it was sent.
        followed_by: the later submission that took its place.
    """

    id: int
    member_id: int
    title: str
    provider: str
    first_day: date
    last_day: date
    covered: str
    sections: tuple[str, ...]
    explanation: str
    scan_sha256: str
    follows_id: int | None
    entered_by: int
    sender: str
    sender_member_id: int | None
    submitted_at: datetime
    event_seq: int
    outcome: OutsideOutcome | None
    reason: str
    explained: str
    decided_by: int | None
    decider: str
    decided_at: datetime | None
    decided_seq: int | None
    followed_by: int | None
    claimed: Minutes
    granted: Minutes

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.outcome is None

    @property
    def counts(self) -> bool:
        """Whether its minutes are in the ledger."""
        return self.outcome in GRANTING

    @property
    def may_be_followed(self) -> bool:
        """Whether a new submission may take its place."""
        return not self.is_open and not self.counts and self.followed_by is None

    @property
    def claimed_minutes(self) -> int:
        """All that was claimed."""
        return sum(self.claimed.values())

    @property
    def granted_minutes(self) -> int:
        """All that was granted."""
        return sum(self.granted.values())

    @property
    def state(self) -> str:
        """``waiting``, or how it ended."""
        return "waiting" if self.outcome is None else self.outcome.value

    def decidable_by(self, *, account_id: int | None, member_id: int | None) -> bool:
        """Whether this person is a second one to it."""
        return may_decide(
            entered_by=self.entered_by,
            member_id=self.member_id,
            account_id=account_id,
            by_member_id=member_id,
        )


_SENDER, _DECIDER = aliased(Account), aliased(Account)
_LATER = aliased(OutsideTraining)


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            OutsideTraining,
            _SENDER.display_name.label("sender"),
            _SENDER.member_id.label("sender_member_id"),
            OutsideDecision,
            _DECIDER.display_name.label("decider"),
            _LATER.id.label("followed_by"),
        )
        .join(_SENDER, _SENDER.id == OutsideTraining.entered_by)
        .outerjoin(OutsideDecision, OutsideDecision.outside_id == OutsideTraining.id)
        .outerjoin(_DECIDER, _DECIDER.id == OutsideDecision.decided_by)
        .outerjoin(_LATER, _LATER.follows_id == OutsideTraining.id)
        .order_by(OutsideTraining.id.desc())
    )


def _found(session: Session, statement: Select[*tuple[Any, ...]]) -> tuple[OutsideRow, ...]:
    """The rows of a statement with their minutes, in three statements."""
    rows = session.execute(statement).all()
    ids = [row.OutsideTraining.id for row in rows]
    claimed, granted = _minutes(session, OutsideClaim, ids), _minutes(session, OutsideGrant, ids)
    return tuple(
        _row(row, claimed.get(each, {}), granted.get(each, {}))
        for row, each in zip(rows, ids, strict=True)
    )


def _minutes(
    session: Session, table: type[OutsideClaim | OutsideGrant], ids: list[int]
) -> dict[int, dict[str, int]]:
    """Minutes by subject of some submissions."""
    if not ids:
        return {}
    found: dict[int, dict[str, int]] = {}
    rows = session.execute(
        select(table.outside_id, table.limb, table.minutes)
        .where(table.outside_id.in_(ids))
        .order_by(table.outside_id, table.limb)
    )
    for outside_id, limb, minutes in rows:
        found.setdefault(outside_id, {})[limb] = minutes
    return found


def _row(row: Any, claimed: Minutes, granted: Minutes) -> OutsideRow:  # noqa: ANN401 - a row of _rows
    sent, ended = row.OutsideTraining, row.OutsideDecision
    return OutsideRow(
        id=sent.id,
        member_id=sent.member_id,
        title=sent.title,
        provider=sent.provider,
        first_day=sent.first_day,
        last_day=sent.last_day,
        covered=sent.covered,
        sections=tuple(sent.sections),
        explanation=sent.explanation,
        scan_sha256=sent.scan_sha256,
        follows_id=sent.follows_id,
        entered_by=sent.entered_by,
        sender=row.sender,
        sender_member_id=row.sender_member_id,
        submitted_at=sent.submitted_at,
        event_seq=sent.event_seq,
        outcome=ended.outcome if ended else None,
        reason=ended.reason if ended else "",
        explained=ended.explained if ended else "",
        decided_by=ended.decided_by if ended else None,
        decider=row.decider or "",
        decided_at=ended.decided_at if ended else None,
        decided_seq=ended.event_seq if ended else None,
        followed_by=row.followed_by,
        claimed=claimed,
        granted=granted,
    )


def outside_by_id(session: Session, outside_id: int) -> OutsideRow | None:
    """One submission."""
    return next(iter(_found(session, _rows().where(OutsideTraining.id == outside_id))), None)


def outside_of(
    session: Session, *, member_id: int, period: Period | None = None
) -> tuple[OutsideRow, ...]:
    """A member's submissions, the newest first; of one period where it is given."""
    statement = _rows().where(OutsideTraining.member_id == member_id)
    if period is not None:
        within = OutsideTraining.last_day.between(period.starts_on, period.ends_on)
        statement = statement.where(within)
    return _found(session, statement)


def outside_with_scan(session: Session, sha256: str) -> tuple[OutsideRow, ...]:
    """Everybody's submissions that rest on the same scan, the newest first."""
    return _found(session, _rows().where(OutsideTraining.scan_sha256 == sha256))


def outside_between(session: Session, first: date, last: date) -> tuple[OutsideRow, ...]:
    """Everybody's submissions for a span of days and whatever waits, the newest first."""
    within = OutsideTraining.last_day.between(first, last)
    return _found(session, _rows().where(within | OutsideDecision.outside_id.is_(None)))


def every_outside(session: Session) -> tuple[OutsideRow, ...]:
    """All submissions, for holding them against the journal."""
    return _found(session, _rows())


def undecided_outside(session: Session, *, period: Period | None = None) -> int:
    """How many submissions wait for a decision; of one period where it is given."""
    decided = exists().where(OutsideDecision.outside_id == OutsideTraining.id)
    statement = select(func.count()).select_from(OutsideTraining).where(~decided)
    if period is not None:
        within = OutsideTraining.last_day.between(period.starts_on, period.ends_on)
        statement = statement.where(within)
    return int(session.execute(statement).scalar_one())


def outside_years(session: Session) -> tuple[int, ...]:
    """The years of which there are submissions, the newest first."""
    first, last = session.execute(
        select(func.min(OutsideTraining.last_day), func.max(OutsideTraining.last_day))
    ).one()
    return tuple(range(last.year, first.year - 1, -1)) if first else ()


def open_first(rows: Iterable[OutsideRow]) -> list[OutsideRow]:
    """What waits, the oldest of it on top; then the rest, the newest on top."""
    found = list(rows)
    waiting = sorted((row for row in found if row.is_open), key=lambda row: row.id)
    return [*waiting, *sorted((r for r in found if not r.is_open), key=lambda r: -r.id)]
