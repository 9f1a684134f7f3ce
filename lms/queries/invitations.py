"""Invitations to people from outside, who is covered, and what was drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from lms.domain.events import RoomShown
from lms.domain.invitation import PacketReach, Room, Scope, Stay, stay
from lms.models import (
    AccessLog,
    Account,
    Journal,
    VisitorInvitation,
    VisitorInvitationEnd,
    VisitorSample,
)
from lms.queries.roster import Person, roster

_SHOWN_FOR = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation as it was given, and whether it was withdrawn."""

    id: int
    account_id: int
    grant_id: int
    login: str
    name: str
    organization: str
    email: str
    scope: Scope
    invited_at: datetime
    event_seq: int
    withdrawn_at: datetime | None
    withdrawn_why: str

    def stay(self, today: date) -> Stay:
        """Where it is in its time."""
        return stay(self.scope, withdrawn=self.withdrawn_at is not None, today=today)


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample as it was drawn."""

    id: int
    seed: str
    wanted: int
    population: tuple[int, ...]
    drawn: tuple[int, ...]
    drawn_at: datetime
    event_seq: int


@dataclass(frozen=True, slots=True)
class Opened:
    """Something that a visitor opened."""

    at: datetime
    what: str
    member_id: int | None


def _invitations() -> Select[*tuple[Any, ...]]:
    return (
        select(
            VisitorInvitation,
            Account.login_name,
            VisitorInvitationEnd.ended_at,
            VisitorInvitationEnd.reason,
        )
        .join(Account, Account.id == VisitorInvitation.account_id)
        .outerjoin(VisitorInvitationEnd, VisitorInvitationEnd.invitation_id == VisitorInvitation.id)
        .order_by(VisitorInvitation.id.desc())
    )


def invitations(session: Session, *, most: int) -> tuple[Invitation, ...]:
    """The newest invitations."""
    return tuple(_read(row) for row in session.execute(_invitations().limit(most)))


def invitation(session: Session, invitation_id: int) -> Invitation | None:
    """One invitation."""
    row = session.execute(_invitations().where(VisitorInvitation.id == invitation_id)).one_or_none()
    return _read(row) if row is not None else None


def open_invitation(
    session: Session, *, account_id: int, room: Room, today: date
) -> Invitation | None:
    """What is open to an account today; of several the one given last."""
    rows = session.execute(
        _invitations().where(
            VisitorInvitation.account_id == account_id,
            VisitorInvitation.room == room,
            VisitorInvitation.starts_on <= today,
            VisitorInvitation.ends_on >= today,
            VisitorInvitationEnd.invitation_id.is_(None),
        )
    )
    return next((_read(row) for row in rows), None)


def _read(row: Row[*tuple[Any, ...]]) -> Invitation:
    held: VisitorInvitation = row.VisitorInvitation
    scope = Scope(
        room=held.room,
        starts_on=held.starts_on,
        ends_on=held.ends_on,
        first_year=held.first_year,
        last_year=held.last_year,
        standards=tuple(held.standards),
        packets=PacketReach(held.packets),
        members=tuple(held.members),
        matter=held.matter,
    )
    return Invitation(
        id=held.id,
        account_id=held.account_id,
        grant_id=held.grant_id,
        login=row.login_name or "",
        name=held.name,
        organization=held.organization,
        email=held.email,
        scope=scope,
        invited_at=held.invited_at,
        event_seq=held.event_seq,
        withdrawn_at=row.ended_at,
        withdrawn_why=row.reason or "",
    )


def population(session: Session, scope: Scope, today: date) -> tuple[Person, ...]:
    """The sworn members who served on any day of the years that are opened, by name."""
    last = scope.last_day(today)
    return tuple(
        each
        for each in roster(session, last, serving_only=False)
        if each.sworn
        and each.hired_on <= last
        and (each.separated_on is None or each.separated_on > scope.first_day)
    )


def samples(session: Session, invitation_id: int) -> tuple[Sample, ...]:
    """The samples of an invitation, the newest first."""
    rows = session.execute(
        select(VisitorSample)
        .where(VisitorSample.invitation_id == invitation_id)
        .order_by(VisitorSample.id.desc())
    ).scalars()
    return tuple(
        Sample(
            each.id,
            each.seed,
            each.wanted,
            tuple(each.population),
            tuple(each.drawn),
            each.drawn_at,
            each.event_seq,
        )
        for each in rows
    )


def sampled(found: Sequence[Sample]) -> frozenset[int]:
    """Everybody who was drawn in any of the samples."""
    return frozenset(member for each in found for member in each.drawn)


def what_they_opened(session: Session, held: Invitation, *, most: int) -> tuple[Opened, ...]:
    """What the account of an invitation opened since it was given, the newest first."""
    rows = session.execute(
        select(AccessLog.at, AccessLog.what, AccessLog.member_id)
        .where(AccessLog.account_id == held.account_id, AccessLog.at >= held.invited_at)
        .order_by(AccessLog.id.desc())
        .limit(most)
    )
    return tuple(Opened(*row) for row in rows)


def is_shown_to(session: Session, *, invitation_id: int, account_id: int, now: datetime) -> bool:
    """Whether an account said in the last hours that it looks through an invitation's room."""
    rows = session.execute(
        select(Journal.body).where(Journal.kind == RoomShown.kind, Journal.at >= now - _SHOWN_FOR)
    ).scalars()
    wanted = {"account_id": account_id, "invitation_id": invitation_id}
    return any(json.loads(body)["data"] == wanted for body in rows)
