"""The first lock of every act that touches one member's time, attempts or credit."""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, SessionTransaction

from lms.domain.errors import NotFoundError
from lms.models import Member

_HELD = select(Member.id).where(Member.id == bindparam("member_id")).with_for_update(key_share=True)
_LOCKED = "members locked"


def lock_member(session: Session, member_id: int) -> None:
    """Hold the member's row until the transaction ends; SQLite's writer holds all rows anyway.

    An act within an act asks again: what this transaction holds is not asked for twice.

    Raises:
        NotFoundError: there is no such member.
    """
    connection = session.connection()
    within, held = session.info.get(_LOCKED, (None, frozenset[int]()))
    now_within = _transaction(session)
    if within is not now_within:
        held = frozenset[int]()
    if member_id in held:
        return
    if connection.execute(_HELD, {"member_id": member_id}).scalar() is None:
        raise NotFoundError(member=member_id)
    session.info[_LOCKED] = (now_within, held | {member_id})


def _transaction(session: Session) -> SessionTransaction | None:
    """The innermost one: a lock taken in it goes with it."""
    return session.get_nested_transaction() or session.get_transaction()
