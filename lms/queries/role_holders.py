"""Who holds which role and can sign in, to see where one person stands alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from lms.domain.access import Role
from lms.models import Account, RoleGrant, RoleGrantEnd


def role_holders(session: Session, *, now: datetime) -> dict[Role, frozenset[int]]:
    """The open accounts that hold each role at ``now``; a role that nobody holds is left out."""
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.account_id)
        .join(Account, Account.id == RoleGrant.account_id)
        .where(
            Account.closed_at.is_(None),
            RoleGrant.valid_from <= now,
            or_(RoleGrant.valid_until.is_(None), RoleGrant.valid_until > now),
            ~exists().where(RoleGrantEnd.grant_id == RoleGrant.id, RoleGrantEnd.ended_at <= now),
        )
    )
    found: dict[Role, set[int]] = {}
    for role, account_id in rows:
        found.setdefault(role, set()).add(account_id)
    return {role: frozenset(accounts) for role, accounts in found.items()}


def names_holding(session: Session, role: Role, *, now: datetime) -> tuple[str, ...]:
    """The names of those who hold a role and can sign in, in order."""
    accounts = role_holders(session, now=now).get(role, frozenset())
    rows = session.execute(
        select(Account.display_name).where(Account.id.in_(accounts)).order_by(Account.display_name)
    )
    return tuple(rows.scalars())
