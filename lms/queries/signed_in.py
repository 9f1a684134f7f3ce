"""Who is behind a sign-in token: the account, its roles now, and the member it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Date, and_, bindparam, exists, or_, select
from sqlalchemy.orm import Session, aliased

from lms.domain.access import Actor, Role
from lms.domain.sign_in import is_alive, login_key
from lms.models import Account, Password, RoleGrant, RoleGrantEnd, ServiceRecord, SignIn
from lms.models.base import UtcDateTime
from lms.queries.roster import holds_on

_NOW, _DAY = bindparam("now", type_=UtcDateTime()), bindparam("day", type_=Date())
_EARLIER = aliased(ServiceRecord)
_HELD = and_(
    RoleGrant.account_id == Account.id,
    RoleGrant.valid_from <= _NOW,
    or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > _NOW),
    ~exists().where(RoleGrantEnd.grant_id == RoleGrant.id, RoleGrantEnd.ended_at <= _NOW),
)
_SERVING_AS = (
    select(_EARLIER.id)
    .where(_EARLIER.member_id == Account.member_id, _EARLIER.valid_from <= _DAY)
    .order_by(_EARLIER.valid_from.desc(), _EARLIER.id.desc())
    .limit(1)
    .correlate(Account)
    .scalar_subquery()
)
_BEHIND = (
    select(
        SignIn.id,
        SignIn.created_at,
        SignIn.last_seen_at,
        SignIn.confirmed_at,
        SignIn.second_factor_at,
        SignIn.owes_second_factor,
        SignIn.locked_at,
        Account.id.label("account_id"),
        Account.member_id,
        Account.display_name,
        ServiceRecord.badge_number,
        ServiceRecord.rank,
        ServiceRecord.given_name,
        ServiceRecord.family_name,
        ServiceRecord.separated_on,
        RoleGrant.role,
    )
    .join(Account, Account.id == SignIn.account_id)
    .outerjoin(ServiceRecord, ServiceRecord.id == _SERVING_AS)
    .outerjoin(RoleGrant, _HELD)
    .where(
        SignIn.token_sha256 == bindparam("token"),
        SignIn.ended_at.is_(None),
        Account.closed_at.is_(None),
    )
)
"""One row for each role; built once, since every request runs it."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person at a device, as every request sees them.

    Attributes:
        second_factor: whether one was shown on this device.
        owes_second_factor: whether nothing opens before that.
    """

    sign_in_id: int
    account_id: int
    member_id: int | None
    display_name: str
    badge_number: str
    rank: str
    roles: frozenset[Role]
    last_seen_at: datetime
    confirmed_at: datetime
    second_factor: bool
    owes_second_factor: bool
    locked: bool

    @property
    def actor(self) -> Actor:
        """The actor that services are told about."""
        return Actor(self.account_id, self.member_id, self.roles)


def signed_in(session: Session, *, token_sha256: str, now: datetime) -> SignedIn | None:
    """The person behind a token, or None where it is unknown, ended, idle or too old.

    Somebody who has left is behind none of theirs.

    Roles are read on every request, so a grant that ended a second ago gives nothing.
    """
    rows = (
        session.connection()
        .execute(_BEHIND, {"token": token_sha256, "now": now, "day": now.date()})
        .all()
    )
    if not rows:
        return None
    row = rows[0]
    if not is_alive(created_at=row.created_at, last_seen_at=row.last_seen_at, now=now):
        return None
    if row.separated_on is not None and row.separated_on <= now.date():
        return None
    name = f"{row.given_name or ''} {row.family_name or ''}".strip()
    return SignedIn(
        sign_in_id=row.id,
        account_id=row.account_id,
        member_id=row.member_id,
        display_name=name or row.display_name,
        badge_number=row.badge_number or "",
        rank=row.rank or "",
        roles=frozenset(each.role for each in rows if each.role is not None),
        last_seen_at=row.last_seen_at,
        confirmed_at=row.confirmed_at,
        second_factor=row.second_factor_at is not None,
        owes_second_factor=row.owes_second_factor and row.second_factor_at is None,
        locked=row.locked_at is not None,
    )


def roles_of(session: Session, account_id: int, now: datetime) -> frozenset[Role]:
    """The roles an account holds at ``now``."""
    rows = session.execute(
        select(RoleGrant.role)
        .outerjoin(RoleGrantEnd, RoleGrantEnd.grant_id == RoleGrant.id)
        .where(
            RoleGrant.account_id == account_id,
            RoleGrant.valid_from <= now,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now),
            or_(RoleGrantEnd.ended_at.is_(None), RoleGrantEnd.ended_at > now),
        )
    ).scalars()
    return frozenset(rows)


@dataclass(frozen=True, slots=True)
class Credentials:
    """The account a login names and the hash to check a password against."""

    account_id: int
    password_hash: str | None


def credentials(session: Session, *, login: str, day: date) -> Credentials | None:
    """Find the account of a badge number in use on ``day``, or of a login name.

    A badge of somebody who has left, or an unknown one, finds nothing.
    """
    by_badge = (
        select(ServiceRecord.member_id)
        .where(
            ServiceRecord.badge_number == login,
            holds_on(day),
            or_(ServiceRecord.separated_on.is_(None), ServiceRecord.separated_on > day),
        )
        .scalar_subquery()
    )
    row = session.execute(
        select(Account.id, Password.hash)
        .outerjoin(Password, Password.account_id == Account.id)
        .where(
            or_(Account.login_name == login.lower(), Account.member_id.in_(by_badge)),
            Account.closed_at.is_(None),
        )
        .limit(1)
    ).one_or_none()
    return Credentials(row.id, row.hash) if row else None


def guess_keys(session: Session, *, account_id: int, day: date) -> tuple[str, ...]:
    """Under which keys guesses at an account are counted: what it signs in with, and its id."""
    row = session.execute(
        select(Account.login_name, ServiceRecord.badge_number)
        .outerjoin(ServiceRecord, and_(ServiceRecord.member_id == Account.member_id, holds_on(day)))
        .where(Account.id == account_id)
    ).one()
    login = row.login_name or row.badge_number or ""
    return login_key(login), f"account-{account_id}"


@dataclass(frozen=True, slots=True)
class Device:
    """One open sign-in as "my devices" shows it."""

    id: int
    device: str
    created_at: datetime
    last_seen_at: datetime


def devices(session: Session, *, account_id: int, now: datetime) -> tuple[Device, ...]:
    """The account's open sign-ins, newest first."""
    rows = session.execute(
        select(SignIn.id, SignIn.device, SignIn.created_at, SignIn.last_seen_at)
        .where(SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .order_by(SignIn.created_at.desc())
    )
    return tuple(
        Device(row.id, row.device, row.created_at, row.last_seen_at)
        for row in rows
        if is_alive(created_at=row.created_at, last_seen_at=row.last_seen_at, now=now)
    )


def password_of(session: Session, account_id: int) -> str | None:
    """The hash to check an account's password against, for confirming who sits here."""
    return session.execute(select(Password.hash).where(Password.account_id == account_id)).scalar()
