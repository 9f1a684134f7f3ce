"""Accounts as an administrator sees them: whose, which roles since when, where signed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.domain.sign_in import is_alive
from lms.models import (
    Account,
    Authenticator,
    Passkey,
    Password,
    RoleGrant,
    RoleGrantEnd,
    ServiceRecord,
    SignIn,
)
from lms.queries.roster import holds_on


@dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account in a list; ``login`` is a badge number or a login name."""

    id: int
    name: str
    login: str
    on_roster: bool
    separated_on: date | None
    has_password: bool
    has_second_factor: bool
    closed_at: datetime | None


def account_list(
    session: Session, *, day: date, account_id: int | None = None
) -> tuple[ListedAccount, ...]:
    """Every account, or one, by name; members by the name and badge they have on ``day``."""
    statement = (
        select(
            Account.id,
            Account.login_name,
            Account.display_name,
            Account.closed_at,
            ServiceRecord.badge_number,
            ServiceRecord.given_name,
            ServiceRecord.family_name,
            ServiceRecord.separated_on,
            exists().where(Password.account_id == Account.id).label("has_password"),
            or_(
                exists().where(Passkey.account_id == Account.id),
                exists().where(Authenticator.account_id == Account.id),
            ).label("has_second_factor"),
        )
        .outerjoin(ServiceRecord, and_(ServiceRecord.member_id == Account.member_id, holds_on(day)))
        .order_by(Account.display_name, Account.id)
    )
    if account_id is not None:
        statement = statement.where(Account.id == account_id)
    return tuple(_listed(row) for row in session.execute(statement))


def _listed(row: Any) -> ListedAccount:  # noqa: ANN401 - a row of account_list
    on_roster = row.badge_number is not None
    return ListedAccount(
        id=row.id,
        name=f"{row.given_name} {row.family_name}".strip() if on_roster else row.display_name,
        login=row.badge_number if on_roster else row.login_name or "",
        on_roster=on_roster,
        separated_on=row.separated_on,
        has_password=row.has_password,
        has_second_factor=row.has_second_factor,
        closed_at=row.closed_at,
    )


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role an account holds now, or will."""

    account_id: int
    role: Role
    since: datetime
    until: datetime | None
    grant_id: int


def held_roles(session: Session, *, now: datetime) -> dict[int, tuple[HeldRole, ...]]:
    """The roles that have not ended at ``now``, by account."""
    rows = session.execute(
        select(
            RoleGrant.account_id,
            RoleGrant.role,
            RoleGrant.valid_from,
            RoleGrant.valid_until,
            RoleGrant.id,
        )
        .outerjoin(RoleGrantEnd, RoleGrantEnd.grant_id == RoleGrant.id)
        .where(
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now),
            or_(RoleGrantEnd.ended_at.is_(None), RoleGrantEnd.ended_at > now),
        )
        .order_by(RoleGrant.account_id, RoleGrant.id)
    )
    found: dict[int, tuple[HeldRole, ...]] = {}
    for row in rows:
        held = HeldRole(*row)
        found[held.account_id] = (*found.get(held.account_id, ()), held)
    return found


@dataclass(frozen=True, slots=True)
class OpenSignIns:
    """How many devices an account is signed in on, and when one was last used."""

    count: int
    last_seen_at: datetime


def open_sign_ins(
    session: Session, *, account_ids: Collection[int], now: datetime
) -> dict[int, OpenSignIns]:
    """The sign-ins of some accounts that still hold, by account."""
    rows = session.execute(
        select(SignIn.account_id, SignIn.created_at, SignIn.last_seen_at)
        .where(SignIn.account_id.in_(tuple(account_ids)), SignIn.ended_at.is_(None))
        .order_by(SignIn.account_id, SignIn.last_seen_at)
    )
    found: dict[int, OpenSignIns] = {}
    for account_id, created_at, last_seen_at in rows:
        if is_alive(created_at=created_at, last_seen_at=last_seen_at, now=now):
            before = found[account_id].count if account_id in found else 0
            found[account_id] = OpenSignIns(before + 1, last_seen_at)
    return found
