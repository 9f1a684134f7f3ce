"""Giving an account a role: two administrators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.domain.access import Role, TwoPersonAct
from lms.domain.errors import ConflictError, NotFoundError
from lms.domain.two_people import About
from lms.models import Account
from lms.queries.signed_in import roles_of
from lms.services.acts.executor import Approval, Change, Executor, Ground
from lms.services.open_account import check_grant, grant_role


@dataclass(frozen=True, slots=True)
class RoleGrantAsked:
    """A role for an account, until a moment (ISO 8601 with its zone) or for good."""

    account_id: int
    role: str
    until: str | None = None

    @property
    def ends_at(self) -> datetime | None:
        """The last moment of the grant."""
        return datetime.fromisoformat(self.until) if self.until else None


def _ground(session: Session, asked: RoleGrantAsked, *, now: datetime) -> Ground:
    account = session.execute(
        select(Account).where(Account.id == asked.account_id).with_for_update(key_share=True)
    ).scalar_one_or_none()
    if account is None:
        raise NotFoundError(account=asked.account_id)
    if account.closed_at is not None:
        raise ConflictError(account=account.id, reason="it is closed")
    held = roles_of(session, account.id, now)
    if Role(asked.role) in held and asked.until is None:
        raise ConflictError(account=account.id, reason="it holds the role already")
    check_grant(session, role=Role(asked.role), until=asked.ends_at, now=now)
    return Ground(
        About(account.id, account.member_id),
        {"roles": sorted(role.value for role in held)},
        {"name": account.display_name},
    )


def _carry_out(
    session: Session, asked: RoleGrantAsked, approval: Approval, *, now: datetime
) -> None:
    grant_role(
        session,
        account_id=asked.account_id,
        role=Role(asked.role),
        until=asked.ends_at,
        by=approval.by,
        now=now,
    )


def _change(asked: RoleGrantAsked, ground: Ground) -> Change:
    role = _said(asked.role)
    before = ", ".join(_said(each) for each in ground.basis["roles"]) or "no role"
    until = f" until {asked.ends_at:%B %-d, %Y}" if asked.ends_at else ", for good"
    return Change(
        f"Give {ground.shown['name']} the role {role}",
        (("Roles", before, f"also {role}{until}"),),
    )


def _said(role: str) -> str:
    return role.replace("-", " ")


EXECUTORS = (Executor(TwoPersonAct.ROLE_GRANT, RoleGrantAsked, _ground, _carry_out, _change),)
