"""What an account has to prove its person with beside a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from lms.models import Account, AccountNotice, Authenticator, Passkey, Password, RecoveryCode


def has_second_factor(session: Session, account_id: int) -> bool:
    """Whether the account has a passkey or an authenticator app."""
    return bool(
        session.execute(
            select(
                or_(
                    exists().where(Passkey.account_id == account_id),
                    exists().where(Authenticator.account_id == account_id),
                )
            )
        ).scalar()
    )


@dataclass(frozen=True, slots=True)
class HeldPasskey:
    """A passkey as its person sees it."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Factors:
    """Everything an account can sign in with.

    Attributes:
        recovery_codes: how many are left.
        short_password: whether the password was allowed because of a second factor.
    """

    passkeys: tuple[HeldPasskey, ...]
    authenticator_since: datetime | None
    recovery_codes: int
    password_set_at: datetime | None
    short_password: bool

    @property
    def has_second(self) -> bool:
        """Whether there is a second factor at all."""
        return bool(self.passkeys) or self.authenticator_since is not None

    @property
    def count(self) -> int:
        """How many second factors there are, the authenticator app counted as one."""
        return len(self.passkeys) + (self.authenticator_since is not None)


def factors(session: Session, account_id: int) -> Factors:
    """What an account can sign in with."""
    left = select(func.count()).where(
        RecoveryCode.account_id == Account.id, RecoveryCode.used_at.is_(None)
    )
    row = session.execute(
        select(
            Authenticator.created_at,
            Password.set_at,
            Password.short,
            left.correlate(Account).scalar_subquery().label("codes"),
        )
        .select_from(Account)
        .outerjoin(Authenticator, Authenticator.account_id == Account.id)
        .outerjoin(Password, Password.account_id == Account.id)
        .where(Account.id == account_id)
    ).one()
    keys = session.execute(
        select(Passkey.id, Passkey.name, Passkey.created_at, Passkey.last_used_at)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return Factors(
        passkeys=tuple(HeldPasskey(*key) for key in keys),
        authenticator_since=row.created_at,
        recovery_codes=row.codes,
        password_set_at=row.set_at,
        short_password=bool(row.short),
    )


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that changed in how a person signs in."""

    at: datetime
    what: str
    detail: str
    by_somebody_else: bool


def notices(session: Session, account_id: int, *, most: int = 20) -> tuple[Notice, ...]:
    """The newest changes to how an account signs in, newest first."""
    rows = session.execute(
        select(
            AccountNotice.at,
            AccountNotice.what,
            AccountNotice.detail,
            AccountNotice.by_account_id.is_not(None),
        )
        .where(AccountNotice.account_id == account_id)
        .order_by(AccountNotice.at.desc(), AccountNotice.id.desc())
        .limit(most)
    )
    return tuple(Notice(*row) for row in rows)
