"""Handovers of a desk: the one that is open, those that ended, and who could take one over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.handover import DESKS, GENERAL, Desk, HandoverOutcome, ShownDesk, shown
from lms.models import (
    Account,
    Handover,
    HandoverEnd,
    RoleGrant,
    RoleGrantEnd,
    ServiceRecord,
)
from lms.queries.roster import holds_on, serving_on

_LISTED = 20


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """A handover as lists show it."""

    id: int
    desk: Desk
    leaver_id: int
    leaver: str
    successor_id: int
    successor: str
    started_at: datetime
    seen_seq: int
    state_digest: str
    event_seq: int
    outcome: HandoverOutcome | None
    ended_at: datetime | None
    ended_by: str
    words: str

    @property
    def is_open(self) -> bool:
        """Whether nobody has ended it."""
        return self.outcome is None


@dataclass(frozen=True, slots=True)
class WholeHandover:
    """A handover with what was frozen and what its leaver wrote."""

    row: HandoverRow
    state: ShownDesk
    notes: Mapping[str, str]

    @property
    def note(self) -> str:
        """What is about no matter in particular."""
        return self.notes.get(GENERAL, "")


_LEAVER, _SUCCESSOR, _ENDER = aliased(Account), aliased(Account), aliased(Account)
_COLUMNS: tuple[Any, ...] = (
    Handover.id,
    Handover.desk,
    Handover.leaver_id,
    _LEAVER.display_name.label("leaver"),
    Handover.successor_id,
    _SUCCESSOR.display_name.label("successor"),
    Handover.started_at,
    Handover.seen_seq,
    Handover.state_digest,
    Handover.event_seq,
    HandoverEnd.outcome,
    HandoverEnd.ended_at,
    func.coalesce(_ENDER.display_name, "").label("ended_by"),
    func.coalesce(HandoverEnd.words, "").label("words"),
)


def _rows(*more: Any) -> Select[Any]:  # noqa: ANN401 - columns of the table
    return (
        select(*_COLUMNS, *more)
        .join(_LEAVER, _LEAVER.id == Handover.leaver_id)
        .join(_SUCCESSOR, _SUCCESSOR.id == Handover.successor_id)
        .outerjoin(HandoverEnd, HandoverEnd.handover_id == Handover.id)
        .outerjoin(_ENDER, _ENDER.id == HandoverEnd.ended_by)
    )


def _row(found: Any) -> HandoverRow:  # noqa: ANN401 - a row of _rows
    return HandoverRow(*found[: len(_COLUMNS)])


def handovers(session: Session, desk: Desk) -> tuple[HandoverRow, ...]:
    """The newest handovers of a desk; the one that is open, if any, comes first."""
    rows = session.execute(
        _rows().where(Handover.desk == desk).order_by(Handover.id.desc()).limit(_LISTED)
    )
    return tuple(_row(found) for found in rows)


def handover_by_id(session: Session, handover_id: int) -> WholeHandover | None:
    """One handover with all of it."""
    found = session.execute(
        _rows(Handover.state, Handover.notes).where(Handover.id == handover_id)
    ).one_or_none()
    return WholeHandover(_row(found), shown(found.state), found.notes) if found else None


def open_handover(session: Session, desk: Desk) -> int | None:
    """The handover of a desk that nobody has ended."""
    return session.execute(
        select(Handover.id).where(
            Handover.desk == desk, ~exists().where(HandoverEnd.handover_id == Handover.id)
        )
    ).scalar()


def offered_to(session: Session, account_id: int) -> tuple[int, Desk, str] | None:
    """The open handover that waits for this person: its number, its desk, who offers it."""
    row = session.execute(
        select(Handover.id, Handover.desk, Account.display_name)
        .join(Account, Account.id == Handover.leaver_id)
        .where(
            Handover.successor_id == account_id,
            ~exists().where(HandoverEnd.handover_id == Handover.id),
        )
        .order_by(Handover.id)
        .limit(1)
    ).one_or_none()
    return (row[0], row[1], row[2]) if row else None


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a desk's role and can sign in."""

    account_id: int
    name: str


def holders(session: Session, desk: Desk, *, now: datetime, day: date) -> tuple[Holder, ...]:
    """Everybody who holds a desk's role at ``now``; of members, those who serve on ``day``."""
    held = exists().where(
        RoleGrant.account_id == Account.id,
        RoleGrant.role == DESKS[desk].role,
        RoleGrant.valid_from <= now,
        or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now),
        ~exists().where(RoleGrantEnd.grant_id == RoleGrant.id, RoleGrantEnd.ended_at <= now),
    )
    serves = exists().where(
        and_(ServiceRecord.member_id == Account.member_id, holds_on(day), serving_on(day))
    )
    rows = session.execute(
        select(Account.id, Account.display_name)
        .where(Account.closed_at.is_(None), held, or_(Account.member_id.is_(None), serves))
        .order_by(Account.display_name, Account.id)
    )
    return tuple(Holder(*row) for row in rows)
